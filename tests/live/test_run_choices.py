"""``wflint run`` of a part: a shard, what failed last time, up to some failures, no run for nothing."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.live.stand_in import StandIn
from tests.live.test_run_cases_command import wflint_run
from tests.live.three_cases import NAMES, Server, made, ran, report, spoil, suite
from wflint.live.cases.last_failed import LastFailed
from wflint.live.cases.load import Case
from wflint.live.cases.planned import Planned, Shard, dealt, plan_cases
from wflint.live.cases.schema import CaseTable
from wflint.live.cases.shown_names import mirrored, shown_name

__all__ = ["made", "suite"]  # fixtures


# -- names -----------------------------------------------------------------------------------------


def test_cases_of_one_name_are_told_apart_by_their_paths(suite: Path) -> None:
    spoil("text/fox")
    spoil("other/fox")
    result = wflint_run(".", "--artifacts", "art")
    assert result.return_value == 1
    lines = result.stdout.splitlines()
    assert [line.split(" (")[0] for line in lines if " (InvokeAI" in line] == [
        "ok other/deep/hare", "FAILED other/fox", "FAILED text/fox",
    ]  # fmt: skip
    pictures = sorted(p.relative_to("art").as_posix() for p in Path("art").rglob("*.png"))
    assert [p for p in pictures if "difference" not in p] == ["other/fox-1.png", "text/fox-1.png"]
    found = report(".")
    assert [(case["case"], case["file"], case["name"]) for case in found["cases"]] == [
        ("hare", "other/deep/hare.test.toml", "other/deep/hare"),
        ("fox", "other/fox.test.toml", "other/fox"),
        ("fox", "text/fox.test.toml", "text/fox"),
    ]


def test_a_name_is_seen_from_the_folder_of_the_call(suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(suite / "other")
    assert ran(report(".", str(suite / "text" / "fox.test.toml"))) == ["../text/fox", "deep/hare", "fox"]


@pytest.mark.parametrize(
    ("file", "folder"),
    [
        ("/a/b/c/x.test.toml", "c"),
        ("/a/b/x.test.toml", "."),
        ("/a/b/c:d/x.test.toml", "c_d-"),
        ("/a/b/nul/x.test.toml", "_nul-"),
        ("/a/x.test.toml", "_-"),
    ],
)  # fmt: skip
def test_artifacts_lie_in_folders_that_every_disk_takes(file: str, folder: str) -> None:
    found = mirrored(Path(file), Path("/a/b"))
    assert found.as_posix().startswith(folder)
    assert ".." not in found.parts
    assert not found.is_absolute()
    assert mirrored(Path("/a/b/c_d/x"), Path("/a/b")) != mirrored(Path("/a/b/c:d/x"), Path("/a/b"))
    assert shown_name(Path("/a/b/c/x.test.toml"), "x.one", Path("/a/b")) == "c/x.one"


# -- last failed -----------------------------------------------------------------------------------


def test_only_what_failed_is_run_again_until_it_passes(suite: Path) -> None:
    result = wflint_run(".", "--last-failed")
    assert "nothing of this is remembered as failed; 3 cases: all of it is run" in result.stderr
    assert "3 of 3 cases passed" in result.stdout
    mend = spoil("text/fox")
    wflint_run(".")
    result = wflint_run(".", "--last-failed")
    assert result.return_value == 1
    assert "1 of 3 cases failed last time; only what failed is run" in result.stderr
    assert "0 of 1 cases passed, 1 failed" in result.stdout
    wflint_run("other")  # which says nothing about it
    mend()
    assert ran(report("text", "other", "--lf")) == ["text/fox"]
    assert len(ran(report(".", "--lf"))) == 3, "it passed, so that nothing is remembered"


def test_a_file_that_could_not_be_read_is_run_again_when_it_can(suite: Path) -> None:
    file = Path("text/fox.test.toml")
    good = file.read_text()
    file.write_text(good + "[nonsense]\n")
    assert wflint_run(".").return_value == 1
    assert ran(report(".", "--lf")) == ["text/fox"]
    file.write_text(good)
    assert ran(report(".", "--lf")) == ["text/fox"]
    assert len(ran(report(".", "--lf"))) == 3


def test_plain_documents_are_remembered_too(suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES[:2]:
        Path(f"{name}.test.toml").unlink()
    with monkeypatch.context() as context:
        context.setattr(StandIn, "wait", _fails_for("fox"))
        found = report(".", "--no-check", "--set", "Model.model=tiny-sd15", "text", "other")
    assert found["summary"]["failed"] > 0
    again = report(".", "--no-check", "--lf", "--set", "Model.model=tiny-sd15")
    assert {run["file"] for run in again["runs"]} == {run["file"] for run in found["runs"] if not run["ok"]}


def _fails_for(_name: str) -> Any:
    from wflint.live.client.errors import AnswerError

    def wait(*_: Any, **__: Any) -> None:
        raise AnswerError("http://stand-in: the disk is full", 500)

    return wait


def test_a_memory_of_nonsense_is_no_memory(suite: Path, tmp_path: Path) -> None:
    spoil("text/fox")
    wflint_run(".")
    (memory,) = (tmp_path / "cache" / "last-failed").glob("*.json")
    for text in ("", "[1]", '{"failed": 3}', '{"failed": [1, null]}', "\0" * 100):
        memory.write_text(text)
        assert len(ran(report(".", "--lf"))) == 3
        spoil("text/fox")


def test_where_nothing_can_be_remembered_cases_run_all_the_same(suite: Path, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "cache", ignore_errors=True)
    (tmp_path / "cache").write_text("a file where the folder should be")
    spoil("text/fox")
    result = wflint_run(".")
    assert result.return_value == 1
    assert "2 of 3 cases passed, 1 failed" in result.stdout
    assert result.stderr.count("what failed cannot be remembered") == 1


def test_the_memory_of_one_project_is_not_that_of_another(tmp_path: Path) -> None:
    memory = LastFailed(tmp_path / "memory")
    one, other = (Planned(tmp_path / name / "fox.workflow.json") for name in ("a", "b"))
    for each in (one, other):
        each.file.parent.mkdir()
        (each.file.parent / ".git").mkdir()
    memory.note(one, ok=False)
    assert memory.among([other, one]) == [one]


# -- max failures ----------------------------------------------------------------------------------


def test_it_stops_after_so_many_failures_and_says_what_was_not_run(suite: Path) -> None:
    spoil("other/deep/hare")
    spoil("text/fox")
    result = wflint_run(".", "--max-failures", "1")
    assert result.return_value == 1
    assert result.stdout.endswith("2 of 3 cases not run (--max-failures 1)\n0 of 1 cases passed, 1 failed\n")
    found = report(".", "--max-failures", "1")
    assert found["summary"] | {"cases": 1, "cases_failed": 1, "not_run": 2} == found["summary"]
    assert found["not_run"] == ["other/fox", "text/fox"]
    assert report(".", "--max-failures", "2")["summary"]["not_run"] == 0
    again = report(".", "--lf")
    assert ran(again) == ["other/deep/hare", "text/fox"], "what was not run is still known to have failed"


# -- shards ----------------------------------------------------------------------------------------


def planned(rng: random.Random, count: int) -> list[Planned]:
    found = []
    for number in range(count):
        file = Path(f"{rng.choice('abc')}/{number // 3}.test.toml")
        table = CaseTable.model_validate({"repeats": rng.choice([1, 1, 1, 2, 5])})
        found.append(Planned(file, case=Case(file, f"case{number}", 1, file, table)))
    return found


@pytest.mark.parametrize("parts", [1, 2, 3, 7, 50])
def test_shards_are_disjoint_complete_and_the_same_in_any_order(parts: int) -> None:
    rng = random.Random(parts)
    everything = planned(rng, 40)
    shards = [dealt(everything, Shard(number, parts)) for number in range(1, parts + 1)]
    assert sorted(p.id for shard in shards for p in shard) == sorted(p.id for p in everything)
    shuffled = rng.sample(everything, len(everything))
    for number, shard in enumerate(shards, 1):
        assert {p.id for p in dealt(shuffled, Shard(number, parts))} == {p.id for p in shard}
    loads = [sum(p.runs for p in shard) for shard in shards]
    assert max(loads) - min(loads) <= max(p.runs for p in everything), "and they are balanced"


def test_shards_of_a_command_are_all_cases_once(suite: Path) -> None:
    found = [ran(report(".", "--shard", f"{number}/2")) for number in (1, 2)]
    assert sorted(found[0] + found[1]) == sorted(NAMES)
    turned = [ran(report("text", "other", ".", "--shard", f"{number}/2")) for number in (1, 2)]
    assert [set(names) for names in turned] == [set(names) for names in found]
    result = wflint_run(".", "--shard", "4/5")
    assert (result.return_value, result.stdout) == (0, "0 of 0 cases passed\n")
    assert "shard 4/5: 0 of 3 cases" in result.stderr


@pytest.mark.parametrize("text", ["0/2", "3/2", "2", "a/b", "1/0", "-1/2", "1/2/3"])
def test_what_is_no_shard_is_wrong_usage(suite: Path, text: str) -> None:
    result = wflint_run(".", "--shard", text)
    assert "shard" in str(result.exception)
    assert Server.sent == []


# -- coverage --------------------------------------------------------------------------------------


def test_coverage_lists_workflows_without_a_case_and_asks_no_server(
    suite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_: Any) -> None:
        raise AssertionError("a server was asked")

    monkeypatch.setattr("wflint.live.client.client.Client", nobody)
    result = wflint_run("--coverage", ".")
    assert (result.return_value, result.exception) == (0, None)
    assert result.stdout.splitlines()[-1] == "3 of 3 workflows have a case"
    shutil.copy("text/fox.workflow.json", "text/alone.workflow.json")
    Path("other/fox.workflow.json").unlink()
    Path("text/bad.test.toml").write_text("tag = 1\nworkflow = 'alone.workflow.json'\n")
    text = Path("text/fox.test.toml").read_text()
    Path("text/more.test.toml").write_text(
        f'workflow = "fox.workflow.json"\n{text}\n[case.a]\n[case.b]\nworkflow = "fox.workflow.json"\n'
    )
    result = wflint_run("--coverage", ".")
    assert result.return_value == 1
    assert result.stdout.splitlines() == [
        " 1 case   other/deep/hare.workflow.json",
        "no cases  text/alone.workflow.json",
        " 3 cases  text/fox.workflow.json  (in text/more.test.toml)",
        "other/fox.test.toml:1: its workflow is gone: there is no fox.workflow.json beside it; "
        "name one with workflow = ",
        'text/bad.test.toml:1: cannot be used: no such key "tag" (did you mean "tags"?); there are '
        + ", ".join(CaseTable.model_fields),
        "2 of 3 workflows have a case; 1 case file without a workflow; 1 case file that cannot be used",
    ]
    found = report("--coverage", ".")
    assert found["summary"] == {"workflows": 3, "covered": 2, "cases": 4, "unusable": 2}
    assert [(bad["file"], bad["gone"]) for bad in found["unusable"]] == [
        ("other/fox.test.toml", True), ("text/bad.test.toml", False),
    ]  # fmt: skip


def test_a_file_named_twice_is_planned_once(suite: Path) -> None:
    file = Path("text/fox.test.toml")
    assert len(plan_cases([file, Path("text/../text/fox.test.toml"), file.absolute()])) == 1


# -- which cases a folder has ----------------------------------------------------------------------


def test_what_coverage_counts_is_run(suite: Path) -> None:
    """A case under a name of its own, which says what it tests."""
    Path("other/fox.test.toml").rename("other/hares.test.toml")
    text = Path("other/hares.test.toml").read_text().partition("[golden]")[0]
    Path("other/hares.test.toml").write_text(f'workflow = "fox.workflow.json"\n{text}')
    assert wflint_run("--coverage", ".").return_value == 0
    found = report("--no-save", ".")
    assert sorted(ran(found)) == ["other/deep/hare", "other/hares", "text/fox"]
    assert found["runs"] == []  # its workflow has a case
    assert ran(report("--no-save", "other/hares.test.toml", "other")).count("other/hares") == 1


def test_a_case_whose_workflow_is_gone_is_told_of(suite: Path) -> None:
    Path("other/fox.workflow.json").unlink()
    Path(".hidden").mkdir()
    shutil.copy("other/fox.test.toml", ".hidden/lost.test.toml")
    result = wflint_run("--no-save", ".")
    assert result.return_value == 0
    assert "other/fox.test.toml: left out: no workflow of its name is beside it" in result.stderr
    assert "hidden" not in result.stderr
    Path("other/fox.test.toml").write_text('workflow = "renamed.workflow.json"\n')
    result = wflint_run("--no-save", ".")
    assert result.return_value == 1
    assert "ERROR other/fox" in result.stdout


def test_with_a_tag_no_document_without_a_case_is_run(suite: Path) -> None:
    shutil.copy("text/fox.workflow.json", "text/alone.workflow.json")
    found = report("--no-save", "--tag", "sd15", ".")
    assert (len(found["cases"]), found["runs"]) == (3, [])
    found = report("--no-save", "--tag", "sd15", ".", "text/alone.workflow.json")
    assert [each["file"] for each in found["runs"]] == ["text/alone.workflow.json"]
    Path("more").mkdir()
    shutil.move("text/alone.workflow.json", "more")
    result = wflint_run("--tag", "sd15", "more")
    assert "--tag chooses cases, and there are none under more" in str(
        result.exception or result.return_value
    )


def test_a_case_without_a_model_is_told_how_cases_set_one(suite: Path) -> None:
    file = Path("text/fox.test.toml")
    file.write_text(file.read_text().replace('"Model" = ', '# "Model" = '))
    said = wflint_run("--no-save", "text").stdout
    assert '"Model.model" = "NAME" under [models]' in said
    assert "--set" not in said


@pytest.mark.parametrize("option", ["--timeout", "--wait", "--patience"])
def test_a_time_that_is_not_a_number_is_wrong_usage(suite: Path, option: str) -> None:
    result = wflint_run(option, "nan", "text")
    assert "nan is not a number of seconds" in str(result.exception or result.return_value)
    assert Server.sent == []
