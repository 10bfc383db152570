"""From what a graph needs to an estimate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.amounts import show_memory
from wflint.models.estimate import facts
from wflint.models.estimate.needs import needs_of
from wflint.models.estimate.result import STAGES, Estimate, Row
from wflint.models.estimate.weights import (
    assumption,
    encoder_weights,
    family_of,
    main_precision,
    main_weights,
    nominal,
    of_file,
    scale,
)
from wflint.models.families.bases import label
from wflint.models.families.details import COUNTED
from wflint.models.families.memory import ENCODER_TYPES, MEMORY

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Graph
    from wflint.models.estimate.needs import Model, Needs
    from wflint.models.estimate.weights import Weights
    from wflint.models.families.details import Figures
    from wflint.models.inventory.inventory import Inventory

_ENCODERS = tuple(dict.fromkeys(ENCODER_TYPES.values()))
_TEXT_TOKENS = 512  # of a prompt at most, in the families with a transformer


def estimate_memory(graph: Graph, catalogue: Catalogue, inventory: Inventory | None = None) -> Estimate:
    """The memory that running a graph takes."""
    needs = needs_of(graph, catalogue, inventory)
    found = Estimate()
    families = [(m, f) for m in needs.of("main") if (f := family_of(m.ref)) is not None]
    for model in needs.of("main"):
        if family_of(model.ref) is None:
            what = label(model.ref.base) if model.ref.base else f"the model of {model.node.type}"
            found.unknown.append(what)
            found.node = found.node or model.node.id
    if needs.denoisers and not needs.of("main"):
        found.unknown.append(f"the model of {needs.denoisers[0].type}")
        found.node = needs.denoisers[0].id
    found.unknown = list(dict.fromkeys(found.unknown))
    found.notes += [f"{what}: no figures; not counted" for what in found.unknown]
    if not families:
        return found
    found.notes += [
        note
        for note in dict.fromkeys(assumption(model.ref, model.node.type) for model, _ in families)
        if note
    ]
    found.node = families[0][0].node.id
    pixels, frames = _pixels(found, needs, families), _frames(found, needs)
    separate = [m for kind in _ENCODERS for m in needs.of(kind)]
    seen: set[Row] = set()
    for model, family in families:
        _main(found, model, family, pixels, frames)
        _experts(found, model, family, families)
        _text(found, model, family, separate, seen)
        found.oversized = found.oversized or pixels > family.native**2
        full = main_precision(model).bits == 16
        found.quantisable = found.quantisable or (full and MEMORY[model.ref.base].quantised)
    _adapters(found, needs)
    _passes(found, needs, families, pixels, frames)
    if needs.preprocessors:
        names = ", ".join(dict.fromkeys(node.type for node in needs.preprocessors))
        low, high = facts.PREPROCESSING
        found.rows.append(Row("preprocess", f"preprocessing ({names})", low, high, facts.GUIDE, ram=high))
    _total(found, families)
    return found


def _pixels(found: Estimate, needs: Needs, families: list[tuple[Model, Figures]]) -> int:
    if needs.size is not None:
        return needs.size[0] * needs.size[1]
    side = max(family.native for _, family in families)
    found.notes.append(f"the size is not stated: {side}x{side} assumed")
    return side * side


def _frames(found: Estimate, needs: Needs) -> int:
    if needs.frames is None:
        found.notes.append(f"the number of frames is not stated: {facts.USUAL_FRAMES} assumed")
        return facts.USUAL_FRAMES
    return needs.frames


def _experts(found: Estimate, model: Model, family: Figures, families: list[tuple[Model, Figures]]) -> None:
    """The experts of a main model beyond the one on the card, which wait in RAM.

    A file (GGUF) holds one; the other is a model of its own in the document.
    """
    others = [m for m, _ in families if m.ref.base == model.ref.base]
    if family.experts > 1 and len(others) < 2 and not main_precision(model).name.startswith("GGUF"):
        weights = main_weights(model, family)
        ram = weights.high * (family.experts - 1)
        found.pinned += weights.high + ram
        found.rows.append(Row("denoise", "the other expert, in RAM", 0, 0, facts.EXPERTS, ram=ram))
    elif family.experts > 1:
        found.pinned += main_weights(model, family).high


def _main(found: Estimate, model: Model, family: Figures, pixels: int, frames: int) -> None:
    weights = main_weights(model, family)
    title = f'{label(model.ref.base)} "{model.ref.name}"' if model.ref.name else label(model.ref.base)
    low, source = weights.low * facts.RESIDENT_SHARE, weights.source
    minimum = _minimum(model, family, weights)
    if minimum is not None:
        low, source = minimum, f"low: {facts.GUIDE}; high: {weights.source}"
        if minimum >= weights.high:
            source = f"{facts.GUIDE}; the weights alone are {show_memory(weights.high)} ({weights.source})"
    found.rows.append(
        Row("denoise", f"{title}, {weights.words}", low, max(weights.high, low), source, ram=weights.high)
    )  # fmt: skip
    working, traced = _activations(family, pixels)
    if minimum is not None:  # the guide's figure has those of the family's own size in it
        working = max(0.0, working - _activations(family, family.native**2)[0])
    high = max(facts.WORKING_RESERVE, 2 * working)
    what, source = "working memory of denoising", f"low: {traced}; high: {facts.WORKING}"
    if frames > 1:
        tokens = pixels / family.token**2 * ((frames - 1) // 4 + 1)  # one frame of latents for four
        working = tokens * family.width * facts.BLOCK
        high = max(facts.WORKING_RESERVE, tokens * family.width * facts.TOKEN)
        what, source = f"{what}, {frames} frames", facts.BLOCK_SOURCE
    found.rows.append(Row("denoise", what, working, high, source, stays=False))


def _minimum(model: Model, family: Figures, weights: Weights) -> float | None:
    """The guide's figure for a family that it has one for, in proportion to the model's real size."""
    minimum = MEMORY[model.ref.base].minimum
    if not minimum:
        return None
    bits = main_precision(model).bits
    bits = bits if bits in minimum else 16
    at_that = nominal(family) * {16: 1.0, 8: 0.5, 4: 0.5625 / 2}[bits]
    return minimum[bits] * weights.low / at_that


def _activations(family: Figures, pixels: int) -> tuple[float, str]:
    if family.width:
        return (pixels / family.token**2 + _TEXT_TOKENS) * family.width * facts.TOKEN, facts.SLOPE
    return float(pixels * family.live), facts.TRACED


def _text(found: Estimate, model: Model, family: Figures, separate: list[Model], seen: set[Row]) -> None:
    for name, millions, _ in family.encoders:
        weights = encoder_weights(name, millions, model, family, separate)
        row = Row(
            "text", f"text encoder {name}, {weights.words}", weights.low * facts.ENCODER_SHARE, weights.high,
            weights.source, ram=weights.high,
        )  # fmt: skip
        if row not in seen:  # two main models may share an encoder
            seen.add(row)
            found.rows.append(row)


def _adapters(found: Estimate, needs: Needs) -> None:
    def add(model: Model, what: str, low: float, high: float, source: str) -> None:
        weights = of_file(model, low, high, source)
        name = f' "{model.ref.name}"' if model.ref.name else ""
        found.rows.append(
            Row("denoise", f"{what}{name}", weights.low, weights.high, weights.source, ram=weights.high)
        )

    for model in needs.of("controlnet"):
        low, high = facts.CONTROLNET
        memory = MEMORY.get(model.ref.base)
        counted = memory.controlnet if memory is not None else 0
        if not counted:
            add(model, "ControlNet", low, high, facts.GUIDE)
        else:
            exact = counted * 2e6
            add(model, "ControlNet", min(low, exact), high, f"low: {COUNTED}; high: {facts.GUIDE}")
    for model in needs.of("control_lora"):
        add(model, "control LoRA", *facts.CONTROL_LORA, facts.OVERHEAD)
    for model in needs.of("t2i_adapter"):
        add(model, "T2I-Adapter", facts.T2I_ADAPTER * 2e6, facts.T2I_ADAPTER * 2e6, COUNTED)
    for model in needs.of("ip_adapter"):
        vision = facts.CLIP_VISION * 2e6
        add(model, "IP-Adapter with its CLIP Vision", *facts.IP_ADAPTER, facts.OVERHEAD)
        found.rows.append(
            Row("preprocess", "CLIP Vision of an IP-Adapter", vision, vision, COUNTED, ram=vision)
        )
    for model in needs.of("lora"):
        add(model, "LoRA", *facts.LORA, facts.OVERHEAD)


def _passes(
    found: Estimate, needs: Needs, families: list[tuple[Model, Figures]], pixels: int, frames: int
) -> None:
    model, family = max(families, key=lambda pair: pair[1].decode)
    size = family.vae * 2e6 * scale(model, family)
    found.rows.append(Row("decode", "VAE", size, size, COUNTED, ram=size))
    rows = []
    for each in needs.passes:
        if not each.decodes and len(needs.passes) > 1:
            continue  # takes half of what decoding takes
        element = 4 if each.fp32 else 2
        area = pixels if each.tile is None else min(pixels, (each.tile or 512) ** 2)
        surplus = 1.0 if each.tile is None else facts.TILE_SURPLUS
        extra = facts.FP32_VAE_SURPLUS if each.fp32 else 0
        words = f"{facts.VAE_PASS} at {'32' if each.fp32 else '16'} bits"
        words += "" if each.tile is None else facts.TILED
        constant = family.decode
        if frames > 1 and each.node.type.endswith("_l2v"):
            words += f", {frames} frames"
            constant = family.video or family.decode
            extra += pixels * element * frames * facts.COPIES
        rows.append(
            Row(
                "decode", words, area * element * facts.LIVE_DECODE + extra,
                area * element * constant * surplus + extra, facts.VAE_WORKING, stays=False,
            )
        )  # fmt: skip
    if rows:
        found.rows.append(max(rows, key=lambda row: row.high))


def _total(found: Estimate, families: list[tuple[Model, Figures]]) -> None:
    # Main models take their turns; so do the encoders and the preprocessors inside their stage.
    low = 0.0
    for name in STAGES:
        rows = found.stage(name)
        if name in ("text", "preprocess"):
            low = max(low, max((row.low for row in rows), default=0.0))
        else:
            low = max(low, _together(rows, len(families)))
    resident = sum(row.high for row in found.rows if row.stays)
    working = max((row.high for row in found.rows if not row.stays), default=0.0)
    high = max(resident + working, low)
    for model, family in families:
        recommended = MEMORY[model.ref.base].recommended * scale(model, family)
        if recommended > high:
            high = recommended
            found.notes.append(f"the high end is the guide's recommendation for {label(model.ref.base)}")
    found.vram = (round(low), round(high))
    weights = [row.ram for row in found.rows if row.stays]
    found.ram = (round(facts.IDLE_RAM + max(*weights, found.pinned)), round(facts.BASE_RAM + sum(weights)))


def _together(rows: list[Row], turns: int) -> float:
    """The low end of a stage. With several main models each has its turn: the largest counts."""
    if turns < 2 or not rows or rows[0].stage != "denoise":
        return sum(row.low for row in rows)
    mains = [rows[i].low + rows[i + 1].low for i in range(0, 2 * turns, 2)]
    return max(mains) + sum(row.low for row in rows[2 * turns :])
