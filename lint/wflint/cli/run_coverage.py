"""``wflint run --coverage``: which workflows have a case, as a table or JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from wflint.cli.errors import FINDINGS, OK

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.live.cases.coverage import Coverage


def show_coverage(paths: Iterable[str], documents: list[str], *, as_json: bool) -> int:
    """Print it; the exit code: 1 when a workflow has no case, or a case no workflow."""
    from wflint.cli.output import write, write_json
    from wflint.cli.run_cases import without_built
    from wflint.live.cases.coverage import case_files_of, coverage

    found = coverage(without_built(documents), case_files_of(paths, documents))
    if as_json:
        report = {"schema": 1, "tool": "wflint run --coverage", **found.as_json()}
        write_json(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    else:
        write(f"{line}\n" for line in _lines(found))
    return OK if found.complete else FINDINGS


def _lines(found: Coverage) -> Iterable[str]:
    from wflint.live.cases.load import cases_beside

    wide = max((len(str(len(each.cases))) for each in found.workflows), default=1)
    for each in found.workflows:
        count = f"{len(each.cases) or 'no':>{max(wide, 2)}} {'case ' if len(each.cases) == 1 else 'cases'}"
        beside = cases_beside(Path(each.file))
        elsewhere = sorted({str(file) for file, _ in each.cases if file != beside})
        yield f"{count}  {each.file}" + (f"  (in {', '.join(elsewhere)})" if elsewhere else "")
    for bad in found.unusable:
        what = "its workflow is gone" if bad.gone else "cannot be used"
        yield f"{bad.file}:{bad.line}: {what}: {bad.message}"
    covered = len(found.workflows) - len(found.without)
    said = f"{covered} of {len(found.workflows)} workflows have a case"
    gone = sum(bad.gone for bad in found.unusable)
    faulty = len(found.unusable) - gone
    for number, words in ((gone, "without a workflow"), (faulty, "that cannot be used")):
        if number:
            said += f"; {number} case {'file' if number == 1 else 'files'} {words}"
    yield said
