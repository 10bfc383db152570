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

    try:
        loaded = load_bytes(path.read_bytes(), str(path))
    except OSError:
        return None
    from wflint.document import Kind

    if not any(d.kind not in (Kind.UNKNOWN, Kind.COMFYUI) for d in loaded.documents):
        return None
    return DocumentFile.from_parent(parent, path=path)


class DocumentFile(pytest.File):
    """A workflow, graph, batch or picture with one inside."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item: the check of the whole file."""
        yield LintItem.from_parent(self, name="lint")


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

        findings = lint_file(self.path, self.config.getini("wflint_target") or None)
        if findings:
            raise LintFoundError("\n".join(_line(self.path, d) for d in findings))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The findings instead of a traceback."""
        if isinstance(excinfo.value, LintFoundError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[PathLike[str] | str, int | None, str]:
        """Where it is."""
        return self.path, 0, f"wflint check {self.path.name}"


def _line(path: Path, d: Diagnostic) -> str:
    place = f":{d.span.line}:{d.span.column}" if d.span is not None else ""
    return f"{path.name}{place}: {d.severity.value} {d.code} {d.slug} {d.message}"
