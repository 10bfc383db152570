"""``wflint run --update-baselines --from-history N``: baselines of results that there are, without a run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from wflint.cli.errors import FINDINGS, OK, Failure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.cli.run_options import RunWishes
    from wflint.live.history.to_baselines import FromHistory


def baselines_from_history(case_files: Iterable[Path], wishes: RunWishes, history: Path | None) -> int:
    """Write them, and say what they are; the exit code."""
    from wflint.cli.output import complain, note, write, write_json
    from wflint.live.cases.planned import plan_cases
    from wflint.live.history.errors import HistoryError
    from wflint.live.history.store import History
    from wflint.live.history.to_baselines import FromHistory, update_from_history

    assert wishes.from_history is not None
    if history is None:
        raise Failure("--from-history needs a history: --history FILE, or `history` in the configuration")
    base = Path.cwd()
    done: list[FromHistory] = []
    for planned in plan_cases(case_files, frozenset(wishes.tags)):
        if planned.case is None:
            done.append(FromHistory(planned.called, "", fault=planned.fault.reason if planned.fault else ""))
            continue
        try:
            found = update_from_history(planned.case, History(history), wishes.from_history, base)
        except HistoryError as error:
            raise Failure(str(error)) from None
        except (ValueError, OSError) as error:  # BaselineError and OutsideError are ValueErrors
            found = FromHistory(planned.case.id, "", fault=str(error))
        if found is not None:
            done.append(found)
    if not done:
        raise Failure('none of these cases has a budget that is relative to a baseline, such as "+20%"')
    if wishes.output_format == "json":
        write_json(json.dumps(_as_json(done), indent=2, ensure_ascii=False) + "\n")
    else:
        for one in done:
            if one.fault:
                complain(f"{one.case}: {one.fault}")
                continue
            write([f"{line}\n" for line in _told(one)])
            for line in one.notes:
                note(f"{one.case}: {line}")
    return FINDINGS if any(one.fault for one in done) else OK


def _told(one: FromHistory) -> list[str]:
    from wflint.plain import line_of, one_line

    return [
        one_line(f"{one.case}: baselines written: {one.file}"),
        *(line_of(f"  {each}") for each in one.written),
    ]


def _as_json(done: list[FromHistory]) -> dict[str, object]:
    return {
        "schema": 1,
        "tool": "wflint run --from-history",
        "cases": [
            {
                "case": one.case,
                "file": one.file,
                "written": [each.as_json() for each in one.written],
                "notes": list(one.notes),
                "fault": one.fault or None,
            }
            for one in done
        ],
    }
