"""A comparison in words, for terminals of 80 columns, and as JSON."""

from __future__ import annotations

import textwrap
from collections import Counter
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics.words import elide, numbered
from wflint.live.cases.shown_names import shown_name
from wflint.live.cases.verdict import quantity
from wflint.live.compare.explain import WORDS
from wflint.live.compare.judge import RANK
from wflint.live.compare.run import ended_server
from wflint.plain import line_of, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wflint.live.compare.run import Compared, EndedServer
    from wflint.live.compare.trial import Trial

SCHEMA: Final = 2
_WIDTH: Final = 80
_NODES: Final = 4  # that cost most
_LEAST: Final = 0.01  # seconds of a node that are told
_LONGEST: Final = 400  # characters of a reason


def as_text(found: Sequence[Compared], *, all_of: bool = False) -> Iterator[str]:
    """Lines, the summary last. Cases that show no difference are counted, with ``all_of`` listed."""
    shown = [each for each in found if not each.left_out and (all_of or not each.quiet)]
    width = max((len(each.judged.outcome.value) for each in shown), default=0)
    names = case_names(found)
    for each in shown:
        yield line_of(f"{each.judged.outcome.value:<{width}}  {one_line(names[id(each)])}")
        for sentence in _sentences(each):
            yield from _folded(sentence)
    quiet = [] if all_of else [each for each in found if each.quiet]
    if quiet:
        words = f"{_counts(quiet)}; --show-same lists them"
        yield from textwrap.wrap(words, _WIDTH)
    if any(each.left_out for each in found):
        yield f"{sum(each.left_out for each in found)} not run, since a server had ended"
    yield from textwrap.wrap(summary(found), _WIDTH)


def case_names(found: Sequence[Compared]) -> dict[int, str]:
    """What each is called, by its ``id()``: its case's id, with the path where two have the same."""
    files: dict[str, set[Path]] = {}
    for each in found:
        files.setdefault(each.case.id, set()).add(each.case.file)
    here = Path.cwd()
    return {
        id(each): each.case.id
        if len(files[each.case.id]) == 1
        else shown_name(each.case.file, each.case.id, here)
        for each in found
    }


def summary(found: Sequence[Compared]) -> str:
    """``32 cases, InvokeAI 5.15.0 on cpu and InvokeAI 6.14.2 on cpu: 28 within noise, 1 other``."""
    sides = [_whose(trials) for trials in ([each.a for each in found], [each.b for each in found])]
    return f"{numbered(len(found), 'case')}, {' and '.join(sides)}: {_counts(found)}"


def _whose(trials: Sequence[Trial]) -> str:
    trial = next((t for t in trials if t.release[:1].isdigit()), trials[0])
    release = f"InvokeAI {trial.release} on {trial.device}" if trial.release[:1].isdigit() else ""
    if not trial.stored:
        return release or one_line(trial.release)
    return f"the stored baseline ({release})" if release else "what is stored"


def _counts(found: Sequence[Compared]) -> str:
    counts = Counter(each.judged.outcome for each in found)
    return ", ".join(f"{counts[outcome]} {outcome.value}" for outcome in sorted(counts, key=RANK.__getitem__))


def _sentences(each: Compared) -> Iterator[str]:
    yield from each.judged.reasons
    for because in each.because:
        yield f"{WORDS[because.kind]}: {because.sentence}"
    for line in each.log_new:
        yield f"only the second server logs: {line}"
    for line in each.log_gone:
        yield f"only the first server logs: {line}"
    figures = list(_figures(each))
    if figures:
        yield "; ".join(figures)


def _figures(each: Compared) -> Iterator[str]:
    """Times and memory of both: the run, the nodes that cost most, the server's process."""
    a, b = each.a, each.b
    if a.seconds and b.seconds:
        yield f"time {_both(a.seconds, b.seconds, 's')}"
    both = [name for name in b.nodes if name in a.nodes]
    for name in sorted(both, key=lambda n: -median(b.nodes[n]))[:_NODES]:
        if max(median(a.nodes[name]), median(b.nodes[name])) >= _LEAST:
            yield f'"{elide(name)}" {_both(a.nodes[name], b.nodes[name], "s")}'
    if a.memory and b.memory:
        yield f"memory {_both(a.memory, b.memory, 'B')}"
    if a.video and b.video:
        yield f"video memory {_both(a.video, b.video, 'B')}"


def _both(a: Sequence[float], b: Sequence[float], unit: str) -> str:
    return f"{quantity(median(a), unit)}, {quantity(median(b), unit)}"


def _folded(sentence: str) -> list[str]:
    whole = elide(one_line(sentence), _LONGEST)
    return textwrap.wrap(
        whole,
        _WIDTH,
        initial_indent="  ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def as_json(found: Sequence[Compared]) -> dict[str, Any]:
    """Everything but the images."""
    ended = ended_server(found)
    return {
        "schema": SCHEMA,
        "summary": summary(found),
        "ended": ended and _ended(ended),
        "cases": [_case(each) for each in found],
    }


def _ended(ended: EndedServer) -> dict[str, Any]:
    return {
        "server": ("first", "second")[ended.place],
        "release": ended.release,
        "case": ended.case,
        "said": ended.end.said,
        "log": list(ended.end.log),
    }


def _case(each: Compared) -> dict[str, Any]:
    return {
        "case": each.case.id,
        "file": str(each.case.file),
        "verdict": each.judged.outcome.value,
        "reasons": each.judged.reasons,
        "because": [{"kind": because.kind, "text": because.sentence} for because in each.because],
        "log": {"second_only": each.log_new, "first_only": each.log_gone},
        "sides": [_side(trial) for trial in (each.a, each.b)],
    }


def _side(trial: Trial) -> dict[str, Any]:
    return {
        "release": trial.release,
        "device": trial.device,
        "stored": trial.stored,
        "outcome": trial.outcome,
        "error": trial.said or None,
        "seconds": [round(each, 4) for each in trial.seconds],
        "nodes": {name: [round(each, 4) for each in times] for name, times in trial.nodes.items()},
        "memory": trial.memory,
        "memory_growth": trial.grown,
        "node_memory_growth": trial.node_grown,
        "video_memory": trial.video,
        "noise": {name: round(band, 4) for name, band in trial.bands.items()},
        "checks": None if trial.checks is None else trial.checks.as_json(),
    }
