"""``wflint diff``: what changed between two workflows, by nodes and edges."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from wflint.cli import completions
from wflint.cli.errors import FINDINGS, OK, USAGE, Failure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.catalogue.model import Catalogue
    from wflint.cli.diff_sources import Pair, Side
    from wflint.document import Document
    from wflint.graph.diff.compare import Diff

EPILOG = """\b
Examples:
  wflint diff old.json new.json                 two files of any kind, images included
  wflint diff HEAD~1:fox.json fox.json          a file as git has it, and as it is
  wflint diff main -- workflows/                every changed workflow since a branch
  wflint diff v1.0 v2.0 -- workflows/fox.json   between two revisions
  wflint diff --format markdown main -- .       for a comment on a pull request
  wflint diff -f html -o diff.html old.json new.json    both sides drawn, what changed marked

\b
Positions, ids of nodes that correspond, connectors and the order of things do not count. With git:
  git config diff.wflint.command "wflint diff --git"         (git diff, for files with the attribute
  git config diff.wflint.textconv "wflint diff --textconv"    diff=wflint: one of the two)
  git config difftool.wflint.cmd 'wflint diff "$LOCAL" "$REMOTE"'

\b
Exit codes: 0 no difference, 1 differences, 2 wrong usage or a file that cannot be read.
"""


class _Command(click.Command):
    """A command that knows what stood after ``--``, which click itself forgets."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if "--" in args:
            at = args.index("--")
            ctx.meta["paths"] = tuple(args[at + 1 :])
            args = args[:at]
        return super().parse_args(ctx, args)


