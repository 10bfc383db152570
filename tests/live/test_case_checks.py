"""The checks of a case, each on results made here: both sides of every line that they draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.live.pictures import png
from wflint.live.cases.goldens import GoldenShelf
from wflint.live.cases.load import Case
from wflint.live.cases.outputs import check_outputs
from wflint.live.cases.pictures import RunPictures
from wflint.live.cases.request import CaseRequest
from wflint.live.cases.schema import CaseTable, Golden
from wflint.live.client.results import ImageResult, ItemResult, NodeRun, RunResult

if TYPE_CHECKING:
    from pathlib import Path

    from wflint.live.cases.verdict import Check

NOISE = np.random.default_rng(3).integers(0, 256, (8, 16, 3)).astype(float)
OTHER = np.random.default_rng(4).integers(0, 256, (8, 16, 3)).astype(float)


class Shelf:
    """A gallery of pictures by name, which counts what is fetched."""

    def __init__(self, **pictures: np.ndarray[Any, Any]) -> None:
        self.files = {name: png(pixels) for name, pixels in pictures.items()}
        self.fetched: list[str] = []

    def content(self, image: ImageResult | str) -> bytes:
        name = image if isinstance(image, str) else image.name
        self.fetched.append(name)
        return self.files[name]


def picture(name: str, node: str = "save", *, intermediate: bool = False, **members: Any) -> ImageResult:
    facts: dict[str, Any] = {"node_type": "save_image", "width": 16, "height": 8, **members}
    return ImageResult(name=name, node=node, item_id=1, intermediate=intermediate, **facts)


def request_of(nodes: dict[str, str], labels: dict[str, str] | None = None) -> CaseRequest:
    graph = {"nodes": {name: {"id": name, "type": node_type} for name, node_type in nodes.items()}}
    return CaseRequest(body={"batch": {"graph": graph}}, labels=labels or {}, notes=[], errors=[])


def checked(
    table: dict[str, Any], shelf: Shelf, *items: ItemResult, request: CaseRequest | None = None
) -> list[Check]:
    """The checks of a run of these items."""
    result = RunResult("batch", list(items))
    pictures = RunPictures(shelf)  # type: ignore[arg-type]
    found = check_outputs(CaseTable.model_validate(table), request or request_of({}), result, pictures)
    return list(found)


def item(images: list[ImageResult] = (), **members: Any) -> ItemResult:  # type: ignore[assignment]
    return ItemResult(item_id=1, status="completed", images=list(images), **members)


def said(checks: list[Check], name: str) -> list[tuple[str, str]]:
    return [(c.status, c.message) for c in checks if c.name == name]


# -- pictures in the gallery -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "images", "wanted"),
    [
        (None, 1, []),
        (None, 0, [("failed", "no image went to the gallery (count = 0 if none should)")]),
        (0, 0, [("passed", "")]),
        (1, 1, [("passed", "")]),
        (2, 1, [("failed", "1 image went to the gallery, not 2 (save_image 16x8)")]),
        (1, 0, [("failed", "0 images went to the gallery, not 1 (none)")]),
    ],
)
def test_the_number_of_pictures(count: int | None, images: int, wanted: list[tuple[str, str]]) -> None:
    table = {"outputs": {} if count is None else {"count": count}}
    checks = checked(table, Shelf(a=NOISE), item([picture("a")] * images))
    assert said(checks, "outputs.count") == wanted


def test_videos_and_pictures_on_the_way_are_not_counted() -> None:
    found = [picture("a"), picture("v", kind="video"), picture("w", intermediate=True)]
    shelf = Shelf(a=NOISE)
    checks = checked({"outputs": {"count": 1}}, shelf, item(found))
    assert [c.status for c in checks] == ["passed", "passed"]
    assert shelf.fetched == ["a"]
    assert said(checked({}, shelf, item([found[1]])), "outputs.count") == []  # a video is something that came


def test_each_of_several_pictures_is_called_by_its_number() -> None:
    shelf = Shelf(a=NOISE, b=NOISE * 0)
    checks = checked({}, shelf, item([picture("a"), picture("b")]))
    assert said(checks, "outputs.black") == [
        ("failed", "image 2 is black, as it is when the numbers are NaN")
    ]
    assert said(checks, "outputs.sound") == [("passed", "")]
    one = checked({}, shelf, item([picture("b")]))
    assert said(one, "outputs.black")[0][1].startswith("the image is black")


@pytest.mark.parametrize(
    ("table", "name", "wanted"),
    [
        ({"size": [16, 8]}, "outputs.size", ("passed", "")),
        ({"size": [8, 16]}, "outputs.size", ("failed", "the image is 16x8, not 8x16")),
        ({"size": [16, 9]}, "outputs.size", ("failed", "the image is 16x8, not 16x9")),
        ({"mode": "RGB"}, "outputs.mode", ("passed", "")),
        ({"mode": "RGBA"}, "outputs.mode", ("failed", "the image is RGB, not RGBA")),
    ],
)
def test_the_shape_of_pictures(table: dict[str, Any], name: str, wanted: tuple[str, str]) -> None:
    assert said(checked({"outputs": table}, Shelf(a=NOISE), item([picture("a")])), name) == [wanted]


@pytest.mark.parametrize(
    ("pixels", "allow", "names"),
    [
        (NOISE * 0, [], ["outputs.black"]),
        (NOISE * 0, ["black"], ["outputs.sound"]),  # which is blank too, and meant to be
        (NOISE * 0, ["blank"], ["outputs.black"]),
        (NOISE * 0 + 90, [], ["outputs.blank"]),
        (NOISE * 0 + 90, ["black"], ["outputs.blank"]),
        (NOISE * 0 + 90, ["blank"], ["outputs.sound"]),
        (NOISE, [], ["outputs.sound"]),
    ],
)
def test_what_shows_nothing(pixels: np.ndarray[Any, Any], allow: list[str], names: list[str]) -> None:
    checks = checked({"outputs": {"allow": allow}}, Shelf(a=pixels), item([picture("a")]))
    assert [c.name for c in checks] == names
    assert [c.status for c in checks] == ["passed" if names == ["outputs.sound"] else "failed"]


def test_pixels_that_are_no_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only formats of floats have such pixels; a PNG cannot hold them."""
    from wflint.live.images.pixels import from_array

    pixels = NOISE.copy()
    pixels[0, 0, 0] = np.inf
    monkeypatch.setattr("wflint.live.cases.pictures.open_picture", lambda _raw: from_array(pixels))
    checks = checked({}, Shelf(a=NOISE), item([picture("a")]))
    assert said(checks, "outputs.nan") == [("failed", "the image has pixels that are not numbers (NaN)")]
    allowed = checked({"outputs": {"allow": ["nan"]}}, Shelf(a=NOISE), item([picture("a")]))
    assert [c.name for c in allowed] == ["outputs.sound"]


