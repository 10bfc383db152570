"""One conflict of models: the record that judges make and ``conflicts.py`` collects."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wflint.models.flow.facts import Fact
    from wflint.models.flow.reference import NamedModel
    from wflint.models.judges.compat import MeetingOutcome

Place = tuple[str, str]


class Conflict:
    """Two things that do not fit, and where they meet.

    ``kind``: ``family``, ``loader`` (a main model in the loader of another family), ``place`` (a model in a
    node that is for other families, or of its own input), ``swapped`` (a part of the right model in the
    wrong input), ``decoder`` (latents decoded by another family's node), ``clip-vision``. ``part`` is what
    kind of value does not fit; ``culprit`` is its fact, ``against`` that of what it meets (None where it is
    the node itself that does not fit). ``model`` is the model to blame where there is no fact. ``node`` and
    ``field`` are the input where they meet. ``wanted`` are the families that would fit. ``also`` are further
    conflicts that go away with this one. ``value`` is a setting that is at fault.
    """

    __slots__ = (
        "against",
        "also",
        "certain",
        "culprit",
        "effect",
        "error",
        "field",
        "kind",
        "model",
        "node",
        "part",
        "value",
        "wanted",
    )

    def __init__(
        self,
        kind: str,
        part: str,
        node: str,
        field: str,
        outcome: MeetingOutcome,
        *,
        culprit: Fact | None = None,
        against: Fact | None = None,
        model: NamedModel | None = None,
        wanted: frozenset[str] = frozenset(),
    ) -> None:
        self.kind = kind
        self.part = part
        self.node = node
        self.field = field
        self.effect = outcome.effect
        self.error = outcome.error
        self.certain = outcome.certain
        self.culprit = culprit
        self.against = against
        self.model = model or (culprit.model if culprit is not None else None)
        self.wanted = wanted
        self.also: list[Conflict] = []
        self.value = ""

    @property
    def place(self) -> Place:
        """The input whose model is to blame, or the node that would name one."""
        if self.model is not None:
            return self.model.place
        return self.culprit.root if self.culprit is not None else (self.node, self.field)

    @property
    def other_place(self) -> Place:
        """Where the other side comes from; the node itself if the fault is between model and node."""
        return self.against.root if self.against is not None else (self.node, "")

    @property
    def bases(self) -> frozenset[str]:
        """The families of what is to blame."""
        if self.culprit is not None and self.culprit.bases:
            return self.culprit.bases
        return frozenset((self.model.base,)) if self.model is not None else frozenset()

    def __repr__(self) -> str:
        return f"Conflict({self.kind}, {self.part} at {self.node}.{self.field}, {self.effect})"
