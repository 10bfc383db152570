"""``wflint upgrade``: what becomes of workflows with another InvokeAI, and what to do."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from wflint.cli import completions, options
from wflint.cli.errors import FINDINGS, OK, USAGE, Failure

if TYPE_CHECKING:
    from typing import TextIO

    from wflint.upgrade.run import JudgedFile, UpgradeRequest, UpgradeRun
    from wflint.upgrade.verdict import Judgement, Strictness

STDIN = "-"
_NOT = ("not written", "not shown")
_STRICTNESS = ("loads", "accepted", "same-image")

EPILOG = """\b
Examples:
  wflint upgrade .                             will these survive the newest InvokeAI?
  wflint upgrade workflows/ --to 6.14.2        that release
  wflint upgrade old.json --from 4.2.9         say what it worked with, instead of guessing it
  wflint upgrade --diff .                      show what a migration would change
  wflint upgrade --write .                     migrate: the same image, as far as the code says
  wflint upgrade --write --unsafe-fixes .      also what may give another image
  wflint upgrade --matrix '>=5.0' .            every release of a range (docs/upgrading.md)
  wflint upgrade --require same-image -f markdown . > comment.md

\b
fine                   nothing to do
updated by the web UI  it brings the file up to date when it loads it
to be migrated         --write (or with --unsafe-fixes) makes it what it was
other result           it runs, and makes another image
broken                 refused, fails or loses something: the line says since when, and what to do
cannot tell            it has nodes of a pack, which --to does not have
newer than the target  it was made for a later release

\b
Told is what the upgrade changes; what was wrong at the older release already is counted apart.
--require says what a file must do as it is, before any migration:
  loads       the web UI opens it (a graph: the server reads it)
  accepted    all its wires stay, the server takes it, and nothing in it fails for the upgrade
  same-image  nothing that it sets has another effect, as far as wflint knows

