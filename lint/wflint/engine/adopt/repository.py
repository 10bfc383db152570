"""What git knows of a repository, as far as it decides what is proposed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from wflint.children import program
from wflint.engine.configuration import ConfigError
from wflint.engine.project import project_root
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_USUAL: Final = ("main", "master", "trunk", "develop")
_OF_GIT: Final = ("HEAD", "objects", "refs")  # what git itself knows its folder by
_SECONDS: Final = 20


class Repository(NamedTuple):
    """``top`` is its folder; ``is_git`` whether it is one. ``hosts`` are those of its remotes.

    ``branch`` is the one that others merge into.
    """

    top: str
    is_git: bool
    hosts: tuple[str, ...]
    branch: str


def repository(folder: str) -> Repository:
    """The repository that a folder is in; in none, the folder of its configuration, or itself.

    Raises ConfigError for git's own folder: what is in there is git's.
    """
    top = os.path.realpath(folder)
    while not os.path.lexists(os.path.join(top, ".git")):
        if all(os.path.exists(os.path.join(top, name)) for name in _OF_GIT):
            kind = "git's own folder" if os.path.basename(top) == ".git" else "a bare git repository"
            raise ConfigError(f"{folder} is in {kind}: run `wflint init` where the files are checked out")
        parent = os.path.dirname(top)
        if parent == top:
            return Repository(project_root(os.path.join(folder, "any")), False, (), "main")
        top = parent
    urls = _git(top, "config", "--get-regexp", r"^remote\..*\.url$").splitlines()
    hosts = tuple(dict.fromkeys(filter(None, (_host(line.partition(" ")[2]) for line in urls))))
    return Repository(top, True, hosts, _branch(top))


def _branch(top: str) -> str:
    remote = _git(top, "symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD").strip()
    if "/" in remote:
        return remote.partition("/")[2]
    here = _git(top, "symbolic-ref", "--quiet", "--short", "HEAD").strip()
    if here in _USUAL:
        return here
    known = _git(top, "for-each-ref", "--format=%(refname:short)", "refs/heads").split()
    return next((name for name in _USUAL if name in known), here if here and not known else "main")


def _host(url: str) -> str:
    """The host of an address as git writes it: ``https://host/...``, ``git@host:...``, ``ssh://host/...``."""
    rest = url.strip().partition("://")[2] if "://" in url else url.strip()
    first = rest.split("/")[0] if "://" in url else rest.partition(":")[0] if ":" in rest else ""
    return first.rpartition("@")[2].partition(":")[0].lower()


def _git(top: str, *arguments: str) -> str:
    """What git answers; nothing where it is not there or refuses."""
    import subprocess

    git = program("git")
    if git is None:
        return ""
    # A repository that came as an archive has its own .git/config, which may name a program as the monitor.
    command = [git, "-C", top, "-c", "core.fsmonitor=false", *arguments]
    try:
        done = subprocess.run(
            command, capture_output=True, check=False, timeout=_SECONDS, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def is_of(hosts: Iterable[str], service: str) -> bool:
    """Whether a remote is at a service, or at a server of a company that is named for it."""
    return any(service in host.split(".") or host.startswith(service) for host in hosts)
