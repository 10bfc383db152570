"""Main models in loaders that are for other families, and what else a loader is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Effect
from wflint.models.families.bases import FAMILIES, SUBMODELS
from wflint.models.families.nodes import LOADERS
from wflint.models.flow.reference import NamedModel
from wflint.models.judges.compat import MeetingOutcome
from wflint.models.judges.conflict import Conflict
from wflint.models.judges.slots import idle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.models.families.node_facts import Loader
    from wflint.models.flow.dataflow import Families

_NO_SUBMODELS = "Exception: There are no submodels in models of type"


def judge_loaders(families: Families) -> Iterator[Conflict]:
    """Loaders whose model cannot give what is asked of them.

    The loaders of SD1.5 and SDXL only hand out parts: they are at fault where a part is asked for that the
    model does not have. The rest of them, or the node behind them, refuse every other family.
    """
    for node in families.graph.nodes.values():
        loader = LOADERS.get(node.type)
        if loader is None:
            continue
        used = {edge.source_field for edge in families.graph.out_of.get(node.id, ())}
        ref = families.model(node, "model")
        if isinstance(ref, NamedModel) and ref.type in ("", "main") and ref.base in FAMILIES - loader.bases:
            fault = _strict(loader, used) if loader.strict else _lacks(loader, ref, used)
            if fault is not None:
                yield Conflict("loader", "main", node.id, "model", fault, model=ref, wanted=loader.bases)
        for name, allowed in loader.others.items():
            other = families.model(node, name)
            if allowed and isinstance(other, NamedModel) and other.base in FAMILIES - allowed:
                error = _NO_SUBMODELS if other.type == "vae" and loader.asserts == "AssertionError" else ""
                outcome = MeetingOutcome(Effect.FAILS, error)
                if idle(families, node, name):
                    outcome = MeetingOutcome(Effect.ADVICE)
                if other.type in ("", "vae" if name == "vae_model" else "main"):
                    yield Conflict("place", other.type, node.id, name, outcome, model=other, wanted=allowed)


def _strict(loader: Loader, used: set[str]) -> MeetingOutcome | None:
    if not used - {"vae"} and not loader.asserts:
        return None  # only the VAE is asked for, and that any main model has
    return MeetingOutcome(Effect.FAILS, loader.asserts)


def _lacks(loader: Loader, ref: NamedModel, used: set[str]) -> MeetingOutcome | None:
    has = SUBMODELS.get(ref.base)
    asked = {part.submodel for output, part in loader.outputs.items() if output in used}
    if has is None:  # nothing that these nodes ask for, save a VAE; FLUX.1 is a transformer and no more
        has = frozenset() if ref.base == "flux" else frozenset({"vae"})
    lacking = asked - has
    if not lacking:
        return None
    from wflint.models.families.meetings import LACKS_PARTS

    return MeetingOutcome(Effect.FAILS, LACKS_PARTS.get(ref.base, ""))
