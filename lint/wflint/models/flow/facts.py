"""What is known of one value that flows along an edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.bases import GEOMETRY, UNKNOWN
from wflint.models.flow.variants import sort

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Pointer
    from wflint.models.families.record import Geometry
    from wflint.models.flow.reference import NamedModel

NO_BASES: frozenset[str] = frozenset()
_MOST_PARTS = 64  # of a collection; more are of the same few models in any sane graph


class Step:
    """A place that a value passed: an output of a node, and where it was before.

    Steps are linked, not copied, so that long chains cost no more than short ones.
    """

    __slots__ = ("before", "node", "output")

    def __init__(self, node: str, output: str, before: Step | None = None) -> None:
        self.node = node
        self.output = output
        self.before = before

    def chain(self) -> Iterator[Step]:
        """This step and all before it, latest first."""
        step: Step | None = self
        while step is not None:
            yield step
            step = step.before


class Fact:
    """What is known of a value.

    ``kind``: ``model`` (an identifier), ``unet``, ``transformer``, ``clip``, ``t5``, ``encoder`` (any other
    text encoder), ``vae``, ``conditioning``, ``latents``, ``noise``, ``control``, ``ip_adapter``,
    ``t2i_adapter``, ``control_lora``, ``lora``, ``redux``, ``mask``. ``bases`` are the families it may
    belong to: one where a model says so, several where only the loader limits the choice, none where nothing
    is known. ``model`` is the model it comes from, None where that is not chosen or not known. ``submodel``
    is the part of the model (``text_encoder_2``); ``line`` tells apart families within a base (``dev`` and
    ``klein`` of FLUX.2). ``parts`` are the items of a collection. ``sources`` are what a
    conditioning was made with, for its family is that of the encoder's shape, not of the encoder's model.
    ``shape`` is that of noise: channels and axes. ``idle``: its settings leave it without any effect, so that
    it does not matter whether it fits. ``pointer``: the item of a batch that decides it, if one does.
    """

    __slots__ = (
        "bases", "idle", "kind", "line", "model", "parts", "pointer", "shape", "sources", "step", "submodel"
    )  # fmt: skip

    def __init__(
        self,
        kind: str,
        bases: frozenset[str],
        step: Step,
        model: NamedModel | None = None,
        submodel: str = "",
        line: str = "",
    ) -> None:
        self.kind = kind
        self.bases = bases
        self.step = step
        self.model = model
        self.submodel = submodel
        self.line = line
        self.parts: tuple[Fact, ...] = ()
        self.shape: tuple[int, int] | None = None
        self.sources: tuple[Fact, ...] = ()
        self.idle = False
        self.pointer: Pointer = ()

    @property
    def base(self) -> str:
        """The family, ``unknown`` unless it is exactly one."""
        return next(iter(self.bases)) if len(self.bases) == 1 else UNKNOWN

    @property
    def type(self) -> str:
        """The model's type; empty when no model is known."""
        return self.model.type if self.model is not None else ""

    @property
    def root(self) -> tuple[str, str]:
        """Where it comes from: the input that names the model, or the node that would."""
        if self.model is not None:
            return self.model.place
        *_, first = self.step.chain()
        return (first.node, "")

    @property
    def geometry(self) -> Geometry | None:
        """The latents of the family; None unless all families it may be of agree."""
        found = {GEOMETRY.get(base) for base in self.bases}
        return next(iter(found)) if len(found) == 1 else None

    @property
    def confidence(self) -> str:
        """``inventory``, ``identifier``, ``loader`` (only the kind of loader is known) or ``unknown``."""
        if self.model is not None and self.model.base:
            return "inventory" if self.model.resolved else "identifier"
        return "loader" if self.bases else "unknown"

    @property
    def sort(self) -> object:
        """What tells it from other values where models meet."""
        return (self.kind, self.bases, self.submodel, self.line, self.shape, self.idle, sort(self.model))

    def path(self) -> list[Step]:
        """From the loader to here."""
        return list(self.step.chain())[::-1]

    def at(self, node: str, output: str) -> Fact:
        """The same value, handed on by an output of another node."""
        moved = Fact(
            self.kind, self.bases, Step(node, output, self.step), self.model, self.submodel, self.line
        )
        moved.parts = self.parts
        moved.shape = self.shape
        moved.sources = self.sources
        moved.idle = self.idle
        moved.pointer = self.pointer
        return moved

    def each(self) -> tuple[Fact, ...]:
        """The items of a collection (a bounded number of them), or the value itself.

        Collections of collections are flat, as ``collect`` makes them.
        """
        if not self.parts:
            return (self,)
        found: list[Fact] = []
        seen: set[int] = set()
        waiting = list(reversed(self.parts))
        while waiting and len(seen) < _MOST_PARTS:
            fact = waiting.pop()
            if id(fact) in seen:
                continue
            seen.add(id(fact))
            if fact.parts:
                waiting.extend(reversed(fact.parts))
            else:
                found.append(fact)
        return tuple(found)

    def items(self) -> list[Fact]:
        """What ``iterate`` hands out of a collection one after another, a bounded number."""
        found: list[Fact] = []
        waiting = [self]
        while waiting and len(found) < _MOST_PARTS:
            fact = waiting.pop()
            if fact.parts:
                waiting.extend(fact.parts[:_MOST_PARTS][::-1])
            else:
                found.append(fact)
        return found

    def __repr__(self) -> str:
        return f"Fact({self.kind}, {sorted(self.bases)}, {self.model!r})"
