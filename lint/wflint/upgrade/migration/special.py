"""Node types that no other one simply stands for, and what does their work nevertheless."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics.words import listed, quoted
from wflint.upgrade.migration.draft import UNSET
from wflint.upgrade.migration.easing import MOST, eased, lacking
from wflint.upgrade.migration.step import StepKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wflint.catalogue.model import Catalogue
    from wflint.catalogue.renames import Result
    from wflint.upgrade.migration.draft import Draft, DraftNode
    from wflint.upgrade.migration.log import StepLog

    Way = Callable[[Draft, DraftNode, Catalogue, StepLog], set[str]]

_NUMBERS: Final = 20_000  # written out for a document; a few bytes can ask for gigabytes
_NO_RATE: Final = 1.1  # below, tile_image_processor left the image alone


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) < 1e15


def _version(new: Catalogue, node_type: str) -> str | None:
    definition = new.node(node_type)
    return definition.version if definition is not None else None


def _keep(node: DraftNode, draft: Draft, kept: Mapping[str, str]) -> None:
    """Give inputs their new names, and take out all others."""
    node.remap({name: kept.get(name) for name in draft.mentioned(node)})


def _pass_on(draft: Draft, node: DraftNode, new: Catalogue, log: StepLog) -> set[str]:
    """A node that gave its image on: edges lead past it, or an ``image`` node stands in its place."""
    fed = draft.fed(node.id)
    source = fed.get("image")
    outgoing = draft.out_of(node.id)
    if source is not None and all(edge.source_field == "image" for edge in outgoing):
        text = f"{node.type}, which gave its image on, is taken out"
        if not log.take(StepKind.NODE, "same", text, node.id):
            return set()
        for edge in outgoing:
            draft.plug(edge, source=source.source, output=source.source_field)
        draft.take_out(node)
        return set()
    if not log.take(StepKind.NODE, "same", f"{node.type} becomes image, which gives it on as well", node.id):
        return set()
    _keep(node, draft, {"image": "image"})
    node.become("image", _version(new, "image"))
    return {node.id}


def _strength(draft: Draft, node: DraftNode, new: Catalogue, log: StepLog) -> set[str]:
    """``l2l``: its strength is 1 - denoising_start."""
    fed = draft.fed(node.id)
    strength = node.value("strength")
    wired = fed.get("strength")
    named = bool(draft.names.of(node.id, "strength"))
    if wired is None and strength is not UNSET and not _is_number(strength):
        log.leave(f"{node.type} is gone, and its strength is not a number", "write a number for it", node.id)
        return set()
    text = f"{node.type} becomes denoise_latents, its strength 1 - denoising_start"
    if not log.take(
        StepKind.NODE, "similar", text, node.id, "strength", "the number of steps is rounded otherwise"
    ):
        return set()
    amount = 0.7 if strength is UNSET else strength
    made = None
    if wired is not None or named:
        values = {"operation": "SUB", "a": 1, "b": amount}
        if wired is not None:
            del values["b"]
        made = draft.insert(f"{node.id}-strength", "float_math", values, _version(new, "float_math"), node)
        if wired is not None:
            draft.plug(wired, target=made.id, field="b")
        draft.names.follow_to(node.id, "strength", made.id, "b")
        made.label("b", node.shown_as("strength"))
        log.take(
            StepKind.INSERTED, "similar", "a float_math node makes denoising_start of it", node.id, "strength"
        )
    kept = (
        *("positive_conditioning", "negative_conditioning", "noise", "steps", "cfg_scale", "scheduler"),
        *("unet", "control", "latents"),
    )
    _keep(node, draft, {name: name for name in kept})
    node.become("denoise_latents", _version(new, "denoise_latents"))
    if made is not None:
        draft.connect(made.id, "value", node.id, "denoising_start")
    else:
        node.set("denoising_start", round(1 - amount, 9))
    node.set("denoising_end", 1.0)
    return {node.id}


def _scale(draft: Draft, node: DraftNode, new: Catalogue, log: StepLog) -> set[str]:
    """``tile_image_processor``: it made the image smaller by its rate."""
    name = "down_sampling_rate"
    wired = draft.fed(node.id).get(name)
    named = bool(draft.names.of(node.id, name))
    rate = node.value(name)
    rate = 1.0 if rate is UNSET else rate
    if wired is None and not named and _is_number(rate) and rate < _NO_RATE:
        return _pass_on(draft, node, new, log)
    if wired is None and (not _is_number(rate) or rate <= 0):
        log.leave(
            f"{node.type} is gone, and its rate is not a number", "write a number for it", node.id, name
        )
        return set()
    loss = "pixels are mixed otherwise when it is scaled"
    if not log.take(StepKind.NODE, "similar", f"{node.type} becomes img_scale", node.id, name, loss):
        return set()
    made = None
    if wired is not None or named:
        values = {"operation": "DIV", "a": 1}
        if wired is None:
            values["b"] = rate
        made = draft.insert(f"{node.id}-rate", "float_math", values, _version(new, "float_math"), node)
        if wired is not None:
            draft.plug(wired, target=made.id, field="b")
        draft.names.follow_to(node.id, name, made.id, "b")
        made.label("b", node.shown_as(name))
        log.take(StepKind.INSERTED, "similar", "a float_math node makes scale_factor of it", node.id, name)
    _keep(node, draft, {"image": "image", "metadata": "metadata", "board": "board"})
    node.become("img_scale", _version(new, "img_scale"))
    if made is not None:
        draft.connect(made.id, "value", node.id, "scale_factor")
    else:
        node.set("scale_factor", round(1 / rate, 9))
    node.set("resample_mode", "box")
    return {node.id}


def _steps(node: DraftNode) -> int:
    steps = node.value("num_steps")
    return steps if type(steps) is int and steps > 0 else 0


def _numbers(draft: Draft, node: DraftNode, new: Catalogue, log: StepLog) -> set[str]:
    """``step_param_easing``: the numbers that it gave, which its own values decide."""
    fed = [quoted(name) for name in draft.fed(node.id)]
    swept = [quoted(name) for name in draft.mentioned(node) if draft.names.swept(node.id, name) > 1]
    if fed or swept:
        what = listed(fed or swept)
        log.leave(
            f"{node.type} is gone, and only a run decides {what}",
            "write the numbers that it gave into a float_collection node",
            node.id,
        )
        return set()
    values = {name: value for name in node.names if (value := node.value(name)) not in (UNSET, None)}
    if log.numbers is None:
        log.numbers = sum(_steps(other) for other in draft.nodes.values() if other.type == node.type)
    if _steps(node) > MOST or log.numbers > _NUMBERS:
        log.leave(
            f"{node.type} is gone, and it gave more numbers than wflint writes out",
            "write those that are needed into a float_collection node",
            node.id,
        )
        return set()
    found = eased(values)
    absent = [quoted(name) for name in lacking(values)]
    if found is None and absent:
        log.leave(
            f"{node.type} is gone, and it failed without {listed(absent)}",
            f"it failed: write what the steps outside its part get into {listed(absent)}, and upgrade again",
            node.id,
        )
        return set()
    if found is None:
        log.leave(f"{node.type} is gone, and it gave no numbers", "take the node out", node.id)
        return set()
    shown = any(draft.names.of(node.id, name) for name in draft.mentioned(node))
    result: Result = "similar" if shown else "same"
    loss = "what it showed in the form cannot be set any more" if shown else ""
    text = f"{node.type} becomes float_collection with the {len(found)} numbers that it gave"
    if not log.take(StepKind.NODE, result, text, node.id, loss=loss):
        return set()
    _keep(node, draft, {})
    node.become("float_collection", _version(new, "float_collection"))
    node.set("collection", found)
    return {node.id}


WAYS: Final[dict[str, Way]] = {
    "passed on": _pass_on,
    "strength": _strength,
    "scale": _scale,
    "numbers": _numbers,
}
"""What :attr:`wflint.catalogue.renames.NoSuccessor.way` names."""
