"""A run: many files, their configurations and targets, one report."""

from __future__ import annotations

import gc
import os
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

from wflint.diagnostics import CheckedFile, Report
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.files import STDIN, Candidate, discover
from wflint.engine.selection import Selectors
from wflint.engine.settings import ConfigError, SettingsFinder, glob_matcher
from wflint.engine.targets import open_targets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from wflint.engine.selection import Selection

_MANY = 400  # files from which processes pay although nobody asked for them
_CHUNK = 50  # files a process takes at a time


class Request(NamedTuple):
    """What a command line asks for. ``fail_on`` and ``jobs`` None: the configuration's, as many as useful."""

    paths: tuple[str, ...]
    target: str | None = None
    selectors: Selectors = Selectors()
    fail_on: str | None = None
    images: bool = False
    skip_unknown: bool = False
    jobs: int | None = None
    stdin: Callable[[], bytes] | None = None
    stdin_name: str | None = None
    debug: bool = False


class Result(NamedTuple):
    """The report, what went wrong beside it (exit code 2), and whether findings fail the run (1)."""

    report: Report
    problems: list[str]
    failed: bool


class Plan(NamedTuple):
    """How a group of files is checked. Plain values only, so that it travels to other processes."""

    target: str | None
    catalogues: tuple[str, ...]
    selection: Selection
    fail_on: str


class Job(NamedTuple):
    """One file with its plan. ``lenient``: see :func:`wflint.engine.examine.examine`."""

    path: str
    name: str
    lenient: bool
    plan: Plan


class Done(NamedTuple):
    """What one file gave."""

    checked: tuple[CheckedFile, ...]
    diagnostics: list[object]
    problems: tuple[str, ...]
