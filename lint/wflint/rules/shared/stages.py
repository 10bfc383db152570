"""The nodes that the rules about sizes and settings look at, found in one walk, and their literals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.bases import FAMILIES
from wflint.models.families.nodes import IMAGE_ENCODERS
from wflint.models.families.settings import FLOW, SD, SEEDED, TRAINED, VIDEOS, WEIGHTED
from wflint.rules.shared.computed import running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from wflint.diagnostics import Finding
    from wflint.graph.ir import Node
    from wflint.models.flow.sizes import Sizes
    from wflint.rules.base import Context

    Look = Callable[[Context, "Stages", Node], Iterator[Finding]]

# By node type; "sized" are those that state the size of a picture.
BUCKETS: Mapping[str, str] = {
    **dict.fromkeys(WEIGHTED, "weighted"),
    **dict.fromkeys(SD, "sd"),
    **dict.fromkeys(FLOW, "flow"),
    **dict.fromkeys(IMAGE_ENCODERS, "encode"),
    "noise": "noise",
    **{name: "video" for name in VIDEOS if name not in FLOW},
    "seamless": "seamless",
    "integer": "integer",
    **dict.fromkeys(SEEDED, "seeded"),
    **dict.fromkeys(
        ("blank_image", "img_resize", "img_crop", "lresize", "crop_latents", "rectangle_mask"), "sized"
    ),
    **{loader: loader for loader in TRAINED},
}
_NO_NODES: tuple[Node, ...] = ()


class Stages:
    """The nodes by what they do (``sd``, ``flow``, ``noise``, ``encode``, ``video``, ``weighted``,
    ``seamless``, ``seeded``, ``integer``, and loaders of families with a known training size by their own
    type), and ``sizes``, which also reads literals.
    """

    __slots__ = ("_by_kind", "sizes")

    def __init__(self, ctx: Context) -> None:
        by_kind: dict[str, list[Node]] = {}
        buckets = BUCKETS
        for node in ctx.analysis(running).nodes.values():
            kind = buckets.get(node.type)
            if kind is not None:
                by_kind.setdefault(kind, []).append(node)
        self._by_kind = by_kind
        from wflint.models.flow.sizes import Sizes  # the looks at plain files need the buckets only

        self.sizes = Sizes(
            ctx.graph,
            ctx.catalogue,
            first_edge_wins=ctx.drops_wires,
            base_of=lambda *place: _base(ctx, *place),
        )

    def cases(self, node: Node) -> list[Stages]:
        """The same with the sizes of each run of a node: mostly this one alone."""
        if not self.sizes.computed.varies:
            return [self]
        views = self.sizes.cases(node)
        return [self] if views == [self.sizes] else [self._with(view) for view in views]

    def _with(self, sizes: Sizes) -> Stages:
        view = Stages.__new__(Stages)
        view._by_kind, view.sizes = self._by_kind, sizes
        return view

    def of(self, kind: str) -> list[Node] | tuple[Node, ...]:
        """The nodes of one kind, in the order of the document."""
        return self._by_kind.get(kind, _NO_NODES)

    def real(self, node: Node, field: str) -> float | None:
        """A number in the file, or the default; None where there is none or it comes from elsewhere."""
        return number(self.sizes.literal(node, field))


def _base(ctx: Context, node_id: str, field: str) -> str | None:
    """The family of the model that reaches an input in every run."""
    from wflint.rules.shared.families import all_runs

    facts = [families.into(node_id, field) for families in ctx.analysis(all_runs)]
    bases = {fact.base if fact is not None else "" for fact in facts}
    base = bases.pop()
    return base if not bases and base in FAMILIES else None


def first(look: Look, ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    """The findings about the first run of a node that has any."""
    if not found.sizes.computed.varies:
        yield from look(ctx, found, node)
        return
    for case in found.cases(node):
        findings = list(look(ctx, case, node))
        if findings:
            yield from findings
            return


def stages(ctx: Context) -> Stages:
    """The analysis itself; call it through ``ctx.analysis(stages)``."""
    return Stages(ctx)


def number(value: object) -> float | None:
    """A literal as the finite number that InvokeAI reads it as; None if it is none."""
    if type(value) is str and len(value) < 24:
        try:
            value = float(value)
        except ValueError:
            return None
    if type(value) is int:
        return float(value) if abs(value) < 2**53 else None
    return value if type(value) is float and abs(value) < 2**53 else None
