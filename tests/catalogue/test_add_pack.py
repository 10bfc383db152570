"""``lint/scripts/add_pack.py``: from a folder to an entry, and into an index."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.catalogue.pack_truth import SOURCES

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs/schema/packs.schema.json").read_text("utf-8"))
URL = "https://example.com/somebody/basic"


def add(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "lint/scripts/add_pack.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")


def faults(*entries: Any) -> list[str]:
    index = {"wflint_packs": 1, "packs": list(entries)}
    return [f"{e.json_path}: {e.message}" for e in Draft202012Validator(SCHEMA).iter_errors(index)]


def test_an_entry() -> None:
    done = add(SOURCES / "basic", "--url", URL, "--listed", "now", "--date", "2026-11-30")
    assert (done.returncode, done.stderr) == (0, "")
    entry = json.loads(done.stdout)
    assert faults(entry) == []
    assert {name: entry[name] for name in entry if name != "nodes"} == {
        "name": "basic",
        "url": URL,
        "kind": "pack",
        "listed": "now",
        "last_commit_date": "2026-11-30",
        "has_init": True,
    }
    assert entry["nodes"]["wf_grey"] == {
        "version": "1.2.3",
        "title": "Grey",
        "category": "image",
        "inputs": {
            "image": {"type": "ImageField", "required": True},
            "amount": {"type": "float", "required": False, "default": 0.5},
            "steps": {"type": "int", "required": False, "default": 3},
            "invert": {"type": "bool", "required": False, "default": False},
            "label": {"type": "str", "required": False},
        },
        "output_class": "ImageOutput",
        "outputs": {"image": "ImageField", "width": "int", "height": "int"},
        "versions_seen": ["1.2.3"],
    }


@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
def test_into_an_index(tmp_path: Path, suffix: str) -> None:
    index = tmp_path / f"packs{suffix}"
    for pack in ("unions", "basic", "kinds", "basic"):
        done = add(SOURCES / pack, "--url", f"https://example.com/{pack}/", "--into", index)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    text = index.read_text("utf-8")
    entries = (
        [json.loads(line) for line in text.splitlines()] if suffix == ".jsonl" else json.loads(text)["packs"]
    )
    assert [e["name"] for e in entries] == ["basic", "kinds", "unions"]
    assert faults(*entries) == []


def test_what_only_the_history_tells_is_kept(tmp_path: Path) -> None:
    pack, index = tmp_path / "basic", tmp_path / "packs.json"
    shutil.copytree(SOURCES / "basic", pack)
    add(pack, "--url", URL, "--listed", "once", "--into", index)
    document = json.loads(index.read_text("utf-8"))
    document["packs"][0]["loads"] = {"5.15.0": True}
    document["packs"][0]["nodes"]["wf_grey"]["first_seen"] = "2025-01-01"
    index.write_text(json.dumps(document), "utf-8")
    nodes = pack / "nodes.py"
    nodes.write_text(
        nodes.read_text("utf-8").replace("1.2.3", "1.3.0").replace('"wf_mix"', '"wf_mixed"'), "utf-8"
    )
    assert add(pack, "--url", URL, "--into", index).returncode == 0
    (entry,) = json.loads(index.read_text("utf-8"))["packs"]
    assert faults(entry) == []
    assert entry["listed"] == "once"
    assert entry["loads"] == {"5.15.0": True}
    assert entry["nodes"]["wf_grey"]["versions_seen"] == ["1.2.3", "1.3.0"]
    assert entry["nodes"]["wf_grey"]["first_seen"] == "2025-01-01"
    assert {t: n.get("removed", False) for t, n in entry["nodes"].items()} == {
        "wf_grey": False,
        "wf_mix": True,
        "wf_mixed": False,
    }


@pytest.mark.parametrize(
    ("origin", "url"),
    [
        ("https://user:secret@example.com/a/basic.git", "https://example.com/a/basic"),
        ("git@example.com:a/basic.git", "https://example.com/a/basic"),
        ("ssh://git@example.com/a/basic", "https://example.com/a/basic"),
    ],
)
def test_the_address_of_a_checkout(tmp_path: Path, origin: str, url: str) -> None:
    pack = tmp_path / "folder"
    shutil.copytree(SOURCES / "basic", pack)
    (pack / ".git").mkdir()
    config = f'[core]\n\tfsmonitor = "touch mark"\n[remote "origin"]\n\tfetch = x\n\turl = {origin}\n'
    (pack / ".git" / "config").write_text(config, "utf-8")
    entry = json.loads(add(pack).stdout)
    assert (entry["name"], entry["url"]) == ("basic", url)


def test_what_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.json").write_text("[1", "utf-8")
    (tmp_path / "other.json").write_text('{"packs": 3}', "utf-8")
    basic = SOURCES / "basic"
    for code, arguments in (
        (1, (tmp_path / "empty", "--url", URL)),
        (2, (tmp_path / "nowhere", "--url", URL)),
        (2, (basic,)),
        (2, (basic, "--url", URL, "--into", tmp_path / "broken.json")),
        (2, (basic, "--url", URL, "--into", tmp_path / "other.json")),
        (2, (basic, "--url", URL, "--into", tmp_path / "nowhere" / "packs.json")),
        (2, (basic, "--url", URL, "--invokeai", tmp_path / "python")),
    ):
        done = add(*arguments)
        lines = [line for line in done.stderr.splitlines() if not line.startswith("note: ")]
        assert (done.returncode, done.stdout, len(lines)) == (code, "", 1), done.stderr
    assert (tmp_path / "broken.json").read_text("utf-8") == "[1"


def test_the_schema_takes_every_pack_there_is() -> None:
    from wflint.catalogue.packs.scan import entry

    packs = [entry.scan_pack(str(path), path.name, URL).entry for path in sorted(SOURCES.iterdir())]
    assert faults(*packs) == []
    assert faults({"name": "a", "url": URL, "nodes": {}}) == []
    assert (
        faults(
            {"name": "a", "url": URL, "nodes": {"t": {"outputs": {"a": {"type": "enum", "options": [1]}}}}}
        )
        == []
    )


@pytest.mark.parametrize(
    "change",
    [
        {"nmae": "x"},
        {"name": ""},
        {"listed": "yes"},
        {"last_commit_date": "yesterday"},
        {"loads": {"6.14.2": "yes"}},
        {"missing_names": {"6.14.2": ["torch.x"]}},
        {"nodes": []},
        {"nodes": {"a b": {}}},
        {"nodes": {"t": {"verison": "1.0.0"}}},
        {"nodes": {"t": {"inputs": {"a": {"type": "int", "minimum": 1}}}}},
        {"nodes": {"t": {"inputs": {"a": {"required": True}}}}},
        {"nodes": {"t": {"inputs": {"a": {"type": "enum"}}}}},
        {"nodes": {"t": {"inputs": {"a": {"type": "int", "options": [1]}}}}},
        {"nodes": {"t": {"inputs": {"a": {"type": "int", "kind": "maybe"}}}}},
        {"nodes": {"t": {"inputs": {"a": {"type": "int", "ge": "0"}}}}},
        {"nodes": {"t": {"outputs": {"a": {"type": "int"}}}}},
        {"nodes": {"t": {"outputs": {"a": " int"}}}},
        {"nodes": {"t": {"core": ["3.0.0"]}}},
    ],
)
def test_the_schema_refuses_what_is_misspelt(change: dict[str, Any]) -> None:
    assert faults({"name": "a", "url": URL, "nodes": {}, **change})
