"""A comparison of two servers as a page: what the first gave beside what the second gives."""

from __future__ import annotations

import shlex
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from wflint.diagnostics.words import numbered
from wflint.live.cases.evidence import CaseLook, Evidence
from wflint.live.cases.shown_names import shown_path
from wflint.live.cases.verdict import CaseVerdict, Check, Measurement
from wflint.live.compare.explain import WORDS
from wflint.live.compare.figures import figures
from wflint.live.compare.judge import CompareOutcome
from wflint.live.compare.told import case_names, summary
from wflint.live.report.page import RunReport

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wflint.live.cases.verdict import Status
    from wflint.live.compare.run import Compared


def write_comparison(
    compared: Sequence[Compared], path: Path, command: str = "wflint compare", *, stored: bool = False
) -> list[Path]:
    """Write the page; the files written, the page first. ``command`` is shown with each case's file behind.
    ``stored`` tells that the first side is not a server but what is stored of one.

    Raises OSError.
    """
    first, second = labels = _labels(compared, stored)
    made = (
        f"Images: {first} left, {second} right. Figures: those of {second}, with those of {first} as the "
        "baseline; up to its limit a figure counts as alike."
    )
    columns = ("baseline" if stored else first, second)
    report = RunReport(summary(compared), made, labels, columns)
    names = case_names(compared)
    for each in compared:
        report.add(_verdict(each, names[id(each)]), _evidence(each, command))
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


def _verdict(each: Compared, name: str) -> CaseVerdict:
    found = CaseVerdict(
        case=each.case.id,
        name=name,
        file=shown_path(each.case.file, Path.cwd()),
        line=each.case.line,
        workflow=str(each.case.workflow),
        release=_releases(each),
        device=" and ".join(dict.fromkeys((each.a.device, each.b.device))),
        seconds=sum(each.a.seconds) + sum(each.b.seconds),
        notes=[f"{WORDS[because.kind]}: {because.sentence}" for because in each.because],
    )
    said = each.judged.reasons or [""]
    found.checks = [Check(each.judged.outcome.value, _status(each), said[0], details=tuple(said[1:]))]
    found.measurements = list(_figures(each))
    return found


def _releases(each: Compared) -> str:
    if not each.a.stored:
        return f"{each.a.release} and {each.b.release}"
    return f"{each.b.release} and the baseline of {each.a.release}" if each.a.bands else each.b.release


def _status(each: Compared) -> Status:
    word = "skipped" if each.left_out else each.judged.outcome.value
    if word in ("skipped", "unclear"):
        return "skipped" if word == "skipped" else "error"
    return "passed" if each.judged.fine else "failed"


def _figures(each: Compared) -> Iterator[Measurement]:
    """The second server's figures, the first's as baselines; up to its limit one counts as alike."""
    for found in figures(each.a, each.b):
        how = f"median of {numbered(len(found.second), 'run')}"
        value = median(found.second)
        yield Measurement(found.name, found.unit, value, found.second, how, found.limit, found.first)


def _evidence(each: Compared, command: str) -> Evidence:
    log = [f"only the second server: {line}" for line in each.log_new]
    log += [f"only the first server: {line}" for line in each.log_gone]
    reason = (each.judged.reasons or [""])[0]
    found = Evidence(
        log=log,
        command=f"{command} {shlex.quote(shown_path(each.case.file, Path.cwd()))}",
        verdict="not run" if each.left_out else each.judged.outcome.value,
        why=reason,
    )
    if each.judged.pair is not None:
        wanted, image = each.judged.pair
        said = reason if each.judged.fine else ""  # else it stands above, with all that went wrong
        found.looks = [CaseLook(each.case.id, image, wanted, said, same=each.judged.fine)]
    elif each.b.pictures:
        compared = not each.a.stored or each.case.table.golden is not None
        same = compared and each.judged.outcome is CompareOutcome.SAME
        said = "every pixel is the same" if same else ""
        found.looks = [CaseLook(each.case.id, image, said=said) for image in each.b.pictures[0][:1]]
    return found
