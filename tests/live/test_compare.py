"""Two trials judged, and releases halved, without a server."""

from __future__ import annotations

import io
import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from wflint.catalogue.store import open_release
from wflint.live.compare.bisect import BisectAnswer, between, bisect
from wflint.live.compare.explain import Because, changes_between, explain, silent_between
from wflint.live.compare.first_other import first_other
from wflint.live.compare.gave import NodeGave
from wflint.live.compare.judge import CompareOutcome, judge
from wflint.live.compare.logs import only_there, warnings_of
from wflint.live.compare.trial import Trial


def picture(seed: int = 0, plus: int = 0, size: int = 64) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 200, (size, size, 3)).astype(np.uint8)
    raw = io.BytesIO()
    Image.fromarray(pixels + np.uint8(plus)).save(raw, "PNG")
    return raw.getvalue()


def a_trial(*pictures: bytes, seconds: tuple[float, ...] = (1.0, 1.02, 0.98), **more: object) -> Trial:
    found = Trial("6.14.2", "cpu", seconds=list(seconds), nodes={"Denoise": [0.8 * s for s in seconds]})
    found.pictures = [list(pictures) or [picture()] for _ in range(3)]
    for name, value in more.items():
        setattr(found, name, value)
    return found


FAILED = a_trial(outcome="failed", said="RuntimeError: mat1 and mat2")


@pytest.mark.parametrize(
    ("a", "b", "outcome", "reason"),
    [
        (a_trial(), a_trial(), CompareOutcome.SAME, ""),
        (a_trial(), a_trial(picture(plus=1)), CompareOutcome.NOISE, "1 level at most"),
        (a_trial(), a_trial(picture(1)), CompareOutcome.OTHER, "the image is another"),
        (a_trial(), a_trial(picture(), picture()), CompareOutcome.OTHER, "2 images came out, not 1"),
        (a_trial(), a_trial(picture(size=72)), CompareOutcome.OTHER, "72x72, not 64x64"),
        (a_trial(), FAILED, CompareOutcome.BROKEN, "it fails on the second server: RuntimeError"),
        (FAILED, a_trial(), CompareOutcome.MENDED, "on the first server only"),
        (FAILED, FAILED, CompareOutcome.SAME, "it fails on both"),
        (FAILED, a_trial(outcome="refused", said="422"), CompareOutcome.OTHER, "now it is refused: 422"),
        (a_trial(), a_trial(outcome="unclear", said="gone"), CompareOutcome.UNCLEAR, "second server: gone"),
        (a_trial(), a_trial(seconds=(1.5, 1.52, 1.48)), CompareOutcome.WORSE, "the run took 1.5 s, not 1 s"),
        (a_trial(), a_trial(picture(1), seconds=(1.5, 1.52, 1.48)), CompareOutcome.OTHER, "the run took"),
        (a_trial(), a_trial(seconds=(1.5, 0.9, 2.5)), CompareOutcome.SAME, ""),  # too scattered to tell
        (a_trial(), a_trial(seconds=(1.1, 1.12, 1.08)), CompareOutcome.SAME, ""),  # by 10 %
        (
            a_trial(grown=[2**30] * 3),
            a_trial(grown=[2**31] * 3),
            CompareOutcome.WORSE,
            "2 GiB of memory, not 1",
        ),
        (a_trial(), a_trial(b"no picture"), CompareOutcome.UNCLEAR, "cannot be read"),
    ],
)
def test_verdicts(a: Trial, b: Trial, outcome: CompareOutcome, reason: str) -> None:
    found = judge(a, b)
    assert found.outcome is outcome, found
    assert reason in "; ".join(found.reasons)
    assert bool(found.reasons) == bool(reason)


def test_repeats_that_differ_make_noise() -> None:
    """As much as two runs on one server differ, two servers may."""
    a, b = a_trial(), a_trial(picture(2))
    a.pictures = [[picture(n)] for n in range(3)]
    assert judge(a, b).outcome is CompareOutcome.NOISE
    assert "repeats on one server" in judge(a, b).reasons[0]


