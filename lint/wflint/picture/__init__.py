"""Workflows as pictures: what the web UI's editor shows of them, with what wflint has to say marked on it."""

from wflint.picture.build import scene_of
from wflint.picture.scene import Mark, Scene
from wflint.picture.svg import to_svg

__all__ = ["Mark", "Scene", "scene_of", "to_svg"]