# -- control images ----------------------------------------------------------------------------------


def control(member: str = "control", name: str = "edges") -> dict[str, list[dict[str, Any]]]:
    return {"guide": [{"type": "control_output", member: {"image": {"image_name": name}}}]}


@pytest.mark.parametrize("member", ["control", "t2i_adapter"])
@pytest.mark.parametrize(
    ("edges", "wanted"),
    [
        (OTHER, [("passed", "")]),
        (
            OTHER * 0,
            [("failed", 'the control image of "Guide" (controlnet) is blank: it guides nothing')],
        ),
        (
            OTHER[:, :8],
            [
                (
                    "failed",
                    'the control image of "Guide" (controlnet) is 8x8, the generation 16x8: '
                    "InvokeAI silently stretches it",
                )
            ],
        ),
    ],
)
def test_control_images(member: str, edges: np.ndarray[Any, Any], wanted: list[tuple[str, str]]) -> None:
    request = request_of({"guide": "controlnet"}, {"guide": "Guide"})
    run = item([picture("a")], results=control(member))
    assert said(checked({}, Shelf(a=NOISE, edges=edges), run, request=request), "control_images") == wanted
    ignored = checked({"control_images": "ignore"}, Shelf(a=NOISE), run, request=request)
    assert said(ignored, "control_images") == []


