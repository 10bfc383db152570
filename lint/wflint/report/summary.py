"""The counts of a report, in numbers and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Severity
from wflint.plain import one_line

if TYPE_CHECKING:
    from wflint.diagnostics import Report


_EXPLAINED = 4  # rules that a report names for `wflint explain`


def counts(report: Report) -> dict[str, int]:
    """Files (each once, whatever it holds), skipped ones, and live diagnostics by severity."""
    checked = {f.file for f in report.files if f.status == "checked"}
    skipped = {f.file for f in report.files if f.status == "skipped"} - checked
    return {
        "files": len({f.file for f in report.files}),
        "skipped": len(skipped),
        "errors": report.count(Severity.ERROR),
        "warnings": report.count(Severity.WARNING),
        "infos": report.count(Severity.INFO),
        "suppressed": sum(1 for d in report.diagnostics if not d.counts),
    }


def summary_line(report: Report) -> str:
    """``2 errors and 1 warning in 3 files (1 skipped), InvokeAI 6.14.2``."""
    number = counts(report)
    found = [
        plural(number[key], word)
        for key, word in (("errors", "error"), ("warnings", "warning"), ("infos", "info"))
        if number[key] and (key != "infos" or not report.hidden)
    ]
    unreadable = len({f.file for f in report.files if f.status == "unreadable"})
    checked = number["files"] - number["skipped"] - unreadable
    files = plural(checked, "file")
    aside = [f"{n} {word}" for n, word in ((number["skipped"], "skipped"), (unreadable, "unreadable")) if n]
    skipped = f" ({', '.join(aside)})" if aside else ""
    against = targets_in_words(report.targets)
    if not found and not checked and aside:
        return f"Nothing checked{skipped}, {against}."
    if not found:
        return f"No problems in {files}{skipped}, {against}."
    if not checked:
        return f"{_and(found)}, nothing checked{skipped}, {against}."
    return f"{_and(found)} in {files}{skipped}, {against}."


def hidden_line(report: Report) -> str:
    """``12 infos hidden; --show-info lists them``."""
    them = "it" if report.hidden == 1 else "them"
    return f"{plural(report.hidden, 'info')} hidden; --show-info lists {them}"


# Why findings do not count, in the order and the words of the summary.
_SUPPRESSED = {"baseline": "by the baseline", "notes": "by notes", "configuration": "by the configuration"}


def suppressed_line(report: Report) -> str:
    """``12 findings hidden by the baseline, 1 by notes``; empty where none is."""
    number: dict[str, int] = {}
    for d in report.diagnostics:
        if d.suppressed is not None:
            number[d.suppressed] = number.get(d.suppressed, 0) + 1
    if not number:
        return ""
    known = [why for why in _SUPPRESSED if why in number]
    first, *others = [*known, *sorted(number.keys() - _SUPPRESSED.keys())]
    more = "".join(f", {number[why]} {_SUPPRESSED.get(why, why)}" for why in others)
    return f"{plural(number[first], 'finding')} hidden {_SUPPRESSED.get(first, first)}{more}"


def fixable_line(report: Report, *, unsafe: bool = False, mended: bool = False) -> str:
    """``3 can be fixed with --fix (2 more with --unsafe-fixes)``; empty where none can.

    What was tried already is left out (``mended``): a fix that was not applied is not promised again.
    """
    fixes = [d.fix.safety.value for d in report.live if d.fix is not None and d.fix.edits]
    sure, more = fixes.count("safe"), fixes.count("unsafe")
    if mended:
        sure, more = 0, 0 if unsafe else more
    if unsafe and more:
        return f"{sure + more} can be fixed with --fix --unsafe-fixes"
    if not more:
        return f"{sure} can be fixed with --fix" if sure else ""
    if not sure:
        return f"{more} can be fixed with --fix --unsafe-fixes"
    return f"{sure} can be fixed with --fix ({more} more with --unsafe-fixes)"


def explain_line(report: Report) -> str:
    """The command that explains the rules a report named: the most frequent ones, if they are many."""
    number: dict[str, int] = {}
    for d in report.live:
        number[d.slug] = number.get(d.slug, 0) + 1
    ranked = sorted(number, key=lambda slug: -number[slug])
    more = f" ({plural(len(ranked) - _EXPLAINED, 'more rule')})" if len(ranked) > _EXPLAINED else ""
    return f"To learn more: wflint explain {' '.join(ranked[:_EXPLAINED])}{more}"


def targets_in_words(targets: tuple[str, ...]) -> str:
    """``InvokeAI 6.14.2``, or a server's address or a file's name; of many the first and the last."""
    shown = ", ".join(targets)
    if len(targets) > 3:
        shown = f"{targets[0]} to {targets[-1]} ({len(targets)} targets)"
    shown = one_line(shown)
    return shown if shown and not shown[0].isdigit() else f"InvokeAI {shown or '(no target)'}"


def counts_by_rule(report: Report) -> list[tuple[int, str, str]]:
    """How often each rule fired, with its code and name, the most frequent first."""
    number: dict[tuple[str, str], int] = {}
    for d in report.live:
        number[(d.code, d.slug)] = number.get((d.code, d.slug), 0) + 1
    return sorted(((n, *rule) for rule, n in number.items()), key=lambda row: (-row[0], row[1:]))


def statistics(report: Report) -> str:
    """A line for each rule that fired, the most frequent first."""
    ranked = counts_by_rule(report)
    width = len(str(ranked[0][0])) if ranked else 0
    return "".join(f"{n:>{width}}  {code}  {slug}\n" for n, code, slug in ranked)


def plural(number: int, word: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _and(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
