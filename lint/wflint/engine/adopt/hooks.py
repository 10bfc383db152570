"""The entry for pre-commit: a new ``.pre-commit-config.yaml``, or one repository more in the old one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from wflint.engine.adopt.addition import Addition, ByHand
from wflint.engine.adopt.yaml_text import (
    YamlTextError,
    keys_of,
    read_yaml,
    root_of,
    texts_of,
    with_item,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

HOOKS: Final = ".pre-commit-config.yaml"


def hooks(top: str, project: str, version: str, ids: Sequence[str]) -> Addition | ByHand | None:
    """What to write so that pre-commit runs hooks of wflint; None where it does already."""
    item = "".join(
        [
            f"- repo: {project}\n",
            f"  rev: v{version}\n",
            "  hooks:\n",
            *(f"    - id: {each}\n" for each in ids),
        ]
    )
    try:
        raw = read_yaml(os.path.join(top, HOOKS))
    except FileNotFoundError:
        lines = "".join(f"  {line}" for line in item.splitlines(keepends=True))
        return Addition(HOOKS, None, f"repos:\n{lines}".encode())
    except YamlTextError as error:
        return ByHand(HOOKS, item, str(error))
    try:
        if _has_hook(raw):
            return None
        return Addition(HOOKS, raw, with_item(raw, "repos", item))
    except YamlTextError as error:
        return ByHand(HOOKS, item, str(error))


def _has_hook(raw: bytes) -> bool:
    """Whether a hook of wflint's name is there, from wherever. Raises YamlTextError."""
    texts = texts_of(keys_of(root_of(raw)).get("repos"))
    return any(text == "wflint" or text.startswith(("wflint-", "wflint ")) for text in texts)
