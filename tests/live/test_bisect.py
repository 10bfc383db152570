"""``wflint bisect`` with what releases give made up: what it finds, says, keeps and goes on from."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from tests.live.made_up import GRAPH, Releases
from wflint.cli.bisect import bisect
from wflint.live.serve.environment_pins import UPLOADED

if TYPE_CHECKING:
    from collections.abc import Callable

EVERY = list(UPLOADED)
NEAR = ("--good", "6.14.1", "--bad", "6.14.2")  # neighbours
ENDS = ("--good", "5.15.0", "--bad", "6.14.2")


@pytest.fixture
def releases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Releases:
    """Releases that give another image from 6.12.0 on, and a case in the working directory."""
    monkeypatch.setenv("WFLINT_CACHE", str(tmp_path / "cache"))
    for name in ("WFLINT_INVOKEAI_5_15_0", "WFLINT_INVOKEAI_6_14_2"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "project"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    Path("fox.graph.json").write_text(json.dumps(GRAPH))
    Path("fox.test.toml").write_text('tags = ["fox"]\n')
    made = Releases(since="6.12.0")
    monkeypatch.setattr("wflint.live.compare.bisect_run.tried_on", made)
    monkeypatch.setattr("wflint.live.compare.bisect_run.invokeai_environment", made.environment)
    return made


def bisected(*arguments: str, case: str = "fox.test.toml", ends: tuple[str, ...] = ENDS) -> Result:
    return CliRunner().invoke(bisect, [case, *ends, *arguments], standalone_mode=False)


def found(*arguments: str, ends: tuple[str, ...] = ENDS) -> dict[str, Any]:
    result = bisected("--format", "json", *arguments, ends=ends)
    assert (result.exception, result.return_value) == (None, 0), result.output
    told: dict[str, Any] = json.loads(result.stdout)
    return told


@pytest.mark.parametrize("since", ["6.0.0", "6.0.1", "6.8.1", "6.14.1", "6.14.2"])
def test_the_release_is_found(releases: Releases, since: str) -> None:
    releases.since = since
    told = found()
    assert (told["for"], told["first_bad"]) == ("image", since)
    assert told["last_good"] == EVERY[EVERY.index(since) - 1]
    assert told["how"] == "pixels differ by 100 of 255 in the mean, 100 at most"
    assert (told["could_not_be_tried"], told["not_tried"], told["notes"]) == ([], [], [])
    assert len(releases.asked) == len(set(releases.asked)) <= 7
    assert [each["release"] for each in told["tried"]] == sorted(releases.asked, key=EVERY.index)
    assert {each["release"]: each["bad"] for each in told["tried"]} == {
        release: releases.changed(release) for release in releases.asked
    }


def test_the_text_names_the_two_and_what_the_catalogues_changed(releases: Releases) -> None:
    releases.since = "6.13.0"
    result = bisected()
    lines = result.stdout.splitlines()
    assert "bad        InvokeAI 6.14.2: pixels differ by 100 of 255 in the mean, 100 at most" in lines
    assert "good       InvokeAI 6.12.0: the image is the same" in lines
    first = "the image changed between InvokeAI 6.12.0 and 6.13.0: "
    assert any(line.startswith(first) for line in lines)
    assert any("changed there: invokeai_img_blend" in line and "hue" in line for line in lines), lines
    assert "InvokeAI 5.15.0 (good) to 6.14.2 (bad): 25 releases between" in result.stderr
    assert "7 installations at most, of 2 to 7 GB each" in result.stderr
    assert "GB are free in" in result.stderr
    assert "next is InvokeAI 6.8.1; 5 more at most" in result.stderr
    assert bisected("--quiet").stderr == ""


def test_a_boundary_without_a_change_in_the_catalogues(releases: Releases) -> None:
    releases.since = "6.8.0"
    assert bisected().stdout.splitlines()[-1] == (
        "  the catalogues show no change of what the case uses; see the release's notes"
    )


def test_good_may_be_newer_than_bad(releases: Releases) -> None:
    told = found(ends=("--good", "6.14.2", "--bad", "5.15.0"))
    assert (told["last_good"], told["first_bad"]) == ("6.12.0", "6.11.1")
    assert [each["release"] for each in told["tried"]][::-1] == sorted(releases.asked, key=EVERY.index)


def test_minors_first_then_all(releases: Releases) -> None:
    """Without --minors the search begins between the two minor versions, and runs nothing twice."""
    releases.since = "6.13.6"
    told = found("--minors")
    assert (told["last_good"], told["first_bad"]) == ("6.12.0", "6.13.8")
    assert told["not_tried"] == ["6.13.0", "6.13.5", "6.13.6", "6.13.7"]
    assert (
        "not tried: 6.13.0, 6.13.5, 6.13.6, 6.13.7 (the same command without" in bisected("--minors").stdout
    )
    before = len(releases.asked)
    told = found()
    assert (told["last_good"], told["first_bad"], told["not_tried"]) == ("6.13.5", "6.13.6", [])
    assert set(releases.asked[before:]) <= {"6.13.0", "6.13.5", "6.13.6", "6.13.7"}
    assert len(releases.asked) == len(set(releases.asked))


def test_only_what_is_installed(releases: Releases, monkeypatch: pytest.MonkeyPatch) -> None:
    # Nothing of it is run.
    monkeypatch.setenv("WFLINT_INVOKEAI_6_11_0", sys.executable)
    monkeypatch.setenv("WFLINT_INVOKEAI_6_13_0", sys.executable)
    told = found("--installed")
    assert (told["last_good"], told["first_bad"]) == ("6.11.0", "6.13.0")
    assert told["not_tried"] == ["6.11.1", "6.12.0"]
    assert set(releases.asked) == {"5.15.0", "6.11.0", "6.13.0", "6.14.2"}
    assert "not tried: 6.11.1, 6.12.0 (not installed)" in bisected("--installed").stdout


def test_what_cannot_be_tried_is_passed_over_and_named(releases: Releases) -> None:
    releases.broken = {"6.11.0": "start", "6.11.1": "unclear", "6.12.0": "gone"}
    result = bisected()
    assert result.return_value == 0
    assert "the image changed between InvokeAI 6.10.0 and 6.13.0: " in result.stdout
    assert "between them could not be tried: 6.11.0, 6.11.1, 6.12.0" in result.stdout
    assert "not tried  InvokeAI 6.11.1: no model of FLUX is there" in result.stdout
    why = "InvokeAI ended with exit code 3: ImportError: the sky has fallen"
    assert f"not tried  InvokeAI 6.11.0: {why}" in result.stdout
    again = len(releases.asked)
    releases.broken = {}
    assert found()["first_bad"] == "6.12.0"  # tried again, for it may be possible now
    assert set(releases.asked[again:]) <= {"6.11.0", "6.11.1", "6.12.0"}


def test_an_image_that_a_failing_release_has_not(releases: Releases) -> None:
    releases.fails = {"6.11.1", "6.12.0"}
    told = found()
    assert (told["last_good"], told["first_bad"]) == ("6.11.0", "6.13.0")
    assert told["could_not_be_tried"] == ["6.11.1", "6.12.0"]
    said = {each["release"]: each["said"] for each in told["tried"]}
    assert said["6.12.0"] == "it fails: ValueError: planted in 6.12.0, so there is no image"


def test_three_installations_that_fail_end_it(releases: Releases) -> None:
    """A machine without network: not one message for each of thirty releases."""
    assert bisected("--minors").return_value == 0
    releases.asked.clear()
    releases.broken = {"6.14.2": "install"}
    result = bisected("--again")
    assert (str(result.exception), releases.asked) == ("no network", [])  # before the good one is run
    releases.broken = {e: "install" for e in EVERY if e not in ("5.15.0", "6.14.2")}
    result = bisected()
    assert "3 releases, one after the other, could not be installed: no network" in str(result.exception)
    assert getattr(result.exception, "exit_code", None) == 2
    assert releases.asked[-5:-3] == ["5.15.0", "6.14.2"]


def test_too_little_room(releases: Releases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wflint.live.compare.bisect_run.free", lambda _folder: 2 * 10**9)
    result = bisected()
    assert "2.0 GB are free in " in str(result.exception)
    assert getattr(result.exception, "details", ())[0] == "`wflint serve cache --clean RELEASE` makes room"
    assert not releases.asked


@pytest.mark.parametrize("sought", ["image", "time", "verdict"])
def test_nothing_to_find_is_exit_code_1(releases: Releases, sought: str) -> None:
    releases.since = "9.0.0"
    result = bisected("--for", sought)
    assert (result.exception, result.return_value) == (None, 1)
    assert f"nothing to find: the {sought} of the case is the same on InvokeAI 5.15.0 and 6." in result.stdout
    assert releases.asked == ["5.15.0", "6.14.2"]
    assert bisected().stdout.startswith("nothing to find: InvokeAI 6.14.2 gives what 5.15.0 gives (verdict")


def test_another_aspect_differs(releases: Releases) -> None:
    assert bisected("--for", "verdict").stdout.endswith("; they differ otherwise: try --for image\n")
    releases.what = "verdict"
    releases.since = "6.3.0"
    told = bisected("--for", "image", "--again").stdout
    assert told.startswith("nothing to compare: it fails: ValueError: planted in 6.14.2, so there is no ")
    assert "try --for verdict" in told


def test_time(releases: Releases) -> None:
    """In between, what the machine adds counts only beyond half of the difference."""
    releases.what, releases.since = "time", "6.7.0"
    releases.busy = {"6.6.0": 0.6, "6.5.1": 0.3, "6.8.0": -0.5}
    told = found("--for", "time")
    assert (told["for"], told["last_good"], told["first_bad"]) == ("time", "6.6.0", "6.7.0")
    assert {each["release"]: each["said"] for each in told["tried"]}["6.14.2"] == "the run took 3 s"
    assert found("--repeats", "3")["for"] == "time"  # by itself, where nothing else differs
    assert bisected("--repeats", "1").return_value == 0  # three are kept


def test_a_run_that_got_faster(releases: Releases) -> None:
    releases.what, releases.since, releases.slow = "time", "6.7.0", -0.6
    told = found("--for", "time")
    assert told["first_bad"] == "6.7.0"
    assert told["how"] == "the run took 0.4 s, not 1 s"


def test_verdict_mended(releases: Releases) -> None:
    """Which release made it run."""
    releases.what = "verdict"
    told = found(ends=("--good", "6.14.2", "--bad", "5.15.0"))
    assert (told["for"], told["last_good"], told["first_bad"]) == ("verdict", "6.12.0", "6.11.1")
    assert told["how"] == "it runs"
    assert found()["how"] == "it fails: ValueError: planted in 6.12.0"


def test_errors_that_only_name_another_file_are_one(releases: Releases) -> None:
    releases.fails = set(EVERY)
    result = bisected()
    assert result.return_value == 1
    assert "verdict: it fails: ValueError: planted in 6.14.2" in result.stdout


def test_a_case_that_is_not_reproducible(releases: Releases) -> None:
    """It is said; noise beyond the change hides it, below it does not."""
    releases.noise = 30
    told = found()
    assert told["reproducible"] is False
    assert told["first_bad"] == "6.12.0"
    assert "not reproducible: on InvokeAI 5.15.0 images differ between repeats" in told["notes"][0]
    assert "note: not reproducible" in bisected().stdout
    releases.noise = 120
    result = bisected("--again")
    assert result.return_value == 1
    assert "not reproducible" in result.stderr
    assert "repeats on one server" in result.stdout


def test_a_second_change_is_said(releases: Releases) -> None:
    releases.second = "6.14.1"
    notes = found()["notes"]
    said = "InvokeAI 6.14.2 differs from 6.12.0 too: it changed again in between"
    assert notes == [f"{said} (--good 6.12.0 --bad 6.14.2)"]


def test_another_for_runs_nothing_twice(releases: Releases) -> None:
    found("--repeats", "3")
    before = list(releases.asked)
    assert bisected("--for", "verdict").return_value == 1
    assert bisected("--for", "time").return_value == 1
    assert bisected("--preset", "structure").return_value in (0, 1)
    assert found(ends=("--good", "6.14.2", "--bad", "5.15.0"))["first_bad"] == "6.11.1"
    assert releases.asked == before
    found("--again")
    assert len(releases.asked) == 2 * len(before)


def test_more_repeats_are_run(releases: Releases) -> None:
    found()
    before = len(releases.asked)
    found("--repeats", "4")
    assert len(releases.asked) == 2 * before


@pytest.mark.parametrize("how", ["interrupt", "kill"])
def test_ended_in_the_middle_it_goes_on(releases: Releases, how: str) -> None:
    """The next call runs the rest, and nothing twice."""
    whole = found()
    runs = list(releases.asked)
    asked = Path("asked.txt")
    program = (
        "import sys; from tests.live.made_up import Releases; import wflint.live.compare.bisect_run as run\n"
        f"made = Releases(since='6.12.0', ends={how!r}, after=3, log={str(asked)!r})\n"
        "run.tried_on, run.invokeai_environment = made, made.environment\n"
        "from wflint.cli.main import main\n"
        f"sys.argv = ['wflint', 'bisect', 'fox.test.toml', *{ENDS!r}, '--again']; main()"
    )
    root = Path(__file__).parents[2]
    ended = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(root)},
        timeout=120,
    )
    assert ended.returncode == (130 if how == "interrupt" else -9), ended.stderr
    assert asked.read_text().split() == runs[:4]  # the fourth was not to end
    if how == "interrupt":
        assert "ended; the same command goes on from here" in ended.stderr
    releases.asked.clear()
    assert found() == whole
    assert releases.asked == runs[3:]


def edit(file: str, old: str, new: str) -> Callable[[], None]:
    return lambda: Path(file).write_text(Path(file).read_text().replace(old, new)) and None


@pytest.mark.parametrize(
    "change",
    [
        edit("fox.graph.json", '"width": 64', '"width": 72'),
        edit("fox.test.toml", '["fox"]', '["fox"]\nnode_cache = true'),
        edit("fox.test.toml", '["fox"]', '["fox"]\n\nlint = false'),
        lambda: Path("pack/__init__.py").write_text("NODES = 2\n") and None,
        lambda: Path("pack/more.py").write_text("") and None,
        lambda: Path("fox.png").write_bytes(b"another") and None,
        lambda: Path("prompt.txt").write_text("another") and None,
    ],
    ids=["document", "case", "more of the case", "pack", "file of a pack", "upload", "prompt in a file"],
)
def test_a_changed_question_is_another(releases: Releases, change: Callable[[], None]) -> None:
    Path("pack").mkdir()
    Path("pack/__init__.py").write_text("NODES = 1\n")
    Path("fox.png").write_bytes(b"one")
    Path("prompt.txt").write_text("one")
    table = 'tags = ["fox"]\n[uploads]\n"b.image" = "fox.png"\n[inputs]\n"b.text" = "@prompt.txt"\n'
    Path("fox.test.toml").write_text(table)
    releases.since = "6.14.2"
    found("--pack", "pack", ends=NEAR)
    found("--pack", "pack", ends=NEAR)
    assert len(releases.asked) == 2
    change()
    found("--pack", "pack", ends=NEAR)
    assert len(releases.asked) == 4


def test_a_case_of_the_same_name_elsewhere(releases: Releases) -> None:
    found()
    before = len(releases.asked)
    other = Path("other")
    other.mkdir()
    for name in ("fox.graph.json", "fox.test.toml"):
        (other / name).write_text(Path(name).read_text())
    assert bisected(case="other/fox.test.toml").return_value == 0
    assert len(releases.asked) == before  # the same case
    (other / "fox.graph.json").write_text(json.dumps({**GRAPH, "id": "another"}))
    assert bisected(case="other/fox.test.toml").return_value == 0
    assert len(releases.asked) == 2 * before


SPOILS: dict[str, Callable[[Path], object]] = {
    "empty": lambda file: file.write_bytes(b""),
    "no JSON": lambda file: file.write_text("{"),
    "a list": lambda file: file.write_text("[1]"),
    "an older schema": lambda file: file.write_text('{"answers": [["6.14.2", true, "said"]]}'),
    "another release's": lambda file: file.write_text(file.read_text().replace('"6.14.2"', '"6.14.1"')),
    "words for seconds": lambda file: file.write_text(
        file.read_text().replace('"seconds": [', '"seconds": ["x", ')
    ),
    "an outcome nobody knows": lambda file: file.write_text(file.read_text().replace('"ran"', '"maybe"')),
    "a folder": lambda file: (file.unlink(), file.mkdir()),
    "images gone": lambda file: [each.unlink() for each in file.parent.glob("*.image")],
    "other images": lambda file: [each.write_bytes(b"x") for each in file.parent.glob("*.image")],
    "a way out": lambda file: file.write_text(
        json.dumps({**json.loads(file.read_text()), "images": [["../../../etc/passwd"]]})
    ),
}


@pytest.mark.parametrize("spoil", SPOILS)
def test_a_cache_that_is_not_whole_is_asked_again(releases: Releases, tmp_path: Path, spoil: str) -> None:
    releases.since = "6.14.2"
    whole = found(ends=NEAR)
    (file,) = tmp_path.glob("cache/bisect/*/6.14.2.json")
    SPOILS[spoil](file)
    releases.asked.clear()
    if file.is_dir():
        file.rmdir()
    assert found(ends=NEAR) == whole
    assert releases.asked == (["6.14.1", "6.14.2"] if "images" in spoil else ["6.14.2"])


def test_a_cache_full_of_old_questions(
    releases: Releases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wflint.live.compare.bisect_kept._QUESTIONS", 2)
    releases.since = "6.14.2"
    for number in range(4):
        Path("fox.graph.json").write_text(json.dumps({**GRAPH, "id": str(number)}))
        found(ends=NEAR)
        found(ends=NEAR)
    assert len(list(tmp_path.glob("cache/bisect/*"))) == 2
    assert releases.asked == ["6.14.1", "6.14.2"] * 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("fox.test.toml", "--good", "5.15.0", "--bad", "5.15.0"), "--good and --bad are both 5.15.0"),
        (("fox.test.toml", "--good", "4.2.9", "--bad", "6.14.2"), "wflint serves InvokeAI 5.0.0 to"),
        (("fox.test.toml", "--good", "six", "--bad", "6.14.2"), "'six' is not a release of InvokeAI"),
        (("fox.test.toml", "--good", "6.99", "--bad", "6.14.2"), "not 6.99"),
        (("gone.test.toml", *ENDS), "gone.test.toml: No such file or directory"),
        (("lone.graph.json", *ENDS), "lone.graph.json has no case beside it; write lone.test.toml"),
        (("fox.graph.json", *ENDS, "--case", "x"), 'has no case "x"; there are "fox"'),
        (("many.test.toml", *ENDS), 'many.test.toml has 2 cases: "a", "b"; choose one with --case NAME'),
        (("swept.test.toml", *ENDS), '"[a.width=6]", "[a.width=7]" and 2 more; choose one with --case'),
        (("broken.test.toml", *ENDS), "broken.test.toml:1: this is not valid TOML"),
        (("empty", *ENDS), "no cases under empty"),
        (("fox.test.toml", *ENDS, "--device", "tpu"), "unknown device 'tpu'"),
        (("fox.test.toml", *ENDS, "--models", "nowhere"), "no such file or directory: nowhere"),
        (("fox.test.toml", *ENDS, "--pack", "nowhere"), "no such folder: nowhere"),
        (("fox.test.toml", *ENDS, "--pack", "empty"), "empty is not a node pack"),
    ],
)
def test_wrong_usage(releases: Releases, arguments: tuple[str, ...], said: str) -> None:
    """Exit code 2, and nothing was started."""
    Path("empty").mkdir()
    for name in ("lone", "many", "swept"):
        Path(f"{name}.graph.json").write_text(json.dumps(GRAPH))
    Path("many.test.toml").write_text("[case.a]\n[case.b]\n")
    values = ", ".join(map(str, range(10)))
    Path("swept.test.toml").write_text(f'[[sweep]]\ninputs = {{"a.width" = [{values}]}}\n')
    Path("broken.test.toml").write_text("tags = [\n")
    result = CliRunner().invoke(bisect, arguments, standalone_mode=False)
    assert getattr(result.exception, "exit_code", None) == 2, result.exception
    assert said in str(result.exception)
    assert not releases.asked


def test_one_case_of_several(releases: Releases) -> None:
    Path("many.graph.json").write_text(json.dumps(GRAPH))
    Path("many.test.toml").write_text("[case.a]\n[case.b]\n")
    assert bisected("--case", "b", case="many.test.toml").return_value == 0
    assert bisected("--case", "many.b", case="many.test.toml").return_value == 0
    assert bisected(case="fox.graph.json").return_value == 0  # a document means the case beside it


def test_an_error_shown_is_one_line(releases: Releases) -> None:
    releases.broken = {"6.12.0": "terminal"}
    told = bisected()
    assert "\x1b" not in told.stdout
    assert "\x1b" not in told.stderr
