"""No circle of imports in the package: of those that run, lazy ones included, and of those for types alone.

import-linter sees the layers; that modules of one layer do not need each other in a circle is seen here.
What is imported by a name made at run time (commands, formats, rules, the public names) is not followed.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

from wflint.graph.edges.cycles import strongly_connected

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

ROOT = Path(__file__).parents[1] / "lint"

# Circles that only type checkers see, with the reason why each may stay. Modules without "wflint.".
TYPES_ONLY: Mapping[str, str] = {
    "builders.builder builders.connect builders.literals builders.node builders.values": (
        "a workflow that is being built, its nodes and their handles really know one another"
    ),
    "builders.batch_body builders.checking builders.emit_workflow builders.product": (
        "a built workflow calls the module that writes each of its forms, which reads that workflow"
    ),
    "models.flow.dataflow models.flow.encoders models.flow.loras models.flow.metadata models.flow.movers": (
        "what some kinds of nodes make of their inputs looks up in the dataflow what flows into the node"
    ),
    "live.client.errors live.client.results": "a failed run carries its result, which raises that error",
}


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(at: ast.AST, modules: Container[str], *, types: bool) -> Iterator[str]:
    """The modules imported anywhere in a source; those for type checking alone only with ``types``."""
    if isinstance(at, ast.Import):
        yield from (alias.name for alias in at.names if alias.name in modules)
    elif isinstance(at, ast.ImportFrom):
        for alias in at.names:
            inner = f"{at.module}.{alias.name}"  # a module of a package, or a name in a module
            yield inner if inner in modules else str(at.module)
    elif isinstance(at, ast.If) and "TYPE_CHECKING" in ast.unparse(at.test) and not types:
        for branch in at.orelse:
            yield from _imports(branch, modules, types=types)
        return
    for child in ast.iter_child_nodes(at):
        yield from _imports(child, modules, types=types)


def _circles(sources: Mapping[str, str], *, types: bool) -> set[str]:
    """The groups of modules that import one another, as words without the package's own name."""
    successors = {
        module: sorted({m for m in _imports(ast.parse(source), sources, types=types) if m != module})
        for module, source in sources.items()
    }
    return {
        " ".join(sorted(m.removeprefix("wflint.") for m in group)) for group in strongly_connected(successors)
    }


def _package() -> dict[str, str]:
    return {_name(path): path.read_text("utf-8") for path in sorted(ROOT.joinpath("wflint").rglob("*.py"))}


def test_no_circle_of_imports_that_run() -> None:
    assert _circles(_package(), types=False) == set()


def test_circles_of_types_are_those_listed() -> None:
    """A circle that is untied leaves the list, so that it cannot come back unseen."""
    assert _circles(_package(), types=True) == TYPES_ONLY.keys()
    assert all(TYPES_ONLY.values())


def test_what_counts_as_an_import() -> None:
    """The search itself: lazy imports run, those for type checking do not; a package is no circle."""
    lazy = "def f():\n    from wflint.b import g\n    return g\n"
    typed = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import wflint.a\n"
    apart = typed.replace("wflint.a", "json") + "else:\n    from wflint import a\n"
    assert _circles({"wflint.a": lazy, "wflint.b": "from wflint import a\n"}, types=False) == {"a b"}
    assert _circles({"wflint.a": lazy, "wflint.b": apart}, types=False) == {"a b"}
    assert _circles({"wflint.a": lazy, "wflint.b": typed}, types=False) == set()
    assert _circles({"wflint.a": lazy, "wflint.b": typed}, types=True) == {"a b"}
    assert _circles({"wflint.a": lazy, "wflint.b": "import json\n"}, types=True) == set()
