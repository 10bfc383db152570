"""``wflint build``: from Python code to the JSON files beside it, or the proof that they are current."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wflint.cli import completions
from wflint.cli.errors import FINDINGS, OK, Failure

if TYPE_CHECKING:
    from wflint.builders.recipe import Recipe

EPILOG = """\b
Examples:
  wflint build fox.py                        writes fox.workflow.json and fox.graph.json beside it
  wflint build workflows/                    every workflow in a folder
  wflint build --params fox.py               what can be set
  wflint build -p steps=8 -p "prompt=a fox" -o out/ fox.py
  wflint build --target 5.15 -o out/ fox.py  for another InvokeAI release
  wflint build --check workflows/            fails when a committed file is stale

\b
A workflow in Python is a file that imports wflint and has a function `def build(...) -> Workflow`; its
parameters are what -p sets. VARIANTS = {"name": {"key": value}} in the file adds fox.name.workflow.json.
Building runs the file: build only code that you would run with python.

\b
Exit codes: 0 built or current, 1 a file fails to build, has errors or is stale, 2 wrong usage.
"""


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@click.option(
    "--param", "-p", "params", metavar="KEY=VALUE", multiple=True, help="Set a parameter of build()."
)
@click.option(
    "--params", "show_params", is_flag=True, help="Show the parameters of build(), and write nothing."
)
@click.option("--variant", metavar="NAME", help="Build this variant only.  [default: all; with -p, none]")
@click.option(
    "--target",
    "-t",
    metavar="T",
    shell_complete=completions.targets,
    help="The InvokeAI release to build for.  [default: as the file says]",
)
@click.option(
    "--output",
    "-o",
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="Where to write.  [default: beside]",
)
@click.option("--check", is_flag=True, help="Write nothing; fail when a file beside the code is stale.")
@click.option("--no-lint", is_flag=True, help="Write workflows with errors too.")
def build(
    *,
    paths: tuple[str, ...],
    params: tuple[str, ...],
    show_params: bool,
    variant: str | None,
    target: str | None,
    output: str | None,
    check: bool,
    no_lint: bool,
) -> int:
    """Build workflows and graphs from Python code. This runs that code."""
    from wflint.cli.build_files import FileBuilder, describe
    from wflint.cli.output import complain, write

    builder = FileBuilder(
        params, variant, target, Path(output) if output else None, check=check, lint=not no_lint
    )
    code = OK
    for path in _files(paths):
        recipe = _load(path)
        if recipe is None:
            code = FINDINGS
        elif show_params:
            write(describe(recipe))
        elif not builder.build(recipe):
            code = FINDINGS
    if check and code:
        complain("`wflint build` writes stale files anew") if builder.stale else None
    return code


def _load(path: Path) -> Recipe | None:
    from wflint.builders.recipe import RecipeError, load_recipe
    from wflint.cli.output import complain

    try:
        return load_recipe(path)
    except RecipeError as error:
        complain(str(error))
    except OSError as error:
        raise Failure(f"{path}: {error.strerror or error}") from None
    return None


def _files(paths: tuple[str, ...]) -> list[Path]:
    """The files named, and those in the folders named that are workflows in Python."""
    from wflint.builders.recipe import is_recipe

    found: dict[Path, None] = {}
    for text in paths:
        path = Path(text)
        if path.is_dir():
            inside = [
                p for p in sorted(path.rglob("*.py")) if not _hidden(p.relative_to(path)) and is_recipe(p)
            ]
            if not inside:
                raise Failure(f"{path}: no Python file in it has a build() that makes a workflow")
            found.update(dict.fromkeys(inside))
        elif not path.exists():
            raise Failure(f"{path}: no such file or directory")
        elif path.suffix != ".py":
            raise Failure(f"{path}: this is not a Python file; `wflint convert` turns workflows into Python")
        else:
            found[path] = None
    return list(found)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") or part in ("__pycache__", "node_modules") for part in path.parts)
