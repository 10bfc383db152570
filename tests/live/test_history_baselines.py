"""``wflint run --update-baselines --from-history N``: what results say together, without a server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from tests.live.library import copy_of
from tests.live.test_cases_budgets import timed
from tests.live.test_cases_run import run as run_case
from wflint.cli.run import run
from wflint.live.cases.verdict import CaseVerdict, Check, Measurement
from wflint.live.history.store import History, Stamp

if TYPE_CHECKING:
    from pathlib import Path

FOX = "sd15_text_to_image"
CASE = """
repeats = 3
[models]
"Model" = { name = "tiny-sd15" }
[time.warm]
total = "+20%"
[time.warm.type]
denoise_latents = 20
[memory]
ram_peak = "+10%"
"""
SECONDS = (1.0, 1.1, 0.9, 1.0, 5.0)  # medians, the oldest first


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WFLINT_SERVER", "http://127.0.0.1:9")  # nobody is there, and nobody is asked
    copy_of(FOX, tmp_path).write_text(CASE)
    return tmp_path


def result(
    seconds: float, checks: tuple[tuple[str, str], ...] = (("golden", "passed"),), **where: str
) -> CaseVerdict:
    place = {"release": "6.14.2", "device": "cpu", **where}
    found = CaseVerdict(FOX, f"{FOX}.test.toml", 1, f"{FOX}.workflow.json", **place)
    found.checks = [Check(name, status) for name, status in checks]  # type: ignore[arg-type]
    values = (seconds - 0.05, seconds, seconds + 0.05)
    ram = (1e9, 2e9, 9e9)  # of memory the largest is the value
    found.measurements = [
        Measurement("time.warm.total", "s", seconds, values, "the server's clock", 1.5),
        Measurement("memory.ram_peak", "B", max(ram), ram, "resident memory"),
    ]
    return found


def keep(folder: Path, *verdicts: CaseVerdict) -> None:
    for number, verdict in enumerate(verdicts):
        History(folder / "h.sqlite").add([verdict], Stamp(float(number), "0.2.0"))


def from_history(count: int, *more: str, history: str = "h.sqlite") -> Result:
    given = ["--update-baselines", "--from-history", str(count), "--history", history, ".", *more]
    return CliRunner().invoke(run, given, standalone_mode=False)


def stored(folder: Path) -> Any:
    return json.loads((folder / f"{FOX}.baseline.json").read_text())["cases"][FOX]


def test_the_medians_of_the_newest_become_the_baseline(folder: Path) -> None:
    keep(folder, *map(result, SECONDS))
    done = from_history(4)
    assert (done.return_value, done.exception) == (0, None)
    warm = stored(folder)["6.14.2 cpu"]["time.warm.total"]
    # of 1.1, 0.9, 1.0 and 5.0: one run that was slow moves neither much
    assert warm == {"median": 1.05, "band": pytest.approx(2.05), "repeats": 4}
    assert "time.warm.total on InvokeAI 6.14.2 and cpu: 1.05 s and 2.05 s of noise\n" in done.stdout
    done = from_history(3, "--format", "json")
    [case] = json.loads(done.stdout)["cases"]
    assert (case["case"], case["file"], case["fault"]) == (FOX, f"{FOX}.baseline.json", None)
    assert case["written"][0]["now"]["median"] == 1.0
    assert case["written"][0]["before"]["median"] == 1.05


def test_the_band_holds_what_repeats_of_one_run_scatter(folder: Path) -> None:
    """Else the runs of a quiet week would make every later one too noisy to judge."""
    keep(folder, result(1.0), result(1.0), result(1.0))
    assert from_history(3).return_value == 0
    assert stored(folder)["6.14.2 cpu"]["time.warm.total"]["band"] == pytest.approx(0.05)
    case = folder / f"{FOX}.test.toml"
    table = {"memory": {"ram_peak": None}}  # nothing measures it here
    assert run_case(case, table, timed([9.0, 0.95, 1.0, 1.05])).ok
    assert run_case(case, table, timed([9.0, 1.5, 1.5, 1.5])).status == "failed"


def test_of_memory_the_median_counts_as_it_does_in_a_run(folder: Path) -> None:
    keep(folder, result(1.0))
    from_history(1)
    assert stored(folder)["6.14.2 cpu"]["memory.ram_peak"] == {"median": 2e9, "band": 4e9, "repeats": 1}


def test_too_few_results_are_counted(folder: Path) -> None:
    keep(folder, result(1.0), result(1.0))
    done = from_history(3)
    assert done.return_value == 1
    said = "2 results with time.warm.total on InvokeAI 6.14.2 and cpu can make a baseline; 3 are wanted"
    assert f"{FOX}: {said}" in done.stderr
    assert not (folder / f"{FOX}.baseline.json").exists()


def test_what_went_wrong_is_no_baseline(folder: Path) -> None:
    """But for budgets: without a baseline none is ever met."""
    missed = (("golden", "passed"), ("time.warm.total", "error"), ("memory.ram_peak", "failed"))
    wrong = (("golden", "failed"), ("time.warm.total", "passed"))
    keep(
        folder,
        result(1.0, missed),
        result(7.0, wrong),
        result(7.0, (("run", "error"),)),
        result(7.0, (("case", "skipped"),)),
        result(7.0, (("time.warm.total", "passed"),)),
        result(1.2),
    )
    assert "2 results" in from_history(3).stderr
    assert from_history(2).return_value == 0
    assert stored(folder)["6.14.2 cpu"]["time.warm.total"]["median"] == 1.1


def test_each_release_and_device_has_its_own(folder: Path) -> None:
    old = [result(9.0, release="5.15.0"), result(9.0, release="5.15.0")]
    cuda = [result(0.1, device="cuda")]
    keep(folder, *old, *cuda, result(1.0), result(1.0))
    done = from_history(2)
    assert done.return_value == 0
    assert {place: found["time.warm.total"]["median"] for place, found in stored(folder).items()} == {
        "5.15.0 cpu": 9.0,
        "6.14.2 cpu": 1.0,
    }
    assert "1 result with time.warm.total on InvokeAI 6.14.2 and cuda can make a baseline" in done.stderr
    keep(folder, result(0.1, device="mps"))  # what the newest is from has to be there
    before = (folder / f"{FOX}.baseline.json").read_bytes()
    assert from_history(2).return_value == 1
    assert (folder / f"{FOX}.baseline.json").read_bytes() == before


def test_results_of_before_count_if_they_passed(folder: Path) -> None:
    import sqlite3

    keep(folder, result(1.0), result(7.0, (("golden", "failed"),)))
    database = sqlite3.connect(folder / "h.sqlite")
    database.execute("UPDATE result SET usable = NULL")
    database.execute("UPDATE figure SET median = NULL")
    database.commit()
    database.close()
    assert from_history(1).return_value == 0
    found = stored(folder)["6.14.2 cpu"]
    assert (found["time.warm.total"]["median"], found["memory.ram_peak"]["median"]) == (1.0, 9e9)


def test_what_cannot_be_done_is_said(folder: Path) -> None:
    assert "there is no history none.sqlite" in str(from_history(1, history="none.sqlite").exception)
    other = result(1.0)
    other.case = "other"
    keep(folder, other)
    assert f"{FOX}: h.sqlite has no results of it" in from_history(1).stderr
    lone = CliRunner().invoke(run, ["--from-history", "3", "."], standalone_mode=False)
    assert "--from-history goes with --update-baselines" in str(lone.exception)
    none = CliRunner().invoke(run, ["--update-baselines", "--from-history", "3", "."], standalone_mode=False)
    assert "--from-history needs a history" in str(none.exception)
    (folder / f"{FOX}.test.toml").write_text(CASE.replace("+20%", "9 s").replace("+10%", "9 GB"))
    assert "none of these cases has a budget that is relative" in str(from_history(1).exception)


def test_results_without_figures_name_none(folder: Path) -> None:
    """A case file that cannot be read leaves a result, and no figure of it."""
    from wflint.cli.history import history

    keep(
        folder,
        CaseVerdict("fox", "fox.test.toml", 1, "fox", checks=[Check("case file", "error")], name="fox"),
    )
    asked = ["fox", "--file", "h.sqlite", "--figure", "time.warm.total"]
    told = CliRunner().invoke(history, asked, standalone_mode=False)
    assert 'no result of "fox" has figures' in str(told.exception)
