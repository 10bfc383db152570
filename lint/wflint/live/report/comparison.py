"""A comparison of two servers as a page: what the first gave beside what the second gives."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from wflint.diagnostics.words import numbered
from wflint.live.cases.evidence import CaseLook, Evidence
from wflint.live.cases.shown_names import shown_path
from wflint.live.cases.verdict import CaseVerdict, Check, Measurement
from wflint.live.compare.explain import WORDS
from wflint.live.compare.judge import MEMORY, NODE_TIME, RUN_TIME, most_alike
from wflint.live.compare.told import summary
from wflint.live.measure.statistics import noise_band
from wflint.live.report.page import RunReport

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wflint.live.cases.verdict import Status
    from wflint.live.compare.judge import Margin
    from wflint.live.compare.run import Compared

_NODES = 12  # that cost most
_LEAST = 0.005  # seconds


def write_comparison(
    compared: Sequence[Compared], path: Path, command: str = "wflint compare", *, stored: bool = False
) -> list[Path]:
    """Write the page; the files written, the page first. ``command`` is shown with each case's file behind.
    ``stored`` tells that the first side is not a server but what is stored of one.

    Raises OSError.
    """
    first, second = labels = _labels(compared, stored)
    made = f"left, or as baseline: {first}; right, or as value: {second}; up to a limit it counts as alike"
    report = RunReport(summary(compared), made, labels)
    for each in compared:
        report.add(_verdict(each), _evidence(each, command))
    return report.write(path)


def _labels(compared: Sequence[Compared], stored: bool) -> tuple[str, str]:
    """What the two sides are called: their releases, told apart where both have the same."""
    a, b = (
        next((t.release for t in trials if t.release[:1].isdigit()), "")
        for trials in ([each.a for each in compared], [each.b for each in compared])
    )
    if stored:
        return "stored", b or "found"
    if not (a and b):
        return "first server", "second server"
    return (f"{a}, first server", f"{b}, second server") if a == b else (a, b)


def _verdict(each: Compared) -> CaseVerdict:
    found = CaseVerdict(
        case=each.case.id,
        file=shown_path(each.case.file, Path.cwd()),
        line=each.case.line,
        workflow=str(each.case.workflow),
        release=f"{each.a.release} and {each.b.release}",
        device=" and ".join(dict.fromkeys((each.a.device, each.b.device))),
        seconds=sum(each.a.seconds) + sum(each.b.seconds),
        notes=[f"{WORDS[because.kind]}: {because.sentence}" for because in each.because],
    )
    said = each.judged.reasons or [""]
    found.checks = [Check(each.judged.outcome.value, _status(each), said[0], details=tuple(said[1:]))]
    found.measurements = list(_figures(each))
    return found


def _status(each: Compared) -> Status:
    word = "skipped" if each.left_out else each.judged.outcome.value
    if word in ("skipped", "unclear"):
        return "skipped" if word == "skipped" else "error"
    return "passed" if each.judged.fine else "failed"


def _figures(each: Compared) -> Iterator[Measurement]:
    """The second server's figures, the first's as baselines; up to its limit one counts as alike."""
    a, b = each.a, each.b
    both = [name for name in b.nodes if name in a.nodes and median(b.nodes[name]) >= _LEAST]
    nodes = sorted(both, key=lambda name: -median(b.nodes[name]))[:_NODES]
    rows: list[tuple[str, str, Sequence[float], Sequence[float], Margin | None]] = [
        ("time", "s", a.seconds, b.seconds, RUN_TIME),
        *((name, "s", a.nodes[name], b.nodes[name], NODE_TIME) for name in nodes),
        ("memory of the run", "B", a.grown, b.grown, MEMORY),
        ("memory of the server", "B", a.memory, b.memory, None),
        ("video memory", "B", a.video, b.video, None),
    ]
    for name, unit, mine, theirs, margin in rows:
        if mine and theirs:
            limit = None if margin is None else most_alike(mine, theirs, margin)
            baseline = (median(mine), noise_band(mine))
            how = f"median of {numbered(len(theirs), 'run')}"
            yield Measurement(name, unit, median(theirs), tuple(theirs), how, limit, baseline)


def _evidence(each: Compared, command: str) -> Evidence:
    log = [f"only the second server: {line}" for line in each.log_new]
    log += [f"only the first server: {line}" for line in each.log_gone]
    found = Evidence(log=log, command=f"{command} {shown_path(each.case.file, Path.cwd())}")
    if each.judged.pair is not None:
        wanted, image = each.judged.pair
        said = "; ".join(each.judged.reasons[:1])
        found.looks = [CaseLook(each.case.id, image, wanted, said, same=each.judged.fine)]
    elif each.b.pictures:
        found.looks = [CaseLook(each.case.id, image) for image in each.b.pictures[0][:1]]
    return found
