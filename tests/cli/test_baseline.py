"""``wflint check`` with a baseline: what was there is hidden, what is new is shown."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from tests.cli.conftest import bad_graph, good_graph
from wflint.cli.schema import schema_paths

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]

NAME = ".wflint-baseline.json"


def entries(file: Path) -> list[dict[str, Any]]:
    """The findings of a baseline, which is as its schema says."""
    data = json.loads(file.read_text("utf-8"))
    Draft202012Validator(json.loads(schema_paths()["baseline"].read_text("utf-8"))).validate(data)
    assert data[-1] == {"wflint-baseline": 1}
    return data[:-1]


def shown(ran: Ran) -> list[tuple[str, str]]:
    """File and message of what counts."""
    return [(d["file"], d["message"]) for d in ran.json["diagnostics"] if d["suppressed"] is None]


def dangling(*names: str) -> dict[str, Any]:
    """A graph with edges to nodes that do not exist."""
    graph = good_graph()
    for name in names:
        graph["edges"] += bad_graph(name)["edges"][1:]
    return graph


@pytest.fixture
def adopted(wflint: Wflint, put: Put, here: Path) -> Path:
    """A project with a configuration and two faulty files that are known; its baseline."""
    put("wflint.toml", "")
    put("old.json", dangling("gone", "lost"))
    put("in/other.json", dangling("away"))
    assert wflint("check", "--write-baseline").code == 0
    return here / NAME


def test_it_hides_what_was_there(wflint: Wflint, put: Put, adopted: Path) -> None:
    assert [e["path"] for e in entries(adopted)] == ["in/other.json", "old.json", "old.json"]
    text = adopted.read_text("utf-8")
    assert len(text.splitlines()) == 3 + 3, "one line a finding, and the frame"
    assert text.endswith("]\n")
    ran = wflint("check")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "No problems in 2 files, InvokeAI 6.14.2.\n3 findings hidden by the baseline\n"
    assert wflint("check", "-f", "concise").out == "3 findings hidden by the baseline\n"
    assert wflint("check", "-q").out == ""
    report = wflint("check", "-f", "json").json
    assert [d["suppressed"] for d in report["diagnostics"]] == ["baseline"] * 3
    assert (report["summary"]["errors"], report["summary"]["suppressed"]) == (0, 3)
    put("old.json", dangling("gone", "new", "lost"))
    ran = wflint("check", "-f", "json")
    assert ran.code == 1
    ((file, message),) = shown(ran)
    assert file == "old.json"
    assert '"new"' in message


def test_layout_does_not_matter(wflint: Wflint, put: Put, adopted: Path) -> None:
    graph = dangling("lost", "gone")
    graph["nodes"]["another"] = {"id": "another", "type": "image", "image": {"image_name": "b.png"}}
    graph["nodes"] = dict(reversed(graph["nodes"].items()))
    graph["edges"] = [dict(reversed(edge.items())) for edge in reversed(graph["edges"])]
    put("old.json", json.dumps(dict(reversed(graph.items()))))
    assert wflint("check").code == 0


def test_a_copy_is_new_and_a_renamed_file_is_not(wflint: Wflint, put: Put, adopted: Path, here: Path) -> None:
    put("copy.json", dangling("gone", "lost"))
    ran = wflint("check", "-f", "json")
    assert (ran.code, [file for file, _ in shown(ran)]) == (1, ["copy.json", "copy.json"])
    (here / "old.json").unlink()
    assert wflint("check").code == 0
    assert wflint("check", "copy.json").code == 0, "the hook names the new file only"
    put("copy.json", dangling("gone", "lost", "new"))
    assert len(shown(wflint("check", "-f", "json"))) == 1
    put("second.json", dangling("gone", "lost"))
    found = shown(wflint("check", "-f", "json"))
    assert len(found) == 3, "one of the two is the old file, whichever"
    assert len({file for file, _ in found if "new" not in _}) == 1


def test_a_renamed_folder(wflint: Wflint, put: Put, here: Path) -> None:
    for i in range(30):
        put(f"a/{i}.json", dangling("gone"))
    wflint("check", "--write-baseline")
    before = entries(here / NAME)
    (here / "a").rename(here / "b")
    assert wflint("check").code == 0
    assert "30 files renamed" in wflint("check", "--prune-baseline").err
    assert entries(here / NAME) == [{**e, "path": e["path"].replace("a/", "b/")} for e in before]
    assert wflint("check").err == ""


def test_what_is_gone_is_told_and_pruned(wflint: Wflint, put: Put, adopted: Path, here: Path) -> None:
    put("old.json", dangling("lost"))
    (here / "in" / "other.json").unlink()
    ran = wflint("check")
    said = f"wflint: {NAME}: 2 findings in it are gone; --prune-baseline removes them\n"
    assert (ran.code, ran.err) == (0, said)
    assert wflint("check", "-q").err == ""
    one = wflint("check", "old.json").err
    assert "1 finding in it is gone; --prune-baseline removes it" in one, "of other files nothing is said"
    assert wflint("check", "--select", "cycle", "old.json").err == "", "nor of rules that did not run"
    assert wflint("check", "--min-severity", "warning", "old.json").err == ""
    assert wflint("check", "--prune-baseline", "old.json").err == f"wflint: {NAME}: 1 finding removed\n"
    assert [e["path"] for e in entries(adopted)] == ["in/other.json", "old.json"]
    assert wflint("check", "--prune-baseline").err == f"wflint: {NAME}: 1 finding removed\n"
    assert wflint("check", "--prune-baseline").err == f"wflint: {NAME}: nothing to remove\n"
    assert [e["path"] for e in entries(adopted)] == ["old.json"]


def test_pruning_adds_nothing(wflint: Wflint, put: Put, adopted: Path) -> None:
    put("old.json", dangling("lost", "new"))
    assert wflint("check", "--prune-baseline").code == 1
    assert wflint("check").code == 1
    assert len(entries(adopted)) == 2


def test_a_part_is_written_and_the_rest_stays(wflint: Wflint, put: Put, adopted: Path) -> None:
    put("old.json", dangling("new"))
    put("in/other.json", dangling("another"))
    before = entries(adopted)
    assert wflint("check", "--write-baseline", "old.json").code == 0
    after = entries(adopted)
    assert after[:1] == before[:1]
    assert [e["path"] for e in after] == ["in/other.json", "old.json"]
    assert wflint("check", "old.json").code == 0
    assert wflint("check", "in/other.json").code == 1
    ran = wflint("check", "--write-baseline", "--select", "cycle")
    assert entries(adopted) == after, "what other rules found stays"
    assert ran.err == f"wflint: no change in {NAME}: 2 findings in 2 files\n"


def test_from_wherever_it_runs(
    wflint: Wflint, adopted: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert wflint("check", str(here / "old.json")).code == 0
    assert wflint("check", str(here)).code == 0
    monkeypatch.chdir(here / "in")
    assert wflint("check", "other.json", "../old.json", ".").code == 0
    assert wflint("check", "--write-baseline", "other.json").err == (
        f"wflint: no change in {here / NAME}: 3 findings in 2 files\n"
    )
    (here / "link").symlink_to(here / "in")
    monkeypatch.chdir(here)
    assert wflint("check", "link/other.json").code == 0, "another way to it"


def test_processes(wflint: Wflint, put: Put, adopted: Path) -> None:
    put("new.json", dangling("x"))
    for jobs in ("1", "2"):
        ran = wflint("check", "-j", jobs, "-f", "json", ".")
        assert (ran.code, [file for file, _ in shown(ran)]) == (1, ["new.json"])


def test_standard_input(process: Callable[..., subprocess.CompletedProcess[bytes]], adopted: Path) -> None:
    text = json.dumps(dangling("gone", "lost")).encode()
    assert process("check", "-", stdin=text).returncode == 1
    assert process("check", "-", "--stdin-filename", "old.json", stdin=text).returncode == 0
    ran = process("check", "-", "--write-baseline", stdin=text)
    assert ran.returncode == 2
    assert b"--stdin-filename" in ran.stderr
    text = json.dumps(dangling("x")).encode()
    assert (
        process("check", "-", "--stdin-filename", "in/n.json", "--write-baseline", stdin=text).returncode == 0
    )
    assert "in/n.json" in [e["path"] for e in entries(adopted)]


def test_another_file(wflint: Wflint, put: Put, here: Path) -> None:
    put("a/old.json", dangling("gone"))
    (here / "ci").mkdir()
    assert wflint("check", "--baseline", "ci/known.json").code == 2
    assert wflint("check", "--baseline", "ci/known.json", "--write-baseline").code == 0
    assert [e["path"] for e in entries(here / "ci" / "known.json")] == ["../a/old.json"]
    assert wflint("check", "--baseline", "ci/known.json").code == 0
    assert wflint("check").code == 1
    assert not (here / NAME).exists()


def test_without_a_baseline(wflint: Wflint, adopted: Path) -> None:
    ran = wflint("check", "--no-baseline")
    assert ran.code == 1
    assert "hidden" not in ran.out
    for options in (
        ("--no-baseline", "--write-baseline"), ("--write-baseline", "--prune-baseline"),
        ("--no-baseline", "--baseline", "x"), ("--prune-baseline", "--min-severity", "error"),
    ):  # fmt: skip
        assert wflint("check", *options).code == 2


def test_every_configuration_has_its_own(wflint: Wflint, put: Put, here: Path) -> None:
    put("a/wflint.toml", "")
    put("a/x.json", dangling("gone"))
    put("b/y.json", dangling("gone"))
    (here / ".git").mkdir()
    assert wflint("check", "--write-baseline").code == 0
    assert [e["path"] for e in entries(here / "a" / NAME)] == ["x.json"]
    assert [e["path"] for e in entries(here / NAME)] == ["b/y.json"], "at the top of the repository"
    assert wflint("check", "a", "b/y.json").code == 0
    for name in (NAME, "b/y.json"):
        (here / name).unlink()
    assert wflint("check", "--write-baseline").code == 0
    assert not (here / NAME).exists(), "nothing lies there"


def test_infos_are_known_too(wflint: Wflint, put: Put) -> None:
    graph = dangling("gone")
    graph["nodes"]["save"]["is_intermediate"] = True
    put("a.json", graph)
    before = wflint("check", "-f", "json").json["summary"]
    assert before["infos"]
    wflint("check", "--write-baseline")
    total = before["errors"] + before["warnings"] + before["infos"]
    for options in ((), ("--show-info",)):
        ran = wflint("check", *options)
        assert f"{total} findings hidden by the baseline" in ran.out
        assert "--show-info" not in ran.out
    graph["edges"].pop()
    put("b.json", graph)
    ran = wflint("check")
    assert ran.code == 0
    assert "1 info hidden; --show-info lists it" in ran.out


def test_no_baseline_is_made_for_nothing(wflint: Wflint, put: Put, here: Path) -> None:
    put("a.json")
    assert wflint("check").code == 0
    assert not (here / NAME).exists()
    assert wflint("check", "--prune-baseline").code == 2
    assert wflint("check", "--write-baseline").code == 0
    assert entries(here / NAME) == []


def test_it_is_no_document(wflint: Wflint, adopted: Path) -> None:
    ran = wflint("check", NAME)
    assert (ran.code, ran.out) == (0, "Nothing checked (1 skipped), InvokeAI 6.14.2.\n")


# ---- strangers


@pytest.mark.skipif(os.name != "posix", reason="symbolic links")
@pytest.mark.parametrize("option", ["--write-baseline", "--prune-baseline", "-v"])
def test_a_link_out_of_the_project_is_neither_read_nor_written(
    wflint: Wflint, put: Put, here: Path, option: str
) -> None:
    secret = put("home/secrets", "token\n")
    put("project/a.json", dangling("gone"))
    (here / "project" / ".git").mkdir()
    (here / "project" / NAME).symlink_to(secret)
    ran = wflint("check", option, "project")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "is a symbolic link to a file outside" in ran.err
    assert secret.read_text() == "token\n"
    assert list((here / "home").iterdir()) == [secret]


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices")
def test_no_file_of_a_stranger_keeps_it(wflint: Wflint, put: Put, here: Path) -> None:
    put("a.json", dangling("gone"))
    contents: dict[str, Callable[[Path], None]] = {
        "a pipe": os.mkfifo,
        "a folder": os.mkdir,
        "large": lambda p: p.write_bytes(b"[" * (17 << 20)),
        "deep": lambda p: p.write_bytes(b"[" * 1_000_000),
        "conflict": lambda p: p.write_text("[\n>>>>>>> branch\n"),
        "escapes": lambda p: p.write_text('[{"path": "\\u001b[31m\\n"}, {"wflint-baseline": 1}]'),
    }  # fmt: skip
    for name, make in contents.items():
        make(here / NAME)
        for options in ((), ("--write-baseline",), ("--prune-baseline",)):
            ran = wflint("check", *options)
            assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1), (name, ran)
            assert ran.err.startswith(f"wflint: error: {NAME}")
        (here / NAME).rmdir() if name == "a folder" else (here / NAME).unlink()


def test_paths_of_a_stranger_are_not_looked_up_elsewhere(wflint: Wflint, put: Put, here: Path) -> None:
    """Absolute ones, and what no file can be called, are nobody's."""
    put("a.json", dangling("gone"))
    wflint("check", "--write-baseline")
    (entry,) = entries(here / NAME)
    names = ("//server/share/a.json", "C:\\a.json", "a\0b", "../" * 50 + "etc/passwd", "\ud800", "x" * 5000)
    lines = [json.dumps({**entry, "path": name}) for name in names]
    put(NAME, f'[\n{"".join(line + "," for line in lines)}\n{{"wflint-baseline": 1}}\n]\n')
    put("b.json", dangling("gone"))
    (here / "a.json").unlink()
    assert wflint("check").code in (0, 1)
    assert wflint("check", "--prune-baseline").code in (0, 1)
    assert wflint("check", "--write-baseline").code == 0


def test_what_cannot_be_written(wflint: Wflint, put: Put, here: Path) -> None:
    put("a.json", dangling("gone"))
    ran = wflint("check", "--write-baseline", "--baseline", "no/such/folder.json")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "cannot write no/such/folder.json" in ran.err
