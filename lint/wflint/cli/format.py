"""``wflint format``: files in their canonical form, in place."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from wflint.cli import options
from wflint.cli.errors import FINDINGS, OK, USAGE, Failure

if TYPE_CHECKING:
    from collections import Counter

    from wflint.engine.format_files import FormatRequest, FormattedFile

EPILOG = """\b
Examples:
  wflint format fox.workflow.json        rewrite one file
  wflint format .                        every InvokeAI document under this folder
  wflint format --check .                change nothing; exit code 1 when something would change
  wflint format --diff .                 show what would change
  wflint format --strip share/           without model keys, images and boards of this machine
  wflint format - < fox.json             standard input to standard output

\b
The form is that of a file which the web UI of the newest release saves: its members in its order,
indentation of 2, positions on the canvas rounded, one newline at the end. Members that the UI does not know
stay, after those it knows; nodes, edges and inputs keep their order, and numbers their spelling. A formatted
file runs as it did. What --strip takes out cannot be brought back. docs/formatting.md says more.

\b
As a git filter, which keeps what only your machine has out of commits:
  git config filter.wflint.clean "wflint format --strip --quiet -"
  echo '*.workflow.json filter=wflint' >> .gitattributes

\b
Images, and JSON files that are not an InvokeAI document, are left alone, and so is a file in which formatting
would lose something (a key that occurs twice).
Exit codes: 0 done (with --check and --diff: nothing to do), 1 with --check and --diff: a file would change,
2 wrong usage, or a file that cannot be read, formatted or written.
"""


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--check", is_flag=True, help="Write nothing; name the files that would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@click.option(
    "--strip",
    is_flag=True,
    help="Take out what only this machine has: model keys, images, boards, thumbnails.",
)
@options.skip_unknown
@options.config
@options.isolated
@options.exclude
@options.extend_exclude
@options.force_exclude
@options.stdin_filename
@click.option("--quiet", "-q", is_flag=True, help="Print no summary, and not what was stripped.")
def format(  # noqa: A001  # the command's name
    *,
    paths: tuple[str, ...],
    check: bool,
    diff: bool,
    strip: bool,
    skip_unknown: bool,
    config_file: str | None,
    isolated: bool,
    exclude: tuple[str, ...],
    extend_exclude: tuple[str, ...],
    force_exclude: bool | None,
    stdin_filename: str | None,
    quiet: bool,
) -> int:
    """Rewrite workflows, API graphs and enqueue bodies in one form that gives small diffs.

    PATHS are files, directories, or - for standard input, which goes to standard output; without any, this
    directory.
    """
    from wflint.cli.streams import read_stdin
    from wflint.engine.format_files import FormatRequest

    if "-" in paths and len(paths) > 1:
        raise click.UsageError("- is standard input, which goes to standard output; name it alone")
    request = FormatRequest(
        paths=paths or (".",),
        strip=strip,
        skip_unknown=skip_unknown,
        stdin=read_stdin,
        stdin_name=stdin_filename,
        force_exclude=force_exclude,
        configured=options.configured(config_file, isolated, exclude, extend_exclude),
    )
    return _Run(check=check, diff=diff, quiet=quiet).over(request)


class _Run:
    """One run: what is done with each file, and what is counted."""

    def __init__(self, *, check: bool, diff: bool, quiet: bool) -> None:
        self.check = check
        self.diff = diff
        self.quiet = quiet
        self.changed = self.unchanged = self.failed = 0

    def over(self, request: FormatRequest) -> int:
        from wflint.engine.format_files import format_files
        from wflint.engine.settings import ConfigError

        try:
            for file in format_files(request):
                self._one(file)
        except ConfigError as error:
            raise Failure(str(error)) from None
        if not self.quiet and request.paths != ("-",):
            self._sum_up(request)
        if self.failed:
            return USAGE
        return FINDINGS if self.changed and (self.check or self.diff) else OK

    def _one(self, file: FormattedFile) -> None:
        from wflint.cli.output import complain, write

        if file.problem is not None:
            complain(f"{file.name}: {file.problem}")
            self.failed += 1
        elif not file.skipped and not file.changed:
            self.unchanged += 1
        if file.changed and self.diff:
            _show(file)
        elif file.changed and self.check:
            write([f"would reformat {file.name}\n"])
        elif file.path == "-" and not (self.check or self.diff):
            _pass_on(file)
        elif file.changed and not self._written(file):
            return
        if file.changed:
            self.changed += 1
        if file.made.stripped and not self.quiet:
            self._tell_stripped(file)

    def _written(self, file: FormattedFile) -> bool:
        from wflint.cli.output import complain
        from wflint.writing import write_file

        if not os.path.isfile(file.path):  # a pipe would take it, or wait for somebody who does
            complain(f"{file.path}: is not a regular file; - formats standard input")
            self.failed += 1
            return False
        try:
            write_file(file.path, file.made.raw)
        except OSError as error:
            complain(f"cannot write {file.path}: {error.strerror or error}")
            self.failed += 1
            return False
        return True

    def _tell_stripped(self, file: FormattedFile) -> None:
        from collections import Counter

        from wflint.cli.output import note

        would = "would strip" if self.check or self.diff else "stripped"
        note(f"{file.name}: {would} {_counted(Counter(each.what for each in file.made.stripped))}")

    def _sum_up(self, request: FormatRequest) -> None:
        from wflint.cli.output import note, write_text
        from wflint.diagnostics.words import numbered

        said = []
        if self.changed:
            would = "would be reformatted" if self.check or self.diff else "reformatted"
            said.append(f"{numbered(self.changed, 'file')} {would}")
        if self.unchanged:
            said.append(
                f"{self.unchanged} left unchanged"
                if said
                else f"{numbered(self.unchanged, 'file')} left unchanged"
            )
        if self.failed:
            said.append(
                f"{self.failed} not formatted" if said else f"{numbered(self.failed, 'file')} not formatted"
            )
        if said:
            write_text([", ".join(said) + "\n"], sys.stderr if self.diff else None)
        else:
            note(f"nothing to format: no InvokeAI documents under {', '.join(request.paths)}")


def _counted(found: Counter[str]) -> str:
    from wflint.diagnostics.words import listed, numbered

    return listed([numbered(number, what) for what, number in found.items()], most=9)


def _show(file: FormattedFile) -> None:
    from wflint.cli.output import painter, write
    from wflint.document.decode import decode
    from wflint.report.unified_diff import unified_diff

    before, after = decode(file.before or b"")[0], decode(file.made.raw)[0]
    write(unified_diff(file.name, before, after, painter(sys.stdout)))


def _pass_on(file: FormattedFile) -> None:
    """Standard input to standard output: formatted, or as it came where it is left alone."""
    from wflint.cli.output import write_document

    write_document(file.made.raw if file.problem is None else file.before or b"")
