"""Checking files, in this process or in several; the results come in the order of the files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wflint.diagnostics import CheckedFile
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.files import STDIN
from wflint.engine.settle import looking, running
from wflint.engine.targets import open_wanted
from wflint.reading import read_document_file
from wflint.records import NamedTuple
from wflint.rules.registry import load_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wflint.diagnostics import Diagnostic
    from wflint.engine.configuration import Wanted
    from wflint.engine.selection import Selection, Severities
    from wflint.engine.settle import Showing
    from wflint.engine.suppress import Used
    from wflint.rules.options import RuleOptions

_MANY = 400  # files from which other processes pay although nobody asked for them
_NO_MEMORY = "not checked: there is not enough memory"


class Plan(NamedTuple):
    """How files are checked. Plain values only, so that it travels to other processes."""

    wanted: Wanted
    selection: Selection
    showing: Showing
    severities: Severities = ()

    def running(self, options: RuleOptions) -> frozenset[str]:
        """The rules whose findings are told: see :func:`wflint.engine.settle.running`."""
        return running(self.selection, self.severities, options)

    def looking(self, options: RuleOptions) -> frozenset[str]:
        """The rules that look: see :func:`wflint.engine.settle.looking`."""
        return looking(self.selection, self.severities, options)


class Job(NamedTuple):
    """A file with its plan. ``name`` is what reports call it; ``lenient``: see :func:`examine`."""

    path: str
    name: str
    lenient: bool
    plan: Plan


class Done(NamedTuple):
    """What a file gave; ``problems`` are one-line texts about the path or about wflint itself."""

    checked: tuple[CheckedFile, ...]
    diagnostics: list[Diagnostic]
    problems: tuple[str, ...] = ()
    hidden: int = 0  # findings that are counted, but not among the diagnostics
    used: frozenset[Used] = frozenset()  # entries of the configuration that hid something
    internal: bool = False  # the problems are wflint's own, not the file's


def check_jobs(
    jobs: Sequence[Job], processes: int | None, stdin: Callable[[], bytes] | None, *, debug: bool = False
) -> Iterator[Done]:
    """Check files; ``processes`` None uses one for few files and one a core for many."""
    if processes is None:
        processes = (os.cpu_count() or 1) if len(jobs) >= _MANY else 1
    processes = min(processes, len(jobs))
    if processes > 1 and all(job.path != STDIN for job in jobs):
        from functools import partial

        from wflint.engine.processes import in_processes

        # Forked processes share what is loaded already: the catalogues, and the modules of the rules.
        for job in {job.plan: job for job in jobs}.values():
            load_rules(job.plan.selection.enabled)
        return in_processes(jobs, processes, partial(_start, debug), _lost)
    worker = Worker(debug, stdin)
    return map(worker.check, jobs)


def without_fixes(diagnostics: list[Diagnostic], may: frozenset[str]) -> list[Diagnostic]:
    """The diagnostics; those of rules other than these are left to people."""
    return [d if d.fix is None or d.slug in may else d._replace(fix=None, changes=()) for d in diagnostics]


class Worker:
    """Checks one file after the other; one checker for each plan lives on between them."""

    def __init__(self, debug: bool, stdin: Callable[[], bytes] | None = None) -> None:
        self._debug = debug
        self._stdin = stdin
        self._checkers: dict[Plan, Checker] = {}
        self._last: tuple[Plan, Checker] | None = None

    def check(self, job: Job) -> Done:
        """Check one file. Never raises on what is in it."""
        try:
            raw = self.read(job.path)
        except OSError as error:
            return _not_checked(job.name, error.strerror or str(error))
        except MemoryError:
            return _not_checked(job.name, _NO_MEMORY)
        checker = self.checker(job.plan)
        try:
            found = examine(
                raw,
                job.name,
                checker,
                lenient=job.lenient,
                showing=job.plan.showing,
                severities=job.plan.severities,
                hiding=job.plan.wanted.hiding(),
            )
        except MemoryError:
            return _not_checked(job.name, _NO_MEMORY)
        except Exception as error:
            return Done(
                (CheckedFile(job.name, None, None, "unreadable", "internal error"),),
                [],
                (self.internal(job.name, "reading it", error),),
                internal=True,
            )
        may = job.plan.wanted.mended()
        if may is not None:
            found = found._replace(diagnostics=without_fixes(found.diagnostics, may))
        if not checker.crashes:
            return Done(found.checked, found.diagnostics, (), found.hidden, found.used)
        crashes = list(checker.crashes)
        checker.crashes.clear()
        if any(isinstance(crash.error, MemoryError) for crash in crashes):
            return _not_checked(job.name, _NO_MEMORY)
        if any(isinstance(crash.error, RecursionError) for crash in crashes):
            return _not_checked(job.name, "not checked: it is nested too deep")
        problems = tuple(self.internal(job.name, f"rule {c.where}", c.error) for c in crashes)
        return Done(found.checked, found.diagnostics, problems, found.hidden, found.used, internal=True)

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises OSError."""
        if path == STDIN and self._stdin is not None:
            return self._stdin()
        return read_document_file(path)

    def checker(self, plan: Plan) -> Checker:
        """What checks files as they are planned."""
        if self._last is not None and self._last[0] is plan:
            return self._last[1]
        checker = self._checkers.get(plan)
        if checker is None:
            wanted = plan.wanted
            if wanted.plugins:  # a process that was not forked does not have them yet
                from wflint.engine.plugins import load_plugins

                load_plugins(wanted.plugins)
            checker = Checker(open_wanted(wanted), plan.selection, wanted.options())
            self._checkers[plan] = checker
        self._last = (plan, checker)
        return checker

    def internal(self, name: str, where: str, error: BaseException) -> str:
        """What is said of an exception that is a fault of wflint's or of a plugin's."""
        text = " ".join(str(error).split())[:300]
        line = f"{name}: internal error in {where}: {type(error).__name__}: {text}"
        if not self._debug:
            return line + " (please report it; WFLINT_DEBUG=1 shows more)"
        import traceback

        return line + "\n" + "".join(traceback.format_exception(error)).rstrip()


def _start(debug: bool) -> Callable[[Job], Done]:
    return Worker(debug).check


def _lost(job: Job, how: str) -> Done:
    """A file whose process died."""
    return _not_checked(job.name, f"not checked: {how}")


def _not_checked(name: str, reason: str) -> Done:
    return Done((CheckedFile(name, None, None, "unreadable", reason),), [], (f"{name}: {reason}",))
