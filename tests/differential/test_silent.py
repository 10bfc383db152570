"""Silent changes of nodes that work without models: two releases make other things of the same values.

What differs is exactly what the table says, between the releases that CI has.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest

from tests.differential.oracle import Oracle, invokeai_python
from tests.upgrade.silent.test_rows import graph_of
from wflint.catalogue.store import open_release
from wflint.upgrade.silent.table import met

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.invokeai

OLD, NEW = "5.15.0", "6.14.2"
RGB, RGBA, OTHER, HARD, SOFT = ({"image_name": name} for name in ("rgb", "rgba", "other", "hard", "soft"))
HUES = ("HSL (RGB)", "HSV (RGB)", "Okhsl", "Okhsv", "Oklch (Oklab)", "LCh (CIELab)")
MODES = (
    "Normal",
    "Linear Dodge (Add)",
    "Subtract",
    "Color Dodge",
    "Divide",
    "Difference",
    "Color Burn",
    "Hue",
)
REQUESTS: list[dict[str, Any]] = [
    *({"type": "img_blur", "image": image, "radius": 3} for image in (RGB, RGBA)),
    *({"type": "img_paste", "base_image": OTHER, "image": image, "mask": HARD} for image in (RGB, RGBA)),
    *(
        {"type": "img_channel_offset", "image": RGBA, "channel": channel, "offset": 20}
        for channel in ("Hue (HSV)", "Value (HSV)", "Red (RGBA)", "Alpha (RGBA)")
    ),
    {"type": "img_channel_multiply", "image": RGBA, "channel": "Red (RGBA)", "scale": 1.3},
    {"type": "img_hue_adjust", "image": RGB, "hue": 40},
    {"type": "unsharp_mask", "image": RGBA},
    {"type": "img_noise", "image": RGBA, "seed": 3},
    {"type": "canny_edge_detection", "image": RGB},
    *(
        {"type": "create_gradient_mask", "mask": mask, "edge_radius": radius, "coherence_mode": mode}
        for mask in (HARD, SOFT)
        for radius in (0, 16)
        for mode in ("Gaussian Blur", "Box Blur", "Staged")
    ),
    *({"type": "expand_mask_with_fade", "mask": HARD, "fade_size_px": size} for size in (0, 4, 16)),
    {
        "type": "mask_edge",
        "image": SOFT,
        "edge_size": 4,
        "edge_blur": 2,
        "low_threshold": 9,
        "high_threshold": 90,
    },
    *(
        {
            "type": "invokeai_img_blend",
            "layer_upper": OTHER,
            "layer_base": RGB,
            "blend_mode": m,
            "color_space": s,
        }
        for s in ("RGB", *HUES)
        for m in MODES
    ),
    *(
        {"type": "invokeai_img_hue_adjust_plus", "image": RGB, "space": space, "degrees": degrees}
        for space in ("HSV / HSL / RGB", "Okhsl", "Okhsv", "*Oklch / Oklab", "*LCh / CIELab")
        for degrees in (0, 40)
    ),
    {"type": "invokeai_img_composite", "image": OTHER, "layer_upper": OTHER, "layer_base": RGB},
    {"type": "invokeai_img_enhance", "image": RGB, "color": 1.4},
]


@pytest.fixture(scope="module")
def oracles() -> Iterator[tuple[Oracle, Oracle]]:
    one, other = (Oracle(invokeai_python(release), "silent_oracle.py") for release in (OLD, NEW))
    yield one, other
    one.close()
    other.close()


def _differ(one: Oracle, other: Oracle, request: dict[str, Any]) -> bool:
    old, new = one.ask(request), other.ask(request)
    assert (old["error"] is None) == (new["error"] is None), (request, old["error"], new["error"])
    return bool(old["outputs"] != new["outputs"])


def _foreseen(request: dict[str, Any]) -> bool | None:
    """Whether wflint says that the result is another; None: it may be."""
    found = met(graph_of(({"n": request}, [])), open_release(OLD), open_release(NEW))
    if not found:
        return False
    return True if any(each.surely for each in found) else None


def test_what_differs_is_foreseen(oracles: tuple[Oracle, Oracle]) -> None:
    wrong = []
    for request in REQUESTS:
        differs, foreseen = _differ(*oracles, request), _foreseen(request)
        if foreseen is not None and differs is not foreseen:
            wrong.append((request, differs))
    assert wrong == []


def test_the_oracle_looks_at_values(oracles: tuple[Oracle, Oracle]) -> None:
    """Equal answers are equal images, not equal failures."""
    answer = oracles[0].ask({"type": "img_blur", "image": RGB, "radius": 3})
    assert answer["error"] is None
    (image,) = answer["outputs"]
    assert image["form"] == "image RGBA 64x48"
    assert len(set(base64.b64decode(image["values"]))) > 100
