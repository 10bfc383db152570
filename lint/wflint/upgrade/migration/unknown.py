"""Inputs that a node has not in the newer release, and that no row of the table of renames explains.

Somebody mistyped a name, or wrote for a release in between. Where such an input says something it stays: the
file can only be repaired while its values and wires are there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.catalogue.history import field_defaults
from wflint.upgrade.migration.draft import UNSET

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.upgrade.migration.draft import Draft, DraftNode


def unknown_inputs(draft: Draft, node: DraftNode, names: Iterable[str], version: str | None) -> set[str]:
    """Those of some inputs with which anything is lost: a value of somebody's, an edge, a place in a form.

    ``version`` is the one that the node was of.
    """
    fed = draft.fed(node.id)
    return {
        name
        for name in names
        if name in fed
        or draft.names.of(node.id, name)
        or (node.value(name) not in (UNSET, None) and not is_old_default(node, name, version))
    }


def is_old_default(node: DraftNode, name: str, version: str | None) -> bool:
    """Whether the value of an input is the default that it had in a version of the node."""
    value = node.value(name)
    defaults = field_defaults(node.type, version or "", name)
    return any(type(value) is type(default) and value == default for default in defaults)
