"""SARIF, JUnit and GitLab reports of the command: places, names, fingerprints, what fails a run."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import bad_graph, good_graph
from tests.report import consumers

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]

FIXTURES = Path(__file__).parents[2] / "fixtures"


def marks(wflint: Wflint) -> tuple[set[str], set[str]]:
    """The fingerprints of SARIF and of GitLab."""
    run = consumers.sarif(wflint("check", "-f", "sarif", ".").out)
    issues = consumers.gitlab(wflint("check", "-f", "gitlab", ".").out)
    return (
        {result["partialFingerprints"]["wflint/v1"] for result in run["results"]},
        {issue["fingerprint"] for issue in issues},
    )


@pytest.mark.parametrize(
    "slug", ["base-model-mismatch", "missing-input", "type-mismatch", "value-lost-on-load"]
)
def test_fingerprints_stay(wflint: Wflint, put: Put, here: Path, slug: str) -> None:
    """After reindenting, after a rename of the file, and after another finding was fixed."""
    source = next((FIXTURES / "rules" / slug).glob("bad-*.json"))
    document = json.loads(source.read_bytes())
    put("a.json", json.dumps(document))
    put("other.json", bad_graph())
    first = marks(wflint)
    assert len(first[0]) > 1
    put("a.json", json.dumps(document, indent=7))
    assert marks(wflint) == first
    (here / "a.json").rename(here / "z.json")
    assert marks(wflint) == first
    other = bad_graph()
    put("other.json", {**other, "edges": other["edges"][:1]})
    fixed = marks(wflint)
    assert fixed[0] < first[0]
    assert fixed[1] < first[1]
    assert len(first[0] - fixed[0]) == len(first[1] - fixed[1]) == 1


def test_another_finding_of_the_same_file_is_fixed(wflint: Wflint, put: Put) -> None:
    graph = bad_graph()
    graph["edges"] += bad_graph("lost")["edges"][1:]
    put("a.json", graph)
    first = marks(wflint)
    del graph["edges"][1]
    put("a.json", graph)
    for before, after in zip(first, marks(wflint), strict=True):
        assert len(before) == 2
        assert len(after) == 1
        assert after < before


def test_a_copied_file_adds_issues_for_gitlab(wflint: Wflint, put: Put, here: Path) -> None:
    """GitLab compares fingerprints alone: the copy's are others, and the first file's stay."""
    put("a.json", bad_graph())
    (first,) = marks(wflint)[1]
    shutil.copy(here / "a.json", here / "b.json")
    both = marks(wflint)[1]
    assert len(both) == 2
    assert first in both


@pytest.mark.parametrize("folder", [".", "deep/er"])
def test_paths_are_those_of_the_repository(
    wflint: Wflint, put: Put, here: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    """GitHub and GitLab look them up from its root, wherever the command runs."""
    (here / ".git").mkdir()
    put("deep/er/ä b%#?.json", bad_graph())
    monkeypatch.chdir(here / folder)
    for given in (".", str(here / "deep" / "er" / "ä b%#?.json")):
        run = consumers.sarif(wflint("check", "-f", "sarif", given).out)
        artifact = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
        assert artifact == {"uri": "deep/er/%C3%A4%20b%25%23%3F.json", "uriBaseId": "%SRCROOT%"}
        (issue,) = consumers.gitlab(wflint("check", "-f", "gitlab", given).out)
        assert issue["location"] == {"path": "deep/er/ä b%#?.json", "lines": {"begin": 34, "end": 34}}
        assert "::error file=deep/er/ä b%25#?.json," in wflint("check", "-f", "github", given).out


def test_a_file_of_another_repository_is_named_from_its_root(
    wflint: Wflint, put: Put, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as when CI runs in a folder of its own and names the checkout."""
    path = put("checkout/w/a.json", bad_graph())
    (here / "checkout" / ".git").mkdir()
    (here / "elsewhere").mkdir()
    monkeypatch.chdir(here / "elsewhere")
    (issue,) = consumers.gitlab(wflint("check", "-f", "gitlab", str(path)).out)
    assert issue["location"]["path"] == "w/a.json"