@pytest.mark.parametrize(
    "output", [{}, {"control": None}, {"control": {"image": None}}, {"control": {"image": {}}}]
)
def test_outputs_that_hold_no_control_image(output: dict[str, Any]) -> None:
    run = item([picture("a")], results={"guide": [output]})
    assert said(checked({}, Shelf(a=NOISE), run), "control_images") == []


def test_the_generation_s_size_is_that_of_its_own_item_and_of_latents_where_no_picture_was_kept() -> None:
    edges = control()
    decoded = [
        picture("other", "n", intermediate=True, node_type="canny_edge_detection"),
        picture("clip", "n", intermediate=True, kind="video", node_type="wan_l2i"),
        picture("a", "n", intermediate=True, node_type="flux_vae_decode"),
    ]
    shelf = Shelf(a=NOISE, edges=OTHER, other=OTHER[:, :4])
    table = {"outputs": {"count": 0}}
    assert said(checked(table, shelf, item(decoded, results=edges)), "control_images") == [("passed", "")]
    # With nothing to hold it against, its own size is right.
    assert said(checked(table, shelf, item(results=edges)), "control_images") == [("passed", "")]


# -- pictures on the way -----------------------------------------------------------------------------


def test_pictures_on_the_way() -> None:
    request = request_of({"canny": "canny_edge_detection"}, {"canny": "Edges"})
    way = picture("edges", "canny", intermediate=True, node_type="canny_edge_detection")
    shelf = Shelf(a=NOISE, edges=OTHER, small=OTHER[:, :8], black=OTHER * 0)

    def of(wanted: dict[str, Any], *found: ImageResult) -> list[Check]:
        table = {"intermediate": [{"node": "Edges", **wanted}]}
        checks = checked(table, shelf, item([picture("a"), *found]), request=request)
        return [c for c in checks if c.name.startswith("intermediate")]

    small = picture("small", "canny", intermediate=True)
    assert [(c.name, c.status) for c in of({}, way)] == [
        ("intermediate.Edges.sound", "passed"),
        ("intermediate.Edges.same_size", "passed"),
    ]
    assert [(c.name, c.message) for c in of({})] == [("intermediate.Edges.count", "it gave no image")]
    assert of({"count": 2}, way)[0].message == "it gave 1 image, not 2"
    assert [c.name for c in of({"count": 1}, way)] == [
        "intermediate.Edges.sound",
        "intermediate.Edges.same_size",
    ]
    assert of({}, small)[-1].message == "its image is 8x8, the generation 16x8"
    assert [c.name for c in of({"same_size": False}, small)] == ["intermediate.Edges.sound"]
    sized = of({"size": [8, 8]}, small)  # which is asked for then, and the generation's no longer
    assert [(c.name, c.status) for c in sized] == [
        ("intermediate.Edges.sound", "passed"),
        ("intermediate.Edges.size", "passed"),
    ]
    assert of({"size": [16, 8], "mode": "L"}, small)[1].message == "its image is 8x8, not 16x8"
    assert of({"mode": "L"}, way)[1].message == "its image is RGB, not L"
    assert of({}, picture("black", "canny"))[0].message.startswith("its image is black")
    assert of({"allow": ["black"]}, picture("black", "canny"))[0].status == "passed"
    assert of({}, picture("v", "canny", kind="video"))[0].message == "it gave no image"
    assert of({}, picture("edges", "other"))[0].message == "it gave no image"


# -- values ------------------------------------------------------------------------------------------

