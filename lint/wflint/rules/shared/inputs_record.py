"""What is wrong with the inputs of one document: the record that the walks over graphs and workflows fill."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wflint.diagnostics import Stage
    from wflint.graph.ir import Edge, Node
    from wflint.graph.server.literal_fault import LiteralFault


class InputFaults:
    """The inputs of one document by what is wrong with them, in the order of the document."""

    __slots__ = ("invalid", "legacy", "lengths", "missing", "overridden", "slips", "unknown", "unset_exposed")

    def __init__(self) -> None:
        self.missing: list[tuple[Node, str, Stage]] = []  # with the stage at which InvokeAI notices
        self.unknown: list[tuple[Node, str, Stage]] = []
        self.invalid: list[tuple[Node, str, LiteralFault, Stage]] = []
        self.legacy: list[tuple[Node, str]] = []  # models named as InvokeAI 3 did
        self.lengths: list[tuple[Node, str, LiteralFault, Stage]] = []  # lists too short or too long
        self.unset_exposed: list[tuple[Node, str]] = []
        self.overridden: list[tuple[Node, str, Edge]] = []
        # (node id, missing input) -> the unknown name under which it was probably set: one fault, not two
        self.slips: dict[tuple[str, str], str] = {}


def add_fault(faults: InputFaults, node: Node, name: str, fault: LiteralFault, stage: Stage) -> None:
    """Put a refused literal among the lists of wrong length or among the invalid values."""
    group = faults.lengths if fault.reason == "length" and type(fault.value) is list else faults.invalid
    group.append((node, name, fault, stage))
