"""The configuration that is proposed: a ``wflint.toml``, or a table more in ``pyproject.toml``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wflint.document.toml import TomlError, parse_toml
from wflint.engine.adopt.addition import Addition, added
from wflint.engine.adopt.survey import text_of
from wflint.reading import CONFIGURATION, read_bounded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.engine.configuration import Wanted

OWN, SHARED = "wflint.toml", "pyproject.toml"


def values(wanted: Wanted, top: str) -> dict[str, str | list[str]]:
    """The keys that a configuration of these wishes has, files as it names them."""
    found: dict[str, str | list[str]] = {}
    if wanted.target is not None:
        found["target"] = wanted.target
    if wanted.models:
        found["models"] = _name(wanted.models, top)
    for key, files in (("packs", wanted.packs), ("catalogues", wanted.catalogues)):
        if files:
            found[key] = [_name(file, top) for file in files]
    return found


def _name(path: str, top: str) -> str:
    return os.path.relpath(path, top).replace(os.sep, "/")


def configuration(top: str, keys: Mapping[str, str | list[str]], manual: str) -> Addition:
    """The file to write. Nothing that is there is changed: where a table cannot be added, a file is made."""
    lines = [f"{key} = {_value(value)}\n" for key, value in keys.items()]
    text = "".join([f"# What wflint checks here: {manual}\n", *lines])
    try:
        raw = read_bounded(os.path.join(top, SHARED), CONFIGURATION)
    except OSError:
        return Addition(OWN, None, text.encode())
    after = added(raw, f"[tool.wflint]\n{text}")
    if _is_only_added(raw, after, keys):
        return Addition(SHARED, raw, after)
    return Addition(OWN, None, text.encode())


def _value(value: str | list[str]) -> str:
    return text_of(value) if isinstance(value, str) else f"[{', '.join(map(text_of, value))}]"


def _is_only_added(before: bytes, after: bytes, keys: Mapping[str, str | list[str]]) -> bool:
    """Whether the file means what it meant, and has the table."""
    try:
        was = parse_toml(before.decode("utf-8-sig"))
        is_ = parse_toml(after.decode("utf-8-sig"))
        tool = was.get("tool", {})
        return is_ == {**was, "tool": {**tool, "wflint": dict(keys)}}
    except (TomlError, UnicodeDecodeError, RecursionError, TypeError):
        return False