def test_a_file_of_elsewhere_has_its_whole_path(
    wflint: Wflint, put: Put, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("a.json", bad_graph())
    (here / "repository" / ".git").mkdir(parents=True)
    monkeypatch.chdir(here / "repository")
    run = consumers.sarif(wflint("check", "-f", "sarif", "../a.json").out)
    artifact = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": (here / "a.json").resolve().as_uri()}


@pytest.mark.skipif(sys.platform != "linux", reason="needs a name that is not Unicode")
def test_a_name_that_is_not_unicode(wflint: Wflint, here: Path) -> None:
    (here / "caf\udce9.json").write_text(json.dumps(bad_graph()))
    run = consumers.sarif(wflint("check", "-f", "sarif", ".").out)
    artifact = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact["uri"] == "caf%E9.json", "as the bytes on disk"
    (case,) = consumers.junit(wflint("check", "-f", "junit", ".").out)
    assert case.get("name") == "caf\\udce9.json"
    (issue,) = consumers.gitlab(wflint("check", "-f", "gitlab", ".").out)
    assert issue["location"]["path"] == "caf\\udce9.json"


HOSTILE = 'a\0\x0b\n]]>\r<!-- &amp; \ud800\ufffe"\u202e [x](http://evil.test) {0} {{1}} ::error::'


@pytest.mark.parametrize("reader", ["sarif", "junit", "gitlab"])
def test_texts_of_files_stay_texts(wflint: Wflint, put: Put, reader: str) -> None:
    put("a.json", json.dumps(bad_graph(HOSTILE)))
    ran = wflint("check", "-f", reader, "--select", "ED", "a.json")
    assert ran.code == 1
    getattr(consumers, reader)(ran.out)
    assert "\\u0000" not in ran.out, "GitHub's database takes none"
    assert reader == "junit" or "ud800" not in ran.out.replace("\\\\ud800", ""), "only as text, no escape"


def test_columns_are_in_the_unit_that_the_log_says(wflint: Wflint, put: Put) -> None:
    """A character beyond the first plane is one column, where UTF-16 would have two."""
    text = json.dumps(bad_graph("x")).replace('"show"', '"🦊🦊"')
    put("a.json", text.encode())
    run = consumers.sarif(wflint("check", "-f", "sarif", "a.json").out)
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert text[region["startColumn"] - 1 : region["endColumn"] - 1] == '"x"'


def test_an_image_has_no_lines(wflint: Wflint, here: Path) -> None:
    name = next(FIXTURES.rglob("*.png")).name
    shutil.copy(next(FIXTURES.rglob("*.png")), here / name)
    run = consumers.sarif(wflint("check", "-f", "sarif", "--select", "ALL", name).out)
    for result in run["results"]:
        assert "region" not in result["locations"][0]["physicalLocation"]
        assert result["locations"][0]["logicalLocations"]
    issues = consumers.gitlab(wflint("check", "-f", "gitlab", "--select", "ALL", name).out)
    assert {issue["location"]["lines"]["begin"] for issue in issues} <= {1}


def cases(ran: Ran) -> dict[str, Any]:
    """The JUnit cases of a run by file: the tags in them."""
    return {str(case.get("name")): [child.tag for child in case] for case in consumers.junit(ran.out)}


def test_junit_fails_by_what_fails_the_run(wflint: Wflint, put: Put) -> None:
    put("clean.json")
    put("bad.json", bad_graph())
    put("foreign.json", {"name": "something else"})
    odd = good_graph()
    odd["nodes"]["alone"] = {"id": "alone", "type": "noise"}
    put("odd.json", odd)
    told = {
        "clean.json": [],
        "bad.json": ["failure"],
        "foreign.json": ["skipped"],
        "odd.json": ["system-out"],
    }
    assert cases(wflint("check", "-f", "junit", ".")) == told
    never = wflint("check", "-f", "junit", "--fail-on", "never", ".")
    assert cases(never) == {**told, "bad.json": ["system-out"]}
    assert never.code == 0
    put("wflint.toml", 'fail-on = "never"\n')
    assert cases(wflint("check", "-f", "junit", ".")) == {**told, "bad.json": ["system-out"]}
    ran = wflint("check", "-f", "junit", "clean.json", "gone.json")
    assert cases(ran) == {"gone.json": ["error"], "clean.json": []}
    assert ran.code == 2


def test_a_file_that_cannot_be_read_is_a_failed_invocation(wflint: Wflint, put: Put) -> None:
    put("a.json")
    ran = wflint("check", "-f", "sarif", "a.json", "gone{0}.json")
    (invocation,) = consumers.sarif(ran.out)["invocations"]
    assert not invocation["executionSuccessful"]
    (told,) = invocation["toolExecutionNotifications"]
    assert told["message"]["text"] == "gone{{0}}.json was not checked: no such file or directory."
    clean = consumers.sarif(wflint("check", "-f", "sarif", "a.json").out)
    assert clean["invocations"] == [{"executionSuccessful": True}]
    assert clean["results"] == []


@pytest.mark.parametrize(("name", "empty"), [("gitlab", "[]\n"), ("jsonl", "")])
def test_nothing_found(wflint: Wflint, put: Put, name: str, empty: str) -> None:
    put("a.json")
    assert wflint("check", "-f", name, "a.json") == (0, empty, "")
