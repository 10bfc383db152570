"""``wflint packs``: community node packs: which there are, what they have, which ones files need."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from wflint.cli import completions, options
from wflint.cli.errors import FINDINGS, OK, USAGE, Failure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.catalogue.model import Catalogue
    from wflint.catalogue.packs.index import PackIndex
    from wflint.catalogue.packs.model import Pack
    from wflint.engine.packs_needed import PackNeeds

EPILOG = """\b
Examples:
  wflint packs check workflows/                which packs do my workflows need, do they load?
  wflint packs check --format markdown . > packs.md
  wflint packs list --listed --loads yes       packs of InvokeAI's list that load in the newest release
  wflint packs list xy grid                    packs whose name or nodes have these words
  wflint packs show Prompt-tools-nodes
  wflint packs show csv_to_index_string        a node: whose it is, its inputs and outputs

\b
The packs are those of an index that comes with wflint, and of files that the configuration names
(packs = ["packs.json"]); docs/packs.md says more.
"""
_target = click.option(
    "--target",
    "-t",
    shell_complete=completions.targets,
    metavar="T",
    help="Release (6.14.2, 6.14, latest), catalogue file or server URL.",
)
_format = options.text_or_json()


@click.group(epilog=EPILOG)
def packs() -> None:
    """Show community node packs, and which ones workflows need."""


@packs.command("list")
@click.argument("words", nargs=-1)
@_target
@click.option("--listed", is_flag=True, help="Only those in InvokeAI's own list of community nodes.")
@click.option(
    "--loads",
    type=click.Choice(("yes", "no", "unknown")),
    help="Only those that load in the release, do not, or of which nobody knows.",
)
@_format
def list_packs(
    words: tuple[str, ...], target: str | None, listed: bool, loads: str | None, output_format: str
) -> None:
    """List node packs.

    In columns: whether the newest code loads in the release, how many nodes it has, the day of the last
    commit, whether InvokeAI's own list of community nodes has it, owner and name on GitHub.

    With WORDS, those that have all of them in their name, address, or in the type or title of a node.
    """
    from wflint.catalogue.packs.describe import pack_summary, packs_with
    from wflint.cli.output import note

    index, catalogue = _open(target)
    wanted = {"yes": True, "no": False, "unknown": None}
    found = [
        pack_summary(pack, catalogue)
        for pack in packs_with(index, words)
        if not listed or pack.listed == "now"
    ]
    if loads is not None:
        found = [each for each in found if each["loads"] is wanted[loads]]
    if output_format == "json":
        _print_json({"schema": 1, "target": catalogue.name, "packs": found})
        return
    from wflint.report.packs_shown import packs_table

    if found:
        _print(packs_table(found, catalogue.name))
    else:
        note("no pack has all of these words and options; `wflint packs list` shows all")


def _complete(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    from wflint.catalogue.packs.index import shipped_index

    names = [name for pack in shipped_index().packs() for name in (pack.name, *pack.node_types)]
    return [n for n in dict.fromkeys(names) if n.lower().startswith(incomplete.lower())]


@packs.command()
@click.argument("pack", metavar="PACK", shell_complete=_complete)
@_target
@_format
def show(pack: str, target: str | None, output_format: str) -> None:
    """Show a pack with its nodes.

    Whether it loads, how to install it, and of each node the versions, inputs and outputs.

    PACK is its name (capitals and hyphens do not count), its address or owner/name, or the type of a node.
    """
    from wflint.catalogue.packs.describe import describe_pack

    index, catalogue = _open(target)
    found, only = _find(index, catalogue, pack)
    described = [describe_pack(each, catalogue, only) for each in found]
    if output_format == "json":
        _print_json({"schema": 1, "target": catalogue.name, "packs": described})
        return
    from wflint.report.packs_shown import pack_text

    for number, each in enumerate(described):
        _print([""] if number else [])
        _print(pack_text(each, catalogue))


def _find(index: PackIndex, catalogue: Catalogue, text: str) -> tuple[list[Pack], str | None]:
    """The pack of a name or address; for the type of a node the packs that have it. Raises Failure."""
    from wflint.catalogue.packs.describe import near_name, packs_called, unknown_pack_node
    from wflint.diagnostics.words import quoted

    found = packs_called(index, text)
    if len(found) == 1:
        return found, None
    if found:
        raise Failure(
            f"{len(found)} packs are called {quoted(text)}; give the address", [p.url for p in found]
        )
    nodes = index.find(text)
    if nodes:
        return [node.pack for node in nodes], text
    if known := unknown_pack_node(index, catalogue, text):
        raise Failure(known)
    near = near_name(index, text)
    hint = f'did you mean "{near}"?' if near else "`wflint packs list` shows them"
    raise Failure(f"no node pack or node is called {quoted(text)}; {hint}")


@packs.command(
    epilog="""\b
