"""``wflint library`` on a real server: to it, from it into another folder, and both at once."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import here, wflint
from tests.live.library import WORKFLOWS
from tests.live.library_folder import did, edited
from wflint import Server
from wflint.live.library.ledger import NAME
from wflint.live.library.records import Records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Ran
    from wflint.live.serve.server import InvokeAIServer

    Wflint = Callable[..., Ran]

__all__ = ["here", "wflint"]  # fixtures
pytestmark = pytest.mark.live
FLOWS = ("sd15_text_to_image", "sd15_lora")  # of the library: the oldest nodes, which each release has


@pytest.fixture
def records(server: InvokeAIServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Records]:
    """The server's library, empty but for InvokeAI's own workflows, before and after."""
    monkeypatch.setenv("WFLINT_SERVER", server.url)
    with Server(server.url) as client:
        found = Records(client)
        empty(found)
        yield found
        empty(found)


def empty(records: Records) -> None:
    for record in records.all()[0]:
        records.delete(record.id)


@pytest.fixture
def flows(here: Path) -> Path:
    folder = here / "flows"
    folder.mkdir()
    for name in FLOWS:
        shutil.copy(WORKFLOWS / f"{name}.workflow.json", folder)
    return folder


def stored(records: Records, identity: str) -> dict[str, Any]:
    fetched = records.get(identity)
    assert fetched is not None
    return fetched.workflow


def test_there_and_back(records: Records, flows: Path, wflint: Wflint, here: Path) -> None:
    pushed = wflint("library", "push", "flows")
    assert pushed.code == 0, pushed
    files = {path: json.loads(path.read_text("utf-8")) for path in flows.glob("*.json")}
    for path, data in files.items():
        kept = {k: v for k, v in stored(records, data["id"]).items() if v is not None}
        assert kept == data, path
    assert wflint("library", "pull", "again").code == 0
    assert {p.read_bytes() for p in (here / "again").iterdir()} == {p.read_bytes() for p in flows.iterdir()}
    assert wflint("format", "--check", "flows", "again").code == 0
    ran = wflint("library", "status", "flows")
    assert (ran.code, ran.err) == (0, f"{len(FLOWS)} same\n")

    # Both sides change one, another folder hears of it.
    path, data = next(iter(files.items()))
    other = next(p for p in (here / "again").glob("*.json") if json.loads(p.read_text())["id"] == data["id"])
    data["nodes"][0]["data"]["label"] = "named there"
    records.update(data["id"], data)
    assert did(wflint("library", "pull", "--format", "json", "again")) == {f"again/{other.name}": "updated"}
    assert json.loads(other.read_text("utf-8")) == data
    edited(path, notes="changed here")
    mine = path.read_bytes()
    for what in ("pull", "push"):
        ran = wflint("library", what, "flows", "--format", "json")
        assert (ran.code, did(ran)) == (1, {f"flows/{path.name}": "conflict"})
        [change] = ran.json["workflows"][0]["diff"]["changed"]
        assert change["attributes"][0]["name"] == "label"
    assert path.read_bytes() == mine
    assert stored(records, data["id"])["notes"] == data["notes"]
    assert wflint("library", "push", "--no-check", "--force", "flows").code == 0
    assert stored(records, data["id"])["notes"] == "changed here"

    # A file that is gone is removed there when asked to, and only then.
    path.unlink()
    wflint("library", "push", "flows")
    assert records.get(data["id"]) is not None
    assert wflint("library", "push", "flows", "--delete", "--yes").code == 0
    assert records.get(data["id"]) is None
    assert did(wflint("library", "pull", "again", "--delete", "--format", "json")) == {
        f"again/{other.name}": "deleted"
    }


def test_workflows_of_any_format_are_stored_as_they_are(records: Records, here: Path, wflint: Wflint) -> None:
    """No server looks at the version of a workflow's format: the web UI does, when it opens one."""
    data = json.loads((WORKFLOWS / f"{FLOWS[0]}.workflow.json").read_text("utf-8"))
    (here / "old").mkdir()
    for version in ("1.0.0", "2.0.0", "9.0.0"):
        old = {**data, "name": version, "meta": {"version": version}}
        del old["author"]
        (here / "old" / f"{version}.json").write_text(json.dumps(old))
    assert wflint("library", "push", "--no-check", "old").code == 0
    found = {record.name: stored(records, record.id) for record in records.all()[0]}
    assert {name: w["meta"]["version"] for name, w in found.items()} == {v: v for v in found}
    assert len(found) == 3
    assert wflint("library", "status", "old").code == 0


def test_what_invokeai_brings_along_can_be_read(records: Records, here: Path, wflint: Wflint) -> None:
    assert (wflint("library", "pull", "all").out, (here / "all" / NAME).exists()) == ("", False)
    ran = wflint("library", "pull", "--defaults", "all")
    files = list((here / "all").glob("*.workflow.json"))
    assert (ran.code, len(files)) == (0, len(records.all(defaults=True)[0]))
    assert len(files) > 5
    assert wflint("library", "status", "--defaults", "all").code == 0
    assert wflint("format", "--check", "all").code == 0
    edited(files[0], notes="mine")
    assert wflint("library", "push", "all").out == ""
