"""``exclude`` of a configuration: for what a search finds, and for what is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import bad_graph

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]


def checked(ran: Ran) -> list[str]:
    return [f["file"] for f in ran.json["files"] if f["status"] == "checked"]


@pytest.fixture
def three(put: Put) -> None:
    put("wflint.toml", 'exclude = ["drafts/", "*.tmp.json"]\n')
    for name in ("drafts/a.json", "b.tmp.json", "c.json"):
        put(name, bad_graph())


@pytest.mark.usefixtures("three")
def test_for_a_search(wflint: Wflint) -> None:
    assert [f["file"] for f in wflint("check", "-f", "json", ".").json["files"]] == ["c.json"]


@pytest.mark.usefixtures("three")
def test_for_named_files(wflint: Wflint) -> None:
    ran = wflint("check", "-f", "json", "drafts/a.json", "b.tmp.json", "c.json")
    assert checked(ran) == ["c.json"]
    skipped = [f["file"] for f in ran.json["files"] if f["status"] == "skipped"]
    assert skipped == ["drafts/a.json", "b.tmp.json"]
    assert ran.code == 1


@pytest.mark.usefixtures("three")
def test_when_nothing_is_left_it_says_so(wflint: Wflint) -> None:
    assert wflint("check", "drafts/a.json") == (
        0,
        "Nothing checked (1 skipped), InvokeAI 6.14.2.\n",
        "wflint: nothing to check: drafts/a.json is excluded by wflint.toml; --no-force-exclude checks it\n",
    )
    ran = wflint("check", "drafts/a.json", "b.tmp.json")
    assert "every named file is excluded by wflint.toml; --no-force-exclude checks them" in ran.err
    assert wflint("check", "-q", "drafts/a.json") == (0, "", "")


@pytest.mark.usefixtures("three")
def test_the_command_line_decides(wflint: Wflint) -> None:
    ran = wflint("check", "-f", "json", "--no-force-exclude", "drafts/a.json", ".")
    assert checked(ran) == ["drafts/a.json", "c.json"]


def test_the_configuration_decides(wflint: Wflint, put: Put) -> None:
    put("wflint.toml", 'exclude = ["a.json"]\nforce-exclude = false\n')
    put("a.json", bad_graph())
    assert wflint("check", "a.json").code == 1
    assert wflint("check", "--force-exclude", "a.json").code == 0
    assert wflint("config").json["force-exclude"] is False


@pytest.mark.usefixtures("three")
def test_from_within_and_from_elsewhere(wflint: Wflint, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert wflint("check", str(here / "drafts" / "a.json")).code == 0
    (here / "other").mkdir()
    monkeypatch.chdir(here / "other")
    assert wflint("check", "../drafts/a.json").code == 0
    monkeypatch.chdir(here / "drafts")
    assert wflint("check", "a.json").code == 0


def test_a_folder_is_excluded_with_its_own_configuration(wflint: Wflint, put: Put) -> None:
    put("pyproject.toml", '[tool.wflint]\nexclude = ["drafts/"]\n')
    put("drafts/wflint.toml", 'target = "6.14.2"\n')
    put("drafts/deep/a.json", bad_graph())
    assert wflint("check", "drafts/deep/a.json").code == 0
    put("wflint.toml", "")
    assert wflint("check", "drafts/deep/a.json").code == 1


def test_as_in_a_search_nothing_brings_back_what_is_in_an_excluded_folder(wflint: Wflint, put: Put) -> None:
    put("wflint.toml", 'exclude = ["drafts/", "!drafts/keep.json", "*.old.json", "!b.old.json"]\n')
    for name in ("drafts/keep.json", "a.old.json", "b.old.json"):
        put(name, bad_graph())
    named = wflint("check", "-f", "json", "drafts/keep.json", "a.old.json", "b.old.json")
    assert checked(named) == ["b.old.json"] == checked(wflint("check", "-f", "json", "."))


@pytest.mark.usefixtures("three")
def test_standard_input(process: Callable[..., object]) -> None:
    raw = json.dumps(bad_graph()).encode()
    done = process("check", "--stdin-filename", "drafts/x.json", "-", stdin=raw)
    assert done.returncode == 0  # type: ignore[attr-defined]
    assert b"drafts/x.json is excluded by wflint.toml" in done.stderr  # type: ignore[attr-defined]
    assert process("check", "-", stdin=raw).returncode == 1  # type: ignore[attr-defined]


@pytest.mark.usefixtures("three")
def test_a_missing_file_is_missing_all_the_same(wflint: Wflint) -> None:
    ran = wflint("check", "drafts/gone.json")
    assert ran.code == 2
    assert ran.err == "wflint: error: drafts/gone.json: no such file or directory\n"


def test_no_set_of_characters_makes_a_warning(put: Put, process: Callable[..., object]) -> None:
    put(".git/HEAD", "")
    put(".gitignore", "[[:digit:]]x.json\n[[a]\n[q--z]\n[q&&z]\n[q||z]\n[q~~z]\n[z-q]\n[[:nope:]]\n[a\n")
    for name in ("1x.json", "2y.json", "ax.json"):
        put(name, bad_graph())
    options = ("--isolated", "--exclude", "[[:digit:]]y.json", "--extend-exclude", "[q--&&z]")
    for warnings in ("error", "always"):
        done = process("check", "-f", "json", *options, ".", env={"PYTHONWARNINGS": warnings})
        assert (done.returncode, done.stderr) == (1, b"")  # type: ignore[attr-defined]
        assert [f["file"] for f in json.loads(done.stdout)["files"]] == ["ax.json"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("option", ["--exclude", "--extend-exclude"])
@pytest.mark.parametrize(
    ("given", "left"),
    [
        ("./a [v2].json", {"d/a [v2].json", "d/e/b.json"}),
        ("./d/", {"a [v2].json"}),
        ("d/./e", {"a [v2].json", "d/a [v2].json"}),
        ("d//e/", {"a [v2].json", "d/a [v2].json"}),
        ("d/e/../a*", {"a [v2].json", "d/e/b.json"}),
        ("{here}/a [v2].json", {"d/a [v2].json", "d/e/b.json"}),
        ("{here}/d/", {"a [v2].json"}),
        ("{here}/*.json", {"d/a [v2].json", "d/e/b.json"}),
        ("{link}/d/e/b.json", {"a [v2].json", "d/a [v2].json"}),
        ("{here}", set()),
        (".", set()),
        ("./", set()),
        ("..", set()),
        ("/a*", {"d/a [v2].json", "d/e/b.json"}),
        ("/d", {"a [v2].json"}),
        ("d/", {"a [v2].json"}),
    ],
)
def test_paths_of_the_command_line(
    wflint: Wflint, put: Put, monkeypatch: pytest.MonkeyPatch, option: str, given: str, left: set[str]
) -> None:
    top = put("top/readme.txt", "").parent
    for name in ("a [v2].json", "d/a [v2].json", "d/e/b.json"):
        put(f"top/{name}", bad_graph())
    top.with_name("link").symlink_to(top, target_is_directory=True)
    monkeypatch.chdir(top)
    given = given.format(here=top, link=top.with_name("link"))
    ran = wflint("check", "-f", "json", option, given, ".")
    assert {Path(name).as_posix() for name in checked(ran)} == left


def test_a_folder_around_this_one_is_not_meant(wflint: Wflint, put: Put, here: Path) -> None:
    """``/home/`` is the folder of that name here, wherever here is."""
    around = here.parts[1]
    for name in (f"{around}/a.json", "b.json"):
        put(name, bad_graph())
    assert checked(wflint("check", "-f", "json", "--exclude", f"/{around}/", ".")) == ["b.json"]


def test_a_folder_beside_this_one(
    wflint: Wflint, put: Put, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def left(*options: str) -> set[str]:
        return {Path(name).as_posix() for name in checked(wflint("check", "-f", "json", *options, ".."))}

    for name in ("here/a.json", "beside/b.json", "c.json"):
        put(name, bad_graph())
    monkeypatch.chdir(here / "here")
    for given in ("../beside", "./../beside/", str(here / "beside"), f"{here}/./beside/*.json"):
        assert left("--exclude", given) == {"../here/a.json", "../c.json"}
    assert left("--exclude", ".") == {"../beside/b.json", "../c.json"}
    assert left("--exclude", "..") == set()
    assert left("--exclude", "*.json", "--extend-exclude", "!./a.json") == {"../here/a.json"}
