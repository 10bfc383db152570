"""A case as the page's template shows it: texts made safe to show, figures drawn, bars placed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.live.cases.verdict import quantity
from wflint.live.report.charts import PastFigure, curve, drawn, history
from wflint.plain import unicode_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wflint.live.cases.evidence import Evidence, NodeSpan
    from wflint.live.cases.verdict import CaseVerdict, Measurement
    from wflint.live.history.store import PastResult
    from wflint.live.report.pictures import ShownImage, ShownLook

_LONGEST: Final = 2000  # characters of an input that are shown
_LOG: Final = 20_000  # of the log; of a case that passed, few look at it
_LOG_PASSED: Final = 4000
_SPANS: Final = 400  # executions of nodes that are shown of a case
_SMALL: Final = 320  # pixels to which small images are enlarged
_LEAST_PAST: Final = 2  # runs, below which there is nothing to compare


def view_of(
    verdict: CaseVerdict,
    evidence: Evidence,
    looks: list[ShownLook],
    past: Sequence[PastResult],
    source: Callable[[ShownImage], str],
) -> dict[str, Any]:
    """What the template needs of a case. ``source`` gives the address of an image."""
    wrong = [c for c in verdict.checks if c.status in ("failed", "error")]
    reasons = verdict.reason.splitlines() if verdict.status != "passed" else [evidence.why]
    where = f"InvokeAI {verdict.release} on {verdict.device}" if verdict.release else verdict.server
    return {
        "name": unicode_line(verdict.shown),
        "took": f"{verdict.seconds:.1f} s" if verdict.seconds else "",
        "where": unicode_line(f"{where}, {verdict.file}"),
        "short": [unicode_line(line) for line in [line for line in reasons if line][:2]],
        "checks": [
            {"name": unicode_line(c.name), "message": _lines("\n".join((c.message, *c.details)))}
            for c in wrong
        ],
        "looks": [_look(look, source) for look in looks],
        "figures": [_figure(m) for m in verdict.measurements],
        "limits": any(m.limit is not None for m in verdict.measurements),
        "baselines": any(m.baseline is not None for m in verdict.measurements),
        "drawings": any(map(_worth_drawing, verdict.measurements)),
        "figures_key": _figures_key(verdict.measurements),
        "past": list(_past(verdict.measurements, past)),
        "spans": _spans(evidence.spans),
        "spans_key": _spans_key(evidence.spans),
        "memory": _memory(evidence.memory),
        "inputs": [_pair(*pair) for pair in evidence.inputs],
        "models": [_pair(*pair) for pair in evidence.models],
        "notes": [unicode_line(note) for note in verdict.notes],
        "log": _log(evidence.log, _LOG_PASSED if verdict.status == "passed" else _LOG),
        "command": unicode_line(evidence.command),
    }


def _pair(name: str, value: str) -> tuple[str, str]:
    return unicode_line(name), _lines(value[:_LONGEST])


def _lines(text: str) -> str:
    return "\n".join(unicode_line(line) for line in text.splitlines())


def _log(lines: list[str], most: int) -> str:
    """The end of a log, in whole lines; of lines that a progress bar overwrote, the last."""
    shown = "\n".join(unicode_line(line.rpartition("\r")[2]) for line in lines)
    if len(shown) <= most:
        return shown
    end = shown[-most:]
    return "…\n" + (end.partition("\n")[2] or end)


def _look(look: ShownLook, source: Callable[[ShownImage], str]) -> dict[str, Any]:
    def pane(picture: ShownImage | None) -> dict[str, Any] | None:
        if picture is None:
            return None
        times = max(1, _SMALL // max(picture.width, picture.height))
        return {
            "source": source(picture),
            "width": picture.width,
            "height": picture.height,
            "shown": picture.width * times,
        }

    return {
        "name": unicode_line(look.name),
        "said": _lines(look.said),
        "exact": look.exact,
        "scale": f"{look.scale:.3g}",
        "times": f" × {look.scale:.3g}" if look.scale > 1 else "",  # noqa: RUF001
        "wanted": pane(look.wanted),
        "found": pane(look.found),
        "difference": pane(look.difference),
    }


def _figure(m: Measurement) -> dict[str, Any]:
    return {
        "name": unicode_line(m.name),
        "value": quantity(m.value, m.unit),
        "limit": "" if m.limit is None else quantity(m.limit, m.unit),
        "over": m.limit is not None and m.value > m.limit,
        "baseline": ""
        if m.baseline is None
        else f"{quantity(m.baseline[0], m.unit)} ± {quantity(m.baseline[1], m.unit)}",
        "how": unicode_line(m.how),
        "drawing": drawn(m) if _worth_drawing(m) else "",
    }


def _worth_drawing(m: Measurement) -> bool:
    """Whether there is more than one value to compare."""
    return len(m.values) > 1 or m.limit is not None


def _figures_key(measurements: Sequence[Measurement]) -> list[tuple[str, str]]:
    """What the marks mean, of those that are there: a class of the style sheet, and words."""
    return [
        (kind, words)
        for kind, words, there in (
            ("dot", "a run", any(map(_worth_drawing, measurements))),
            ("limit", "limit", any(m.limit is not None for m in measurements)),
            ("base", "baseline and its noise", any(m.baseline is not None for m in measurements)),
        )
        if there
    ]


def _past(measurements: Sequence[Measurement], past: Sequence[PastResult]) -> Iterator[dict[str, Any]]:
    """Charts of the figures that several runs have."""
    for m in measurements:
        found = [(r, r.figures[m.name]) for r in past if m.name in r.figures]
        if len(found) < _LEAST_PAST:
            continue
        chart = history(
            [
                PastFigure(f.value, f.low, f.high, f.limit, r.status == "passed", _run(r, f.value, m.unit))
                for r, f in found
            ],
            m.unit,
        )
        yield {
            "name": unicode_line(m.name),
            "chart": chart,
            "begin": _day(found[0][0]),
            "end": _day(found[-1][0]),
            "runs": len(found),
            "bad": any(r.status != "passed" for r, _ in found),
            "limit": any(f.limit is not None for _, f in found),
            "newest": quantity(found[-1][1].value, m.unit),
        }


def _run(result: PastResult, value: float, unit: str) -> str:
    said = (f"{_day(result)} {result.stamp.revision}".strip(), quantity(value, unit), result.status)
    return unicode_line(", ".join(said))


def _day(result: PastResult) -> str:
    from datetime import UTC, datetime

    try:
        return datetime.fromtimestamp(result.stamp.at, UTC).strftime("%Y-%m-%d")
    except (ValueError, OverflowError, OSError):  # a history that somebody sent
        return "?"


def _memory(points: list[tuple[float, float]]) -> dict[str, Any] | None:
    chart = curve(points)
    if chart is None:
        return None
    first, most = points[0][1], max(value for _, value in points)
    return {
        "chart": chart,
        "first": quantity(first, "B"),
        "more": quantity(most - first, "B"),
        "most": quantity(most, "B"),
        "seconds": quantity(points[-1][0] - points[0][0], "s"),
    }


def _spans(spans: list[NodeSpan]) -> list[dict[str, Any]]:
    shown = spans[:_SPANS]
    end = max((s.start + s.seconds for s in shown), default=0.0) or 1.0
    return [
        {
            "name": unicode_line(s.name),
            "kind": unicode_line(s.node_type) if s.node_type != s.name else "",
            "seconds": _seconds(s),
            "left": f"{100 * s.start / end:.2f}",
            "width": f"{max(100 * s.seconds / end, 0.3):.2f}",
            "model": f"{min(100 * s.model_seconds / s.seconds, 100):.0f}"
            if s.model_seconds and s.seconds
            else "",
            "cached": s.cached,
            "error": unicode_line(s.error),
            "words": _span_words(s),
        }
        for s in shown
    ]


def _seconds(span: NodeSpan) -> str:
    if span.cached:
        return "cached"
    if span.error:
        return "failed"
    return f"{span.seconds:.2f} s" if span.seconds >= 0.01 else "< 0.01 s"


def _span_words(span: NodeSpan) -> str:
    said = f"from {quantity(span.start, 's')}"
    if span.model_seconds:
        said += f", {quantity(span.model_seconds, 's')} of it to load models"
    if span.cached:
        said += ", served from the node cache"
    return said + (f", ended in {unicode_line(span.error)}" if span.error else "")


def _spans_key(spans: list[NodeSpan]) -> list[tuple[str, str]]:
    """What the bars' looks mean, of those that are there."""
    shown = spans[:_SPANS]
    found = [("bar", "when a node ran")]
    if any(s.model_seconds for s in shown):
        found.append(("bar model", "of it, loading models"))
    if any(s.cached for s in shown):
        found.append(("bar cached", "from InvokeAI's node cache"))
    if any(s.error for s in shown):
        found.append(("bar broke", "ended in an error"))
    if len(spans) > _SPANS:
        found.append(("", f"{len(spans) - _SPANS} more are not shown"))
    return found
