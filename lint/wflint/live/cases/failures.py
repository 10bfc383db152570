"""``[expect] fails``: a run that has to fail, with a text that the server has to say."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from wflint.diagnostics import Severity
from wflint.diagnostics.suggest import did_you_mean
from wflint.diagnostics.words import elide
from wflint.live.cases.verdict import Check
from wflint.live.client.errors import RefusedError
from wflint.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wflint.live.cases.request import CaseRequest
    from wflint.live.cases.schema import ExpectedFailure
    from wflint.live.client.results import RunResult

_FAILS = "expect.fails"
_SHOWN = 160  # characters of an error


def check_failure(
    wanted: ExpectedFailure, request: CaseRequest, run: Callable[[], RunResult], repeats: int = 1
) -> list[Check]:
    """Run it so often and look at how it fails: every item of the run, or the server's refusal to take it.

    A run that takes too long, is cancelled or loses its server has not failed in that sense. Raises what
    running raises, but for RefusedError.
    """
    found = list(_lint(wanted, request))
    if request.stalling:
        said = "; ".join(f"{d.code} {d.line}" for d in request.stalling[:5])
        said = f"not sent: the server's whole queue would stand still ({said})"
        return [*found, Check(_FAILS, "error", said)]
    for _ in range(repeats):
        # Of a repeat, only what is new adds something.
        found += [check for check in _failure(wanted, run) if check not in found]
    return found


def _failure(wanted: ExpectedFailure, run: Callable[[], RunResult]) -> Iterator[Check]:
    try:
        result = run()
    except RefusedError as error:
        yield _matched(wanted, refusal(error), "the server refused it with")
        return
    if not result.items:
        yield Check(_FAILS, "failed", "nothing was run")
    for number, item in enumerate(result.items, 1):
        which = f"item {number} of {len(result.items)}" if len(result.items) > 1 else "the run"
        if item.ok:
            yield Check(_FAILS, "failed", f'{which} succeeded; it has to fail with "{wanted.fails}"')
        elif item.status != "failed":
            yield Check(
                _FAILS, "failed", f"{which} was {item.status}, which is not the failure that is wanted"
            )
        else:
            yield _matched(wanted, item.error or "", f"{which} failed with")


def without_words(checks: list[Check]) -> list[Check]:
    """The checks of which :func:`failure_notes` has said what passed."""
    return [replace(check, message="") if check.status == "passed" else check for check in checks]


def failure_notes(request: CaseRequest, checks: list[Check]) -> Iterator[str]:
    """What a reader of the verdict wants to know: what the server said, and whether lint says it before."""
    yield from dict.fromkeys(check.message for check in checks if check.status == "passed" and check.message)
    slugs = dict.fromkeys(d.slug for d in request.found if d.severity is Severity.ERROR)
    yield f"lint says so before the run: {', '.join(slugs)}" if slugs else "lint finds no error in it"


def refusal(error: RefusedError) -> str:
    """All that a server says of what it refuses: InvokeAI's text, or its list of faults."""
    if isinstance(error.detail, str):
        return error.detail
    if not isinstance(error.detail, list):
        return str(error)
    return "; ".join(str(fault.get("msg", "")) for fault in error.detail if isinstance(fault, dict))


def _lint(wanted: ExpectedFailure, request: CaseRequest) -> Iterator[Check]:
    found = list(dict.fromkeys(d.slug for d in request.found))
    for slug in wanted.lint:
        if slug in found:
            yield Check("expect.lint", "passed")
            continue
        from wflint.rules.registry import all_rules

        if slug not in all_rules():
            yield Check("expect.lint", "error", f'no rule "{slug}"{did_you_mean(slug, all_rules())}')
        else:
            yield Check("expect.lint", "failed", f"lint does not find {slug}; it finds {_listed(found)}")


def _matched(wanted: ExpectedFailure, text: str, before: str) -> Check:
    shown = elide(one_line(" ".join(text.split())), _SHOWN) or "no message"
    if re.search(wanted.fails, text):
        return Check(_FAILS, "passed", f"{before}: {shown}")
    return Check(_FAILS, "failed", f'{before}: {shown}; "{wanted.fails}" does not match that')


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "nothing"
