"""``wflint convert``: workflows, graphs, enqueue bodies and Python code made of each other."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import click

from wflint.cli import completions
from wflint.cli.errors import FINDINGS, OK, USAGE, Failure
from wflint.cli.options import text_or_json
from wflint.plain import safe_json
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.builders.conversion import Conversion, ConvertOptions
    from wflint.catalogue.model import Catalogue
    from wflint.diagnostics import Finding
    from wflint.graph.convert.decisions import Decision

EPILOG = """\b
Examples:
  wflint convert fox.workflow.json --to graph             what the web UI would send
  wflint convert fox.workflow.json --to batch --runs 4    the whole request, batch nodes resolved
  wflint convert fox.png --to workflow -o fox.json        the workflow inside an image
  wflint convert graph.json --to workflow --defaults      to be opened and edited in InvokeAI
  wflint convert old.json --to workflow                   from format 1, 2 or 3 to that of the target
  wflint convert fox.workflow.json --to python -o f.py    code that builds the same
  wflint convert guide.json --to graph                    from the simplified JSON of guides
  wflint convert *.png --to workflow --output-dir out/    many files, each under its own name

\b
With --output-dir fox.png becomes DIR/fox.workflow.json (.graph.json, .batch.json, .py). What is there is only
replaced with --force, and two files never get one name. What cannot be converted is told; the others are.

