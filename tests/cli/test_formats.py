"""The output formats as the command line writes them, whatever the files hold."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from tests.cli.conftest import bad_graph, good_graph
from wflint.report.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/schema/report.schema.json").read_text("utf-8"))


@pytest.fixture
def repository(put: Put) -> None:
    """Clean, faulty, broken and foreign files, and a document that travels inside another."""
    put("good.json")
    put("two-edges.json", {**good_graph(), "edges": [*good_graph()["edges"], *_second_edge()]})
    put("dangling.json", bad_graph())
    put("broken.json", '{"nodes": {},\n "edges": [,]}')
    put("package.json", {"name": "no workflow"})
    put("one-line.json", json.dumps(bad_graph("gone" * 40)))
    put("enqueue.json", {"batch": {"graph": bad_graph(), "runs": 1}})


def _second_edge() -> list[dict[str, Any]]:
    return [
        {
            "source": {"node_id": "save", "field": "image"},
            "destination": {"node_id": "save", "field": "image"},
        }
    ]


@pytest.mark.usefixtures("repository")
def test_json_follows_its_schema(wflint: Wflint) -> None:
    report = wflint("check", "-f", "json", ".", "gone.json").json
    Draft202012Validator(SCHEMA).validate(report)
    assert {f["status"] for f in report["files"]} == {"checked", "skipped", "unreadable"}
    order = [(d["file"], d["line"], d["column"]) for d in report["diagnostics"]]
    assert order == sorted(order)


@pytest.mark.usefixtures("repository")
def test_fingerprints(wflint: Wflint, put: Put) -> None:
    """They differ within a file, and survive new lines, reordered nodes and edges, and other findings."""
    first = wflint("check", "-f", "json", "dangling.json").json["diagnostics"]
    graph = bad_graph()
    graph["nodes"] = dict(reversed(graph["nodes"].items()))
    graph["edges"].reverse()
    put("dangling.json", json.dumps(graph, indent=8))
    second = wflint("check", "-f", "json", "dangling.json").json["diagnostics"]
    assert first[0]["line"] != second[0]["line"]
    assert [d["fingerprint"] for d in first] == [d["fingerprint"] for d in second]
    graph["edges"] += [graph["edges"][0]] * 3
    put("dangling.json", graph)
    marks = [d["fingerprint"] for d in wflint("check", "-f", "json", "dangling.json").json["diagnostics"]]
    assert len(marks) == len(set(marks)) > 1
    assert first[0]["fingerprint"] in marks


HOSTILE = 'a\nb\r::error::x\x1b[31m\u202e"%0A,:\t\u2028'


@pytest.mark.parametrize("name", FORMATS)
def test_contents_cannot_forge_output(wflint: Wflint, put: Put, name: str) -> None:
    put("a.json", bad_graph(HOSTILE))
    ran = wflint("check", "-f", name, "a.json")
    assert ran.code == 1
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out
    assert "\n::error::" not in ran.out
    assert "\r" not in ran.out
    if name == "concise":
        assert ran.out.count("\n") == 1
    if name == "github":
        assert len(re.findall("^::", ran.out, re.MULTILINE)) == 1


@pytest.mark.parametrize("name", FORMATS)
def test_lone_surrogates(wflint: Wflint, put: Put, name: str) -> None:
    put("a.json", json.dumps(bad_graph("x")).replace('"x"', r'"\ud800\udcff"'))
    ran = wflint("check", "-f", name, "--select", "ED", "a.json")
    assert ran.code == 1
    assert ran.err == ""


def carets(ran: Ran) -> tuple[str, str]:
    """The source line shown and the line below it."""
    lines = ran.out.splitlines()
    at = next(i for i, line in enumerate(lines) if re.match(r"\s+\| +\^", line))
    return lines[at - 1], lines[at]


@pytest.mark.parametrize("pad", [0, 3, 500])
def test_caret_stands_under_its_text(wflint: Wflint, put: Put, pad: int) -> None:
    text = json.dumps(bad_graph("gone-node"))
    put("a.json", text.replace('"edges"', " " * pad + '"edges"'))
    line, marks = carets(wflint("check", "a.json"))
    assert line[marks.index("^") : marks.rindex("^") + 1] == '"gone-node"'
    assert len(line) < 130


def test_output_file(wflint: Wflint, put: Put, here: Path) -> None:
    put("a.json", bad_graph())
    ran = wflint("check", "-f", "json", "--output", "report.json", "a.json")
    assert (ran.code, ran.out) == (1, "")
    assert json.loads((here / "report.json").read_text())["summary"]["errors"] == 1
    assert stat.S_IMODE((here / "report.json").stat().st_mode) & 0o400
    assert sorted(p.name for p in here.iterdir()) == ["a.json", "report.json"], "nothing is left beside it"


def test_output_file_replaces_whole(wflint: Wflint, put: Put, here: Path) -> None:
    put("a.json")
    put("real.txt", "old " * 1000)
    (here / "link.txt").symlink_to("real.txt")
    assert wflint("check", "-o", "link.txt", "a.json").code == 0
    assert (here / "link.txt").is_symlink()
    assert (here / "real.txt").read_text() == "No problems in 1 file, InvokeAI 6.14.2.\n"


@pytest.mark.parametrize("path", ["missing/report.json", "a.json/report.json"])
def test_output_that_cannot_be_written(wflint: Wflint, put: Put, path: str) -> None:
    put("a.json", bad_graph())
    ran = wflint("check", "-o", path, "a.json")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("wflint: error: cannot write ")


def test_output_to_a_device(wflint: Wflint, put: Put) -> None:
    put("a.json", bad_graph())
    assert wflint("check", "-o", "/dev/null", "a.json") == (1, "", "")
    assert "dangling-edge" in wflint("check", "-o", "-", "a.json").out