def test_the_slow_node_is_named() -> None:
    slow = a_trial(seconds=(2.0, 2.02, 1.98))
    slow.nodes["Noise"] = [0.1, 0.1, 0.1]
    assert judge(a_trial(), slow).reasons == ["the run took 2 s, not 1 s", '"Denoise" took 1.6 s, not 0.8 s']


@given(
    st.integers(2, 200).flatmap(
        lambda n: st.tuples(st.just(n), st.integers(1, n - 1), st.sets(st.integers(1, 300)))
    )
)
def test_bisect_finds_the_first_bad_one(given_: tuple[int, int, set[int]]) -> None:
    """Whichever cannot be tried; with few questions where all can."""
    count, first, untried = given_
    releases = [str(n) for n in range(count)]
    untried -= {count - 1}
    asked: list[int] = []

    def ask(release: str) -> BisectAnswer:
        asked.append(int(release))
        return BisectAnswer(release, None if int(release) in untried else int(release) >= first)

    found = bisect(releases, ask)
    low, high = int(found.last_good), int(found.first_bad)
    assert low < first <= high
    assert set(range(low + 1, high)) <= untried
    assert found.untried == [str(n) for n in range(low + 1, high)]
    assert len(asked) == len(set(asked))
    if not untried & set(range(count)):
        assert len(asked) <= count.bit_length()
    again = bisect(releases, pytest.fail, found.answers)
    assert (again.last_good, again.first_bad) == (found.last_good, found.first_bad)


def test_between() -> None:
    known = ["5.0", "5.1", "6.0"]
    assert between(known, "5.0", "6.0") == known
    assert between(known, "6.0", "5.1") == ["6.0", "5.1"]
    with pytest.raises(ValueError, match="not among"):
        between(known, "4.0", "6.0")
    with pytest.raises(ValueError, match="both"):
        between(known, "6.0", "6.0")


def test_known_changes_are_named() -> None:
    """img_hue_adjust turns the hue another way since 6.x; a graph without it has nothing to tell."""
    graph = {
        "id": "g",
        "nodes": {"a": {"id": "a", "type": "img_channel_offset", "channel": "Hue (HSV)", "offset": 20}},
        "edges": [],
    }
    assert silent_between(graph, "6.14.2", "6.14.2") == []
    assert silent_between(graph, "5.0.2", "99.9.9") == []
    assert silent_between({"nodes": 1}, "5.0.2", "6.14.2") == []
    assert isinstance(changes_between(graph, "5.0.2", "6.14.2"), list)


# -- why --------------------------------------------------------------------------------------------------


def in_record(text: str, level: str = "WARNING") -> str:
    return f"[2026-01-31 12:00:00,123]::[InvokeAI]::{level} --> {text}"


def test_warnings_without_what_changes() -> None:
    """Times, ids, places and figures are not what a warning says."""
    log = [
        in_record("Model 5f3a0c9e-1111-2222-3333-444455556666 took 12.5s at /tmp/a/b.safetensors"),
        in_record("Model 00000000-aaaa-bbbb-cccc-ddddeeeeffff took 13s at /var/x/y/z.safetensors"),
        in_record("all is well", "INFO"),
        "/opt/x/lib/diffusers/models/unet.py:123: RuntimeWarning: invalid value in `a`",
        "  50%|█████     | 1/2 [00:00<00:00]\r" + in_record("out of memory", "ERROR"),
        "/opt/x/diffusers/models/unet.py:124: FutureWarning: `b` is deprecated",
        "Traceback (most recent call last):",
    ]
    found = warnings_of(log)
    assert found == [
        "WARNING: Model 5f3a0c9e-1111-2222-3333-444455556666 took 12.5s at /tmp/a/b.safetensors",
        "unet.py: RuntimeWarning: invalid value in `a`",
        "ERROR: out of memory",
    ]
    other = "/usr/diffusers/models/unet.py:7: RuntimeWarning: invalid value in `a`"
    assert only_there(found, warnings_of([other, in_record("more")])) == [found[0], found[2]]


