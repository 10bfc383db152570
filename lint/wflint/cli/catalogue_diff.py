"""``wflint catalogue diff``: what changed between two releases, by what it does to workflows."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from wflint.cli import completions
from wflint.cli.errors import FINDINGS, OK, Failure
from wflint.cli.one_release import open_release

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.upgrade.change import CatalogueChange

_CLASSES = ("breaking", "other-result", "additive")

EPILOG = """\b
Examples:
  wflint catalogue diff 6.13 6.14
  wflint catalogue diff 5.15.0 6.14.2 --only breaking
  wflint catalogue diff 5.15.0 latest --for workflows    what hits these workflows
  wflint catalogue diff 6.14.2 http://localhost:9090     what a server has otherwise
  wflint catalogue diff 6.13 6.14 --format markdown > changes.md

\b
breaking      something that the old release takes is refused, dropped or fails
other result  it runs, but not as before: a value that the file leaves to InvokeAI is another,
              or a node makes something else of the same values (silent)
additive      nothing that was right is wrong now

\b
Exit codes: 0, also with changes; 1 where --fail-on says so; 2 wrong usage.
"""


@click.command(epilog=EPILOG)
@click.argument("old", shell_complete=completions.targets)
@click.argument("new", shell_complete=completions.targets)
@click.option(
    "--format",
    "-f",
    "output_format",
    type=click.Choice(("text", "json", "markdown")),
    default="text",
    show_default=True,
    help="Text for people, JSON, or tables.",
)
@click.option("--only", multiple=True, type=click.Choice(_CLASSES), help="Show this class alone.")
@click.option(
    "--for",
    "paths",
    multiple=True,
    type=click.Path(),
    metavar="PATH",
    help="Changes of what these files or folders use; again for more.",
)
@click.option(
    "--fail-on",
    type=click.Choice((*_CLASSES, "never")),
    default="never",
    show_default=True,
    help="Exit with 1 where a change that is shown is that bad or worse.",
)
def diff(
    old: str,
    new: str,
    output_format: str,
    only: tuple[str, ...],
    paths: tuple[str, ...],
    fail_on: str,
) -> int:
    """Show how the nodes of two releases differ, and what that breaks.

    OLD and NEW are releases, catalogue files or servers. Compared are the schemas themselves, with all that
    they refer to; what nodes say of their own versions is not relied on.
    """
    from wflint.report.catalogue_changes import summary
    from wflint.upgrade.compare import changes
    from wflint.upgrade.silent.listed import silent_changes

    before, after = open_release(old), open_release(new)
    found = [*changes(before, after), *silent_changes(before, after)]
    aside = ""  # what the figures are about
    if paths:
        found, aside = _concerning(found, paths, before)
    shown = [change for change in found if not only or change.kind.cls.value in only]
    if only:
        aside += f"; shown: {', '.join(one.replace('-', ' ') for one in _CLASSES if one in only)}"
    _write(before, after, summary(found) + aside, shown, output_format)
    if fail_on == "never":
        return OK
    bad = _CLASSES[: _CLASSES.index(fail_on) + 1]
    return FINDINGS if any(change.kind.cls.value in bad for change in shown) else OK


def _concerning(
    found: list[CatalogueChange], paths: tuple[str, ...], old: Catalogue
) -> tuple[list[CatalogueChange], str]:
    from wflint.cli.output import complain
    from wflint.diagnostics.words import numbered
    from wflint.engine.settings import ConfigError
    from wflint.upgrade.silent.listed import those_met
    from wflint.upgrade.used import used_under

    try:
        used = used_under(paths)
    except ConfigError as error:
        raise Failure(str(error)) from None
    for problem in used.problems:
        complain(problem)
    if used.problems:
        raise Failure("not every file could be read; the changes would not be all")
    if not used.files:
        raise Failure(f"no workflow or graph under {', '.join(paths)}")
    used_ones = [change for change in found if used.usage.concerns(change)]
    kept = [*those_met(used_ones, used.usage.graphs, old)]
    return kept, f" of what {numbered(used.files, 'file')} use{'s' if used.files == 1 else ''}"


def _write(
    old: Catalogue, new: Catalogue, heading: str, shown: list[CatalogueChange], output_format: str
) -> None:
    from wflint.cli.output import painter, write, write_json
    from wflint.report import catalogue_changes as report

    if output_format == "json":
        data: dict[str, Any] = {
            "schema": 2,
            "old": old.name,
            "new": new.name,
            "changes": [report.as_data(change) for change in shown],
        }
        write_json(json.dumps(data, indent=2, ensure_ascii=False) + "\n")
    elif output_format == "markdown":
        write(report.markdown(old.name, new.name, heading, shown))
    else:
        write(report.text(old.name, new.name, heading, shown, painter(sys.stdout)))
