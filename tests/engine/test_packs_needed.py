"""What files need, for files and indexes of packs that were made to break a reader."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests import hostile_files
from tests.counting import calls
from wflint.catalogue.packs.saved import open_index
from wflint.engine.configuration import Wanted
from wflint.engine.packs_needed import PacksRequest, find_needs
from wflint.report.packs_json import packs_json
from wflint.report.packs_markdown import packs_markdown
from wflint.report.packs_text import packs_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wflint.engine.packs_needed import PackNeeds


def shown(needs: PackNeeds) -> int:
    """The length of all three reports."""
    pieces = (*packs_text(needs), *packs_markdown(needs), json.dumps(packs_json(needs)))
    return sum(map(len, pieces))


def test_hostile_files_end_in_a_report(tmp_path: Path) -> None:
    hostile_files.write(tmp_path, 40)
    needs = find_needs(PacksRequest((str(tmp_path),), Wanted(target="6.14.2", named=True), images=True))
    assert needs.checked > 20
    assert all("\n" not in problem for problem in needs.problems)
    assert shown(needs)


def graph(types: list[str]) -> dict[str, Any]:
    return {
        "id": "g",
        "nodes": {f"n{i}": {"id": f"n{i}", "type": t} for i, t in enumerate(types)},
        "edges": [],
    }


def versions(n: int) -> dict[str, Any]:
    """A workflow whose every node is of one type, and says another version and pack."""
    nodes = [
        {
            "id": f"n{i}", "type": "invocation", "position": {"x": 0, "y": 0},
            "data": {"id": f"n{i}", "type": "t0", "version": f"1.0.{i}", "nodePack": f"p{i}", "inputs": {}},
        }
        for i in range(n)
    ]  # fmt: skip
    return {"name": "", "nodes": nodes, "edges": [], "exposedFields": [], "meta": {"version": "3.0.0"}}


def packs(n: int, types: Callable[[int], list[str]]) -> dict[str, Any]:
    entries = [{"name": f"p{i}", "url": f"u{i}", "nodes": {t: {} for t in types(i)}} for i in range(n)]
    return {"wflint_packs": 1, "packs": entries}


SHAPES: dict[str, Callable[[int], tuple[dict[str, Any], dict[str, Any]]]] = {
    "a type a pack": lambda n: (graph([f"t{i}" for i in range(n)]), packs(n, lambda i: [f"t{i}"])),
    "unknown types": lambda n: (graph([f"x{i}" for i in range(n)]), packs(n, lambda i: [f"t{i}"])),
    "one type of all": lambda n: (versions(n), packs(n, lambda _: ["t0"])),
    "one pack": lambda n: (
        graph([f"t{i}" for i in range(n)]), packs(1, lambda _: [f"t{i}" for i in range(n)]),
    ),
    "branches": lambda n: (graph(["add_conditioning_area"] * n), packs(n, lambda i: [f"t{i}"])),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_work_grows_with_the_files(name: str, tmp_path: Path) -> None:
    """Each doubling of both costs what they grew by."""

    def cost(size: int) -> int:
        document, index = SHAPES[name](size)
        (tmp_path / "a.json").write_text(json.dumps(document), "utf-8")
        (tmp_path / f"packs{size}.json").write_text(json.dumps(index), "utf-8")
        open_index.cache_clear()
        wanted = Wanted(target="6.14.2", packs=(str(tmp_path / f"packs{size}.json"),), named=True)
        return calls(lambda: shown(find_needs(PacksRequest((str(tmp_path / "a.json"),), wanted))))

    cost(400)  # imports modules, and what is remembered
    small, middle, large = (cost(size) for size in (100, 200, 400))
    assert large - middle <= 2.6 * (middle - small) + 4_000, (small, middle, large)