def graph_of(**nodes: dict[str, Any]) -> dict[str, Any]:
    edges = [
        {"source": {"node_id": a, "field": "x"}, "destination": {"node_id": b, "field": "x"}}
        for a, b in itertools.pairwise(nodes)
    ]
    return {
        "id": "g",
        "nodes": {name: {"id": name, **node} for name, node in nodes.items()},
        "edges": edges,
    }


def chain(seen: bytes, value: int = 3) -> Trial:
    """noise, denoise, decode, save: what the first two give is never shown."""
    trial = a_trial(seen)
    trial.graph = graph_of(
        number={"type": "integer"},
        noise={"type": "noise"},
        denoise={"type": "denoise_latents"},
        decode={"type": "l2i"},
        save={"type": "save_image"},
    )
    trial.labels = {"denoise": "My Denoise"}
    trial.gave = {
        "number": NodeGave([("value", value)]),
        "noise": NodeGave([("width", 64)], hidden=True),
        "denoise": NodeGave([("width", 64)], hidden=True),
        "decode": NodeGave(images=[seen]),
        "save": NodeGave(images=[seen]),
    }
    return trial


def test_the_first_node_that_differs_is_named() -> None:
    said = first_other(chain(picture()), chain(picture(1)), "tight")
    assert said == (
        "l2i is the first node that gave something else (another image); "
        'what "My Denoise" (denoise_latents) and noise gave before it cannot be seen'
    )
    assert first_other(chain(picture()), chain(picture(plus=1)), "tight") == ""
    said = first_other(chain(picture()), chain(picture(1), 4), "tight")
    assert said == "integer is the first node that gave something else (value: 4, not 3)"


def test_what_was_not_sent_alike_is_told() -> None:
    """Keys of models and names of uploads are every server's own."""
    a, b = chain(picture()), chain(picture(1))
    a.graph["nodes"]["denoise"] |= {"scheduler": "euler", "model": {"key": "1", "hash": "x", "name": "m"}}
    b.graph["nodes"]["denoise"] |= {"scheduler": "ddim", "model": {"key": "2", "hash": "x", "name": "m"}}
    a.graph["nodes"]["save"] |= {"image": {"image_name": "a.png"}}
    b.graph["nodes"]["save"] |= {"image": {"image_name": "b.png"}}
    found = [each for each in explain(a, b, "tight") if each.kind == "sent"]
    assert found == [
        Because("sent", "\"scheduler\" of \"My Denoise\" (denoise_latents) was 'ddim', not 'euler'")
    ]
    b.graph["nodes"]["denoise"]["model"] = {"key": "3", "name": "n"}
    assert '"model" of "My Denoise" (denoise_latents) was "n", not "m"' in str(explain(a, b, "tight"))


@pytest.mark.parametrize(("old", "new"), [("5.4.2", "6.14.2"), ("6.14.2", "5.4.2")])
def test_defaults_of_the_machine_are_marked(old: str, new: str) -> None:
    """Up to 5.4 the default of fp32 went by the machine; where the case says it, nothing is to be told."""
    a, b = chain(picture()), chain(picture(1))
    a.release, b.release = old, new
    a.catalogue, b.catalogue = open_release(old), open_release(new)
    found = {each.kind: each.sentence for each in explain(a, b, "tight") if each.kind != "seen"}
    assert found["machine"].startswith('"fp32" of l2i has the default')
    for trial in (a, b):
        trial.graph["nodes"]["decode"]["fp32"] = True
    assert "machine" not in {each.kind for each in explain(a, b, "tight")}


def test_another_device_is_told() -> None:
    a, b = chain(picture()), chain(picture(1))
    b.device = "cuda"
    (found,) = [each for each in explain(a, b, "tight") if each.kind == "device"]
    assert found.sentence.startswith("the first server computes on cpu, the second on cuda")
