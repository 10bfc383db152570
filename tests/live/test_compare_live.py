"""Two real servers compared: one against itself, and against one that a node pack made worse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.library import WORKFLOWS, copy_of
from wflint.live.cases.load import load_cases
from wflint.live.client.client import Client
from wflint.live.compare.figures import figures
from wflint.live.compare.judge import CompareOutcome
from wflint.live.compare.run import CompareWishes, compared, tried
from wflint.live.compare.sides import ServerSide
from wflint.live.compare.stored import compare_stored
from wflint.live.compare.told import as_text, summary
from wflint.live.measure.host import describe_host
from wflint.live.serve.server import InvokeAIServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.live.cases.load import Case
    from wflint.live.compare.run import Compared

pytestmark = pytest.mark.live

WORSE = Path(__file__).parent / "packs" / "wflint_worse"
LIBRARY = ("sd15_text_to_image", "sd15_inpaint")


def comparison(cases: list[Case], *servers: InvokeAIServer, repeats: int = 2) -> dict[str, Compared]:
    opened = [Client(server.session()) for server in servers]
    hosts = [describe_host(*pair) for pair in zip(opened, servers, strict=True)]
    wishes = CompareWishes(repeats)
    try:
        pairs = list(zip(opened, hosts, strict=True))
        found = compared(cases, tried(cases, pairs, wishes, lambda _line: None), wishes)
    finally:
        for client in opened:
            client.close()
    return {each.case.id: each for each in found}


def image_case(folder: Path, name: str, **node: Any) -> Case:
    """A case that makes an image and changes it with one node."""
    nodes = {
        "blank": {"id": "blank", "type": "blank_image", "width": 64, "height": 64, "is_intermediate": True},
        "change": {"id": "change", "is_intermediate": False, **node},
    }
    edge = {
        "source": {"node_id": "blank", "field": "image"},
        "destination": {"node_id": "change", "field": "image"},
    }
    graph = {"id": name, "nodes": nodes, "edges": [edge]}
    (folder / f"{name}.graph.json").write_text(json.dumps(graph))
    case = folder / f"{name}.test.toml"
    case.write_text("[outputs]\ncount = 1\n")
    return load_cases(case)[0]


def without_scheduler(folder: Path) -> Case:
    """The library's text to image, sent without a scheduler."""
    graph = json.loads((WORKFLOWS / "sd15_text_to_image.graph.json").read_text())
    nodes = graph["nodes"]
    del nodes["denoise"]["scheduler"]
    nodes["noise"] |= {"width": 64, "height": 64}
    nodes["denoise"]["steps"] = 4
    nodes["decode"]["fp32"] = True
    (folder / "fox.graph.json").write_text(json.dumps(graph))
    case = folder / "fox.test.toml"
    case.write_text('[models]\n"model" = { name = "tiny-sd15", base = "sd-1", type = "main" }\n')
    return load_cases(case)[0]


def test_a_server_does_not_differ_from_itself(server: InvokeAIServer) -> None:
    cases = [case for name in LIBRARY for case in load_cases(WORKFLOWS / f"{name}.test.toml")]
    found = comparison(cases, server, server)
    assert [line for each in found.values() if not each.quiet for line in as_text([each])] == []
    assert {each.judged.outcome for each in found.values()} == {CompareOutcome.SAME}


@pytest.fixture(scope="module")
def worse(server: InvokeAIServer) -> Iterator[InvokeAIServer]:
    if not server.release.startswith("6.14"):
        pytest.skip("one release is enough")
    with InvokeAIServer(server.release, models="tiny", device="cpu", packs=[WORSE]) as running:
        yield running


def test_what_was_made_worse_on_purpose_is_found(
    server: InvokeAIServer, worse: InvokeAIServer, tmp_path: Path
) -> None:
    """Each with the node that it was done to, and nothing else is said."""
    cases = [
        image_case(tmp_path, "plain", type="img_scale", scale_factor=2),
        image_case(tmp_path, "slow", type="img_blur", radius=4),
        image_case(tmp_path, "large", type="img_hue_adjust", hue=90),
        without_scheduler(tmp_path),
    ]
    found = comparison(cases, server, worse)
    told = "\n".join(as_text(list(found.values()), all_of=True))
    outcomes = {name: each.judged.outcome.value for name, each in found.items()}
    assert outcomes == {"plain": "same", "slow": "worse", "large": "worse", "fox": "other"}, told
    slow, large = (" ".join(found[name].judged.reasons) for name in ("slow", "large"))
    assert '"img_blur" took' in slow, told
    assert "of memory" not in slow, told
    assert '"img_hue_adjust" needed' in large, told
    assert found["large"].log_new == ["WARNING: this hue takes memory"], told
    because = {each.kind: each.sentence for each in found["fox"].because}
    assert because["default"] == '"scheduler" of denoise_latents has the default "ddpm" instead of "euler"'
    assert "l2i is the first node that gave something else" in because["seen"]
    assert "denoise_latents" in because["seen"]
    assert found["slow"].log_new == found["fox"].log_new == []


def stored(case: Path, server: InvokeAIServer) -> Compared:
    session = server.session()
    side = ServerSide(server.url, session)
    try:
        return compare_stored(load_cases(case), side, CompareWishes(2), lambda _line: None)[0]
    finally:
        session.close()


def test_one_server_against_what_is_stored(server: InvokeAIServer, tmp_path: Path) -> None:
    case = copy_of("sd15_text_to_image", tmp_path)
    baselines = case.with_name("sd15_text_to_image.baseline.json")

    def baseline(seconds: float) -> None:
        figure = {"median": seconds, "band": 0.0, "repeats": 3}
        place = {
            f"{server.release} {found.b.device}": {
                "time.warm.total": figure,
                "time.warm.node.Denoise": figure,
                "time.warm.node.noise": figure,  # by its id
                "time.warm.type.l2i": figure,
            }
        }
        baselines.write_text(json.dumps({"schema": 1, "cases": {"sd15_text_to_image": place}}))

    golden = case.parent / "goldens" / "sd15_text_to_image-1.png"
    case.write_text(case.read_text().replace('"Denoise.steps" = 4', '"Denoise.steps" = 20'))
    kept = golden.read_bytes()
    golden.unlink()
    found = stored(case, server)
    assert found.judged.outcome is CompareOutcome.UNCLEAR
    assert "make it with --update-goldens" in found.judged.reasons[0]
    assert found.b.first is not None
    golden.write_bytes(found.b.pictures[0][0])
    baseline(1000)
    found = stored(case, server)
    assert (found.judged.outcome, found.judged.reasons) == (CompareOutcome.SAME, [])
    assert found.a.seconds == [1000]
    assert found.a.nodes == {"Denoise": [1000], "Noise": [1000], "all l2i": [1000]}
    assert [figure.name for figure in figures(found.a, found.b)][:2] == ["time", "Denoise"]
    assert f"the stored baseline (InvokeAI {server.release} on {found.b.device})" in summary([found])
    baseline(0.0001)
    found = stored(case, server)
    assert found.judged.outcome is CompareOutcome.WORSE
    assert found.judged.reasons[0].endswith("its baseline 0.0001 s")
    assert any(reason.startswith('"Denoise" took') for reason in found.judged.reasons)
    golden.write_bytes(kept)  # of 4 steps
    found = stored(case, server)
    assert found.judged.outcome is CompareOutcome.OTHER
    assert "differs from goldens/sd15_text_to_image-1.png" in found.judged.reasons[0]
    assert found.judged.pair is not None
