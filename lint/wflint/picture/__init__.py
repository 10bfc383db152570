"""Workflows as pictures: what the web UI's editor shows of them, with what wflint has to say marked on it."""

from wflint.picture.beside import beside, diff_html, diff_svg
from wflint.picture.build import scene_of
from wflint.picture.dot import to_dot
from wflint.picture.entries import ChangeEntry
from wflint.picture.html import to_html
from wflint.picture.mermaid import to_mermaid
from wflint.picture.png import to_png
from wflint.picture.scene import Mark, Scene
from wflint.picture.svg import to_svg

__all__ = [
    "ChangeEntry",
    "Mark",
    "Scene",
    "beside",
    "diff_html",
    "diff_svg",
    "scene_of",
    "to_dot",
    "to_html",
    "to_mermaid",
    "to_png",
    "to_svg",
]
