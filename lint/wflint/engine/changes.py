"""What differs from a git revision: committed, staged, in the working tree, or not tracked at all.

The repository may be a stranger's, with a ``.git/config`` of its own. Nothing that it names is run: no hook,
no monitor, no filter, and nothing is fetched.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from typing import TYPE_CHECKING, Final

from wflint.children import child, program
from wflint.engine.revisions import GitError, complaint
from wflint.reading import PICTURE, read_bounded
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HASHES: Final = {40: "sha1", 64: "sha256"}


class Changes(NamedTuple):
    """The files of one working tree, ``top``, that differ from a commit, by their names from there."""

    top: str
    commit: str
    names: frozenset[str]

    def has(self, path: str) -> bool:
        """Whether a file is one of them; of a link, what it leads to is another file."""
        folder, base = os.path.split(os.path.abspath(path))
        return self.name_of(os.path.join(os.path.realpath(folder), base)) in self.names

    def name_of(self, real: str) -> str | None:
        """The name of a file by its real path; None where it lies elsewhere."""
        start = os.path.join(self.top, "")
        if not os.path.normcase(real).startswith(os.path.normcase(start)):
            return None
        return real[len(start) :].replace(os.sep, "/")

    def before(self, name: str) -> bytes | None:
        """What a file held at the commit; None where git has nothing of it."""
        code, out, _ = _git(self.top, "cat-file", "blob", f"{self.commit}:{name}")
        return out if code == 0 else None


def changes_since(revision: str, folder: str) -> Changes:
    """What differs from a revision in the working tree that a folder is in. Raises GitError.

    A file that was renamed is gone under one name and new under the other. Submodules are not looked into.
    """
    code, out, said = _git(folder, "rev-parse", "--show-toplevel")
    if code:
        raise GitError(said or f"{folder} is in no git repository")
    top = os.path.realpath(os.fsdecode(out.removesuffix(b"\n")))
    commit = _commit(revision, top)
    filters = _without_filters(top)
    names = set(_listed(top, filters, "diff-index", "--cached", "--name-only", *_PLAIN, commit, "--"))
    names.update(_touched(top, filters))
    names.update(_listed(top, filters, "ls-files", "--others", "--exclude-standard", "-z"))
    return Changes(top, commit, frozenset(names))


_PLAIN: Final = ("-z", "--no-renames", "--ignore-submodules=all")


def _commit(revision: str, top: str) -> str:
    if revision and "\0" not in revision and not revision.startswith("-"):
        code, out, _ = _git(
            top, "rev-parse", "--quiet", "--verify", "--end-of-options", f"{revision}^{{commit}}"
        )
        if code == 0:
            return out.decode("ascii", "replace").strip()
    raise GitError(f'git knows no commit "{revision}" here; in a shallow clone, `git fetch` it first')


def _touched(top: str, filters: Mapping[str, str]) -> Iterator[str]:
    """The tracked files that are not as the index has them; one that was only written anew is."""
    parts = iter(_listed(top, filters, "diff-files", "--raw", "--no-abbrev", *_PLAIN))
    for about in parts:
        name = next(parts, "")
        old_mode, new_mode, old, _, status = about.lstrip(":").split(" ")
        same = status == "M" and old_mode == new_mode
        if not (same and _hash_of(os.path.join(top, name), len(old)) == old):
            yield name


def _hash_of(path: str, length: int) -> str | None:
    """What git calls the bytes of a regular file; None where that cannot be said."""
    try:
        raw = read_bounded(path, PICTURE)
    except OSError:
        return None
    made = hashlib.new(_HASHES[length], usedforsecurity=False)
    made.update(b"blob %d\0" % len(raw))
    made.update(raw)
    return made.hexdigest()


def _listed(top: str, filters: Mapping[str, str], *arguments: str) -> list[str]:
    code, out, said = _git(top, *arguments, settings=filters)
    if code:
        raise GitError(said or f"git {arguments[0]} failed")
    return [os.fsdecode(name) for name in out.split(b"\0") if name]


def _without_filters(top: str) -> dict[str, str]:
    """Settings that turn off the filters of the configuration: git would run them to compare a file."""
    code, out, _ = _git(top, "config", "--null", "--name-only", "--get-regexp", r"^filter\..")
    names = {name.rpartition(".")[0] for name in os.fsdecode(out).split("\0") if name} if code == 0 else set()
    return {
        f"{name}.{key}": value
        for name in sorted(names)
        for key, value in (("clean", ""), ("process", ""), ("smudge", ""), ("required", "false"))
    }


def _git(folder: str, *arguments: str, settings: Mapping[str, str] | None = None) -> tuple[int, bytes, str]:
    """Git's exit code, its output, and what it complains of, in a line."""
    git = program("git")
    if git is None:
        raise GitError("git cannot be run: it is not on the PATH")
    command = [git, "--literal-pathspecs", *arguments]
    try:
        with child(
            command,
            cwd=folder,
            env=_environment(settings or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            out, said = process.communicate()
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror or error}") from None
    return process.returncode, out, complaint(said)


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The environment in which git runs nothing of a repository's, and asks nobody."""
    found = dict(os.environ)
    if "GIT_WORK_TREE" not in found:
        found.pop("GIT_DIR", None)  # a hook's: git finds it again, from any folder
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        if found.get(name):
            found[name] = os.path.abspath(found[name])
    found |= {
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none",  # where git is too old for that one, a fetch has no way to go
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
    given = {"core.fsmonitor": "false", "core.hooksPath": os.devnull, **settings}
    number = found.get("GIT_CONFIG_COUNT", "")
    first = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
    for i, (key, value) in enumerate(given.items(), first):
        found[f"GIT_CONFIG_KEY_{i}"], found[f"GIT_CONFIG_VALUE_{i}"] = key, value
    found["GIT_CONFIG_COUNT"] = str(first + len(given))
    return found
