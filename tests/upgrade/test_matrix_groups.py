"""Releases that are judged once are the same: what is said of one is what each of them would be told."""

from __future__ import annotations

import ast
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import wflint
from tests.upgrade.documents import graph, photo, workflow
from wflint.catalogue.model import Catalogue, InMemoryDefinitions
from wflint.catalogue.packs.index import shipped_index
from wflint.catalogue.store import list_releases, open_release
from wflint.graph.webui.profile import FORMATS
from wflint.upgrade.matrix_build import build
from wflint.upgrade.matrix_files import read_subjects
from wflint.upgrade.matrix_groups import Grouper
from wflint.upgrade.matrix_signature import ERAS, Signatures
from wflint.upgrade.run import UpgradeRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.upgrade.matrix import Cell

ROOT = Path(__file__).parents[2]
SOURCE = Path(wflint.__path__[0])
ALL = os.environ.get("WFLINT_MATRIX_ALL")  # all fixtures at all releases: many minutes
JUDGING = ("graph", "models", "rules", "engine", "upgrade", "catalogue")


def facts(cell: Cell) -> object:
    """What must not differ: words may name the release, and help the nodes that it has."""
    reasons = [(r.verdict, r.node, r.field, r.rule, r.blame, r.breaks) for r in cell.reasons]
    return cell.verdict, cell.meets, reasons


def some_files() -> list[str]:
    """Fixtures of the rules, and a workflow of each format: a few, or all where somebody asks."""
    found = sorted(map(str, (ROOT / "fixtures" / "rules").glob("*/*.json")))
    found = found if ALL else [path for path in found if os.path.getsize(path) < 8_000][::70]
    return found + sorted(map(str, (ROOT / "fixtures" / "workflows").glob("format-*.json")))


def test_groups_judge_as_each_release_alone_does() -> None:
    releases = list_releases() if ALL else list_releases()[5::6]
    subjects = read_subjects(UpgradeRequest(tuple(some_files()), releases[-1], skip_unknown=True)).subjects
    assert len(subjects) > 8
    grouped, alone = (build(subjects, releases, grouped=each) for each in (True, False))
    assert grouped.judged < alone.judged
    for joined, row in zip(grouped.rows, alone.rows, strict=True):
        for cell in row.cells:
            assert facts(joined.at(cell.judged)) == facts(cell), (row.path, cell.judged)


def test_processes_give_what_one_gives(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(
        json.dumps(graph({"a": photo(), "c": {"type": "canny_image_processor"}}))
    )
    (tmp_path / "b.json").write_text(json.dumps(workflow([])))
    releases = list_releases()[-20:]
    subjects = read_subjects(UpgradeRequest((str(tmp_path),), releases[-1])).subjects
    assert build(subjects, releases, processes=2) == build(subjects, releases, processes=1)


def test_every_release_that_the_code_compares_with_begins_an_era() -> None:
    known = {era.numbers[:2] for era in ERAS} | {era.numbers for era in ERAS}
    unknown = {
        (str(path.relative_to(SOURCE)), numbers)
        for room in JUDGING
        for path in (SOURCE / room).rglob("*.py")
        if not path.name.startswith("matrix")
        if "Release((" in (text := path.read_text("utf-8")) or "at_least(" in text
        for numbers in compared(ast.parse(text))
        if numbers not in known and (*numbers, 0, 0)[:2] not in known
    }
    assert unknown == set()
    assert set(FORMATS.values()) <= known | {(3, 0)}


def compared(tree: ast.AST) -> Iterator[tuple[int, ...]]:
    """The numbers in ``Release((5, 6, 1))`` and ``release.at_least(6, 14)``."""
    for found in ast.walk(tree):
        if not isinstance(found, ast.Call):
            continue
        if isinstance(found.func, ast.Attribute) and found.func.attr == "at_least":
            arguments: list[ast.expr] = found.args
        elif isinstance(found.func, ast.Name) and found.func.id == "Release" and found.args:
            first = found.args[0]
            arguments = first.elts if isinstance(first, ast.Tuple) else []
        else:
            continue
        numbers = tuple(a.value for a in arguments if isinstance(a, ast.Constant) and type(a.value) is int)
        if numbers:
            yield numbers


NODE: dict[str, Any] = {
    "type": "n",
    "version": "1.0.0",
    "inputs": {"a": {"t": {"union": [{"ref": "M"}, "null"]}}},
    "out": "o",
    "outputs": {"b": {"t": "int"}},
}
MODELS: dict[str, dict[str, Any]] = {
    "M": {"model": "M", "fields": {"x": {"list": {"ref": "E"}}}},
    "E": {"model": "E", "enum": ["p", "q"]},
    "Other": {"model": "Other", "fields": {}},
}
OVERLAY: dict[str, Any] = {"validators": {}, "types": {}, "ancestors": {}}


def made(nodes: Any = None, models: Any = None, overlay: Any = None, version: str = "6.14.2") -> Signatures:
    definitions = InMemoryDefinitions(
        version,
        {"n": {**NODE, **(nodes or {})}},
        {**MODELS, **(models or {})},
        {**OVERLAY, **(overlay or {})},
    )
    return Signatures(Catalogue(definitions), shipped_index())


@pytest.mark.parametrize(
    "changed",
    [
        {"nodes": {"version": "1.0.1"}},
        {"nodes": {"inputs": {}}},
        {"models": {"E": {"model": "E", "enum": ["p", "q", "r"]}}},
        {"models": {"M": {"model": "M", "fields": {"x": "int"}}}},
        {"overlay": {"validators": {"n": {"a": ["check"]}}}},
        {"overlay": {"types": {"n": {"inputs": {"a": "int"}}}}},
        {"overlay": {"ancestors": {"M": ["Other"]}}},
        {"overlay": {"model_validators": {"E": {"*": ["check"]}}}},
        {"overlay": {"graph_rules": "0"}},
        {"version": "5.15.0"},
    ],
)
def test_what_a_node_depends_on_is_in_the_signature(changed: dict[str, Any]) -> None:
    assert made(**changed).of(["n"]) != made().of(["n"])


def test_what_it_does_not_depend_on_is_not() -> None:
    same = made(models={"Other": {"model": "Other", "fields": {"z": "int"}}}, version="6.14.1")
    assert same.of(["n"]) == made().of(["n"])


def test_the_way_up_and_down_are_told_apart() -> None:
    names = ("6.14.0", "6.14.1", "6.14.2")
    grouper = Grouper([open_release(name) for name in names], shipped_index())
    assert grouper.groups(["add"], ["6.14.1"] * 3) == [("6.14.0",), ("6.14.1",), ("6.14.2",)]
    assert grouper.groups(["add"], list(names)) == [names]
    assert grouper.groups(["add"], ["5.15.0"] * 3) == [names]
