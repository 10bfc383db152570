"""The tables that follow from the families' files, as plain JSON: by table, then by entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.models.families import bases, meetings, memory, names, nodes, pickers, settings
from wflint.models.families.known import KNOWN
from wflint.models.flow.computed.makers import MISREPORTED, SIZED
from wflint.models.judges.gate import _ALL, _BITS, _families_of
from wflint.rules.shared.stages import BUCKETS

if TYPE_CHECKING:
    from collections.abc import Mapping

Table = dict[str, Any]


def plain(value: Any) -> Any:
    """A value as JSON has it: records by their slots, sets sorted."""
    if isinstance(value, frozenset | set):
        return sorted(plain(item) for item in value)
    if hasattr(value, "_asdict"):
        return {key: plain(item) for key, item in value._asdict().items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if hasattr(type(value), "__slots__") and type(value).__module__.startswith("wflint.models.families"):
        slots = [slot for kind in type(value).__mro__ for slot in getattr(kind, "__slots__", ())]
        return {slot: plain(getattr(value, slot)) for slot in sorted(slots)}
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _sets(**tables: Mapping[Any, Any] | frozenset[str]) -> dict[str, Table]:
    return {
        name: {" ".join(key) if isinstance(key, tuple) else str(key): True for key in table}
        if isinstance(table, frozenset)
        else {" ".join(key) if isinstance(key, tuple) else str(key): plain(table[key]) for key in table}
        for name, table in tables.items()
    }


def tables() -> dict[str, Table]:
    """Every derived table. Where the order counts, the place is part of the entry."""
    return {
        **_sets(
            LABELS={base: [place, label] for place, (base, label) in enumerate(bases.LABELS.items())},
            TYPE_LABELS=bases.TYPE_LABELS,
            GEOMETRY=bases.GEOMETRY,
            VAE_CLASS=bases.VAE_CLASS,
            SUBMODELS=bases.SUBMODELS,
            TOGETHER=bases.TOGETHER,
            LOADERS=nodes.LOADERS,
            OTHER_TYPES=nodes.OTHER_TYPES,
            DENOISERS=nodes.DENOISERS,
            DECODERS=nodes.DECODERS,
            IMAGE_ENCODERS=nodes.IMAGE_ENCODERS,
            PROMPTS=nodes.PROMPTS,
            CONDITIONING=nodes.CONDITIONING,
            CLIP_SIZES=nodes.CLIP_SIZES,
            PROJECTED=nodes.PROJECTED,
            LORAS=nodes.LORAS,
            PID_NODES=nodes.PID_NODES,
            ADAPTERS=nodes.ADAPTERS,
            PASSES=nodes.PASSES,
            NOISE=nodes.NOISE,
            LOOK_CLOSER=nodes.LOOK_CLOSER,
            SD=settings.SD,
            FLOW=settings.FLOW,
            VIDEOS=frozenset(settings.VIDEOS),
            NOISE_MULTIPLES=settings.NOISE_MULTIPLES,
            UNET_MULTIPLES=settings.UNET_MULTIPLES,
            TRAINED=settings.TRAINED,
            CONTROLS=settings.CONTROLS,
            WEIGHTED=settings.WEIGHTED,
            PICKERS=pickers.PICKERS,
            PICKERS_BY_NAME=pickers.BY_NAME,
            PICKERS_BY_CLASS=pickers.BY_CLASS,
            USUAL=names.USUAL,
            MEMORY=memory.MEMORY,
            ENCODER_TYPES=memory.ENCODER_TYPES,
            LACKS_PARTS=meetings.LACKS_PARTS,
            WRONG_TYPE=meetings.WRONG_TYPE,
            VARIANTS={family.base: family.variants for family in KNOWN if family.variants},
            GUIDES={family.base: family.guide() for family in KNOWN if family.guide is not None},
            SIZED={name: maker.reads for name, maker in SIZED.items()},
            MISREPORTED=MISREPORTED,
            BUCKETS=BUCKETS,
            QUICK_LOOK={name: _quickly(name) for name in sorted(_nodes())},
        ),
        "MEETINGS": {
            f"{row.part}: {row.others} on {main}": plain([row.effect, row.error, row.source])
            for main, rows in meetings.MEETINGS.items()
            for row in rows
        },
        "PUBLISHED": {
            name: [row.base, row.type, row.source] for row in names.PUBLISHED for name in row.names
        },
        "SCHEMES": {row.pattern: [row.base, row.type, row.source] for row in names.SCHEMES},
        "WORDS": {row.pattern: [place, row.base, row.source] for place, row in enumerate(names.WORDS)},
        "TYPES": {pattern: [place, kind] for place, (pattern, kind) in enumerate(names.TYPES)},
        "NO_FAMILY": {
            **dict.fromkeys(sorted(bases.NO_FAMILY_TYPES), "type"),
            **dict.fromkeys(names.NO_FAMILY.split("|"), "word"),
        },
    }


def _nodes() -> set[str]:
    found = {*nodes.LOADERS, *nodes.DENOISERS, *nodes.DECODERS, *nodes.IMAGE_ENCODERS, *nodes.PROMPTS}
    return found | {*nodes.LORAS, *nodes.PID_NODES, *nodes.ADAPTERS, "noise", "if", "a_community_node"}


def _quickly(node_type: str) -> str:
    """The families that the quick look takes a node for."""
    bits = _families_of(node_type)
    return "any" if bits == _ALL else " ".join(base for base, bit in _BITS.items() if bits & bit)
