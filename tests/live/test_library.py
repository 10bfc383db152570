"""``wflint library`` against a server that answers as InvokeAI 6.14.2 does: what each side changed."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import here, wflint
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
