"""What ``wflint diff`` compares: files, standard input, or files as git has them."""

from __future__ import annotations

import os
from typing import NamedTuple

import click

from wflint.cli.errors import Failure
from wflint.endings import JSON, PICTURES
from wflint.engine.revisions import GitError, changed_files, is_revision, read_revision
from wflint.reading import read_document_file

EMPTY = b"{}"  # the bytes of a file that is not there


class Side(NamedTuple):
    """A name to show, and the bytes; ``missing`` says that there is no such file on this side."""

    name: str
    raw: bytes
    missing: bool = False


class Pair(NamedTuple):
    """Two sources to compare."""

    before: Side
    after: Side


def pairs(arguments: tuple[str, ...], paths: tuple[str, ...] | None) -> list[Pair]:
    """The pairs that the command line asks for; ``paths`` are what stood after ``--``, None without it.

    Raises UsageError and Failure.
    """
    if paths is None:
        if len(arguments) != 2:
            raise click.UsageError("give two files (or REVISION:PATH), or revisions and -- PATHS")
        return [Pair(_source(arguments[0]), _source(arguments[1]))]
    revisions = [part for argument in arguments for part in argument.split("..")]
    if len(revisions) > 2 or any(not r for r in revisions):
        raise click.UsageError("give at most two revisions before --")
    before = revisions[0] if revisions else "HEAD"
    after = revisions[1] if len(revisions) > 1 else None
    try:
        for revision in filter(None, (before, after)):
            if not is_revision(revision):
                raise Failure(f'git finds no revision "{revision}" here')
        files = [f for f in changed_files(before, after, paths) if _may_be_document(f, paths)]
        if after is None:
            files = [file for file in files if file in paths or not _leads_out(file)]
        return [Pair(_at(before, file), _at(after, file)) for file in files]
    except GitError as error:
        raise Failure(str(error)) from None


def for_git(arguments: tuple[str, ...]) -> list[Pair]:
    """The pair that git hands to an external diff: path, old file, hash, mode, new file, hash, mode, ...."""
    if len(arguments) == 1:
        return []  # an unmerged file
    if len(arguments) < 7:
        raise click.UsageError("--git is for git alone, which calls it with seven arguments or more")
    path, old, _, _, new = arguments[:5]
    name = arguments[7] if len(arguments) > 7 else path
    return [Pair(_git_file(path, old), _git_file(name, new))]


def read(path: str) -> bytes:
    """The bytes of a file, or of standard input for ``-``. Raises Failure."""
    try:
        if path == "-":
            from wflint.cli.streams import read_stdin

            return read_stdin()
        return read_document_file(path)
    except OSError as error:
        raise Failure(f"cannot read {path}: {error.strerror or error}") from None


def _source(text: str) -> Side:
    revision, colon, path = text.partition(":")
    if colon and not os.path.exists(text) and len(revision) > 1:
        try:
            return Side(text, read_revision(revision, path))
        except GitError as error:
            raise Failure(f"{text}: {error}") from None
    try:
        return Side(text, read(text))
    except Failure as error:
        if _names_revision(text):
            raise Failure(f"{error.message}; for the revision write `wflint diff {text} -- PATHS`") from None
        raise


def _names_revision(text: str) -> bool:
    try:
        return is_revision(text)
    except GitError:
        return False


def _at(revision: str | None, file: str) -> Side:
    """A file at a revision, or as it lies here; where it is not there, an empty graph."""
    try:
        return Side(file, read_revision(revision, f"./{file}") if revision is not None else read(file))
    except (GitError, Failure):
        return Side(file, EMPTY, missing=True)


def _leads_out(file: str) -> bool:
    from wflint.cli.output import note
    from wflint.engine.project import leads_out

    if reason := leads_out(file):
        note(f"{file}: left out: {reason}")
    return reason is not None


def _git_file(name: str, file: str) -> Side:
    if file in ("/dev/null", "nul", os.devnull):
        return Side(name, EMPTY, missing=True)
    return Side(name, read(file))


def _may_be_document(file: str, paths: tuple[str, ...]) -> bool:
    return file.lower().endswith((JSON, *PICTURES)) or file in paths
