"""What builders raise, at the line that makes the mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.errors import Error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.diagnostics import Diagnostic


class BuildError(Error, ValueError):
    """A workflow that InvokeAI would refuse, or not run as written. The message is for the author."""


class UnknownNameError(BuildError, AttributeError):
    """No node type, or no output of a node, of that name; an AttributeError, so that ``hasattr`` works."""


class CheckError(BuildError):
    """What ``check(fail_on=...)`` raises: ``diagnostics`` are the findings at or above that severity."""

    def __init__(self, message: str, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__(message)
        self.diagnostics = tuple(diagnostics)
