"""``wflint stubs``: types for the builders of a release other than the one that comes with wflint."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wflint.cli import completions
from wflint.cli.errors import FINDINGS, OK, Failure

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue

EPILOG = """\b
Examples:
  wflint stubs --target 5.15.0 -o invokeai_5_15.py     then: from invokeai_5_15 import Workflow
  wflint stubs --target nodes.json -o our_nodes.py     a catalogue with community nodes
  wflint stubs --target 5.15.0 -o invokeai_5_15.py --check      in CI

\b
Two files are written: NAME.py, which runs, and NAME.pyi beside it with a method for every node, for editors
and type checkers. `from wflint import Workflow` has the types of the newest release without any of this.
Exit codes: 0 written (or current), 1 with --check: out of date, 2 wrong usage.
"""


@click.command(epilog=EPILOG)
@click.option(
    "--target",
    "-t",
    shell_complete=completions.targets,
    metavar="TARGET",
    default="latest",
    show_default=True,
    help="A release, a catalogue file (`wflint catalogue pull`) or a server's URL.",
)
@click.option(
    "--output",
    "-o",
    metavar="FILE.py",
    required=True,
    type=click.Path(dir_okay=False),
    help="The module to write; the stub goes beside it.",
)
@click.option("--check", is_flag=True, help="Write nothing; check whether the files are current.")
def stubs(target: str, output: str, check: bool) -> int:
    """Write a module with typed builders for an InvokeAI release, or for your own nodes."""
    from wflint.cli.output import note
    from wflint.writing import write_files

    path = Path(output)
    if path.suffix != ".py" or not path.stem.isidentifier():
        raise click.UsageError(f"{path} cannot be imported: give it a name such as invokeai_5_15.py")
    texts = _texts(path, target)
    if check:
        stale = [p for p, text in texts.items() if _read(p) != text]
        for place in stale:
            note(f"{place} is not what `wflint stubs` writes for {target}")
        return FINDINGS if stale else OK
    try:
        write_files(list(texts.items()))
    except OSError as error:
        raise Failure(f"cannot write {error.filename}: {error.strerror or error}") from None
    return OK


def _texts(path: Path, target: str) -> dict[Path, str]:
    from wflint.builders.stubs import module_text, stub_text
    from wflint.catalogue.errors import TargetError

    try:
        catalogue, stated = _catalogue(path, target)
    except TargetError as error:
        raise Failure(str(error)) from None
    return {
        path: module_text(catalogue, stated),
        path.with_suffix(".pyi"): stub_text(catalogue, stated),
    }


def _catalogue(path: Path, target: str) -> tuple[Catalogue, str]:
    """The catalogue, and the target that the module is to name: releases in full, files seen from it."""
    import os

    from wflint.builders.builder import open_target
    from wflint.builders.errors import BuildError
    from wflint.catalogue.store import list_releases

    try:
        catalogue = open_target(target)
    except BuildError as error:
        raise Failure(str(error)) from None
    if catalogue.name in list_releases():
        return catalogue, catalogue.name
    if "://" in target:
        raise Failure(
            f"a module that asks {catalogue.name} for its nodes whenever it is used would not last; "
            "save them with `wflint catalogue pull` and give that file as the target"
        )
    return catalogue, os.path.relpath(target, path.parent or ".").replace(os.sep, "/")


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
