"""``wflint new``: a workflow of the library, copied to begin from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wflint.cli import completions
from wflint.cli.errors import OK, Failure

if TYPE_CHECKING:
    from wflint.builders.library import Entry

EPILOG = """\b
Examples:
  wflint new --list                                  what there is
  wflint new sdxl_text_to_image                      writes sdxl_text_to_image.py here
  wflint new flux_controlnet -o workflows/pose.py    elsewhere, under a name of your own

\b
The copy is yours: change it, then `wflint build FILE` writes the workflow that InvokeAI opens.
Exit codes: 0 written, 2 wrong usage, or a file that exists already.
"""


@click.command(epilog=EPILOG)
@click.argument("name", required=False, shell_complete=completions.library_names)
@click.option("--list", "show_list", is_flag=True, help="List the library.")
@click.option(
    "--output", "-o", metavar="PATH", type=click.Path(), help="The file to write, or a folder.  [default: .]"
)
@click.option("--force", is_flag=True, help="Replace a file that exists.")
def new(name: str | None, show_list: bool, output: str | None, force: bool) -> int:
    """Copy a workflow of the library, as Python code, to start from."""
    from wflint.cli.output import write
    from wflint.diagnostics.suggest import did_you_mean
    from wflint.writing import write_file

    found = _entries()
    if show_list:
        width = max(map(len, found))
        write(f"{entry.name:{width}}  {entry.summary}\n" for entry in found.values())
        return OK
    if name is None:
        raise click.UsageError("which one? `wflint new --list` shows what the library has")
    entry = found.get(name.removesuffix(".py"))
    if entry is None:
        raise click.UsageError(
            f'the library has no "{name}"{did_you_mean(name, found)}; `wflint new --list` shows what it has'
        )
    path = Path(output) if output else Path()
    if path.is_dir() or (output or "").endswith(("/", "\\")):
        path /= entry.path.name
    if path.suffix != ".py":
        raise click.UsageError(f"{path} must be a Python file: give it a name that ends in .py")
    try:
        text = entry.path.read_text(encoding="utf-8")
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, text, replace=force, follow=force)
    except FileExistsError as error:
        if error.filename != str(path):
            raise Failure(f"{error.filename}: {error.strerror}") from None
        raise Failure(f"{path} exists already; --force replaces it") from None
    except OSError as error:
        raise Failure(f"{error.filename or path}: {error.strerror or error}") from None
    write([f"{path}\n"])
    return OK


def _entries() -> dict[str, Entry]:
    from wflint.builders.library import library

    found = library()
    if not found:
        raise Failure("this installation of wflint has no library of workflows")
    return found
