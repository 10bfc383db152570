"""``wflint library`` and what goes wrong: processes that end, names and answers of strangers, odd ledgers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import COMMAND, here, wflint
from tests.live.fake_library import FakeLibrary, library
from tests.live.library_folder import FOX, did, edited, flow, lib, server, states
from wflint.live.library.ledger import NAME

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran
    from tests.live.fake_server import Connection

    Wflint = Callable[..., Ran]

__all__ = ["here", "lib", "server", "wflint"]  # fixtures


def test_a_server_that_dies_leaves_whole_files_and_the_next_run_goes_on(
    server: FakeLibrary, lib: Wflint, here: Path
) -> None:
    for number in range(6):
        server.save(flow(f"flow {number}"))
    asked: dict[str, int] = {}

    def dies(connection: Connection) -> bool:
        asked[connection.path] = asked.get(connection.path, 0) + 1
        # Each is asked for once to compare, once to be written: dead in the middle of the writing.
        if sum(count > 1 for path, count in asked.items() if "/i/" in path) > 3:
            connection.answer(b'{"workflow_id": "', length=1000)
            return True
        return False

    server.before = dies
    ran = lib("pull")
    assert ran.code == 2
    written = sorted((here / "flows").glob("*.workflow.json"))
    assert 0 < len(written) < 6
    for path in written:
        assert json.loads(path.read_text())["name"] in path.name
    server.before = lambda _: False
    assert lib("pull").code == 0
    assert len(list((here / "flows").glob("*.workflow.json"))) == 6
    assert lib("status").code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_whatever_ends_a_pull_leaves_whole_files(
    number: signal.Signals, server: FakeLibrary, lib: Wflint, here: Path
) -> None:
    for name in "abcdef":
        server.save(flow(name))
    asked: dict[str, int] = {}
    running: list[subprocess.Popen[bytes]] = []

    def ends(connection: Connection) -> bool:
        asked[connection.path] = asked.get(connection.path, 0) + 1
        if sum(count > 1 for path, count in asked.items() if "/i/" in path) == 4:
            running[0].send_signal(number)
            if number is signal.SIGKILL:
                running[0].wait()
        return False

    server.before = ends
    running.append(subprocess.Popen([*COMMAND, "library", "pull", "flows"], stdout=subprocess.DEVNULL))
    assert running[0].wait(60) == (-number if number is signal.SIGKILL else 128 + number)
    written = {path: path.read_bytes() for path in (here / "flows").glob("*.workflow.json")}
    assert len(written) in (3, 4)
    assert (here / "flows" / NAME).exists() is (number is not signal.SIGKILL)
    server.before = lambda _: False
    ran = lib("pull", "--format", "json")
    assert (ran.code, set(did(ran).values())) == (0, {"new"})
    assert len(list((here / "flows").glob("*.workflow.json"))) == 6
    assert all(path.read_bytes() == raw for path, raw in written.items())
    assert lib("status").code == 0


def test_a_workflow_whose_answer_was_lost_is_not_saved_twice(
    server: FakeLibrary, lib: Wflint, here: Path
) -> None:
    (here / "flows").mkdir()
    (here / FOX).write_text(json.dumps(flow()))

    def cut(connection: Connection) -> bool:
        if connection.method == "POST":
            connection.answer(b"{", length=1000)
            return True
        return False

    server.after = cut
    assert lib("push").code in (1, 2)
    assert len(server.records) == 1
    server.after = lambda _: False
    assert lib("push").code == 0
    assert len(server.records) == 1
    assert json.loads((here / FOX).read_text())["id"] in server.records


def test_a_server_that_stores_something_else_is_told(server: FakeLibrary, lib: Wflint, here: Path) -> None:
    identity = server.save(flow())
    lib("pull")
    edited(here / FOX, notes="mine")

    def stale(connection: Connection) -> bool:
        if connection.method == "PATCH":
            connection.json(server.record(identity))
            return True
        return False

    server.before = stale
    ran = lib("push")
    assert (ran.code, "the server did not store what was sent" in ran.out) == (1, True)
    assert states(lib("status", "--format", "json")) == {FOX: "changed here"}


def test_what_a_server_stored_in_another_way_is_not_saved_again(
    server: FakeLibrary, lib: Wflint, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.save(flow())
    lib("pull")
    with library() as other:
        monkeypatch.setenv("WFLINT_SERVER", other.url)
        real = other.save
        other.save = lambda workflow, identity=None: real({**workflow, "notes": "own"}, identity)  # type: ignore[method-assign]
        ran = lib("push")
        assert (ran.code, "the server did not store what was sent" in ran.out) == (1, True)
        assert did(lib("push", "--format", "json")) == {FOX: "conflict"}
        assert len(other.records) == 1


STRANGE = {
    "../../up": "_.._up",
    "/etc/passwd": "_etc_passwd",
    "nul": "_nul",
    "a\nb\x1b[31m": "a_b_[31m",
    "": "_",
    ".hidden": "hidden",
    "🦊" * 100: "🦊" * 20,
}


@pytest.mark.parametrize("name", STRANGE)
def test_names_of_strangers_stay_in_the_folder(
    name: str, server: FakeLibrary, lib: Wflint, here: Path
) -> None:
    server.save(flow(name))
    server.save(flow(name, value=2))
    ran = lib("pull")
    assert (ran.code, "\x1b" in ran.out) == (0, False)
    names = {path.name for path in (here / "flows").iterdir()}
    stem = STRANGE[name]
    assert names == {f"{stem}.workflow.json", f"{stem}-2.workflow.json", NAME}
    assert {path.name for path in here.iterdir()} == {"flows"}
    assert lib("status").code == 0


ANSWERS: dict[str, Any] = {
    "a list": [],
    "no items": {"pages": 1},
    "a page": "<html>",
    "ids that lead out": {"items": [{"workflow_id": "../../x", "name": "x", "category": "user"}], "pages": 1},
    "an id of another kind": {"items": [{"workflow_id": 7}, 7, None], "pages": 1},
}


@pytest.mark.parametrize("which", ANSWERS)
def test_answers_that_are_no_list_of_workflows(
    which: str, server: FakeLibrary, lib: Wflint, here: Path
) -> None:
    def wrong(connection: Connection) -> bool:
        if connection.path.startswith("/api/v1/workflows/?"):
            connection.json(ANSWERS[which])
            return True
        return False

    server.before = wrong
    ran = lib("pull")
    assert ran.code in (1, 2)
    assert ran.err.startswith("wflint: error: ")
    assert not list(here.rglob("*.json"))


@pytest.mark.parametrize("workflow", [None, 7, {}, {"nodes": 1, "edges": []}, {"nodes": [], "edges": {}}])
def test_records_that_are_no_workflows(workflow: Any, server: FakeLibrary, lib: Wflint, here: Path) -> None:
    server.save(flow("Good"))
    bad = server.save(flow("Bad"))

    def wrong(connection: Connection) -> bool:
        if connection.path.endswith(bad):
            connection.json({"workflow_id": bad, "name": "Bad", "workflow": workflow})
            return True
        return False

    server.before = wrong
    ran = lib("pull")
    assert ran.code == 1
    assert f'workflow "Bad" ({bad}) cannot be read' in ran.err
    assert [path.name for path in (here / "flows").glob("*.json")] == ["Good.workflow.json"]


def test_pages_without_end_are_left(server: FakeLibrary, lib: Wflint, here: Path) -> None:
    server.save(flow())
    page = server.page(0, 100)

    def again(connection: Connection) -> bool:
        if connection.path.startswith("/api/v1/workflows/?"):
            connection.json({**page, "pages": 10**9})
            return True
        return False

    server.before = again
    assert lib("pull").code == 0
    assert sum(r == "GET /api/v1/workflows/" for r in server.requests) == 2


def test_all_pages_are_read(server: FakeLibrary, lib: Wflint, here: Path) -> None:
    for number in range(230):
        server.save(flow(f"flow {number}"))
    assert lib("pull", "--quiet").code == 0
    assert len(list((here / "flows").glob("*.workflow.json"))) == 230


@pytest.mark.skipif(os.name != "posix", reason="symbolic links need rights elsewhere")
def test_links_out_are_neither_read_nor_written(
    server: FakeLibrary, lib: Wflint, here: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    identity = server.save(flow())
    target = outside / "fox.json"
    target.write_text(json.dumps({**flow(notes="private"), "id": identity}))
    (here / "flows").mkdir()
    (here / FOX).symlink_to(target)
    ran = lib("push", "--force")
    assert (ran.code, server.records[identity]["notes"]) == (1, "")
    lib("pull", "--force")
    assert json.loads(target.read_text())["notes"] == "private"
    (here / "flows" / NAME).unlink(missing_ok=True)
    (here / "flows" / NAME).symlink_to(outside / "ledger")
    ran = lib("pull")
    assert (ran.code, "is a symbolic link to a file outside" in ran.err) == (2, True)
    assert not (outside / "ledger").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<<<<<<< HEAD\n", "git left a merge conflict in line 1; remove the lines that begin with <<<<<<<"),
        ("x\n", "line 1 is not a JSON object; repair it (a merge?)"),
        ('{"wflint_library": 2}\n', "was written by a newer wflint"),
        ('{"server": 1}\n', "is not a line of wflint's"),
        ("[" * 100_000, "is not a JSON object"),
    ],
)
def test_a_ledger_that_cannot_be_read(
    text: str, said: str, server: FakeLibrary, lib: Wflint, here: Path
) -> None:
    (here / "flows").mkdir()
    (here / "flows" / NAME).write_text(text)
    ran = lib("status")
    assert (ran.code, said in ran.err, ran.err.count("\n")) == (2, True, 1)


def test_a_union_of_two_ledgers_knows_less_and_says_so(server: FakeLibrary, lib: Wflint, here: Path) -> None:
    identity = server.save(flow())
    lib("pull")
    line = (here / "flows" / NAME).read_text().splitlines()[1]
    other = json.dumps({**json.loads(line), "base": "0" * 64})
    with (here / "flows" / NAME).open("a") as file:
        file.write(other + "\n")
    server.save(flow(value=7), identity)
    assert states(lib("status", "--format", "json")) == {FOX: "differs"}
    assert lib("pull").code == 1


def test_a_union_of_two_ledgers_keeps_which_record_a_file_is(
    server: FakeLibrary, lib: Wflint, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.save(flow())
    lib("pull")
    with library() as other:
        monkeypatch.setenv("WFLINT_SERVER", other.url)
        lib("push")
        [identity] = other.records
        with (here / "flows" / NAME).open("a") as file:
            file.write(
                json.dumps({"server": other.url, "record": identity, "base": "0" * 64, "id": "x"}) + "\n"
            )
        ledger = here / "flows" / NAME
        ledger.write_text(
            ledger.read_text().replace('"x"', json.dumps(json.loads((here / FOX).read_text())["id"]))
        )
        other.save(flow(value=7), identity)
        for _ in range(2):
            assert did(lib("push", "--format", "json")) == {FOX: "conflict"}
            assert did(lib("pull", "--format", "json")) == {FOX: "conflict"}
        assert list(other.records) == [identity]


def test_older_servers_list_one_category(server: FakeLibrary, lib: Wflint, here: Path) -> None:
    server.version, server.lists_all = "5.7.2", False
    server.save(flow("Own"))
    server.save(flow("Theirs", meta={"category": "default", "version": "3.0.0"}), "default_1")
    assert list(did(lib("pull", "--format", "json"))) == [os.path.join("flows", "Own.workflow.json")]
    assert len(did(lib("pull", "--defaults", "--format", "json"))) == 1
    assert len(states(lib("status", "--defaults", "--format", "json"))) == 2


def test_older_servers_drop_forms(server: FakeLibrary, lib: Wflint, here: Path) -> None:
    server.version = "5.6.2"
    (here / "flows").mkdir()
    form = {"elements": {}, "rootElementId": "x"}
    (here / FOX).write_text(json.dumps(flow(form=form)))
    real = server.save
    server.save = lambda workflow, identity=None: real({**workflow, "form": None}, identity)  # type: ignore[method-assign]
    assert lib("push", "--no-check").code == 0
    assert lib("status").code == 0
    [identity] = server.records
    server.save(flow(value=7), identity)
    assert lib("pull").code == 0
    assert json.loads((here / FOX).read_text())["form"] == form


def test_wrong_usage(server: FakeLibrary, lib: Wflint, wflint: Wflint, here: Path) -> None:
    assert wflint("library", "status", "none").code == 2
    assert wflint("library", "push", "none").code == 2
    (here / "flows").mkdir()
    assert lib("push", "--yes").code == 2
    ran = lib("pull", "nobody")
    assert (ran.code, '"nobody" is neither' in ran.err) == (2, True)
    (here / FOX).write_text(json.dumps(flow()))
    ran = lib("push", os.path.basename(FOX))
    assert (ran.code, f"do you mean {FOX}?" in ran.err) == (2, True)
    server.version = "4.2.0"
    assert lib("status").code == 2
