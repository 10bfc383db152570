"""Files as git has them: the bytes at a revision, and which files two revisions differ in."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, Final

from wflint.children import program

if TYPE_CHECKING:
    from collections.abc import Sequence


class GitError(Exception):
    """Git is missing, or refuses; the text says why."""


def is_revision(text: str) -> bool:
    """Whether git knows a text as a commit (``HEAD~1``, a branch, a tag, a hash).

    Raises GitError where git does not look, as the repository is another user's.
    """
    if not text or text.startswith("-"):
        return False
    done = _run("rev-parse", "--quiet", "--verify", "--end-of-options", f"{text}^{{commit}}")
    if _CURE.encode() in done.stderr:
        raise GitError(_reason(done))
    return done.returncode == 0


def present_revision() -> str:
    """The short hash of the commit checked out here, with ``+`` for changes; empty in no repository."""
    try:
        done = _run("rev-parse", "--short", "HEAD")
        if done.returncode:
            return ""
        changed = _run("status", "--porcelain", "--untracked-files=no")
    except GitError:
        return ""
    return done.stdout.decode("ascii", "replace").strip() + ("+" if changed.stdout.strip() else "")


def read_revision(revision: str, path: str) -> bytes:
    """The bytes of ``revision:path``. The path is from the top of the repository, or from here with ``./``.

    A path from the top that is not there is looked for from here too. Raises GitError.
    """
    if revision.startswith("-"):
        raise GitError(f'"{revision}" is not a revision')
    slashed = path.replace(os.sep, "/")
    done = _run("cat-file", "blob", f"{revision}:{slashed}")
    if done.returncode and not slashed.startswith(("./", "../", "/")):
        again = _run("cat-file", "blob", f"{revision}:./{slashed}")
        done = again if again.returncode == 0 else done
    if done.returncode:
        raise GitError(_reason(done))
    return done.stdout


def changed_files(before: str, after: str | None, paths: Sequence[str]) -> list[str]:
    """The files under some paths that two revisions differ in, from here; ``after`` None: as they lie here.

    Raises GitError.
    """
    revisions = [before] if after is None else [before, after]
    done = _run(
        "diff", "--name-only", "--no-renames", "--relative", "-z", *revisions, "--", *(paths or (".",))
    )
    if done.returncode:
        raise GitError(_reason(done))
    return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]


def _run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    git = program("git")
    if git is None:
        raise GitError("git cannot be run: it is not on the PATH")
    # A repository that came as an archive has its own .git/config, which may name a program as the monitor.
    command = [git, "-c", "core.fsmonitor=false", "--literal-pathspecs", *arguments]
    try:
        return subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror or error}") from None


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    return complaint(done.stderr) or "git failed"


def complaint(said: bytes) -> str:
    """The first line of what git complains of, with the command that helps where git names one."""
    first, *more = said.decode("utf-8", "replace").strip().split("\n")
    first = first.strip().removeprefix("fatal: ").removeprefix("error: ")
    cure = next((line.strip() for line in more if line.strip().startswith(_CURE)), None)
    return f"{first}; if you trust it, run `{cure}`" if cure else first


_CURE: Final = "git config --global --add safe.directory "