Examples:
  wflint packs check                          the workflows below this folder
  wflint packs check --target 6.14.2 flow.json gallery/fox.png
  wflint packs check -f markdown --exit-zero . > packs.md

\b
Files are searched as `wflint check` does. Exit codes: 0 every node is of InvokeAI or of a known pack that
loads, 1 one is not (0 with --exit-zero), 2 wrong usage or a file that cannot be read.
"""
)
@click.argument("paths", nargs=-1, type=click.Path())
@click.option(
    "--target",
    "-t",
    shell_complete=completions.targets,
    metavar="T",
    help="Release (6.14.2, 6.14, latest), range, catalogue file or server URL.",
)
@click.option(
    "--format",
    "-f",
    "output_format",
    type=click.Choice(("text", "json", "markdown")),
    default="text",
    show_default=True,
    help="Text for people, JSON, or Markdown for a README or a pull request.",
)
@click.option(
    "--output", "-o", metavar="FILE", type=click.Path(dir_okay=False), help="Write the report to a file."
)
@click.option("--images", is_flag=True, help="Search directories for PNG and WebP images too.")
@options.skip_unknown
@click.option("--exit-zero", is_flag=True, help="Exit with 0 for packs that are missing or do not load too.")
def check(
    *,
    paths: tuple[str, ...],
    target: str | None,
    output_format: str,
    output: str | None,
    images: bool,
    skip_unknown: bool,
    exit_zero: bool,
) -> int:
    """Tell which node packs files need.

    With the nodes and versions that they use of each, and whether it loads in the release.

    PATHS are files (workflows, graphs, enqueue bodies, images), directories, or - for standard input; without
    any, this directory.
    """
    from wflint.cli.output import complain, note
    from wflint.cli.streams import read_stdin
    from wflint.engine.configuration import Wanted
    from wflint.engine.packs_needed import PacksRequest, find_needs
    from wflint.engine.settings import ConfigError
    from wflint.engine.targets import TargetError

    request = PacksRequest(
        paths or (".",), Wanted(target=target, named=True), images, skip_unknown, read_stdin
    )
    try:
        needs = find_needs(request)
    except (ConfigError, TargetError) as error:
        raise Failure(str(error)) from None
    _write(needs, output_format, output)
    for problem in needs.problems:
        complain(problem)
    if needs.problems:
        return USAGE
    if not needs.checked and needs.excluded:
        note(f"nothing to check: {needs.excluded[0]}")
    elif not needs.checked and not needs.skipped:
        note(f"nothing to check: no JSON files under {', '.join(request.paths)}")
    return OK if needs.fine or exit_zero else FINDINGS


def _write(needs: PackNeeds, output_format: str, output: str | None) -> None:
    from wflint.cli.output import cleaned, painter, write
    from wflint.report.formats import plain

    kind = "lines"
    pieces: Iterable[str]
    if output_format == "json":
        from wflint.report.packs_json import packs_json

        kind = "json"
        pieces = [_json_text(packs_json(needs))]
    elif output_format == "markdown":
        from wflint.report.packs_markdown import packs_markdown

        pieces = packs_markdown(needs)
    else:
        from wflint.report.packs_text import packs_text

        pieces = packs_text(needs, painter(sys.stdout) if output is None else plain)
    if output is None or output == "-":
        write(pieces, kind=kind)
        return
    from wflint.writing import write_file

    try:
        write_file(output, cleaned(pieces, kind))
    except OSError as error:
        raise Failure(f"cannot write {os.fspath(output)}: {error.strerror or error}") from None


def _open(target: str | None) -> tuple[PackIndex, Catalogue]:
    """The index, and the release that is asked about: of a range the newest. Raises Failure."""
    from wflint.engine.configuration import Wanted
    from wflint.engine.settings import ConfigError, SettingsFinder
    from wflint.engine.targets import TargetError, open_wanted

    try:
        wanted = Wanted(target=target, named=True).over(SettingsFinder().default().wanted)
        return wanted.pack_index(), open_wanted(wanted)[-1]
    except (ConfigError, TargetError) as error:
        raise Failure(str(error)) from None


def _print(lines: Iterable[str]) -> None:
    from wflint.cli.output import write

    write(f"{line}\n" for line in lines)


def _print_json(value: Any) -> None:
    from wflint.cli.output import write_json

    write_json(_json_text(value))


def _json_text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
