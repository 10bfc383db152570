"""The quick answer for plain text to image, which most files are: one look at each node, nothing else.

What is not plain goes to the rules themselves, so that a doubt here costs time and nothing more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.models.families.settings import FLOW, SEEDED, TRAINED, WEIGHTED
from wflint.rules.shared.stages import BUCKETS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.graph.ir import Edge, Node
    from wflint.rules.base import Context

    Into = Mapping[tuple[str, str], list[Edge]]

_SEED_MAX = 2**32 - 1
_UNET = 64  # pixels to the smallest latent in any UNet
# Areas that neither SD1.5 nor SDXL minds, each as its rule counts them (untrained_size.py).
_AREAS = {loader: (side * side // 2, side * side * 3) for loader, (_, side) in TRAINED.items()}


def quiet(ctx: Context) -> bool:
    """Whether the rules about sizes and settings surely have nothing to say; for ``ctx.analysis(quiet)``."""
    graph = ctx.graph
    if graph.unread_edges:
        return True  # whether an input is connected is not known, so nothing is judged
    if graph.batch:
        return False
    into = graph.into
    denoisers = 0
    loaders: list[str] = []
    areas: list[int] = []
    for node in graph.nodes.values():
        kind = BUCKETS.get(node.type)
        if kind is None:
            continue
        if node.lost:
            return False
        if kind == "weighted":
            weight = node.values.get(WEIGHTED[node.type], 1)
            if type(weight) not in (int, float) or not 0 < weight <= 10:
                return False
            begin, end = node.values.get("begin_step_percent", 0), node.values.get("end_step_percent", 1)
            if type(begin) not in (int, float) or type(end) not in (int, float) or begin >= end:
                return False
        elif kind == "integer":
            if not _plain_seed(node, "value"):
                return False  # it may be a seed
        elif kind == "seeded":
            if not _plain_seed(node, SEEDED[node.type]):
                return False
        elif kind == "noise":
            area = _plain_noise(node, into)
            if not area:
                return False
            areas.append(area)
        elif kind in ("sd", "flow"):
            denoisers += 1
            if denoisers > 1 or not (_plain_sd(node, into) if kind == "sd" else _plain_flow(node, into)):
                return False
        elif kind in _AREAS:
            loaders.append(kind)
        else:
            return False  # pictures and latents whose size is known, seamless
    return all(_AREAS[loader][0] <= area < _AREAS[loader][1] for area in areas for loader in loaders)


def loud(ctx: Context) -> bool:
    """Whether they may have; the look of those rules."""
    return not ctx.analysis(quiet)


def _plain_range(node: Node, into: Into) -> bool:
    values, node_id = node.values, node.id
    return (
        values.get("denoising_start", 0) == 0
        and values.get("denoising_end", 1) == 1
        and (node_id, "latents") not in into
        and (node_id, "denoise_mask") not in into
    )


def _plain_sd(node: Node, into: Into) -> bool:
    return (
        _plain_range(node, into)
        and (node.id, "noise") in into
        and (node.id, "t2i_adapter") not in into
        and type(node.values.get("cfg_scale")) is not list
    )


def _plain_flow(node: Node, into: Into) -> bool:
    facts = FLOW[node.type]
    node_id, values = node.id, node.values
    guidance: Any = values.get("guidance", 4)
    steps: Any = values.get(facts.steps, 4)
    return (
        _plain_range(node, into)
        and (node_id, "noise") not in into
        and (node_id, facts.negative) not in into
        and (node_id, "width") not in into
        and (node_id, "height") not in into
        and not facts.asks_negative
        and not facts.fresh
        and values.get(facts.cfg, 1) == 1
        and not values.keys() & {"cfg_scale_start_step", "cfg_scale_end_step"}
        and _plain_seed(node)
        and type(guidance) in (int, float)
        and guidance > 0
        and type(steps) is int
        and (0 < steps <= 8 or (steps > 0 and not facts.distilled))
    )


def _plain_noise(node: Node, into: Into) -> int:
    """The area, or 0 where there is anything to look at."""
    values, node_id = node.values, node.id
    width, height = values.get("width", 512), values.get("height", 512)
    if type(width) is not int or type(height) is not int or width % _UNET or height % _UNET:
        return 0
    if (node_id, "width") in into or (node_id, "height") in into or values.get("noise_type", "SD") != "SD":
        return 0
    return width * height if _plain_seed(node) and width > 0 else 0


def _plain_seed(node: Node, field: str = "seed") -> bool:
    seed = node.values.get(field, 0)
    return type(seed) is int and 0 <= seed <= _SEED_MAX
