"""One class name, one thing: nobody has to ask which of two is meant."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "lint" / "wflint"
# The name that users' code and stubs have, and the thing of that name inside.
BOTH = {
    "Node": "a node that is being built, and one that was read",
}


def test_a_class_name_is_one_thing() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(path.relative_to(PACKAGE).as_posix())
    assert len(places) > 300
    assert {name for name, where in places.items() if len(where) > 1} == BOTH.keys(), places
