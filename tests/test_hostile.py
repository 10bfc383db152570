"""Files made to break a reader end in diagnostics; work and memory grow with the file and no faster."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests import hostile_files
from tests.counting import calls
from wflint.engine.check import MOST, Checker
from wflint.engine.examine import examine
from wflint.engine.targets import open_targets
from wflint.reading import DOCUMENT, VALUES, has_too_many

if TYPE_CHECKING:
    from pathlib import Path

SIZE = 60
MEMORY = 1536 << 20  # bytes of address space: `ulimit -v` of 1.5 GiB
LIMITED = (
    "import resource, sys\n"
    f"resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))\n"
    "from wflint.cli.main import main\n"
    "sys.exit(main())\n"
)
posix = pytest.mark.skipif(sys.platform == "win32", reason="limits of a process, pipes and devices")


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(open_targets("6.14.2"))


@pytest.mark.parametrize("name", hostile_files.SHAPES)
def test_work_grows_with_the_file(name: str, checker: Checker) -> None:
    """Each doubling costs what the file grew by: twice as much as the doubling before, not four times."""
    shape = hostile_files.SHAPES[name]

    def cost(size: int) -> int:
        raw = shape(size)
        return calls(lambda: examine(raw, name, checker))

    cost(4 * SIZE)  # imports modules, and what is remembered between files
    small, middle, large = (cost(size) for size in (SIZE, 2 * SIZE, 4 * SIZE))
    assert checker.crashes == []
    # Where limits hold, the second doubling may cost nothing.
    assert large - middle <= 2.6 * (middle - small) + 4_000, (small, middle, large)


@posix
def test_a_folder_of_all_of_them_is_checked_in_little_memory(tmp_path: Path) -> None:
    hostile_files.write(tmp_path, 250)
    code = [sys.executable, "-c", LIMITED, "check", "--images", "--format", "json", str(tmp_path)]
    done = subprocess.run(code, capture_output=True, text=True, check=False, timeout=300)
    assert done.stderr == ""
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert {f["file"].rpartition("/")[2] for f in report["files"]} == set(hostile_files.SHAPES)
    assert all(f["status"] in ("checked", "skipped") for f in report["files"])
    assert len(done.stdout) < 60 << 20


@posix
def test_too_many_values_cost_no_memory(tmp_path: Path) -> None:
    """A few kilobytes that would unpack to gigabytes of objects."""
    bomb = tmp_path / "bomb.png"
    bomb.write_bytes(hostile_files.png_of_objects(150_000))
    assert bomb.stat().st_size < 100_000
    code = [sys.executable, "-c", LIMITED, "check", "--format", "concise", str(bomb)]
    done = subprocess.run(code, capture_output=True, text=True, check=False, timeout=120)
    assert done.stderr == ""
    assert "more than 1,000,000 values" in done.stdout


def rules_of(raw: bytes, checker: Checker) -> list[str]:
    return [d.slug for d in examine(raw, "a.json", checker).diagnostics]


def test_a_large_file_is_one_finding(checker: Checker) -> None:
    assert rules_of(b"[" * (DOCUMENT + 1), checker) == ["too-large"]
    assert rules_of(b"[" + b"0," * VALUES + b"0]", checker) == ["too-large"]
    # What stands in texts does not count.
    quoted = b'{"nodes":{},"edges":[],"x":"' + b"\\\\," * VALUES + b'"}'
    assert "too-large" not in rules_of(quoted, checker)
    assert has_too_many(b'"' + b"," * VALUES + b'"' + b"," * VALUES) is False
    assert has_too_many("[" * (VALUES + 1)) is True
    assert has_too_many(b"\xff" + b"[" * (VALUES + 1)) is True


@pytest.mark.parametrize("name", ["near_misses", "unknown_types", "repeated_keys", "same_edges", "same_ids"])
def test_of_one_rule_so_many_findings_are_told(name: str, checker: Checker) -> None:
    raw = hostile_files.TEXTS[f"{name}.json"](MOST + 200)
    found = examine(raw, "a.json", checker).diagnostics
    counts = {slug: sum(d.slug == slug for d in found) for slug in {d.slug for d in found}}
    assert max(counts.values()) == MOST + 1
    last = [d for d in found if "there may be more" in d.message]
    assert {d.slug for d in last} == {slug for slug, number in counts.items() if number > MOST}


def test_names_of_a_megabyte_are_repeated_a_few_times_only(checker: Checker) -> None:
    found = examine(hostile_files.long_way(2000), "a.json", checker).diagnostics
    assert 1 < len(found) < 100
    assert "there may be more" in found[-1].message or "there may be more" in found[0].message


@pytest.mark.parametrize("outside", [100, 400])
def test_oddities_outside_a_document_are_looked_up_in_one_go(outside: int, checker: Checker) -> None:
    raw = hostile_files.oddities_outside(outside)
    found = examine(raw, "a.json", checker).diagnostics
    assert sum(d.slug == "non-standard-number" for d in found) == outside
    assert len({d.span for d in found if d.slug == "non-standard-number"}) == outside


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("^[a-z]+$", True),
        ("(a*)*b", False),
        ("a*a*a*b", False),
        ("a?" * 40 + "a" * 40 + "b", False),
        (5, False),
    ],
)
def test_patterns_of_a_catalogue_end(pattern: object, told: bool, tmp_path: Path) -> None:
    """A catalogue's regular expression is a stranger's: one that may not end is not tried."""
    fact = {
        "type": "mine",
        "title": "Mine",
        "pack": "theirs",
        "inputs": {"text": {"t": {"t": "str", "pattern": pattern}}},
        "out": "o",
        "outputs": {},
    }
    pack = tmp_path / "pack.json"
    pack.write_text(json.dumps({"wflint_catalogue": 1, "version": None, "nodes": [fact], "models": []}))
    text = "a" * 500 + "!"
    raw = json.dumps({"id": "g", "nodes": {"a": {"id": "a", "type": "mine", "text": text}}, "edges": []})
    checker = Checker(open_targets("6.14.2", (str(pack),)))
    found = examine(raw.encode(), "a.json", checker).diagnostics
    assert checker.crashes == []
    assert ("invalid-value" in {d.slug for d in found}) is told


@pytest.mark.parametrize(
    ("name", "to"),
    [("ring", "workflow"), ("workflow_ring", "graph"), ("cyclic_batch", "graph"), ("chain", "workflow")],
)
def test_conversion_grows_with_the_file(name: str, to: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from wflint.builders.conversion import ConvertOptions, convert_document
    from wflint.document.load import load_bytes
    from wflint.graph.edges import ui_load

    monkeypatch.setattr(ui_load, "_MOST_STEPS", 2_000)  # what a thousand wires would reach
    (catalogue,) = open_targets("6.14.2")
    shape = hostile_files.TEXTS[f"{name}.json"]

    def cost(size: int) -> int:
        loaded = load_bytes(shape(size), "a.json")
        return calls(lambda: convert_document(loaded.documents, to, catalogue, ConvertOptions()))

    cost(4 * SIZE)
    small, middle, large = (cost(size) for size in (SIZE, 2 * SIZE, 4 * SIZE))
    assert large - middle <= 2.6 * (middle - small) + 4_000, (small, middle, large)


def test_no_circle_stays_when_there_are_too_many_wires(monkeypatch: pytest.MonkeyPatch) -> None:
    from wflint.builders.conversion import ConvertOptions, convert_document
    from wflint.document.load import load_bytes
    from wflint.graph.edges import ui_load
    from wflint.graph.edges.cycles import acyclic

    (catalogue,) = open_targets("6.14.2")
    kept = []
    for most in (10, 200, 10_000_000):
        monkeypatch.setattr(ui_load, "_MOST_STEPS", most)
        loaded = load_bytes(hostile_files.workflow_ring(60), "a.json")
        graph = convert_document(loaded.documents, "graph", catalogue, ConvertOptions()).value
        pairs: dict[str, list[str]] = {}
        for edge in graph["edges"]:
            pairs.setdefault(edge["source"]["node_id"], []).append(edge["destination"]["node_id"])
        assert acyclic(pairs)
        kept.append(len(graph["edges"]))
    assert kept[-1] == 118  # both wires back to the first node go
    assert min(kept) > 0
