"""The images of ``image_collection``, which version 1.0.2 of the node takes from another input."""

from __future__ import annotations

from typing import Any, Final

MOVED: Final = 'the images of "collection" become those of "images", which the editor shows'


def move_images(values: dict[str, Any], version: str | None) -> bool:
    """Version 1.0.2 of ``image_collection`` took its images from another input than 1.0.1.

    Whether they moved. ``version`` is None for a node of a graph, which has none.
    """
    parts = _numbers(version) if version is not None else ()
    images, collection = values.get("images"), values.get("collection")
    if parts is None or parts >= (1, 0, 2) or "images" not in values or type(collection) is not list:
        return False
    if type(images) is not list or not images:
        values["images"], values["collection"] = collection, []
        return True
    return False


def _numbers(version: str) -> tuple[int, ...] | None:
    try:
        return tuple(int(part) for part in version.split(".")[:3])
    except ValueError:
        return None
