"""``wflint check --fix`` and ``--diff``: what was mended, or would be."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from wflint.cli.errors import DEBUG

if TYPE_CHECKING:
    from wflint.engine.fix_files import FixResult
    from wflint.engine.mend_files import MendedFile


def show_fixed(fixed: FixResult, *, diff: bool, listed: bool) -> None:
    """The diff, or standard input as it is then; ``listed``: each fix, on standard error."""
    from wflint.cli.output import note, write_document

    if diff:
        for mended in fixed.fixed:
            _show(mended)
    elif fixed.stdin is not None:
        write_document(fixed.stdin)
    if listed:
        for mended in fixed.fixed:
            for one in mended.applied:
                note(f"{mended.job.name}: {one.code} {one.slug}: {one.title} ({one.safety.value})")
        for mended in fixed.left:
            for one in mended.left:
                note(
                    f"{mended.job.name}: {one.code} {one.slug}: not applied: {one.title} ({one.safety.value})"
                )


def tell_fixed(fixed: FixResult, *, diff: bool, quiet: bool) -> None:
    """How much was mended, and what could not be."""
    from wflint.cli.output import complain, note
    from wflint.diagnostics.words import numbered

    if fixed.fixed and not quiet:
        findings = numbered(sum(len(mended.applied) for mended in fixed.fixed), "finding")
        verb = "would fix" if diff else "fixed"
        note(f"{verb} {findings} in {numbered(len(fixed.fixed), 'file')}")
    left = sum(len(mended.left) for mended in fixed.left)
    if left and not quiet:
        fixes, they = ("fixes", "they") if left > 1 else ("fix", "it")
        note(f"{left} {fixes} not applied: {they} would bring another error, or change what runs")
    for problem in fixed.problems:
        said, *details = problem.split("\n") if DEBUG else [problem]
        complain(said, details)


def _show(mended: MendedFile) -> None:
    from wflint.cli.output import painter, write
    from wflint.document.decode import decode
    from wflint.report.unified_diff import unified_diff

    before, after = decode(mended.before)[0], decode(mended.after)[0]
    out = sys.stdout
    write(unified_diff(mended.job.name, before, after, painter(out), pieces=out.isatty()))
