"""A comparison of two servers as a page: what the first gave beside what the second gives."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wflint.live.cases.evidence import CaseLook, Evidence
from wflint.live.cases.verdict import CaseVerdict, Check
from wflint.live.report.page import RunReport

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from wflint.live.compare.run import Compared


def write_comparison(compared: Sequence[Compared], path: Path) -> list[Path]:
    """Write the page; the files written, the page first. Raises OSError."""
    counts = Counter(each.judged.outcome.value for each in compared)
    first = compared[0]
    report = RunReport(
        f"InvokeAI {first.a.release} and {first.b.release}: "
        + ", ".join(f"{number} {word}" for word, number in counts.items()),
        "wanted is what the first server gave, found what the second gives",
    )
    for each in compared:
        report.add(_verdict(each), _evidence(each))
    return report.write(path)


def _verdict(each: Compared) -> CaseVerdict:
    found = CaseVerdict(
        case=each.case.id,
        file=str(each.case.file),
        line=each.case.line,
        workflow=str(each.case.workflow),
        release=f"{each.a.release} and {each.b.release}",
        device=" and ".join(dict.fromkeys((each.a.device, each.b.device))),
        seconds=sum(each.a.seconds) + sum(each.b.seconds),
        notes=[f"known to change: {sentence}" for sentence in each.silent],
    )
    unclear = each.judged.outcome.value == "unclear"
    status = "passed" if each.judged.fine else "error" if unclear else "failed"
    said = each.judged.reasons or [""]
    found.checks = [Check(each.judged.outcome.value, status, said[0], details=tuple(said[1:]))]  # type: ignore[arg-type]
    return found


def _evidence(each: Compared) -> Evidence:
    command = f"wflint compare A B {each.case.file}"
    if each.judged.pair is not None:
        wanted, found = each.judged.pair
        return Evidence(looks=[CaseLook(each.case.id, found, wanted, same=each.judged.fine)], command=command)
    images = each.b.pictures[0][:1] if each.b.pictures else []
    return Evidence(looks=[CaseLook(each.case.id, image) for image in images], command=command)
