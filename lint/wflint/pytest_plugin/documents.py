"""Workflow files as test items: linted, when the run asks for it (``--wflint``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

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
    from wflint.document import Kind

    if not any(d.kind not in (Kind.UNKNOWN, Kind.COMFYUI) for d in loaded.documents):
        return None
    return DocumentFile.from_parent(parent, path=path)


class DocumentFile(pytest.File):
    """A workflow, graph, batch or picture with one inside."""

    def collect(self) -> Iterator[pytest.Item]:
        """The check of the whole file, and for JSON the way to a graph and back."""
        yield LintItem.from_parent(self, name="lint")
        if self.path.suffix == ".json":
            yield DocumentRoundTripItem.from_parent(self, name="round-trip")


class LintFoundError(Exception):
    """Findings of severity error."""


class LintItem(pytest.Item):
    """``wflint check`` of a file, with the configuration that it has on the command line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.add_marker("wflint")

    def runtest(self) -> None:
        """Check it. Raises LintFoundError."""
        from wflint.pytest_plugin.lint import lint_file

        findings = lint_file(self.path, target_of(self.config))
        if findings:
            raise LintFoundError("\n".join(finding_line(self.path, d) for d in findings))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The findings instead of a traceback."""
        if isinstance(excinfo.value, LintFoundError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[PathLike[str] | str, int | None, str]:
        """Where it is."""
        return self.path, 0, f"wflint check {self.path.name}"


class RoundTripError(Exception):
    """A graph that comes back as another one."""


class DocumentRoundTripItem(pytest.Item):
    """A workflow file made of the document's graph makes that very graph."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.add_marker("wflint")

    def runtest(self) -> None:
        """Convert there and back. Raises RoundTripError; skips what has errors, or does not convert."""
        from wflint.pytest_plugin.lint import lint_file
        from wflint.pytest_plugin.round_trip import lost_in_file

        target = target_of(self.config)
        if lint_file(self.path, target):
            pytest.skip("it has errors")
        lost = lost_in_file(self.path, target)
        if lost:
            raise RoundTripError(lost)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The differences instead of a traceback."""
        if isinstance(excinfo.value, RoundTripError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[PathLike[str] | str, int | None, str]:
        """Where it is."""
        return self.path, 0, f"round-trip {self.path.name}"


def target_of(config: pytest.Config) -> str | None:
    """The InvokeAI release that this run asks for; None when it asks for none."""
    return config.getoption("wflint_target") or config.getini("wflint_target") or None


def finding_line(path: Path, d: Diagnostic) -> str:
    """A finding as one line of a report."""
    place = f":{d.span.line}:{d.span.column}" if d.span is not None else ""
    return f"{path.name}{place}: {d.severity.value} {d.code} {d.slug} {d.line}"
