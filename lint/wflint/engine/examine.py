"""The walk of one file: bytes, documents, graphs, findings, diagnostics.

Each step takes what the last one made: :func:`load_bytes` (bytes to documents), :func:`admit` (which of them
are InvokeAI's), :meth:`Checker.check` (reading, rules, selection), :func:`locate` (places and fingerprints).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import CheckedFile
from wflint.document.load import load_bytes
from wflint.engine.admit import admit
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from wflint.diagnostics import Diagnostic
    from wflint.engine.check import Checker


class Examined(NamedTuple):
    """What became of a file: its documents (a file without any counts as one), and its diagnostics."""

    checked: tuple[CheckedFile, ...]
    diagnostics: list[Diagnostic]


def examine(raw: bytes, name: str, checker: Checker, *, lenient: bool = False) -> Examined:
    """Check a file's bytes. ``name`` is what diagnostics call it, ``lenient`` see :func:`admit`."""
    checked = []
    diagnostics: list[Diagnostic] = []
    for document, refused, said in admit(load_bytes(raw, name), raw, name, lenient=lenient):
        if refused is None:
            found = checker.check(document)
            checked.append(CheckedFile(name, document.kind.value, document.part, "checked"))
        else:
            found = checker.pass_on(said)
            status = "checked" if found else "skipped"
            checked.append(CheckedFile(name, None, document.part, status, refused))
        if found:
            from wflint.engine.locate import locate

            diagnostics += locate(found, document)
    return Examined(tuple(checked), diagnostics)
