"""``wflint run --cache``: what makes a case run again, and what is kept."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.live.library import copy_of
from tests.live.stand_in import MODELS
from tests.live.test_run_cases_command import wflint_run
from tests.live.three_cases import Server, made, report, spoil, suite
from wflint.live.cases.result_cache import ResultCache
from wflint.live.cases.verdict import CaseVerdict, Check

if TYPE_CHECKING:
    from collections.abc import Callable


__all__ = ["made", "suite"]  # fixtures


# -- the cache of results --------------------------------------------------------------------------


def test_what_passed_is_not_run_again(suite: Path) -> None:
    assert wflint_run(".").return_value == 0
    assert len(Server.sent) == 3, "without the option nothing is kept"
    wflint_run(".", "--cache")
    assert len(Server.sent) == 6
    result = wflint_run(".", "--cache")
    assert len(Server.sent) == 6
    assert result.return_value == 0
    assert "ok text/fox (passed, from the cache of 20" in result.stdout
    assert result.stdout.endswith("3 of 3 cases passed (3 from the cache)\n")
    found = report(".", "--cache")
    assert found["summary"]["cases_cached"] == 3
    assert all(case["cached"] and case["status"] == "passed" for case in found["cases"])
    assert all(case["cached"] is None for case in report(".")["cases"])
    assert "removed 3 results from the cache" in wflint_run("--cache-clear").stderr
    assert report(".", "--cache")["summary"]["cases_cached"] == 0


def _touch_golden() -> None:
    from PIL import Image

    (golden,) = Path("text/goldens").glob("fox-1.png")
    with Image.open(golden) as image:
        image.save(golden, compress_level=1)  # the same pixels: the run passes


def _change_workflow() -> None:
    path = Path("text/fox.workflow.json")
    data = json.loads(path.read_text())
    data["description"] = "another"
    path.write_text(json.dumps(data))


def _change_case() -> None:
    path = Path("text/fox.test.toml")
    path.write_text(path.read_text().replace("count = 1", 'count = 1\nallow = ["blank"]'))


def _change_weights() -> None:
    MODELS[0]["hash"] = "hash-of-others"


def _change_release() -> None:
    Server.release = "6.13.0"


def _change_device() -> None:
    Server.config = {"device": "cuda"}


def _change_precision() -> None:
    Server.config = {"device": "cpu", "precision": "float16"}


@pytest.mark.parametrize(
    "change",
    [
        _touch_golden, _change_workflow, _change_case, _change_weights, _change_release, _change_device,
        _change_precision,
    ],
    ids=lambda f: f.__name__,
)  # fmt: skip
def test_whatever_the_verdict_follows_from_makes_it_run_again(
    suite: Path, change: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MODELS[0], "hash", MODELS[0]["hash"])  # put back afterwards
    monkeypatch.setattr(Server, "release", Server.release)
    monkeypatch.setattr(Server, "config", Server.config)
    wflint_run("text", "--cache")
    assert report("text", "--cache")["summary"]["cases_cached"] == 1
    change()
    assert report("text", "--cache")["summary"]["cases_cached"] == 0


def test_an_upload_counts_by_its_content_not_by_its_name_on_the_server(
    suite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = copy_of("sd15_controlnet", suite / "control")
    assert wflint_run("control", "--update-goldens").return_value == 0
    assert report("control", "--cache")["summary"]["cases_cached"] == 0
    monkeypatch.setattr(
        "tests.live.stand_in.StandInGallery.upload",
        lambda self, path: self.files.update({"elsewhere.png": path.read_bytes()}) or "elsewhere.png",
    )
    assert report("control", "--cache")["summary"]["cases_cached"] == 1
    (picture,) = {p for p in (case.parent / "images").iterdir() if p.name in case.read_text()}
    picture.write_bytes(picture.read_bytes() + b"\0")
    assert report("control", "--cache")["summary"]["cases_cached"] == 0


@pytest.mark.parametrize(
    "table",
    ["[time.warm]\ntotal = 30\n", "[time.cold]\ntotal = 30\n", '[memory]\nram_peak = "900 GiB"\n'],
)
def test_budgets_are_measured_every_time(suite: Path, table: str) -> None:
    path = Path("text/fox.test.toml")
    path.write_text(path.read_text() + table)
    for _ in range(2):
        wflint_run("text", "--cache")
    assert report("text", "--cache")["summary"]["cases_cached"] == 0


def test_a_node_that_gives_something_else_each_time_is_run_every_time(suite: Path) -> None:
    path = Path("text/fox.workflow.json")
    data = json.loads(path.read_text())
    node = json.loads(json.dumps(next(n for n in data["nodes"] if n["data"]["type"] == "noise")))
    node["id"] = node["data"]["id"] = "dice"
    node["data"] |= {"type": "rand_int", "label": "Dice", "version": "1.0.1", "inputs": {}}
    data["nodes"].append(node)
    path.write_text(json.dumps(data))
    wflint_run("text", "--update-goldens")
    for _ in range(2):
        found = report("text", "--cache")
        assert (found["cases"][0]["status"], found["summary"]["cases_cached"]) == ("passed", 0)


def test_failures_are_never_kept(suite: Path, tmp_path: Path) -> None:
    spoil("text/fox")
    Path("other/goldens/fox-1.png").unlink()
    for _ in range(2):
        found = report("text", "other/fox.test.toml", "--cache")
        assert sorted(case["status"] for case in found["cases"]) == ["error", "failed"]
        assert found["summary"]["cases_cached"] == 0
    assert list((tmp_path / "cache").glob("results/*/*.json")) == []


def test_a_case_passes_where_nothing_can_be_kept(suite: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    found = report("text", "--cache")
    assert [case["status"] for case in found["cases"]] == ["passed"]
    assert "the result is not kept: " in found["cases"][0]["notes"][-1]


def test_goldens_are_written_from_runs(suite: Path) -> None:
    wflint_run(".", "--cache")
    Server.sent = []
    wflint_run(".", "--cache", "--update-goldens")
    assert len(Server.sent) == 6  # a golden is written where two runs give the same


KEYS = [f"{number:064x}" for number in range(40)]


def passed(case: str = "fox") -> CaseVerdict:
    return CaseVerdict(case, "fox.test.toml", 1, "", checks=[Check("run", "passed", "max 2 of 24")])


def test_what_was_kept_comes_back_and_nothing_else(tmp_path: Path) -> None:
    cache = ResultCache(tmp_path)
    cache.put(KEYS[0], passed())
    kept = cache.get(KEYS[0])
    assert kept is not None
    assert kept.checks == passed().checks
    assert cache.get(KEYS[1]) is None
    (file,) = tmp_path.rglob("*.json")
    good = file.read_text()
    for bad in (
        "",
        "{",
        "[]",
        good.replace('"passed"', '"failed"'),
        good.replace(KEYS[0], KEYS[1]),
        "[" * 9999,
    ):
        file.write_text(bad)
        assert cache.get(KEYS[0]) is None
    failed = passed()
    failed.checks.append(Check("golden", "failed"))
    cache.put(KEYS[2], failed)
    assert cache.get(KEYS[2]) is None


def test_the_cache_is_bounded_and_keeps_what_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wflint.live.cases.result_cache._MOST", 10)
    monkeypatch.setattr("wflint.live.cases.result_cache._KEPT", 5)
    import os

    cache = ResultCache(tmp_path)
    for number, key in enumerate(KEYS[:10]):
        cache.put(key, passed())
        os.utime(cache._path(key), (number, number))
    assert cache.get(KEYS[0]) is not None  # used now
    cache.put(KEYS[10], passed())
    left = [key for key in KEYS if cache.get(key) is not None]
    assert left == [KEYS[0], *KEYS[7:11]]
    stranger = tmp_path / "note.json"
    stranger.write_text("{}")
    assert cache.clear() == 5
    assert stranger.is_file()


def _hammer(folder: Path, seed: int) -> None:
    rng = random.Random(seed)
    cache = ResultCache(folder)
    while True:
        key = rng.choice(KEYS)
        if rng.random() < 0.5:
            cache.put(key, passed(key))
        else:
            cache.get(key)


def test_processes_that_write_at_once_and_are_killed_leave_only_whole_verdicts(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from tests.live.test_result_cache import _hammer\n"
    code += "_hammer(Path(sys.argv[1]), int(sys.argv[2]))"
    root = Path(__file__).parents[2]
    workers = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(seed)], cwd=root)
        for seed in range(3)
    ]
    while len(list(tmp_path.glob("??/*.json"))) < 20:
        assert all(worker.poll() is None for worker in workers)
    for worker in workers:
        worker.kill()
        worker.wait()
    cache = ResultCache(tmp_path)
    stored = [key for key in KEYS if cache._path(key).is_file()]
    assert len(stored) >= 20
    assert all(cache.get(key) is not None for key in stored)
