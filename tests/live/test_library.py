"""``wflint library`` against a server that answers as InvokeAI 6.14.2 does, and against worse ones."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import COMMAND, here, wflint
from tests.graph.test_convert import node, workflow
from tests.live.fake_library import FakeLibrary, library
from wflint.live.library.ledger import NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Ran
    from tests.live.fake_server import Connection

    Wflint = Callable[..., Ran]

__all__ = ["here", "wflint"]  # fixtures


def flow(name: str = "Fox", value: int = 1, **members: Any) -> dict[str, Any]:
    """A workflow of two nodes."""
    nodes = [node("a", "integer", value=value), node("b", "add", b=2)]
    return workflow(nodes, "a.value -> b.a", **{"name": name, **members})


def edited(path: Path, **changes: Any) -> None:
    data = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**data, **changes}, indent=2) + "\n", "utf-8")


@pytest.fixture
def server(here: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeLibrary]:
    for name in ("TOKEN", "EMAIL", "PASSWORD"):
        monkeypatch.delenv(f"WFLINT_{name}", raising=False)
    with library() as fake:
        monkeypatch.setenv("WFLINT_SERVER", fake.url)
        yield fake


@pytest.fixture
def lib(wflint: Wflint) -> Wflint:
    """``wflint library WHAT flows ...``."""
    return lambda what, *more: wflint("library", what, "flows", *more)


def states(ran: Ran) -> dict[str, str]:
    return {w["file"] or w["name"]: w["state"] for w in ran.json["workflows"]}


def did(ran: Ran) -> dict[str, str]:
    return {w["file"] or w["name"]: w["did"] for w in ran.json["workflows"]}


FOX = os.path.join("flows", "Fox.workflow.json")


def test_what_is_pulled_is_formatted_and_stays_as_it_is(
    server: FakeLibrary, lib: Wflint, wflint: Wflint, here: Path
) -> None:
    identity = server.save(flow(form=None))
    first = lib("pull")
    assert (first.code, first.out) == (0, f"new            {FOX}\n")
    assert json.loads((here / FOX).read_text())["id"] == identity
    assert wflint("format", "--check", "flows").code == 0
    before = {path.name: path.read_bytes() for path in (here / "flows").iterdir()}
    again = lib("pull")
    assert (again.code, again.out, again.err) == (0, "", "all the same\n")
    assert {path.name: path.read_bytes() for path in (here / "flows").iterdir()} == before
    assert lib("status").out == f"same           {FOX}\n"


def test_each_side_is_told_by_what_was_last_the_same(server: FakeLibrary, lib: Wflint, here: Path) -> None:
    ids = {name: server.save(flow(name)) for name in ("here", "there", "both", "gone", "lost", "same")}
    lib("pull")
    files = {name: here / "flows" / f"{name}.workflow.json" for name in ids}
    server.save(flow("new"))
    edited(files["here"], notes="mine")
    edited(files["both"], notes="mine")
    server.save(flow("both", value=7), ids["both"])
    server.save(flow("there", value=7), ids["there"])
    files["gone"].unlink()
    del server.records[ids["lost"]]
    edited(files["same"], nodes=flow("same")["nodes"], extra="what no server keeps")
    (here / "flows" / "own.json").write_text(json.dumps(flow("own")))
    (here / "flows" / "other.json").write_text('{"a": 1}')
    ran = lib("status", "--format", "json")
    assert ran.code == 1
    found = {os.path.basename(name).partition(".")[0]: state for name, state in states(ran).items()}
    assert found == {
        "here": "changed here", "there": "changed there", "both": "both changed", "gone": "deleted here",
        "lost": "deleted there", "same": "same", "new": "only there", "own": "only here",
    }  # fmt: skip
    diffs = {w["name"]: w["diff"] for w in ran.json["workflows"]}
    [change] = diffs["there"]["changed"]
    assert change["inputs"] == [
        {"field": "value", "rewired": False, "before": {"value": 1}, "after": {"value": 7}}
    ]
    assert diffs["here"]["texts"] == [{"name": "notes", "before": "", "after": "mine"}]
    assert "    value: 1 -> 7" in lib("status", "--diff").out
    (here / "flows" / NAME).unlink()
    assert set(states(lib("status", "--format", "json")).values()) == {
        "differs", "same", "only here", "only there"
    }  # fmt: skip


def test_no_pull_loses_what_changed_here(server: FakeLibrary, lib: Wflint, here: Path) -> None:
    identity = server.save(flow())
    lib("pull")
    edited(here / FOX, notes="mine")
    mine = (here / FOX).read_bytes()
    assert did(lib("pull", "--format", "json")) == {FOX: "kept"}
    server.save(flow(value=7), identity)
    ran = lib("pull")
    assert ran.code == 1
    assert ran.out.startswith(
        f"conflict       {FOX}: changed here and there; name the file to take the server's"
    )
    assert (here / FOX).read_bytes() == mine
    assert did(lib("pull", FOX, "--dry-run", "--format", "json")) == {FOX: "updated"}
    assert (here / FOX).read_bytes() == mine
    assert lib("pull", FOX).code == 0
    assert json.loads((here / FOX).read_text())["nodes"][0]["data"]["inputs"]["value"]["value"] == 7
    assert lib("status").code == 0


def test_a_push_creates_updates_and_writes_over_nothing(server: FakeLibrary, lib: Wflint, here: Path) -> None:
    (here / "flows").mkdir()
    (here / FOX).write_text(json.dumps(flow(), indent=4))
    assert did(lib("push", "--dry-run", "--format", "json")) == {FOX: "new"}
    assert (server.records, (here / "flows" / NAME).exists()) == ({}, False)
    assert lib("push").code == 0
    [identity] = server.records
    assert (here / FOX).read_text() == json.dumps({**flow(), "id": identity}, indent=4)
    edited(here / FOX, notes="mine")
    assert did(lib("push", "--format", "json")) == {FOX: "updated"}
    assert server.records[identity]["notes"] == "mine"
    server.save(flow(value=7), identity)
    edited(here / FOX, notes="more")
    ran = lib("push")
    assert (ran.code, ran.out.partition(";")[0]) == (1, f"conflict       {FOX}: changed here and there")
    assert server.records[identity]["notes"] == ""
    assert lib("push", "--force").code == 0
    assert server.records[identity]["notes"] == "more"
    assert lib("status").code == 0


def test_what_changes_while_a_push_runs_is_not_written_over(
    server: FakeLibrary, lib: Wflint, here: Path
) -> None:
    identity = server.save(flow())
    lib("pull")
    edited(here / FOX, notes="mine")
    asked = 0

    def meanwhile(connection: Connection) -> bool:
        nonlocal asked
        if connection.method == "GET" and connection.path.endswith(identity):
            asked += 1
            if asked == 2:
                server.save(flow(value=9), identity)
        return False

    server.before = meanwhile
    ran = lib("push")
    assert (ran.code, "it changed on the server meanwhile" in ran.out) == (1, True)
    assert server.records[identity]["notes"] == ""


def test_a_file_with_errors_is_not_sent(server: FakeLibrary, lib: Wflint, here: Path) -> None:
    (here / "flows").mkdir()
    bad = flow()
    bad["edges"][0]["target"] = "nowhere"
    (here / FOX).write_text(json.dumps(bad))
    ran = lib("push")
    assert (ran.code, server.records) == (1, {})
    assert ran.out.startswith(f"refused        {FOX}: not sent: the check found 1 error; --no-check")
    assert "nowhere" in ran.err
    assert (lib("push", "--no-check").code, len(server.records)) == (0, 1)


def test_nothing_is_deleted_unasked(server: FakeLibrary, lib: Wflint, here: Path) -> None:
    ids = {name: server.save(flow(name)) for name in ("a", "b", "c", "d")}
    lib("pull")
    files = {name: here / "flows" / f"{name}.workflow.json" for name in ids}
    for name in ("a", "b"):
        files[name].unlink()
    for name in ("c", "d"):
        del server.records[ids[name]]
    edited(files["d"], notes="mine")
    server.save(flow("b", value=7), ids["b"])
    stranger = server.save(flow("stranger"))
    assert set(did(lib("push", "--format", "json")).values()) == {"kept", "conflict"}
    listed = lib("push", "--delete")
    assert (listed.code, f'to delete      "a" ({ids["a"]})\n' in listed.out) == (1, True)
    assert "nothing was deleted; --delete --yes deletes it" in listed.err
    assert ids["a"] in server.records
    lib("push", "--delete", "--yes")
    assert set(server.records) == {ids["b"], stranger}  # "b" changed there since, "stranger" was never here
    lib("pull")
    assert files["c"].exists()
    ran = lib("pull", "--delete")
    assert (ran.code, files["c"].exists(), files["d"].exists()) == (1, False, True)
    assert lib("pull", "b").code == 0  # by its name, back again
    assert files["b"].exists()
    assert lib("push", str(files["d"])).code == 0
    assert json.loads(files["d"].read_text())["id"] in server.records


@pytest.mark.parametrize("how", ["broken by a merge", "moved and broken", "excluded", "ignored by git"])
def test_a_file_that_was_not_read_is_not_taken_for_deleted(
    how: str, server: FakeLibrary, lib: Wflint, here: Path
) -> None:
    identity = server.save(flow())
    lib("pull")
    file = here / FOX
    text = file.read_text()
    if how == "broken by a merge":
        file.write_text(text.replace('"name"', '<<<<<<< HEAD\n  "name"', 1))
    elif how == "excluded":
        (here / "wflint.toml").write_text('exclude = ["flows/Fox*"]\n')
    elif how == "ignored by git":
        (here / "flows" / ".gitignore").write_text("Fox*\n")
    else:
        (here / "flows" / "old").mkdir()
        file.rename(here / "flows" / "old" / "fox.json")
        (here / "flows" / "old" / "fox.json").write_text(text.replace("}", "", 1))
    ran = lib("status", "--format", "json")
    assert states(ran) == {"Fox": "not read"}
    before = {path: path.read_bytes() for path in (here / "flows").rglob("*.json")}
    assert "is left out or cannot be read; it is left as it is" in lib("push", "--delete", "--yes").out
    lib("pull", "--delete", "--force")
    (here / "flows" / NAME).unlink()
    lib("pull")
    assert {path: path.read_bytes() for path in (here / "flows").rglob("*.json")} == before
    assert list(server.records) == [identity]


@pytest.mark.parametrize("version", ["5.15.0", "6.14.2"])
def test_a_record_that_cannot_be_read_is_not_taken_for_deleted(
    version: str, server: FakeLibrary, lib: Wflint, here: Path
) -> None:
    server.version = version
    bad = server.save(flow("Bad"))
    server.save(flow("Good"))
    lib("pull")

    def fails(connection: Connection) -> bool:
        if connection.path.endswith(bad):
            connection.json({"detail": "Internal Server Error"}, "500 Internal Server Error")
            return True
        return False

    server.before = fails
    ran = lib("status", "--format", "json")
    assert (ran.code, sorted(states(ran).values())) == (1, ["not read", "same"])
    assert lib("pull", "--delete", "--force").code == lib("push", "--force").code == 1
    assert (here / "flows" / "Bad.workflow.json").exists()
    assert len(server.records) == 2
    server.before = lambda _: False
    assert lib("status").code == 0


def test_a_server_that_has_nothing_any_more_empties_no_folder(
    server: FakeLibrary, lib: Wflint, here: Path
) -> None:
    for name in "ab":
        server.save(flow(name))
    lib("pull")
    server.records.clear()
    server.save(flow("c"))
    ran = lib("pull", "--delete")
    assert (ran.code, ran.out.count("is it another server now?")) == (1, 2)
    files = [here / "flows" / f"{name}.workflow.json" for name in "ab"]
    assert all(path.exists() for path in files)
    assert lib("pull", "--delete", str(files[0])).code == 0
    assert [path.exists() for path in files] == [False, True]
    assert lib("push", "--force").code == 0
    assert len(server.records) == 2


def test_copies_renames_and_files_without_an_id(server: FakeLibrary, lib: Wflint, here: Path) -> None:
    server.save(flow())
    lib("pull")
    moved = here / "flows" / "deep" / "fox.json"
    moved.parent.mkdir()
    (here / FOX).rename(moved)
    assert states(lib("status", "--format", "json")) == {os.path.join("flows", "deep", "fox.json"): "same"}
    copy = here / "flows" / "copy.json"
    copy.write_bytes(moved.read_bytes())
    for what in ("pull", "push"):
        ran = lib(what)
        assert (ran.code, 'have the same id; remove "id" from the copy' in ran.out) == (1, True)
    data = json.loads(copy.read_text())
    del data["id"]
    copy.write_text(json.dumps(data))
    assert lib("push").code == 0
    assert len(server.records) == 2
    assert lib("status").code == 0


def test_a_second_server_gives_ids_of_its_own(
    server: FakeLibrary, lib: Wflint, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.save(flow())
    lib("pull")
    before = (here / FOX).read_bytes()
    with library() as other:
        monkeypatch.setenv("WFLINT_SERVER", other.url)
        assert lib("push").code == 0
        assert (len(other.records), (here / FOX).read_bytes()) == (1, before)
        assert lib("status").code == 0
        [identity] = other.records
        other.save(flow(value=7), identity)
        assert did(lib("pull", "--format", "json")) == {FOX: "updated"}
    monkeypatch.setenv("WFLINT_SERVER", server.url)
    assert states(lib("status", "--format", "json")) == {FOX: "changed here"}


def test_what_others_own_is_not_taken_for_deleted(server: FakeLibrary, lib: Wflint, here: Path) -> None:
    ids = {name: server.save(flow(name)) for name in ("shared", "private")}
    lib("pull")
    server.unlisted = {ids["shared"]: True, ids["private"]: False}
    ran = lib("status", "--format", "json")
    assert (ran.code, list(states(ran).values())) == (0, ["not yours", "same"])
    for more in (("pull", "--delete", "--force"), ("push", "--force")):
        assert lib(*more).code == 0
    assert len(list((here / "flows").glob("*.json"))) == len(server.records) == 2
    (here / "flows" / NAME).unlink()
    assert list(states(lib("status", "--format", "json")).values()) == ["not yours", "same"]


def test_an_id_that_leads_out_is_not_taken_from_a_server(
    server: FakeLibrary, lib: Wflint, here: Path
) -> None:
    (here / "flows").mkdir()
    (here / FOX).write_text(json.dumps(flow()))

    def evil(connection: Connection) -> bool:
        if connection.method == "POST":
            connection.json({"workflow_id": "../../x", "name": "Fox", "workflow": flow()})
            return True
        return False

    server.before = evil
    ran = lib("push")
    assert (ran.code, "the answer is not a saved workflow" in ran.out) == (1, True)
    assert json.loads((here / FOX).read_text()) == flow()


def test_ids_of_strangers_are_no_paths(server: FakeLibrary, lib: Wflint, here: Path) -> None:
    (here / "flows").mkdir()
    (here / FOX).write_text(json.dumps(flow(id="../../app/version")))
    assert lib("push").code == 0
    assert server.requests.count("GET /api/v1/app/version") == 1
    assert json.loads((here / FOX).read_text())["id"] in server.records


def test_workflows_of_invokeai_itself_are_left_out(server: FakeLibrary, lib: Wflint, here: Path) -> None:
    server.save(flow("Own"))
    server.save(flow("Theirs", meta={"category": "default", "version": "4.0.0"}), "default_1")
    own = os.path.join("flows", "Own.workflow.json")
    assert did(lib("pull", "--format", "json")) == {own: "new"}
    theirs = here / "flows" / "Theirs.workflow.json"
    assert did(lib("pull", "--defaults", "--format", "json")) == {os.path.relpath(theirs): "new"}
    assert states(lib("status", "--format", "json")) == {own: "same"}
    edited(theirs, notes="mine")
    assert (lib("push").code, server.records["default_1"]["notes"]) == (0, "")
    ran = lib("push", str(theirs))
    assert (ran.code, "one of InvokeAI's own workflows" in ran.err) == (2, True)


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
