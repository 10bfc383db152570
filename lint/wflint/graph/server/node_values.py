"""Judging all literals of one node: each by its type, then together by the class's own checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.graph.server.literal_fast import compile_accept
from wflint.graph.server.literal_fault import LiteralFault
from wflint.graph.server.literal_scalars import PYDANTIC_2_SINCE
from wflint.graph.server.literals import parse
from wflint.graph.server.validators import node_check, read_value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wflint.catalogue.model import Catalogue, NodeDef
    from wflint.catalogue.types import TypeExpr

    Accept = Callable[[Any], bool]


class NodeJudge:
    """The compiled judge of one node type.

    ``accepts`` maps every input to its quick check, ``ui_accepts`` the same for values as workflows hold
    them. ``demanded`` are the inputs that the server demands in the graph itself, ``needed`` those
    without which the node stops the run (InvokeAI's BaseInvocation.invoke_internal: required originally,
    no default, and not direct).
    """

    __slots__ = ("accepts", "catalogue", "check", "definition", "demanded", "needed", "quick", "ui_accepts")

    def __init__(self, definition: NodeDef, catalogue: Catalogue) -> None:
        self.definition = definition
        self.catalogue = catalogue
        inputs = definition.inputs
        self.accepts: dict[str, Accept] = {n: compile_accept(i, catalogue) for n, i in inputs.items()}
        self.ui_accepts: dict[str, Accept] = {
            n: _board(accept) if is_board(inputs[n].type) else accept for n, accept in self.accepts.items()
        }
        self.check = node_check(definition, catalogue)
        if catalogue.release < PYDANTIC_2_SINCE:
            from wflint.graph.server.old_checks import old_check

            self.check = old_check(definition, catalogue, self.check)
        self.quick = None if self.check is None else self.check.quick
        # The graph nodes of 3.0 to 3.7: the server looks into each while it validates the graph around it.
        self.demanded = (
            ("graph",)
            if definition.type == "graph" and "graph" in inputs
            else tuple(n for n, i in inputs.items() if i.schema_required)
        )
        self.needed = tuple(
            n for n, i in inputs.items() if i.required and i.kind != "direct" and not i.schema_required
        )

    def clean(self, values: Mapping[str, Any]) -> bool:
        """Whether the quick checks accept all values and every name is an input.

        False only means that :meth:`faults` must look.
        """
        get = self.accepts.get
        for name, value in values.items():
            accept = get(name)
            if accept is None:
                if not self.definition.extra:
                    return False
            elif not accept(value):
                return False
        return self.quick is None or self.quick(values)

    def clean_in_ui(self, values: Mapping[str, Any]) -> bool:
        """The same for the values of a workflow's node; unknown names are none of its business."""
        get = self.ui_accepts.get
        for name, value in values.items():
            accept = get(name)
            if accept is not None and not accept(value):
                return False
        return self.quick is None or self.quick(values)

    def faults(self, values: Mapping[str, Any]) -> list[tuple[str, LiteralFault]]:
        """The refused inputs with their faults. Values of unknown inputs are not judged."""
        found: list[tuple[str, LiteralFault]] = []
        parsed: dict[str, Any] = {}
        for name, value in values.items():
            definition = self.definition.inputs.get(name)
            if definition is None:
                continue
            result = read_value(value, definition, self.check, self.catalogue)
            if isinstance(result, LiteralFault):
                found.append((name, result))
            else:
                parsed[name] = result
        if not found and self.check is not None:
            violation = self.check.judge(parsed)
            if violation is not None:
                name, says, cure = violation
                found.append((name, LiteralFault("rule", values.get(name), None, (says, cure))))
        return found


# How the UI spells "the board that results are added to" and "no board"; it sends neither to the server.
UI_BOARDS: Final = frozenset({"auto", "none", ""})


def is_board(expected: TypeExpr) -> bool:
    """Whether an input takes a board."""
    members = [m for m in expected.args if m.kind != "null"] if expected.kind == "union" else [expected]
    return len(members) == 1 and members[0].kind == "ref" and members[0].name == "BoardField"


def _board(accept: Accept) -> Accept:
    return lambda value: value in UI_BOARDS if type(value) is str else accept(value)


_MISSING: Final = object()


def node_judge(node_type: str, catalogue: Catalogue) -> NodeJudge | None:
    """The judge of a node type, compiled once per catalogue; None when the release has no such node."""
    judges: dict[str, NodeJudge | None] = catalogue.cached("node-judges", _no_judges)
    found = judges.get(node_type, _MISSING)
    if found is _MISSING:
        definition = catalogue.node(node_type)
        found = judges[node_type] = None if definition is None else NodeJudge(definition, catalogue)
    return found  # type: ignore[return-value]


def _no_judges(_catalogue: Catalogue) -> dict[str, NodeJudge | None]:
    return {}


def attribute_fault(value: Any, expected: TypeExpr, catalogue: Catalogue) -> LiteralFault | None:
    """Why the server refuses the value of a node attribute (``is_intermediate``, ``use_cache``)."""
    result = parse(value, expected, catalogue)
    return result if isinstance(result, LiteralFault) else None
