"""The table of successors: where it says "same" of a model-free node, the old and the new make the same.

The old node is run from its release's wheel, the new one from the InvokeAI that is installed.
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from PIL import Image, ImageChops, ImageDraw

from tests.differential.oracle import Oracle, invokeai_python
from wflint.catalogue.light_route.take import _download
from wflint.catalogue.renames import FIELDS, NODES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [
    pytest.mark.invokeai,
    pytest.mark.network,
    pytest.mark.skipif(shutil.which("uv") is None, reason="uv is not here"),
]
NEW = "6.14.2"
FOLDER = "invokeai/app/invocations"
IMAGE = {"image_name": "wide"}
PROCESSORS = "controlnet_image_processors.py"
COLOR_MAP = "ColorMapImageProcessorInvocation"


class Node(NamedTuple):
    file: str
    cls: str
    values: dict[str, Any]


class Pair(NamedTuple):
    """An old node of a release and what stands for it; ``off``: by how much of 255 a colour may differ."""

    row: str
    release: str
    old: Node
    new: Node
    off: int = 0


def primitive(row: str, old: str, name: str, new: str, value: Any) -> Pair:
    return Pair(
        row,
        "3.0.2.post1",
        Node("params.py", old, {name: value}),
        Node("primitives.py", new, {"value": value}),
    )


def sums(name: str, cls: str) -> list[Pair]:
    return [
        Pair(
            name,
            "3.0.2.post1",
            Node("math.py", cls, {"a": a, "b": b}),
            Node("math.py", cls, {"a": a, "b": b}),
        )
        for a, b in ((7, 2), (-7, 2), (0, 5))
    ]


def multiplied(name: str, channel: str) -> list[Pair]:
    row, cls = f"img_{name}_adjust", f"Image{name.capitalize()}AdjustmentInvocation"
    values = {"image": IMAGE, "channel": channel, "invert_channel": False}
    return [
        Pair(
            row,
            "3.1.0",
            Node("image.py", cls, {"image": IMAGE, name: share}),
            Node("image.py", "ImageChannelMultiplyInvocation", {**values, "scale": share}),
            11,
        )
        for share in (1.0, 0.5, 0.0)
    ]


PAIRS = [
    primitive("param_int", "ParamIntInvocation", "a", "IntegerInvocation", 7),
    primitive("param_float", "ParamFloatInvocation", "param", "FloatInvocation", 7.5),
    primitive("param_string", "ParamStringInvocation", "text", "StringInvocation", "a b"),
    primitive("param_prompt", "ParamPromptInvocation", "prompt", "StringInvocation", "a b"),
    Pair(
        "load_image",
        "3.0.2.post1",
        Node("image.py", "LoadImageInvocation", {"image": IMAGE}),
        Node("primitives.py", "ImageInvocation", {"image": IMAGE}),
    ),
    *sums("add", "AddInvocation"),
    *sums("sub", "SubtractInvocation"),
    *sums("mul", "MultiplyInvocation"),
    *sums("div", "DivideInvocation"),
    *(
        Pair("tomask", "3.0.2.post1", *[Node("image.py", "MaskFromAlphaInvocation", values)] * 2)
        for values in ({"image": {"image_name": "clear"}, "invert": inverted} for inverted in (False, True))
    ),
    *multiplied("saturation", "Saturation (HSV)"),
    *multiplied("luminosity", "Value (HSV)"),
    Pair(
        "linear_ui_output",
        "3.7.0",
        Node("image.py", "LinearUIOutputInvocation", {"image": IMAGE}),
        Node("image.py", "SaveImageInvocation", {"image": IMAGE}),
    ),
    *(
        Pair(
            "color_map_image_processor",
            "5.9.1",
            Node(
                PROCESSORS, "ColorMapImageProcessorInvocation", {"image": IMAGE, "color_map_tile_size": size}
            ),
            Node("color_map.py", "ColorMapInvocation", {"image": IMAGE, "tile_size": size}),
        )
        for size in (64, 37, 5000)
    ),
]


@pytest.fixture(scope="module")
def ask() -> Iterator[Callable[[Any], Any]]:
    oracle = Oracle(invokeai_python(NEW), "node_body_oracle.py")
    yield oracle.ask
    oracle.close()


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("pictures")
    wide = Image.merge("RGB", [Image.linear_gradient("L").rotate(turn) for turn in (0, 90, 180)])
    wide = wide.resize((333, 250))
    drawing = ImageDraw.Draw(wide)
    for at in range(0, 300, 20):
        drawing.ellipse((at, at // 2, at + 60, at // 2 + 30), fill=(at % 256, 255 - at % 200, 7 * at % 256))
    clear = wide.convert("RGBA")
    clear.putalpha(Image.radial_gradient("L").resize(wide.size))
    found = {}
    for name, picture in (("wide", wide), ("clear", clear)):
        found[name] = str(folder / f"{name}.png")
        picture.save(found[name])
    return found


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], str]:
    """A file of a release's invocations, from its wheel."""
    kept: dict[str, Path] = {}

    def source(release: str, name: str) -> str:
        if release not in kept:
            folder = tmp_path_factory.mktemp(release)
            wheel = _download(release, "3.11", folder)
            with zipfile.ZipFile(wheel) as archive:
                inside = [one for one in archive.namelist() if one.startswith(f"{FOLDER}/")]
                archive.extractall(folder, inside)
            kept[release] = folder / FOLDER
        return str(kept[release] / name)

    return source


def of_new(name: str) -> str:
    """A file of the invocations of the InvokeAI that is installed."""
    library = Path(invokeai_python(NEW)).parents[1]
    return str(next(library.glob(f"[lL]ib/**/{FOLDER}/{name}")))


@pytest.mark.parametrize(
    "pair", PAIRS, ids=lambda pair: f"{pair.row}-{sorted(pair.old.values.items())[-1][1]}"
)
def test_both_make_the_same(
    pair: Pair,
    ask: Callable[[Any], Any],
    pictures: dict[str, str],
    sources: Callable[[str, str], str],
) -> None:
    old, new = (
        ask({"source": path, "class": node.cls, "values": node.values, "images": pictures})
        for path, node in (
            (sources(pair.release, pair.old.file), pair.old),
            (of_new(pair.new.file), pair.new),
        )
    )
    assert "error" not in old, old
    assert "error" not in new, new
    if new["saved"] is None:
        values = [one["output"] for one in (old, new)]
        assert list(values[0].values()) == list(values[1].values())
        return
    first, second = (
        Image.open(one["saved"] or pictures[one["output"]["image"]["image_name"]]) for one in (old, new)
    )
    assert first.size == second.size
    assert first.mode == second.mode
    difference = ImageChops.difference(first.convert("RGB"), second.convert("RGB"))
    assert max(high for _, high in difference.getextrema()) <= pair.off


def test_every_pair_is_a_row() -> None:
    results = {row.old: row.result for row in NODES} | {row.node: row.result for row in FIELDS if row.new}
    for pair in PAIRS:
        assert results[pair.row] == ("similar" if pair.off else "same"), pair.row