\b
Exit codes: 0 every file survives, 1 one needs a person or a migration (with --diff: would be changed),
2 wrong usage or a path that cannot be read.
"""


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, type=click.Path())
@click.option(
    "--to",
    "new",
    metavar="T",
    default="latest",
    show_default=True,
    shell_complete=completions.targets,
    help="The release, catalogue file or server to upgrade to.",
)
@click.option(
    "--from",
    "old",
    metavar="T",
    shell_complete=completions.targets,
    help="What the files work with.  [default: guessed for each file]",
)
@click.option(
    "--require",
    type=click.Choice(_STRICTNESS),
    default="accepted",
    show_default=True,
    help="What a file must do at the new release, as it is.",
)
@click.option(
    "--format",
    "-f",
    "output_format",
    type=click.Choice(("text", "json", "markdown", "html")),
    default="text",
    show_default=True,
    help="Text for people, JSON, a table, or with --matrix a page.",
)
@click.option("--write", is_flag=True, help="Migrate the files, where that keeps the image.")
@click.option("--unsafe-fixes", is_flag=True, help="With --write or --diff: also what may change the image.")
@click.option("--diff", is_flag=True, help="Show what --write would change, and change nothing.")
@click.option("--matrix", metavar="RANGE", help="Judge by every release of a range, such as '>=5.0'.")
@click.option("--images", is_flag=True, help="Search directories for PNG and WebP images too.")
@options.skip_unknown
@options.config
@options.isolated
@options.exclude
@options.extend_exclude
@options.force_exclude
@options.stdin_filename
@click.option("--verbose", "-v", is_flag=True, help="Tell every update, node, step and earlier fault.")
@click.option("--quiet", "-q", is_flag=True, help="Print no summary, and no files that are well.")
def upgrade(
    *,
    paths: tuple[str, ...],
    new: str,
    old: str | None,
    require: str,
    output_format: str,
    write: bool,
    unsafe_fixes: bool,
    diff: bool,
    matrix: str | None,
    images: bool,
    skip_unknown: bool,
    config_file: str | None,
    isolated: bool,
    exclude: tuple[str, ...],
    extend_exclude: tuple[str, ...],
    force_exclude: bool | None,
    stdin_filename: str | None,
    verbose: bool,
    quiet: bool,
) -> int:
    """Will workflows survive another InvokeAI, and if not, what to do?

    PATHS are files, directories, or - for standard input; without any, this directory. Workflows, API graphs,
    enqueue bodies and sessions are judged by the nodes of both releases; nothing is run, and no server asked.
    """
    from wflint.cli.streams import read_stdin
    from wflint.upgrade.run import UpgradeRequest

    _sensible(paths, write=write, diff=diff, unsafe=unsafe_fixes, output_format=output_format)
    request = UpgradeRequest(
        paths=paths or (".",),
        new=new,
        old=old,
        images=images,
        skip_unknown=skip_unknown,
        stdin=read_stdin,
        stdin_name=stdin_filename,
        force_exclude=force_exclude,
        configured=options.configured(config_file, isolated, exclude, extend_exclude),
        earlier=verbose or output_format == "json",
    )
    if matrix is not None:
        if write or diff:
            raise click.UsageError("--matrix changes nothing; it goes without --write and --diff")
        if click.get_current_context().get_parameter_source("new") is ParameterSource.COMMANDLINE:
            raise click.UsageError("--matrix says by which releases; it goes without --to")
        from wflint.cli.upgrade_matrix import show_matrix

        return show_matrix(request, matrix, output_format, require=require, quiet=quiet)
    if output_format == "html":
        raise click.UsageError("--format html goes with --matrix")
    return _Upgrade(
        request,
        require=require,
        output_format=output_format,
        write=write,
        diff=diff,
        unsafe=unsafe_fixes,
        verbose=verbose,
        quiet=quiet,
    ).over()


def _sensible(paths: tuple[str, ...], *, write: bool, diff: bool, unsafe: bool, output_format: str) -> None:
    """Raises click.UsageError for options that do not go together."""
    if write and diff:
        raise click.UsageError("--write changes files and --diff only shows how; give one of them")
    if unsafe and not (write or diff):
        raise click.UsageError("--unsafe-fixes goes with --write or --diff")
    if diff and output_format != "text":
        raise click.UsageError("--diff is a diff; it goes without --format")
    if write and "-" in paths and (len(paths) > 1 or output_format != "text"):
        raise click.UsageError("- with --write goes to standard output; name it alone, without --format")


class _Upgrade:
    """One run: judged, perhaps written, and told."""

    def __init__(
        self,
        request: UpgradeRequest,
        *,
        require: str,
        output_format: str,
        write: bool,
        diff: bool,
        unsafe: bool,
        verbose: bool,
        quiet: bool,
    ) -> None:
        from wflint.upgrade.verdict import Strictness

        self.request = request
        self.require: Strictness = Strictness(require)
        self.format = output_format
        self.write = write
        self.diff = diff
        self.unsafe = unsafe
        self.verbose = verbose
        self.quiet = quiet
        self.changed = 0
        self.failed = 0

    def over(self) -> int:
        from wflint.cli.output import note
        from wflint.engine.settings import ConfigError
        from wflint.engine.targets import TargetError
        from wflint.upgrade.run import UpgradeRun

        try:
            run = UpgradeRun(self.request)
            if run.old is not None and run.new.release < run.old.release:
                raise Failure(
                    f"--from {run.old.name} is newer than --to {run.new.name}; this goes upwards only"
                )
            files = self._files(run)
        except (ConfigError, TargetError) as error:
            raise Failure(str(error)) from None
        judgements = [judgement for file in files for judgement in file.judgements]
        if not judgements and not self.failed:
            note(f"nothing to judge: {_why_nothing(files, self.request)}")
        screen = None
        if self.write and self.request.paths == (STDIN,):
            from wflint.cli.output import write_document

            screen = sys.stderr  # the file itself goes to standard output
            write_document(files[-1].raw if files else b"")
        if not self.diff:
            self._show(files, judgements, run.new.name, screen)
        self._tell_written()
        if self.failed:
            return USAGE
        if self.diff:
            return FINDINGS if self.changed else OK
        return OK if all(each.survives(self.require) for each in judgements) else FINDINGS

    def _files(self, run: UpgradeRun) -> list[JudgedFile]:
        """The files as they are in the end."""
        from wflint.cli.progress import ProgressLine

        candidates, out = run.candidates()
        for file in out:
            self._complain(file)
        if self.write:
            run.prepare(candidates)  # what is wrong in a configuration stops it before the first file
        progress = None if self.quiet or not sys.stderr.isatty() else ProgressLine()
        done = list(out)
        try:
            for number, (path, named) in enumerate(candidates, 1):
                file = run.file(path, named=named)
                if file.judgements and (self.write or self.diff):
                    file = self._attempted(run, file, named=named)
                self._complain(file)
                done.append(file)
                if progress is not None:
                    progress(number, len(candidates))
        except BaseException:
            self._tell_written()  # what stops a run midway undoes nothing
            raise
        finally:
            if progress is not None:
                progress.close()
        return done

    def _attempted(self, run: UpgradeRun, file: JudgedFile, *, named: bool) -> JudgedFile:
        """A file written or shown, or with what stands against it; the files after it have their turn."""
        from wflint.upgrade.run import NO_MEMORY, TOO_DEEP

        try:
            return self._rewrite(run, file, named=named)
        except RecursionError:
            why = TOO_DEEP
        except MemoryError:
            why = NO_MEMORY
        return file._replace(problem=f"{_NOT[self.diff]}: {why}")

    def _rewrite(self, run: UpgradeRun, file: JudgedFile, *, named: bool) -> JudgedFile:
        """Write a file, or show how; the file as it is then."""
        from wflint.upgrade.rewrite import after_writing, rewritten

        made = rewritten(file, unsafe=self.unsafe)
        if left := made.problem or made.aside:
            from wflint.cli.output import note

            if not self.quiet:
                note(f"{file.name}: not {'' if made.problem else 'all of it '}written: {left}")
        if made.problem is not None:
            return file
        if made.raw == file.raw:
            return file
        # Read before it is written: it may have become more than wflint reads, and the old one would be gone.
        after = None if self.diff else run.file(file.path, named=named, raw=made.raw)
        read = after or run.read(file.path, named=named, raw=made.raw)
        if len(read.documents) < len(file.documents):
            said = f"once migrated, it could not be read: {read.problem or read.skipped}"
            return file._replace(problem=f"{_NOT[self.diff]}: {said}")
        if after is None:
            _show_diff(file, made.raw)
            self.changed += 1
            return file
        why = None if file.path == STDIN else _written(file, made.raw)
        if why is not None:
            return file._replace(problem=f"not written: {why}")
        self.changed += 1
        self._tell_steps(file)
        judged = [
            after_writing(was, now) for was, now in zip(file.judgements, after.judgements, strict=False)
        ]
        return after._replace(judgements=judged)

    def _tell_steps(self, file: JudgedFile) -> None:
        """What was done to a file that may change the image; with --verbose all that was done."""
        from wflint.cli.output import note
        from wflint.upgrade.rewrite import taken_of

        for judgement in file.judgements:
            taken = taken_of(judgement, unsafe=self.unsafe)
            for step in taken.steps if taken is not None else ():
                if (self.verbose or step.result != "same") and not self.quiet:
                    loss = f" ({step.loss})" if step.loss else ""
                    note(f"{file.name}: {step.text}{loss}")

    def _complain(self, file: JudgedFile) -> None:
        from wflint.cli.output import complain

        if file.problem is not None:
            self.failed += 1
            complain(f"{file.name}: {file.problem}")

    def _show(
        self, files: list[JudgedFile], judgements: list[Judgement], new: str, screen: TextIO | None
    ) -> None:
        from wflint.cli.output import painter, write, write_json

        if self.format == "json":
            from wflint.report.upgrade_json import upgrade_json

            write_json(upgrade_json(judgements, new, self.require))
        elif self.format == "markdown":
            from wflint.report.upgrade_markdown import upgrade_markdown

            write(upgrade_markdown(judgements, new, self.require))
        else:
            from wflint.report.upgrade_text import upgrade_summary, upgrade_text
            from wflint.upgrade.rewrite import writable

            paint = painter(screen or sys.stdout)
            for judgement in judgements:
                if not (self.quiet and judgement.is_well):
                    write(upgrade_text(judgement, paint, verbose=self.verbose), screen)
            if not self.quiet:
                can = [judgement for file in files for judgement in writable(file)]
                write(upgrade_summary(judgements, new, self.require, can), screen)

    def _tell_written(self) -> None:
        from wflint.cli.output import note
        from wflint.diagnostics.words import numbered

        if self.changed and not self.quiet:
            note(f"{'would migrate' if self.diff else 'migrated'} {numbered(self.changed, 'file')}")


def _written(file: JudgedFile, raw: bytes) -> str | None:
    """Write a file; why it could not be."""
    from wflint.engine.project import leads_out
    from wflint.reading import read_document_file
    from wflint.writing import write_file

    try:
        if reason := leads_out(file.path):
            return f"it {reason}"
        if read_document_file(file.path) != file.raw:
            return "it changed in the meantime"
        write_file(file.path, raw)
    except OSError as error:
        return f"it cannot be written: {error.strerror or error}"
    return None


def _show_diff(file: JudgedFile, raw: bytes) -> None:
    from wflint.cli.output import painter, write
    from wflint.document.decode import decode
    from wflint.report.unified_diff import unified_diff

    write(unified_diff(file.name, decode(file.raw)[0], decode(raw)[0], painter(sys.stdout)))


def _why_nothing(files: list[JudgedFile], request: UpgradeRequest) -> str:
    from wflint.engine.files import discover

    named = [file for file in files if file.skipped]
    if len(named) == 1 and len(files) == 1:
        return f"{named[0].name} is {named[0].skipped}"
    why = f"no InvokeAI documents under {', '.join(request.paths)}"
    if not request.images and discover(request.paths, images=True).files:
        why += "; --images looks into images too"
    return why
