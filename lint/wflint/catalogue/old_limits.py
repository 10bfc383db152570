"""Limits around "one number or a list" that the OpenAPI of releases before 5.0 does not show.

Pydantic 2 compares the whole value with the limit, so that a list ends in a TypeError and the request in an
internal error. From 5.0.0 on overlays tell (data/README.md); these were read from ``app/invocations`` in the
wheel of every release from 3.4.0, the first with pydantic 2, to 4.2.9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.release import Release

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIRST: Final = Release((3, 4, 0))
_END: Final = Release((5, 0, 0))
_NUMBERS: Final = {"union": ["float", {"list": "float"}]}

# Node, input, limits, the first release that has them, the first that has them no longer.
_LIMITS: Final[tuple[tuple[str, str, Mapping[str, int], Release, Release], ...]] = (
    ("controlnet", "control_weight", {"ge": -1, "le": 2}, Release((3, 6, 0)), _END),
    ("t2i_adapter", "weight", {"ge": 0}, _FIRST, _END),
    ("ip_adapter", "weight", {"ge": -1}, _FIRST, Release((3, 6, 0))),
    ("denoise_latents", "cfg_scale", {"ge": 1}, _FIRST, Release((4, 2, 0))),
    ("t2l_onnx", "cfg_scale", {"ge": 1}, _FIRST, _END),
)


def old_limits(node_type: str, release: Release) -> Mapping[str, Mapping[str, Any]] | None:
    """The types of a node's inputs with such limits, as overlays write them; None for most nodes."""
    for node, field, limits, first, end in _LIMITS:
        if node == node_type and not release < first and release < end:
            return {"inputs": {field: {"bound": limits, "of": _NUMBERS}}}
    return None
