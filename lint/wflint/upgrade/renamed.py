"""What a step renames, by the table of successors: the old name is gone, the new one was not there before.

A node whose work another one does that the old release had beside it is gone, not renamed; nor is one whose
successor gives another picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.catalogue.renames import field_steps, successor
from wflint.diagnostics.words import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Collection

    from wflint.catalogue.model import Catalogue
    from wflint.catalogue.renames import NodeRename


def renamed_nodes(old: Catalogue, new: Catalogue) -> dict[str, NodeRename]:
    """The row of each node type that has another name in the newer release."""
    found = {}
    for node_type in old.node_types:
        row = None if node_type in new.node_types else successor(node_type, new)
        if row is not None and row.new not in old.node_types and row.result != "other":
            found[node_type] = row
    return found


def renamed_fields(
    node_type: str, group: str, before: Collection[str], after: Collection[str], new: Catalogue
) -> dict[str, str]:
    """The new name of each input or output of a node that has another one in the newer release."""
    found = {}
    for name in before:
        steps = [] if name in after else [*field_steps(node_type, group, name, new)]
        now = steps[-1].new if steps else None
        if now is not None and now in after and now not in before:
            found[name] = now
    return found


def as_sentence(row: NodeRename) -> str:
    """What a node is now, with what does not come along."""
    fields = {**row.inputs, **row.outputs}
    others = [f"{quoted(new)} for {quoted(old)}" for old, new in fields.items() if old != new]
    says = f"is named {row.new} now" if row.result == "same" else f"gave way to {row.new}"
    return says + (f", with {listed(others)}" if others else "") + (f": {row.loss}" if row.loss else "")
