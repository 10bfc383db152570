"""A trial held against the baselines beside its case, without a server."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.live.library import copy_of
from tests.live.stand_in import StandIn
from tests.live.test_compare import a_trial
from wflint.live.cases.load import load_cases
from wflint.live.cases.runner import CaseOptions, CaseRunner
from wflint.live.compare.figures import figures
from wflint.live.compare.judge import CompareOutcome, Judged
from wflint.live.compare.run import CompareWishes
from wflint.live.compare.sides import ServerSide
from wflint.live.compare.stored import compare_stored, judge_stored
from wflint.live.compare.trial import Trial
from wflint.live.measure.host import Host

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wflint.live.cases.load import Case


def a_case(folder: Path, release: str = "6.14.2", **medians: float) -> Case:
    """The library's case with baselines, whose noise is a tenth of each."""
    case = copy_of("sd15_text_to_image", folder)
    known = {
        name.replace("__", "."): {"median": median, "band": median / 10, "repeats": 3}
        for name, median in medians.items()
    }
    text = json.dumps({"schema": 1, "cases": {"sd15_text_to_image": {f"{release} cpu": known}}})
    (folder / "sd15_text_to_image.baseline.json").write_text(text)
    return load_cases(case)[0]


def ran(**more: object) -> Trial:
    """A run of a second, of which two decodes took a tenth."""
    return a_trial(
        labels={"denoise": "Denoise"},
        nodes={"Denoise": [0.8] * 3, "l2i": [0.1] * 3},
        ids={"denoise": [0.8] * 3, "one": [0.05] * 3, "two": [0.05] * 3},
        types={"denoise_latents": [0.8] * 3, "l2i": [0.1] * 3},
        **more,
    )


def judged(case: Case, trial: Trial) -> tuple[Judged, Trial]:
    stored = Trial("what is stored", "cpu", stored=True)
    return judge_stored(case, trial, stored, None), stored


def test_nodes_count_by_label_by_id_and_by_type(tmp_path: Path) -> None:
    """As cases name them."""
    for name, said in (
        ("node__Denoise", '"Denoise" took 0.8 s, its baseline 0.1 s'),
        ("node__denoise", '"Denoise" took 0.8 s, its baseline 0.1 s'),
        ("type__denoise_latents", "all denoise_latents took 0.8 s, its baseline 0.1 s"),
        ("total", "the run took 1 s, its baseline 0.1 s"),
    ):
        found, _ = judged(a_case(tmp_path, **{f"time__warm__{name}": 0.1}), ran())
        assert (found.outcome, found.reasons) == (CompareOutcome.WORSE, [said]), name


def test_the_stored_noise_is_kept_and_counts(tmp_path: Path) -> None:
    case = a_case(tmp_path, time__warm__total=0.9, time__warm__type__denoise_latents=0.75)
    found, stored = judged(case, ran())
    assert (found.outcome, found.reasons) == (CompareOutcome.SAME, [])
    assert stored.bands == {"seconds": 0.09, "nodes.all denoise_latents": 0.075}
    told = {figure.name: figure for figure in figures(stored, ran())}
    assert told["time"].first == (0.9, 0.09)
    assert told["time"].limit == pytest.approx(0.9 * 1.15 + 0.09)
    assert not told["time"].over


def test_an_older_release_is_named(tmp_path: Path) -> None:
    found, stored = judged(a_case(tmp_path, "6.10.0", time__warm__total=0.1), ran())
    assert found.reasons == ["the run took 1 s, its baseline 0.1 s on InvokeAI 6.10.0"]
    assert stored.release == "6.10.0"


def test_why_nothing_was_compared(tmp_path: Path) -> None:
    once = ran(seconds=(1.0,))
    found, _ = judged(a_case(tmp_path, time__warm__total=0.1), once)
    assert found.outcome is CompareOutcome.UNCLEAR
    assert found.reasons == ["its baselines need two repeats at least (--repeats)"]
    for case in (a_case(tmp_path), a_case(tmp_path, time__cold__total=0.1)):
        found, _ = judged(case, ran())
        assert found.outcome is CompareOutcome.UNCLEAR
        assert "nothing is stored of it" in found.reasons[0]


def test_cases_of_one_id_are_held_to_their_own_goldens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two folders have a case of the same name; the golden image of the first is another's."""
    server = StandIn()
    server.session.get = lambda _path: {}

    @contextmanager
    def stand_in(*_: object, **__: object) -> Iterator[tuple[StandIn, Host]]:
        yield server, Host("cpu")

    monkeypatch.setattr("wflint.live.compare.stored.opened", stand_in)
    files = [copy_of("sd15_text_to_image", tmp_path / name) for name in ("a", "b")]
    CaseRunner(server, Host("cpu"), CaseOptions(update_goldens=True)).run(load_cases(files[1])[0])  # type: ignore[arg-type]
    cases = [load_cases(file)[0] for file in files]
    found = compare_stored(cases, ServerSide("6.14.2"), CompareWishes(2), lambda _line: None)
    assert [each.judged.outcome for each in found] == [CompareOutcome.OTHER, CompareOutcome.SAME]
