"""Findings about literals that InvokeAI refuses."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Stage
from wflint.diagnostics.words import quoted
from wflint.graph.server.literal_fault import show
from wflint.rules.base import Context, rejected

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Node
    from wflint.graph.server.literal_fault import LiteralFault

_NAMES_TYPES = frozenset({"null", "type", "member", "extra"})  # reasons that name a type in users' words
_BY_DEFAULT = frozenset({"null", "type"})


def refused_literals(
    ctx: Context, faults: Iterable[tuple[Node, str, LiteralFault, Stage]]
) -> Iterator[Finding]:
    """One finding for each (node, input, fault, stage), at the part of the literal that is at fault."""
    for node, name, fault, stage in faults:
        what, says = name + fault.part, fault.says
        yield Finding(
            f"{ctx.names.input(node, what)} {says}",
            (*node.input_pointer(name), *fault.path),
            node=node.id,
            node_type=node.type,
            field=name,
            outcome=rejected(Stage.READY if stage is Stage.READY else Stage.ENQUEUE),
            help=help_for(ctx, node, name, fault),
            detail=type_name(fault),
            fix=partial(_fix, ctx, node, name, fault),
            group=f"in {ctx.names.title(node.type)} nodes, {quoted(what)} {says}",
        )


def _fix(ctx: Context, node: Node, name: str, fault: LiteralFault) -> Fix | None:
    from wflint.rules.inputs._fixes import accepted_value

    return accepted_value(ctx, node, name, fault)


def type_name(fault: LiteralFault) -> str:
    """The schema's name of the type that a message calls in users' words."""
    return str(fault.type) if fault.reason in _NAMES_TYPES and fault.type is not None else ""


def help_for(ctx: Context, node: Node, name: str, fault: LiteralFault) -> str:
    """What to do; with the default of the input, where that shows how a value looks."""
    definition = ctx.catalogue.node(node.type)
    field = definition.inputs.get(name) if definition is not None else None
    if field is None or fault.path or fault.reason not in _BY_DEFAULT:
        return fault.help
    plain = type(field.default) in (bool, int, float) or (type(field.default) is str and field.default)
    if not field.has_default or not plain:
        return fault.help
    return f"{fault.help}; the default is {show(field.default)}"
