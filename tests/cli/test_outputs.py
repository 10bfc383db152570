"""``--output``: several reports of one run, and what is refused."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import bad_graph
from tests.report import consumers
from wflint.cli.outputs import Destination, parse_outputs
from wflint.report.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]


def test_one_run_gives_text_and_files(wflint: Wflint, put: Put, here: Path) -> None:
    put("a.json", bad_graph())
    alone = wflint("check", ".")
    ran = wflint("check", "-o", "sarif:a.sarif", "--output", "junit:j.xml", "-o", "json:report.json", ".")
    assert ran == alone
    assert ran.code == 1
    run = consumers.sarif((here / "a.sarif").read_text())
    (case,) = consumers.junit((here / "j.xml").read_text())
    report = json.loads((here / "report.json").read_text())
    assert [r["ruleId"] for r in run["results"]] == [d["code"] for d in report["diagnostics"]] == ["ED101"]
    assert case.get("name") == "a.json"
    assert sorted(path.name for path in here.iterdir()) == ["a.json", "a.sarif", "j.xml", "report.json"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_has_what_the_screen_would_have(wflint: Wflint, put: Put, here: Path, name: str) -> None:
    put("a.json", bad_graph())
    put("b.json")
    shown = wflint("check", "-f", name, "a.json", "b.json")
    kept = wflint("check", "-f", name, "-o", "alone.txt", "a.json", "b.json")
    both = wflint("check", "-f", "concise", "-o", f"{name}:more.txt", "a.json", "b.json")
    assert (kept.code, kept.out, kept.err) == (1, "", "")
    assert (here / "alone.txt").read_text("utf-8") == shown.out
    assert (here / "more.txt").read_text("utf-8") == shown.out
    assert both.out == wflint("check", "-f", "concise", "a.json", "b.json").out


def test_programs_get_the_infos_that_the_screen_only_counts(wflint: Wflint, put: Put, here: Path) -> None:
    graph = bad_graph()
    graph["nodes"]["proto"] = {"id": "proto", "type": "heuristic_resize", "image": {"image_name": "a.png"}}
    put("a.json", graph)
    whole = wflint("check", "-f", "json", "a.json").json
    assert [d["severity"] for d in whole["diagnostics"]].count("info") == 1
    alone = wflint("check", "a.json")
    assert "1 info hidden" in alone.out
    ran = wflint("check", "-o", "json:all.json", "-o", "markdown:some.md", "a.json")
    assert ran == alone
    assert json.loads((here / "all.json").read_text()) == whole
    assert "1 info hidden" in (here / "some.md").read_text()
    assert "| info |" not in (here / "some.md").read_text()
    shown = wflint("check", "--show-info", "-o", "markdown:some.md", "a.json")
    assert "info" in shown.out
    assert "| info |" in (here / "some.md").read_text()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((), [("text", "-")]),
        (("r.txt",), [("text", "r.txt")]),
        (("-",), [("text", "-")]),
        (("sarif:r",), [("text", "-"), ("sarif", "r")]),
        (("sarif:r", "s"), [("sarif", "r"), ("text", "s")]),
        (("sarif:-",), [("sarif", "-")]),
        (("sarif:-", "r"), [("sarif", "-"), ("text", "r")]),
        (("C:\\x",), [("text", "C:\\x")]),
        (("sarif:C:\\x",), [("text", "-"), ("sarif", "C:\\x")]),
        (("xml:r", "SARIF:s"), [("text", "xml:r"), ("text", "SARIF:s")]),
        (("./json:r",), [("text", "./json:r")]),
        (("text:r",), [("text", "-"), ("text", "r")]),
        (("sarif:/dev/stdout",), [("sarif", "/dev/stdout")]),
    ],
)
def test_a_prefix_is_one_only_if_it_is_a_format(
    given: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    assert parse_outputs(given, "text", screen_asked=False) == [Destination(*pair) for pair in expected]


@pytest.mark.skipif(os.name == "nt", reason="there C: is a drive")
def test_a_drive_is_no_format(wflint: Wflint, put: Put, here: Path) -> None:
    put("a.json")
    assert wflint("check", "-o", "C:\\x", "a.json") == (0, "", "")
    assert (here / "C:\\x").read_text() == "No problems in 1 file, InvokeAI 6.14.2.\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("-o", "sarif:r", "-o", "r"), "two reports go to r (sarif and text)"),
        (("-o", "sarif:r", "-o", "junit:./sub/../r"), "two reports go to ./sub/../r (sarif and junit)"),
        (("-o", "sarif:r", "-o", "json:link"), "two reports go to link (sarif and json)"),
        (("-f", "text", "-o", "sarif:-"), "two reports go to standard output (text and sarif)"),
        (("-o", "json:-", "-o", "sarif:-"), "two reports go to standard output (json and sarif)"),
        (("-o", "sarif:/dev/stdout", "-o", "-"), "two reports go to standard output (sarif and text)"),
        (("-o", ""), "--output names no file"),
        (("-o", "sarif:"), "--output sarif: names no file; write --output sarif:FILE"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    wflint: Wflint, put: Put, here: Path, options: tuple[str, ...], said: str
) -> None:
    put("a.json", bad_graph())
    (here / "link").symlink_to("r")
    ran = wflint("check", *options, "a.json")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith(f"Error: {said}\n")
    assert not (here / "r").exists()


def test_any_number_may_go_nowhere(wflint: Wflint, put: Put) -> None:
    put("a.json", bad_graph())
    nowhere = [option for name in FORMATS for option in ("-o", f"{name}:{os.devnull}")]
    assert wflint("check", *nowhere, "a.json") == wflint("check", "a.json")


@pytest.mark.parametrize("option", ["b.json", "gitlab:b.json", "gitlab:./b.json"])
def test_a_report_replaces_no_document(wflint: Wflint, put: Put, option: str) -> None:
    """Who writes ``-o`` in front of the files loses none of them."""
    put("a.json", bad_graph())
    path = put("b.json")
    before = path.read_bytes()
    ran = wflint("check", "-o", option, "a.json", "b.json")
    assert (ran.code, ran.out) == (2, "")
    assert "is a file that is checked; name another one" in ran.err
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "option",
    [
        "json:.wflint-baseline.json",
        "wflint.toml",
        "sarif:sub/../pyproject.toml",
        "sub/PyProject.toml",
        "a.test.toml",
        "link.json",
        "known.json",
    ],
)
def test_a_report_replaces_nothing_that_wflint_reads(
    wflint: Wflint, put: Put, here: Path, option: str
) -> None:
    put("a.json", bad_graph())
    put("sub/x.txt", "")
    put("wflint.toml", "")
    assert wflint("check", "--write-baseline", "--baseline", "known.json", ".").code == 0
    (here / "link.json").symlink_to("wflint.toml")
    before = {path: path.read_bytes() for path in here.rglob("*") if path.is_file()}
    ran = wflint("check", "-o", option, "--baseline", "known.json", "a.json")
    file = option.rpartition(":")[2]
    assert ran == (
        2,
        "",
        f"wflint: error: --output {file} is a file that wflint reads; name another one\n",
    )
    assert {path: path.read_bytes() for path in here.rglob("*") if path.is_file()} == before


def test_reports_in_the_folder_are_written_again(wflint: Wflint, put: Put) -> None:
    put("a.json", bad_graph())
    options = [option for name in FORMATS for option in ("-o", f"{name}:report-{name}.json")]
    first = wflint("check", *options, ".")
    assert first.code == 1
    again = wflint("check", *options, ".")
    assert again.code == 1
    assert again.err == ""
    assert "1 error in 1 file (" in again.out


def test_all_files_or_none(wflint: Wflint, put: Put, here: Path) -> None:
    put("a.json", bad_graph())
    ran = wflint("check", "-o", "sarif:a.sarif", "-o", "junit:gone/j.xml", "a.json")
    assert ran.code == 2
    assert "dangling-edge" in ran.out, "the screen has the findings all the same"
    assert ran.err == "wflint: error: cannot write gone/j.xml: No such file or directory\n"
    assert sorted(path.name for path in here.iterdir()) == ["a.json"]


def test_statistics_beside_files(wflint: Wflint, put: Put, here: Path) -> None:
    put("a.json", bad_graph())
    counted = "1  ED101  dangling-edge\n"
    assert wflint("check", "--statistics", "-o", "json:r.json", "a.json").out.endswith(counted)
    rows = json.loads((here / "r.json").read_text())["statistics"]
    assert rows == [{"code": "ED101", "slug": "dangling-edge", "count": 1}]
    assert wflint("check", "--statistics", "-o", "r.txt", "a.json").err == counted
    assert wflint("check", "--statistics", "-f", "markdown", "a.json").err == counted
    assert wflint("check", "--statistics", "-f", "json", "-o", "r.json", "a.json").err == ""