\b
What a conversion decides or loses is listed on standard error (--format json: as JSON).
Exit codes: 0 converted, 1 what the file holds cannot be converted (with --strict: not without a loss),
2 wrong usage or a path that cannot be read.
"""


@click.command(epilog=EPILOG)
@click.argument("files", nargs=-1, required=True, type=click.Path())
@click.option(
    "--to",
    "to",
    required=True,
    type=click.Choice(("graph", "workflow", "batch", "python")),
    help="What to make: an API graph, a workflow for the web UI, an enqueue body, or Python code.",
)
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Where to write.  [default: stdout]",
)
@click.option(
    "--output-dir",
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="Write one file for each of FILES, named after it; for several it must be given.",
)
@click.option("--force", is_flag=True, help="With --output-dir: replace files that exist.")
@click.option(
    "--target",
    "-t",
    shell_complete=completions.targets,
    metavar="T",
    help="The InvokeAI release to convert for.  [default: as configured, or latest]",
)
@click.option(
    "--part", metavar="NAME", help="Which of several documents in the file (workflow, graph, 0, ...)."
)
@click.option(
    "--board", metavar="ID", help='The board for images of nodes whose board is "auto".  [default: none]'
)
@click.option("--runs", metavar="N", type=click.IntRange(1), help="With --to batch: how often to run.")
@click.option(
    "--defaults", is_flag=True, help="With --to workflow: write the defaults of unset inputs of a graph."
)
@click.option("--strict", is_flag=True, help="Write nothing if something of the file would be lost.")
@text_or_json("How to list on standard error what was decided.")
@click.option("--quiet", "-q", is_flag=True, help="Do not list decisions; losses are still listed.")
def convert(
    *,
    files: tuple[str, ...],
    to: str,
    output: str | None,
    output_dir: str | None,
    force: bool,
    target: str | None,
    part: str | None,
    board: str | None,
    runs: int | None,
    defaults: bool,
    strict: bool,
    output_format: str,
    quiet: bool,
) -> int:
    """Turn workflows, graphs, enqueue bodies and images into each other, or into Python code.

    FILES are JSON files, PNG and WebP images that InvokeAI saved, or - for standard input.
    """
    if runs is not None and to != "batch":
        raise click.UsageError("--runs goes with --to batch")
    if defaults and to != "workflow":
        raise click.UsageError("--defaults goes with --to workflow")
    if output_dir is None:
        if force:
            raise click.UsageError("--force goes with --output-dir; -o replaces what is there")
        if files[1:]:
            raise click.UsageError("several files need --output-dir, where each gets a name of its own")
    elif output is not None:
        raise click.UsageError("-o names one file, --output-dir a folder; give one of them")
    from wflint.builders.conversion import ConvertOptions

    wishes = _Wishes(to, target, ConvertOptions(part, board, runs, defaults), strict, output_format, quiet)
    if output_dir is not None:
        return _convert_all(files, output_dir, wishes, force=force)
    text = _converted(files[0], wishes)
    if text is None:
        return FINDINGS
    if output is None or output == "-":
        from wflint.cli.output import write_json, write_text

        if to == "python":
            write_text([text])
        else:
            write_json(text)
        return OK
    from wflint.writing import write_file

    try:
        write_file(output, text)
    except OSError as error:
        raise Failure(f"cannot write {os.fspath(output)}: {error.strerror or error}") from None
    return OK


class _Wishes(NamedTuple):
    to: str
    target: str | None
    options: ConvertOptions
    strict: bool
    output_format: str
    quiet: bool


def _convert_all(files: Sequence[str], folder: str, wishes: _Wishes, *, force: bool) -> int:
    """Convert each file into a folder; what is wrong with one keeps no other from it."""
    from wflint.cli.convert_files import planned
    from wflint.cli.output import write
    from wflint.writing import write_file

    paths = planned(files, folder, wishes.to, force=force)
    code = OK
    for file, path in zip(files, paths, strict=True):
        try:
            text = _converted(file, wishes)
            if text is None:
                code = max(code, FINDINGS)
                continue
            os.makedirs(folder, exist_ok=True)
            write_file(path, text, replace=force, follow=False)
        except Failure as error:
            error.show()
            code = USAGE
        except OSError as error:
            exists = isinstance(error, FileExistsError) and error.filename == path
            hint = "; --force replaces it" if exists else ""
            Failure(f"cannot write {path}: {error.strerror or error}{hint}").show()
            code = USAGE
        else:
            write([f"{path}\n"])
    return code


def _converted(file: str, wishes: _Wishes) -> str | None:
    """The text that a file becomes; None, and the reason is told, where it becomes none. Raises Failure."""
    from wflint.builders.conversion import convert_document
    from wflint.cli.output import complain
    from wflint.document.load import load_bytes
    from wflint.engine.formatting import canonical_text
    from wflint.graph.convert.decisions import ConversionError

    catalogue = _catalogue(file, wishes.target)
    loaded = load_bytes(_read(file), file)
    if not loaded.documents:
        complain(f"{file}: {_why_unread(loaded.findings, loaded.reason)}")
        return None
    try:
        found = convert_document(loaded.documents, wishes.to, catalogue, wishes.options)
    except ConversionError as error:
        complain(f"{file}: {error}")
        return None
    except RecursionError:
        complain(f"{file}: a value in it is nested too deep to be converted")
        return None
    lost = any(decision.kind == "loss" for decision in found.decisions)
    _tell(file, catalogue, found, wishes)
    if wishes.strict and lost:
        complain(f"{file}: not converted: something would be lost (--strict)")
        return None
    try:
        return found.value if isinstance(found.value, str) else canonical_text(found.value)
    except (ValueError, RecursionError):
        complain(f"{file}: it holds values that are not valid JSON (NaN, Infinity), or is nested too deep")
        return None


def _json_text(value: object) -> str:
    return safe_json(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)) + "\n"


def _read(file: str) -> bytes:
    from wflint.reading import read_document_file

    try:
        if file == "-":
            from wflint.cli.streams import read_stdin

            return read_stdin()
        return read_document_file(file)
    except OSError as error:
        raise Failure(f"cannot read {file}: {error.strerror or error}") from None


def _catalogue(file: str, target: str | None) -> Catalogue:
    """The release to convert for: as given, as configured for the file, or the newest."""
    from wflint.engine.configuration import Wanted
    from wflint.engine.settings import ConfigError, SettingsFinder
    from wflint.engine.targets import TargetError, open_wanted

    try:
        finder = SettingsFinder()
        settings = finder.default() if file == "-" else finder.for_file(file)
        found = open_wanted(Wanted(target=target, named=True).over(settings.for_file(file)))
    except (ConfigError, TargetError) as error:
        raise Failure(str(error)) from None
    if len(found) > 1 and target is not None:
        raise Failure(f"{target} names {len(found)} releases; give one of them, such as {found[-1].name}")
    return found[-1]


def _why_unread(findings: Sequence[Finding], reason: str | None) -> str:
    return findings[0].message if findings else reason or "nothing in it can be converted"


def _tell(file: str, catalogue: Catalogue, found: Conversion, wishes: _Wishes) -> None:
    from wflint.cli.output import write, write_json

    told = [d for d in found.decisions if not wishes.quiet or d.kind == "loss"]
    if wishes.output_format == "json":
        report = {
            "schema": 1,
            "file": file,
            "kind": found.source.kind.value,
            "part": found.source.part,
            "to": wishes.to,
            "target": catalogue.name,
            "decisions": [decision.to_json() for decision in told],
        }
        write_json(_json_text(report), sys.stderr)
    elif told:
        write((_line(file, decision) for decision in told), sys.stderr)


def _line(file: str, decision: Decision) -> str:
    where = f" {decision.node}:" if decision.node else ""
    return f"{file}: {decision.kind}:{where} {decision.text}\n"