NODES = {"n1": "noise", "n2": "noise", "m": "main_model_loader"}
LABELS = {"n1": "v1.5 noise", "m": "Model"}
RESULTS: dict[str, list[dict[str, Any]]] = {
    "n1": [{"type": "noise_output", "width": 512, "ok": True, "sigma": 0.5, "sizes": [{"w": 1}, {"w": 2}]}],
    "n2": [{"type": "noise_output", "width": 640, "ok": True, "sigma": 0.5}],
}


@pytest.mark.parametrize(
    ("name", "expected", "wanted"),
    [
        ("v1.5 noise.width", 512, ("passed", "")),  # a label may have dots
        ("n1.width", 512, ("passed", "")),
        ("n1.sizes.1.w", 2, ("passed", "")),
        (
            "n1.sizes.2.w",
            2,
            ("error", 'no output "sizes.2.w" (did you mean "sizes"?); there are width, ok, sigma, sizes'),
        ),
        (
            "n1.widht",
            2,
            ("error", 'no output "widht" (did you mean "width"?); there are width, ok, sigma, sizes'),
        ),
        (
            "n1.sizes.w",
            2,
            ("error", 'no output "sizes.w" (did you mean "sizes"?); there are width, ok, sigma, sizes'),
        ),
        ("noise.width", 512, ("failed", '"n2": it is 640, not 512')),  # of all nodes of the type
        ("noise.width", {"min": 512, "max": 640}, ("passed", "")),
        ("noise.width", {"min": 513}, ("failed", '"v1.5 noise": it is 512, less than 513')),
        ("noise.width", {"max": 639}, ("failed", '"n2": it is 640, more than 639')),
        ("noise.width", {"matches": "^(512|640)$"}, ("passed", "")),
        ("noise.width", {"matches": "512"}, ("failed", '"n2": it is 640, which "512" does not match')),
        ("n1.ok", True, ("passed", "")),
        ("n1.ok", 1, ("failed", "it is true, not 1")),  # which Python takes for equal
        ("n1.width", 512.0, ("passed", "")),
        ("n1.sigma", 0.5000000000001, ("passed", "")),
        ("n1.sigma", 0.5001, ("failed", "it is 0.5, not 0.5001")),
        ("n1.sigma", "0.5", ("failed", 'it is 0.5, not "0.5"')),
        ("n1.ok", {"min": 0}, ("failed", "it is true, which is not a number")),
        ("n1.sizes", {"max": 3}, ("failed", 'it is [{"w": 1}, {"w": 2}], which is not a number')),
        ("width", 3, ("error", "a value is named node.output (Noise.width)")),
        ("m.width", 3, ("failed", "the node was not executed")),
        ("Model.width", 3, ("failed", "the node was not executed")),
    ],
)
def test_values(name: str, expected: Any, wanted: tuple[str, str]) -> None:
    run = item([picture("a")], results=RESULTS)
    table = {"values": {name: expected}}
    [found] = said(checked(table, Shelf(a=NOISE), run, request=request_of(NODES, LABELS)), f"values.{name}")
    assert found == wanted


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_values_that_are_no_numbers(bad: float) -> None:
    request = request_of(NODES, LABELS)
    results = {"n1": [{"type": "noise_output", "sigma": 0.5}], "m": [{"scale": bad, "text": "x"}]}
    run = item([picture("a")], results=results)
    shelf = Shelf(a=NOISE)
    assert said(checked({}, shelf, run, request=request), "values.finite") == [
        ("failed", f'scale of "Model" (main_model_loader) is {bad}')
    ]
    assert said(checked({"outputs": {"allow": ["nan"]}}, shelf, run, request=request), "values.finite") == []
    unnamed = checked(
        {}, shelf, item([picture("a")], results={"n1": [{"x": bad}]}), request=request_of(NODES)
    )
    assert said(unnamed, "values.finite") == [("failed", f"x of noise is {bad}")]
    gone = checked({}, shelf, item([picture("a")], results={"elsewhere": [{"x": bad}]}))
    assert said(gone, "values.finite") == [("failed", f"x of node is {bad}")]
    checks = checked({"values": {"m.scale": {"min": 0}}}, shelf, run, request=request)
    infinite = bad == float("inf")  # which is more than nothing, and a number
    assert said(checks, "values.m.scale") == [
        ("passed", "") if infinite else ("failed", "it is NaN, which is not a number")
    ]


