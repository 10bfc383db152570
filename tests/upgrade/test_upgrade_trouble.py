"""``wflint upgrade`` with files that go wrong: nothing is lost, and nothing is said to be well."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.upgrade.documents import blur, graph, numbers

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Process = Callable[..., subprocess.CompletedProcess[bytes]]
    Put = Callable[..., Path]

TO = ("upgrade", "--to", "6.14.2")


@pytest.mark.parametrize("where", ["option", "configuration"])
def test_excluded_standard_input_goes_on_as_it_came(process: Process, put: Put, where: str) -> None:
    raw = json.dumps(numbers(), indent=3).encode()
    options = ("--exclude", "*.json") if where == "option" else ()
    if where == "configuration":
        put("wflint.toml", 'exclude = ["*.json"]\n')
    done = process(*TO, "--write", *options, "--stdin-filename", "a.json", "-", stdin=raw)
    assert done.stdout == raw
    assert done.returncode == 0
    assert b"nothing to judge: a.json is excluded by" in done.stderr


def easing(steps: int, number: int = 1) -> dict[str, Any]:
    """A graph with nodes that a migration gives a list of numbers, as long as they say."""
    return graph(
        {
            f"ease{n}": {"type": "step_param_easing", "num_steps": steps, "end_value": 3.0}
            for n in range(number)
        }
    )


@pytest.mark.parametrize("option", ["--write", "--diff"])
def test_what_would_become_too_large_to_be_read_is_not_written(
    wflint: Wflint, put: Put, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    monkeypatch.setattr("wflint.document.load.VALUES", 250)
    monkeypatch.setattr("wflint.document.load.has_too_many", lambda text: text.count(",") > 250)
    path = put("big.json", easing(300))
    put("small.json", easing(3))
    before = path.read_bytes()
    ran = wflint(*TO, option, ".")
    assert (ran.code, path.read_bytes()) == (2, before)
    assert "once migrated, it could not be read: too many values" in ran.err
    assert f"{'migrated' if option == '--write' else 'would migrate'} 1 file" in ran.err
    assert ran.out.count("big.json") == (option == "--write")


@pytest.mark.parametrize(
    ("error", "why"), [(MemoryError, "there is not enough memory"), (RecursionError, "it is nested too deep")]
)
def test_a_file_that_cannot_be_migrated_does_not_stop_the_others(
    wflint: Wflint, put: Put, monkeypatch: pytest.MonkeyPatch, error: type[Exception], why: str
) -> None:
    from wflint.upgrade import rewrite

    def fails(text: str, *given: Any) -> str:
        if "hostile" in text:
            raise error
        return real(text, *given)

    real = rewrite.migrated_text
    monkeypatch.setattr(rewrite, "migrated_text", fails)
    names = ("a.json", "b.json", "c.json")
    paths = [put(name, {**numbers(), "id": "hostile" if name == "b.json" else "g"}) for name in names]
    before = [path.read_bytes() for path in paths]
    ran = wflint(*TO, "--write", ".")
    after = [path.read_bytes() for path in paths]
    assert [was == now for was, now in zip(before, after, strict=True)] == [False, True, False]
    assert ran.code == 2
    assert f"b.json: not written: {why}" in ran.err
    assert "migrated 2 files" in ran.err
    assert ran.out.count("fine (") == 2


def test_a_configuration_that_is_wrong_stops_it_before_anything_is_written(wflint: Wflint, put: Put) -> None:
    paths = [put("a/one.json", numbers()), put("z/two.json", numbers())]
    put("z/wflint.toml", 'catalogues = ["nope.json"]\n')
    before = [path.read_bytes() for path in paths]
    ran = wflint(*TO, "--write", ".")
    assert (ran.code, [path.read_bytes() for path in paths]) == (2, before)
    assert "nope.json" in ran.err


def test_an_interrupted_run_says_what_it_has_written(
    wflint: Wflint, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wflint.upgrade.run import UpgradeRun

    def stops(run: UpgradeRun, path: str, **given: Any) -> Any:
        if path.endswith("b.json"):
            raise KeyboardInterrupt
        return real(run, path, **given)

    real = UpgradeRun.file
    monkeypatch.setattr(UpgradeRun, "file", stops)
    for name in ("a.json", "b.json"):
        put(name, numbers())
    ran = wflint(*TO, "--write", ".")
    assert ran.code not in (0, 1)
    assert "migrated 1 file" in ran.err


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights there")
def test_a_link_that_leads_out_is_told_in_one_sentence(wflint: Wflint, put: Put, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-out.json"
    outside.write_text(json.dumps(numbers()), "utf-8")
    put("own/.git/config", "")
    (tmp_path / "own/one.json").symlink_to(outside)
    ran = wflint(*TO, "own")
    assert "nothing to judge: own/one.json is a symbolic link to a file outside of" in ran.err


def test_the_workflow_that_a_queue_item_has_as_text_is_judged_and_told(wflint: Wflint, put: Put) -> None:
    session = {"id": "s", "graph": numbers(), "execution_graph": {"nodes": {}, "edges": []}}
    item = {"item_id": 1, "batch_id": "b", "session_id": "s", "session": session}
    text = json.dumps(blur())
    path = put("queue.json", {"items": [{**item, "workflow": text}, {**item, "workflow": "{not JSON"}]})
    told = wflint(*TO, "-f", "json", "queue.json").json["documents"]
    assert {one["part"]: one["verdict"] for one in told} == {
        "0/session": "migrated",
        "0/workflow": "updated",  # by the web UI
        "1": "migrated",
    }
    ran = wflint(*TO, "--write", "queue.json")
    assert "queue.json: not all of it written: a workflow stands in it as a text" in ran.err
    assert "migrated 1 file" in ran.err
    items = json.loads(path.read_bytes())["items"]
    assert [each["session"]["graph"]["nodes"]["three"]["type"] for each in items] == ["integer", "integer"]
    assert items[0]["workflow"] == text
    taken = wflint("convert", "--part", "0/workflow", "--to", "workflow", "queue.json")
    assert taken.json["nodes"][0]["data"]["type"] == blur()["nodes"][0]["data"]["type"]
