"""Quick looks only save time: with each of them switched off, the rules find the same in every file there is.

A quick look says that a document, node or value is surely all right, so that the full judgement is spared.
Where it says so wrongly, a finding is missing, and nothing else would tell. The files are all fixtures, the
graphs that a real server was asked about (tests/families) and those that the web UI builds.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests import topologies
from tests.families.matrix import matrix
from tests.families.table import rows
from wflint.catalogue.model import Catalogue
from wflint.catalogue.store import StoredDefinitions, shipped
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.selection import Selectors, select_rules
from wflint.graph.reading.workflow import _is_sound_top
from wflint.graph.server.literal_fast import compile_accept
from wflint.models.judges.gate import clears
from wflint.rules.looks import Looks, wanted
from wflint.rules.models._named import nothing_to_say as no_name_to_judge
from wflint.rules.models._quiet import quiet
from wflint.rules.shared.edges_quick import nothing_to_say as no_edge_to_judge
from wflint.rules.shared.form_quick import node_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FIXTURES = Path(__file__).parents[1] / "fixtures"
RELEASE = "6.14.2"
Said = list[tuple[Any, ...]]


def _never(*_: Any) -> bool:
    return False


def _never_accepts(*_: Any) -> Callable[[Any], bool]:
    return _never


def _unsure(*_: Any) -> None:
    return None


def _all_rules(looks: Looks, *_: Any) -> list[int]:
    parts = [
        looks.always,
        *looks.by_type.values(),
        *(n for group in looks.by_analysis.values() for _, n in group),
    ]
    return sorted({number for part in parts for number in part})


class Look(NamedTuple):
    """What is called, what switches it off, and the kinds of files in which it says anything."""

    function: Callable[..., Any]
    off: Callable[..., Any]
    kinds: tuple[str, ...]


FILES, ROWS, MATRIX, UI = "file", "row", "matrix", "ui"
LOOKS = {
    "rules have nothing to say": Look(wanted, _all_rules, (FILES, ROWS, MATRIX, UI)),
    "models gate": Look(clears, _never, (FILES, ROWS, MATRIX, UI)),
    "models quiet": Look(quiet, _never, (FILES, ROWS, MATRIX, UI)),
    "model names": Look(no_name_to_judge, _never, (FILES, ROWS, UI)),
    "edges": Look(no_edge_to_judge, _never, (FILES, ROWS, UI)),
    "literals": Look(compile_accept, _never_accepts, (FILES, ROWS, UI)),
    "forms": Look(node_fields, _unsure, (FILES,)),
    "top of a workflow": Look(_is_sound_top, _never, (FILES,)),
}


@cache
def documents() -> dict[str, bytes]:
    found = {
        f"{FILES} {path.relative_to(FIXTURES)}": path.read_bytes()
        for folder in ("rules", "workflows", "guide")
        for path in sorted((FIXTURES / folder).rglob("*.json"))
    }
    graphs = {f"{ROWS} {name}": row.recipe.graph() for name, row in rows().items()}
    graphs |= {f"{MATRIX} {name}": recipe.graph() for name, recipe in matrix().items()}
    graphs |= {f"{UI} {name}": topologies.graph(name) for name in topologies.names()}
    return found | {name: json.dumps(graph).encode() for name, graph in graphs.items()}


def said(checker: Checker, kinds: tuple[str, ...] = (FILES, ROWS, MATRIX, UI)) -> dict[str, Said]:
    found = {
        name: [
            (d.slug, d.pointer, d.message, d.severity, d.effect, d.stage, d.node, d.node_type, d.field)
            for d in examine(raw, name, checker).diagnostics
        ]
        for name, raw in documents().items()
        if name.split()[0] in kinds
    }
    for crash in checker.crashes:
        raise crash.error
    return found


def checker() -> Checker:
    """All rules, on a catalogue of its own, which remembers nothing."""
    catalogue = Catalogue(StoredDefinitions(shipped(), RELEASE))
    return Checker((catalogue,), select_rules([Selectors(None, (), ("ALL",))]))


@cache
def usual() -> dict[str, Said]:
    """What is found with all quick looks, in files that come when all others have been seen."""
    warm = checker()
    first = said(warm)
    again = said(warm)
    assert again == first
    return again


def users(function: Callable[..., Any]) -> Iterator[tuple[Any, str]]:
    """The modules that have a function among their names, and the name."""
    for name, module in list(sys.modules.items()):
        if name.startswith("wflint."):
            yield from ((module, key) for key, value in list(vars(module).items()) if value is function)


@pytest.mark.parametrize("look", LOOKS)
def test_the_full_judgement_finds_the_same(look: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = usual()
    function, off, kinds = LOOKS[look]
    asked = 0

    def switched_off(*arguments: Any) -> Any:
        nonlocal asked
        asked += 1
        return off(*arguments)

    for module, name in list(users(function)):
        monkeypatch.setattr(module, name, switched_off)
    found = said(checker(), kinds)
    assert asked > 0
    assert {name: found[name] for name in found if found[name] != expected[name]} == {}


def test_there_is_something_to_find() -> None:
    assert len(documents()) > 1000
    assert sum(map(bool, usual().values())) > 500
