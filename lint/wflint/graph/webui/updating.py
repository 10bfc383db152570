"""Which nodes of a workflow the web UI updates to their version in the release when it loads the file."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from wflint.graph.server.ports import is_dynamic_input
from wflint.graph.webui.profile import held_version, profile

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Node

_FORM: Final = r"v?(\d+)\.(\d+)(?:\.(\d+))?(?:[-+][\w.-]+)?"
_LONGEST: Final = 100  # characters of a version; none has so many


def is_updated(node: Node, catalogue: Catalogue) -> bool:
    """Whether it updates a node: its version is another one of the same major number.

    InvokeAI 7 updates older nodes only.
    """
    definition = catalogue.node(node.type)
    mine, current = held_version(node, catalogue), definition.version if definition is not None else None
    if mine is None or current is None or mine == current:
        return False
    if profile(catalogue).takes_back:
        return mine.split(".")[0] == current.split(".")[0]
    own, theirs = numbers(mine), numbers(current)
    return own is not None and theirs is not None and own[0] == theirs[0] and own < theirs


def goes_with_update(node: Node, name: str, catalogue: Catalogue) -> bool:
    """Whether an input of the file goes when its node is updated, and an edge into it with it."""
    definition = catalogue.node(node.type)
    return (
        definition is not None
        and not definition.extra
        and name in node.declared
        and name not in definition.inputs
        and not is_dynamic_input(node.type, name)
        and is_updated(node, catalogue)
    )


@lru_cache(maxsize=1024)  # a file has few versions; strangers may write many
def numbers(version: str) -> tuple[int, ...] | None:
    """The three numbers that InvokeAI 7 reads in a version; None where it reads none."""
    found = re.fullmatch(_FORM, version.strip(), re.ASCII) if len(version) <= _LONGEST else None
    return tuple(int(part or 0) for part in found.groups()) if found is not None else None
