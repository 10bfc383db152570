"""Literal values as a picture shows them: what the UI's control would show, in a few words."""

from __future__ import annotations

from typing import Any, Final

_LONGEST: Final = 200
_NAMES: Final = ("name", "image_name", "video_name", "board_id", "style_preset_id", "type")


def value_words(value: Any) -> str:
    """The value in a few words: a model's name, an image's, ``on``, ``0.75``, ``3 items``, ``#ff8800``."""
    if value is None:
        return "none"
    if value is True or value is False:
        return "on" if value else "off"
    if type(value) is float:
        return f"{value:.6g}"
    if type(value) is int:
        return str(value) if -(10**18) < value < 10**18 else "a very large number"
    if type(value) is str:
        return value[:_LONGEST] if value.strip() else "(empty)"
    if type(value) is list:
        return _list_words(value)
    if type(value) is dict:
        return _object_words(value)
    return str(type(value).__name__)


def _list_words(value: list[Any]) -> str:
    if len(value) == 1:
        return value_words(value[0]) if not isinstance(value[0], list) else "1 list"
    if value and len(value) <= 4 and all(type(v) in (int, float) for v in value):
        return ", ".join(map(value_words, value))
    return f"{len(value)} items" if value else "no items"


def _object_words(value: dict[str, Any]) -> str:
    if all(type(value.get(c)) is int and 0 <= value[c] < 256 for c in "rgb"):
        return "#{r:02x}{g:02x}{b:02x}".format(**value)
    for name in _NAMES:
        if type(value.get(name)) is str and value[name].strip():
            return str(value[name])[:_LONGEST]
    for name in ("lora", "model"):
        if type(value.get(name)) is dict:
            inner = value[name].get("name")
            return inner[:_LONGEST] if type(inner) is str else f"a {name}"
    return f"{len(value)} members"
