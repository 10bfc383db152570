"""For people: each diagnostic with the line it is about, a caret, related places and what InvokeAI does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Confidence
from wflint.report.concise import place
from wflint.report.plain import one_line
from wflint.report.summary import summary_line, targets_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Diagnostic, Report
    from wflint.report.formats import Look, Paint

_WIDTH = 100  # characters of a source line that are shown
_BEFORE = 30  # characters shown before the caret where the line is cut

_EFFECTS = {
    ("rejected", "read"): "InvokeAI cannot read the file",
    ("rejected", "load"): "InvokeAI's web UI refuses to load the workflow",
    ("rejected", "ready"): "the web UI does not let you invoke it",
    ("rejected", "enqueue"): "the server refuses it: nothing runs",
    ("fails", "dequeue"): "accepted, then the session fails when it is taken from the queue",
    ("fails", "run"): "accepted, then the run ends in an error",
    ("silent", "load"): "the web UI loads something else than the file says, and does not tell",
    ("silent", "ready"): "the web UI lets you invoke it, but does not run what the file says",
    ("silent", "enqueue"): "the server takes it without a word, but not as the file says",
    ("silent", "dequeue"): "the server takes it without a word, but not as the file says",
    ("silent", "run"): "runs, but not as the file says",
    ("advice", "load"): "loads as it is",
    ("advice", "ready"): "nothing is wrong: the web UI waits for your choice",
    ("advice", "run"): "runs as written",
}


def render(report: Report, look: Look) -> Iterator[str]:
    """The report piece by piece."""
    several = len(report.targets) > 1
    for d in report.diagnostics:
        if d.suppressed is None:
            yield "".join(_diagnostic(d, look.paint, several=several))
    if look.summary:
        yield summary_line(report) + "\n"


def _diagnostic(d: Diagnostic, paint: Paint, *, several: bool) -> Iterator[str]:
    kind = d.severity.value
    yield f"{paint(place(d), 'path')}: {paint(kind, kind)} {paint(f'{d.code} {d.slug}', 'code')}\n"
    yield f"  {one_line(d.message)}\n"
    if d.span is not None and d.source_line and d.source_line.strip():
        yield from _excerpt(d, paint)
    for related in d.related:
        at = f"{related.span.line}:{related.span.column}: " if related.span else ""
        yield f"  {paint('see', 'dim')} {at}{one_line(related.message)}\n"
    effect = _EFFECTS.get((d.effect.value, d.stage.value), f"{d.effect} at {d.stage}")
    likely = ", likely" if d.confidence is Confidence.LIKELY else ""
    yield f"  {paint('effect', 'dim')} {effect} [{d.effect}@{d.stage}{likely}]\n"
    if several and d.targets:
        yield f"  {paint('holds for', 'dim')} {targets_in_words(d.targets)}\n"
    yield "\n"


def _excerpt(d: Diagnostic, paint: Paint) -> Iterator[str]:
    """The source line, cut to a window if it is long, and carets under the span."""
    assert d.span is not None
    line = d.source_line or ""
    start = min(d.span.column - 1, len(line))
    end = d.span.end_column - 1 if d.span.end_line == d.span.line else len(line)
    left = next((i for i in range(start) if not line[i].isspace()), start)
    prefix = ""
    if start - left > _WIDTH - _BEFORE:
        left = start - _BEFORE
        prefix = "..."
    window = line[left : left + _WIDTH]
    suffix = "..." if left + _WIDTH < len(line) else ""
    width = max(1, min(end, left + len(window)) - start)
    number = str(d.span.line)
    bar = paint("|", "dim")
    # Every character of the window must stay one column wide, or the carets would point elsewhere.
    shown = "".join(c if c.isprintable() else " " for c in window)
    yield f"  {paint(number, 'dim')} {bar} {prefix}{shown}{suffix}\n"
    gap = " " * (len(prefix) + _columns(line[left:start]))
    carets = "^" * max(1, _columns(line[start : start + width]))
    yield f"  {' ' * len(number)} {bar} {gap}{paint(carets, d.severity.value)}\n"


def _columns(text: str) -> int:
    """How many terminal columns a text takes: wide East Asian characters two, combining ones none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(2 if east_asian_width(c) in "WF" else 0 if combining(c) else 1 for c in text)
