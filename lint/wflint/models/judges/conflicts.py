"""Where values of families that do not belong together meet, each fault once.

The judges (``judge_*.py``) look at one kind of node each and report what does not fit; here the reports are
sorted so that one wrong choice of a model is one conflict, however many nodes it upsets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Effect
from wflint.models.families.loaders import LOADERS

if TYPE_CHECKING:
    from wflint.models.flow.dataflow import Families
    from wflint.models.flow.facts import Fact
    from wflint.models.flow.reference import ModelRef
    from wflint.models.judges.compat import Outcome

Place = tuple[str, str]


class Conflict:
    """Two things that do not fit, and where they meet.

    ``kind``: ``family``, ``loader`` (a main model in the loader of another family), ``place`` (a model in a
    node that is for other families, or of its own input), ``swapped`` (a part of the right model in the
    wrong input), ``decoder`` (latents decoded by another family's node), ``clip-vision``. ``part`` is what
    kind of value does not fit; ``culprit`` is its fact, ``against`` that of what it meets (None where it is
    the node itself that does not fit). ``model`` is the model to blame where there is no fact. ``node`` and
    ``field`` are the input where they meet. ``wanted`` are the families that would fit. ``also`` are further
    conflicts that go away with this one.
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
        "wanted",
    )

    def __init__(
        self,
        kind: str,
        part: str,
        node: str,
        field: str,
        outcome: Outcome,
        *,
        culprit: Fact | None = None,
        against: Fact | None = None,
        model: ModelRef | None = None,
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


def conflicts(families: Families) -> list[Conflict]:
    """All conflicts of a graph, in the order of the document."""
    from wflint.models.judges.adapters import judge_adapters
    from wflint.models.judges.denoise import judge_denoisers
    from wflint.models.judges.encoders import judge_encoders
    from wflint.models.judges.loaders import judge_loaders
    from wflint.models.judges.loras import judge_loras
    from wflint.models.judges.pid import judge_pid
    from wflint.models.judges.vaes import judge_vaes

    found: list[Conflict] = []
    for judge in (
        judge_loaders,
        judge_adapters,
        judge_encoders,
        judge_loras,
        judge_denoisers,
        judge_vaes,
        judge_pid,
    ):
        found += judge(families)
    return sort_out(families, found) if found else found


def sort_out(families: Families, found: list[Conflict]) -> list[Conflict]:
    """One conflict a fault: those that have the same cause are put together."""
    wrong = _wrong_mains(families, found)
    grouped: dict[tuple[Place, Place], Conflict] = {}
    for conflict in found:
        pair = (conflict.place, conflict.other_place)
        if pair[0] in wrong and (conflict.kind == "loader" or pair[0] == pair[1]):
            conflict.kind = "loader"
            conflict.wanted = wrong[pair[0]]
            pair = (pair[0], pair[0])
        elif pair[0] in wrong or pair[1] in wrong:
            continue  # a part of a model that is at fault as a whole
        elif conflict.kind == "place" and (conflict.node, "model") in wrong:
            continue  # what else its loader is given goes with the model
        elif conflict.part == "clip" and conflict.against is None:
            pair = (pair[0], ("", conflict.kind))
        held = grouped.get(pair) or grouped.get((pair[1], pair[0]))
        if held is None:
            grouped[pair] = conflict
        elif _rank(conflict) > _rank(held):
            conflict.also = [held, *held.also]
            held.also = []
            del grouped[pair if pair in grouped else (pair[1], pair[0])]
            grouped[pair] = conflict
        else:
            held.also.append(conflict)
    named = {conflict.place for conflict in found if conflict.kind != "clip-vision"}
    kept = [c for c in grouped.values() if c.kind != "clip-vision" or c.place not in named]
    return _odd_one_out(kept)


# Parts of a picture that come from what the prompts agree with, whichever family that is.
_FOLLOW = frozenset({"conditioning", "clip", "latents", "noise", "vae"})


def _rank(conflict: Conflict) -> int:
    return conflict.effect is Effect.FAILS


def _wrong_mains(families: Families, found: list[Conflict]) -> dict[Place, frozenset[str]]:
    """Main models that quarrel with themselves, by where they are named, and what their loader is for."""
    wrong: dict[Place, frozenset[str]] = {}
    nodes = families.graph.nodes
    for conflict in found:
        place = conflict.place
        if conflict.kind == "loader":
            wrong[place] = conflict.wanted
        elif conflict.kind == "family" and place == conflict.other_place and conflict.model is not None:
            for node_id in _loaders_of(conflict):
                loader = LOADERS.get(nodes[node_id].type)
                if loader is not None and conflict.model.base not in loader.bases:
                    wrong[place] = loader.bases
                    break
    return wrong


def _loaders_of(conflict: Conflict) -> list[str]:
    """The nodes that both sides start from."""
    found = []
    for fact in (conflict.culprit, conflict.against):
        if fact is not None:
            found += [step.node for step in fact.step.chain()][-2:]
    return found[::-1]


def _odd_one_out(found: list[Conflict]) -> list[Conflict]:
    """Where the prompts' family meets another unet, whatever else agrees with the prompts agrees with them.

    An SD1.5 unet among prompts, ControlNet and LoRA of SDXL is one fault, not three.
    """
    kept: list[Conflict] = []
    leads: dict[Place, Conflict] = {}
    for conflict in found:
        if conflict.kind == "family" and conflict.part == "conditioning" and conflict.against is not None:
            leads.setdefault(conflict.other_place, conflict)
    if not leads:
        return found
    for conflict in found:
        lead = leads.get(conflict.other_place)
        same = conflict.bases <= lead.bases if lead is not None else False
        if lead is not None and lead is not conflict and (same or conflict.part in _FOLLOW):
            lead.also.append(conflict)
        else:
            kept.append(conflict)
    return kept