def test_what_was_executed() -> None:
    runs = [NodeRun(node=f"n{i}", node_type="noise", prepared=f"p{i}") for i in range(2)]
    for count, wanted in ((2, ("passed", "")), (1, ("failed", "2 of its nodes were executed, not 1"))):
        checks = checked({"executed": {"noise": count}}, Shelf(a=NOISE), item([picture("a")], nodes=runs))
        assert said(checks, "executed.noise") == [wanted]
    both = checked(
        {"executed": {"noise": 2}}, Shelf(a=NOISE), item([picture("a")], nodes=runs), item(nodes=runs[:1])
    )
    assert said(both, "executed.noise") == [("failed", "1 of its nodes were executed, not 2")]
    none = checked({"executed": {"l2i": 0}}, Shelf(a=NOISE), item([picture("a")], nodes=runs))
    assert said(none, "executed.l2i") == [("passed", "")]


# -- goldens -----------------------------------------------------------------------------------------


class Goldens:
    """The golden pictures of one case in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pictures = RunPictures(Shelf(a=NOISE, b=OTHER))  # type: ignore[arg-type]

    def shelf(
        self, device: str = "cpu", *, update: bool = False, artifacts: Path | None = None
    ) -> GoldenShelf:
        file = self.folder / "fox.test.toml"
        case = Case(file=file, name="", line=1, workflow=self.folder / "fox.workflow.json", table=CaseTable())
        return GoldenShelf(case, device, update=update, artifacts=artifacts)

    def check(
        self, shelf: GoldenShelf, *names: str, name: str = "", **golden: Any
    ) -> list[tuple[str, str, str]]:
        found = shelf.check(Golden(**golden), [picture(n) for n in names], self.pictures, name)
        return [(c.name, c.status, c.message) for c in found]

    @property
    def files(self) -> list[str]:
        folder = self.folder / "goldens"
        return sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []


@pytest.fixture
def goldens(tmp_path: Path) -> Goldens:
    return Goldens(tmp_path)


def test_goldens_are_written_once_and_removed_when_no_longer_needed(goldens: Goldens) -> None:
    shelf = goldens.shelf(update=True)
    assert goldens.check(shelf, "a", "b") == [("golden", "passed", "")] * 2
    assert [p.name for p in shelf.written] == goldens.files == ["fox-1.png", "fox-2.png"]
    again = goldens.shelf(update=True)
    goldens.check(again, "a", "b")
    assert again.written == []  # nothing was to be changed
    changed = goldens.shelf(update=True)
    goldens.check(changed, "b", "b")
    assert [p.name for p in changed.written] == ["fox-1.png"]
    other = goldens.folder / "goldens" / "fox-2.cuda.png"
    other.write_bytes(b"of another device")
    stranger = goldens.folder / "goldens" / "foxy-2.png"
    stranger.write_bytes(b"of another case")
    fewer = goldens.shelf(update=True)
    goldens.check(fewer, "b")
    assert [p.name for p in fewer.written] == ["fox-2.png"]
    assert goldens.files == ["fox-1.png", "fox-2.cuda.png", "foxy-2.png"]


def test_a_picture_too_many_and_one_too_few(goldens: Goldens) -> None:
    goldens.check(goldens.shelf(update=True), "a", "b")
    assert goldens.check(goldens.shelf(), "a") == [
        ("golden", "passed", "max 0 of 24, mean 0 of 2"),
        ("golden", "failed", "1 image came out, but there is a golden fox-2.png"),
    ]
    (goldens.folder / "goldens" / "fox-2.png").unlink()
    assert goldens.check(goldens.shelf(), "a", "b") == [
        ("golden", "passed", "max 0 of 24, mean 0 of 2"),
        ("golden", "failed", "image 2 came out, but its golden fox-2.png is missing"),
    ]
    (goldens.folder / "goldens" / "fox-1.png").unlink()
    assert goldens.check(goldens.shelf(), "a") == [
        ("golden", "error", "golden image goldens/fox-1.png is missing; make it with --update-goldens")
    ]


def test_the_golden_of_a_device_goes_before_the_common_one(goldens: Goldens) -> None:
    goldens.check(goldens.shelf("cuda", update=True), "b", per_device=True)
    assert goldens.files == ["fox-1.cuda.png"]
    goldens.check(goldens.shelf("cpu", update=True), "a")
    assert goldens.files == ["fox-1.cuda.png", "fox-1.png"]
    assert goldens.check(goldens.shelf("cuda"), "b") == [("golden", "passed", "max 0 of 24, mean 0 of 2")]
    assert goldens.check(goldens.shelf("cpu"), "a") == [("golden", "passed", "max 0 of 24, mean 0 of 2")]
    assert goldens.check(goldens.shelf("cpu"), "b")[0][1] == "failed"
    assert goldens.check(goldens.shelf("cpu"), "a", per_device=True)[0][1] == "error"


def test_a_golden_of_a_node_is_named_after_it(goldens: Goldens) -> None:
    assert goldens.check(goldens.shelf(update=True), "a", name="Edges, thin") == [
        ("golden.Edges, thin", "passed", "")
    ]
    assert goldens.files == ["fox.Edges_thin-1.png"]


def test_a_golden_that_is_missed_leaves_pictures_where_they_are_wanted(
    goldens: Goldens, tmp_path: Path
) -> None:
    goldens.check(goldens.shelf(update=True), "a")
    folder = tmp_path / "deep" / "failures"
    found = goldens.shelf(artifacts=folder).check(Golden(), [picture("b")], goldens.pictures)
    assert [p.name for p in found[0].files] == ["fox-1.png", "fox-1.difference.png"]
    assert all(p.is_file() for p in found[0].files)
    assert found[0].message.startswith("differs from goldens/fox-1.png (tight)")
    nowhere = goldens.shelf().check(Golden(), [picture("b")], goldens.pictures)
    assert nowhere[0].files == ()


def test_masks_and_limits_of_goldens(goldens: Goldens) -> None:
    goldens.check(goldens.shelf(update=True), "a")
    half = NOISE.copy()
    half[:, 8:] = OTHER[:, 8:]
    goldens.pictures = RunPictures(Shelf(half=half))  # type: ignore[arg-type]
    mask = np.zeros((8, 16, 3))
    mask[:, :8] = 255
    (goldens.folder / "mask.png").write_bytes(png(mask))
    assert goldens.check(goldens.shelf(), "half", preset="exact")[0][1] == "failed"
    assert goldens.check(goldens.shelf(), "half", preset="exact", mask="mask.png")[0][1] == "passed"
    assert goldens.check(goldens.shelf(), "half", preset="exact", limits={"max": 255})[0][1] == "passed"
    (goldens.folder / "mask.png").write_bytes(png(mask[:4]))
    assert goldens.check(goldens.shelf(), "half", mask="mask.png") == [
        ("golden", "error", "the mask is 16x4, the image 16x8")
    ]
    (goldens.folder / "goldens" / "fox-1.png").write_bytes(b"\x89PNG")
    [(_, status, message)] = goldens.check(goldens.shelf(), "half")
    assert status == "error"
    assert message.endswith("cannot be decoded (4 bytes): not an image")
    goldens.check(goldens.shelf(update=True), "half")
    assert goldens.check(goldens.shelf(), "half")[0][1] == "passed"


def test_each_picture_is_fetched_once() -> None:
    shelf = Shelf(a=NOISE)
    pictures = RunPictures(shelf)  # type: ignore[arg-type]
    assert pictures.get(picture("a")) is pictures.get("a")
    assert pictures.raw(picture("a")) == shelf.files["a"]
    assert shelf.fetched == ["a"]
