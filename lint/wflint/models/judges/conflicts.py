"""Where values of families that do not belong together meet, each fault once.

The judges look at one kind of node each and report what does not fit; here the reports are sorted so that one
wrong choice of a model is one conflict, however many nodes it upsets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Effect
from wflint.models.families.nodes import FROM_METADATA, LOADERS
from wflint.models.judges.adapters import judge_adapters
from wflint.models.judges.denoise import judge_denoisers
from wflint.models.judges.encoders import judge_encoders
from wflint.models.judges.loaders import judge_loaders
from wflint.models.judges.loras import judge_loras
from wflint.models.judges.pid import judge_pid
from wflint.models.judges.vaes import judge_vaes

if TYPE_CHECKING:
    from wflint.models.flow.dataflow import Families
    from wflint.models.judges.conflict import Conflict, Place


def conflicts(families: Families) -> list[Conflict]:
    """All conflicts of a graph, in the order of the document."""
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
                loader = LOADERS.get(loader_type(nodes[node_id].type))
                if loader is not None and conflict.model.base not in loader.bases:
                    wrong[place] = loader.bases
                    break
    return wrong


def loader_type(node_type: str) -> str:
    """The type of loader that a node is, or works like."""
    if node_type not in FROM_METADATA:
        return node_type
    from wflint.models.flow.metadata import loader_like  # few graphs have such nodes

    return loader_like(node_type)


def likewise(node_type: str, loader: str) -> str:
    """The node that loads as a loader does, but gets its model in the way of a node."""
    if node_type not in FROM_METADATA:
        return loader
    return next((name for name in sorted(FROM_METADATA) if loader_type(name) == loader), loader)


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