@click.command(cls=_Command, epilog=EPILOG)
@click.argument("sources", nargs=-1, metavar="A B | [REV [REV]] -- PATHS")
@click.option(
    "--format",
    "-f",
    "output_format",
    type=click.Choice(("text", "json", "markdown", "svg", "html")),
    default="text",
    show_default=True,
    help="Text for people, JSON, Markdown for a pull request, or both sides drawn.",
)
@click.option(
    "--target",
    "-t",
    metavar="T",
    shell_complete=completions.targets,
    help="The InvokeAI release whose defaults count.  [default: latest]",
)
@click.option("--part", metavar="NAME", help="Which of several documents in the files.")
@click.option("--output", "-o", metavar="FILE", help="With svg or html: where to write.  [default: stdout]")
@click.option(
    "--theme",
    type=click.Choice(("dark", "light")),
    help="With svg or html: the colours.  [default: dark]",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 for differences too.")
@click.option("--git", "external", is_flag=True, help="Called by git as an external diff.")
@click.option("--textconv", is_flag=True, help="Called by git to turn one file into text.")
@click.pass_context
def diff(
    ctx: click.Context,
    *,
    sources: tuple[str, ...],
    output_format: str,
    target: str | None,
    part: str | None,
    output: str | None,
    theme: str | None,
    exit_zero: bool,
    external: bool,
    textconv: bool,
) -> int:
    """Show what changed between two workflows, graphs or enqueue bodies: nodes, inputs and edges.

    A and B are files, - for standard input, or REVISION:PATH as git names them. With --, the files under
    PATHS are compared between a revision and here, or between two revisions.
    """
    drawn = output_format in ("svg", "html")
    if not drawn and (output is not None or theme is not None):
        raise click.UsageError("-o and --theme go with --format svg or html")
    from wflint.cli.diff_sources import for_git, pairs, read
    from wflint.cli.output import complain, note, write_text

    catalogue = _catalogue(target)
    if textconv:
        if len(sources) != 1:
            raise click.UsageError("--textconv takes one file")
        write_text(_outline(read(sources[0]), sources[0], catalogue, part))
        return OK
    asked = for_git(sources) if external else pairs(sources, ctx.meta.get("paths"))
    found, failed = [], False
    for pair in asked:
        try:
            named = ctx.meta.get("paths") is None and not external
            compared = _compare(pair, catalogue, part, named=named)
        except Failure as error:
            # One bad file ends neither a comparison of many nor git itself, which dies with an external diff.
            if len(asked) == 1 and not external:
                raise
            complain(error.message)
            failed = True
            continue
        if compared is not None:
            found.append((pair, compared))
        elif external:
            note(f"{pair.after.name}: not an InvokeAI document; git diff --no-ext-diff shows what changed")
        elif ctx.meta.get("paths") is None:
            raise Failure(f"{pair.before.name}, {pair.after.name}: these are not InvokeAI documents")
    if drawn:
        _draw(found, output_format, catalogue, part, output, theme or "dark")
    else:
        _show(found, output_format)
    if external:
        return OK
    if failed:
        return USAGE
    return FINDINGS if any(not compared.empty for _, compared in found) and not exit_zero else OK


def _compare(pair: Pair, catalogue: Catalogue, part: str | None, *, named: bool) -> Diff | None:
    """The comparison of a pair; None when neither file is one of InvokeAI's. Raises Failure.

    ``named``: the user said that these are, in doubt they are taken for it.
    """
    from wflint.graph.diff.compare import diff_documents

    both = _documents(pair, part, named=named)
    return diff_documents(*both, catalogue) if both is not None else None


def _documents(pair: Pair, part: str | None, *, named: bool) -> tuple[Document, Document] | None:
    from wflint.document import Kind
    from wflint.document.load import load_bytes
    from wflint.engine.admit import holds_own

    loaded = [load_bytes(source.raw, source.name) for source in pair]
    there = [f for f, source in zip(loaded, pair, strict=True) if not source.missing]
    if all(f.documents and all(d.kind is Kind.UNKNOWN for d in f.documents) for f in there):
        return None
    if not named and all(f.documents and not holds_own(f.documents) for f in there):
        return None
    for source, found in zip(pair, loaded, strict=True):
        if not found.documents:
            message = found.findings[0].message if found.findings else found.reason
            raise Failure(f"{source.name}: {message}")
    ours, theirs = loaded[0].documents, loaded[1].documents
    if pair.before.missing:
        ours = [_nothing_like(document) for document in theirs]
    elif pair.after.missing:
        theirs = [_nothing_like(document) for document in ours]
    before, after = _alike(ours, theirs, pair, part)
    for source, document in ((pair.before, before), (pair.after, after)):
        if document.kind in (Kind.UNKNOWN, Kind.COMFYUI):
            raise Failure(f"{source.name}: this is not an InvokeAI document")
    return before, after


def _nothing_like(document: Document) -> Document:
    """An empty document of the same kind, to be compared with one that is new or gone."""
    from wflint.document import Document, Kind, Source

    workflow = document.kind is Kind.WORKFLOW
    data: dict[str, Any] = {"nodes": [], "edges": []} if workflow else {"nodes": {}, "edges": []}
    kind = document.kind if workflow else Kind.GRAPH
    return Document(kind, data, Source("", ""), part=document.part, version=document.version)


def _alike(
    ours: list[Document], theirs: list[Document], pair: Pair, part: str | None
) -> tuple[Document, Document]:
    """The documents of two files to compare: both workflows where both have one."""
    from wflint.document import Kind

    both = all(any(d.kind is Kind.WORKFLOW for d in found) for found in (ours, theirs))
    return _one(ours, pair.before, part, both), _one(theirs, pair.after, part, both)


def _one(documents: list[Document], source: Side, part: str | None, workflow: bool) -> Document:
    from wflint.document import Kind

    if part is not None:
        found = [d for d in documents if d.part == part]
    else:
        found = (
            [d for d in documents if (d.kind is Kind.WORKFLOW) is workflow]
            if len(documents) == 2
            else documents
        )
    if len(found) != 1:
        names = ", ".join(d.part for d in documents[:12] if d.part is not None)
        raise Failure(f"{source.name}: which document? Name one with --part: {names}")
    return found[0]


def _show(found: list[tuple[Pair, Diff]], output_format: str) -> None:
    from wflint.cli.output import painter, write, write_json

    if output_format == "json":
        from wflint.report.diff_json import diff_json

        report = {"schema": 1, "files": [diff_json(d, p.before.name, p.after.name) for p, d in found]}
        write_json(_json_text(report))
        return
    if output_format == "markdown":
        from wflint.report.diff_markdown import diff_markdown

        shown = [(p, d) for p, d in found if not d.empty] or found
        for number, (pair, each) in enumerate(shown):
            write(["\n"] if number else [])
            write(diff_markdown(each, pair.before.name, pair.after.name))
        return
    from wflint.report.diff_text import diff_text

    for pair, each in found:
        write(diff_text(each, pair.before.name, pair.after.name, painter(sys.stdout)))


def _draw(
    found: list[tuple[Pair, Diff]],
    output_format: str,
    catalogue: Catalogue,
    part: str | None,
    output: str | None,
    theme: str,
) -> None:
    """Draw the one pair that differs. Raises Failure."""
    from wflint.cli.graph import write_drawn
    from wflint.document import Kind
    from wflint.graph.diff.view import as_request
    from wflint.picture import beside, diff_html, diff_svg
    from wflint.report.diff_entries import entries_of

    wanted = [each for each in found if not each[1].empty] or found
    if len(wanted) != 1:
        raise Failure(f"one comparison is drawn at a time, and {len(wanted)} files differ; name one of them")
    pair, compared = wanted[0]
    both = _documents(pair, part, named=True)
    if both is None:
        raise Failure(f"{pair.after.name}: this is not an InvokeAI document")
    before, after = both
    if (before.kind is Kind.WORKFLOW) != (after.kind is Kind.WORKFLOW):
        before, after = as_request(before, catalogue), as_request(after, catalogue)
    sides = beside(before, after, compared, catalogue)
    draw = diff_svg if output_format == "svg" else diff_html
    names = (pair.before.name, pair.after.name)
    write_drawn(draw(sides, names, entries_of(compared), theme=theme), output)


def _outline(raw: bytes, name: str, catalogue: Catalogue, part: str | None) -> Iterable[str]:
    """A file as text; one that is none of InvokeAI's as it is, for git shows it whatever happens."""
    from wflint.document import Kind
    from wflint.document.load import load_bytes
    from wflint.graph.diff.view import view_of
    from wflint.report.outline import outline

    documents = [d for d in load_bytes(raw, name).documents if d.kind not in (Kind.UNKNOWN, Kind.COMFYUI)]
    if part is not None:
        documents = [d for d in documents if d.part == part]
    if not documents:
        from hashlib import sha256

        if b"\0" in raw[:8000]:  # as git tells what is no text
            return [f"{len(raw)} bytes without a workflow, SHA-256 {sha256(raw).hexdigest()}\n"]
        return [raw.decode("utf-8", "backslashreplace")]
    return [line for document in documents for line in outline(view_of(document, catalogue))]


def _catalogue(target: str | None) -> Catalogue:
    from wflint.engine.targets import TargetError, open_targets

    try:
        return open_targets(target, named=True)[-1]
    except TargetError as error:
        raise Failure(str(error)) from None


def _json_text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
