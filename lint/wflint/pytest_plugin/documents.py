"""Workflow files as test items: linted, when the run asks for it (``--wflint``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from wflint.plain import line_of, one_line
from wflint.pytest_plugin.failures import ItemFailedError, told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike
    from pathlib import Path

    from wflint.diagnostics import Diagnostic


def collect_document(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A collector for an InvokeAI document; None for any other JSON or picture."""
    from wflint.document.load import load_bytes
    from wflint.reading import read_document_file

    try:
        loaded = load_bytes(read_document_file(path), str(path))
    except OSError:
        return None
    from wflint.document.pointers import NOT_FETCHED

    if loaded.reason in NOT_FETCHED:
        from wflint.document.pointers import unfetched_file

        return UnreadFile.from_parent(parent, path=path, reason=f"is {unfetched_file(str(path))}")
    from wflint.engine.admit import holds_own

    if not holds_own(loaded.documents):
        return None
    if reason := _why_excluded(path):
        return UnreadFile.from_parent(parent, path=path, reason=f"is {reason}")
    return DocumentFile.from_parent(parent, path=path)


def _why_excluded(path: Path) -> str | None:
    from wflint.engine.exclusion import why_excluded
    from wflint.engine.settings import ConfigError, SettingsFinder

    try:
        return why_excluded(SettingsFinder(), str(path), None)
    except ConfigError:  # which the check tells
        return None


def left_out(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A collector that says why for a file that a link leads to, out of the project; None for others."""
    from wflint.engine.project import leads_out
    from wflint.pytest_plugin.named import named_above

    named = named_above(path, parent.config)
    reason = None if named == path else leads_out(path, str(named or parent.config.rootpath))
    return UnreadFile.from_parent(parent, path=path, reason=reason) if reason else None


class DocumentFile(pytest.File):
    """A workflow, graph, batch or picture with one inside."""

    def collect(self) -> Iterator[pytest.Item]:
        """The check of the whole file, and for JSON the way to a graph and back."""
        yield LintItem.from_parent(self, name="lint")
        if self.path.suffix == ".json":
            yield DocumentRoundTripItem.from_parent(self, name="round-trip")


class UnreadFile(pytest.File):
    """A pointer of Git LFS in a document's place, a link out of the project, or what is excluded."""

    def __init__(self, *, reason: str, **options: Any) -> None:
        super().__init__(**options)
        self.reason = reason

    def collect(self) -> Iterator[pytest.Item]:
        """One item, which is skipped."""
        yield UnreadItem.from_parent(self, name="lint", reason=self.reason)


class UnreadItem(pytest.Item):
    """What is not checked; the reason says why, and what to do."""

    def __init__(self, *, reason: str, **options: Any) -> None:
        super().__init__(**options)
        self.reason = reason
        self.add_marker("wflint")

    def runtest(self) -> None:
        """Skip, and say why."""
        pytest.skip(one_line(f"{self.path.name} {self.reason}"))

    def reportinfo(self) -> tuple[PathLike[str] | str, int | None, str]:
        """Where it is."""
        return self.path, 0, one_line(f"wflint check {self.path.name}")


class LintItem(pytest.Item):
    """``wflint check`` of a file, with the configuration that it has on the command line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.add_marker("wflint")

    def runtest(self) -> None:
        """Check it. Raises ItemFailedError."""
        from wflint.pytest_plugin.lint import lint_file

        findings = lint_file(self.path, target_of(self.config))
        if findings:
            raise ItemFailedError([finding_line(self.path, d) for d in findings])

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The findings instead of a traceback, or why there are none."""
        return told(excinfo.value) or super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[PathLike[str] | str, int | None, str]:
        """Where it is."""
        return self.path, 0, one_line(f"wflint check {self.path.name}")


class DocumentRoundTripItem(pytest.Item):
    """A workflow file made of the document's graph makes that very graph."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.add_marker("wflint")

    def runtest(self) -> None:
        """Convert there and back. Raises ItemFailedError; skips what has errors, or does not convert."""
        from wflint.pytest_plugin.lint import lint_file
        from wflint.pytest_plugin.round_trip import lost_in_file

        target = target_of(self.config)
        if lint_file(self.path, target, known=True):
            pytest.skip("it has errors")
        lost = lost_in_file(self.path, target)
        if lost:
            raise ItemFailedError(lost.split("\n"))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The differences instead of a traceback, or why there are none."""
        return told(excinfo.value) or super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[PathLike[str] | str, int | None, str]:
        """Where it is."""
        return self.path, 0, one_line(f"round-trip {self.path.name}")


def target_of(config: pytest.Config) -> str | None:
    """The target that this run asks for; None when it asks for none.

    A server out of the repository's own configuration of pytest fails the test unless the user allowed it.
    """
    from wflint.pytest_plugin.named import is_users_own

    target: str | None = config.getoption("wflint_target") or config.getini("wflint_target") or None
    if target is None or is_users_own(target, config):
        return target
    from wflint.net.http import is_url

    if not is_url(target):
        return target
    from wflint.net.allowed import require
    from wflint.net.http import NetError

    try:
        return require(target)[0]
    except NetError as error:
        said = f"target {error}"
    pytest.fail(said, pytrace=False)


def finding_line(path: Path, d: Diagnostic) -> str:
    """A finding as one line of a report."""
    place = f":{d.span.line}:{d.span.column}" if d.span is not None else ""
    return line_of(f"{path.name}{place}: {d.severity.value} {d.code} {d.slug} {d.line}")
