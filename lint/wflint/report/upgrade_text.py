"""What becomes of files with an upgrade, for people at a terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from wflint.diagnostics.words import numbered
from wflint.plain import one_line
from wflint.report.upgrade_words import (
    ROLES,
    VERDICTS,
    counts,
    lacking_words,
    made_for,
    nodes_words,
    sentence,
    silent_words,
    together,
    updates_words,
)
from wflint.upgrade.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wflint.report.formats import Paint
    from wflint.report.upgrade_words import Same
    from wflint.upgrade.verdict import Judgement, Reason, Strictness

_LABEL: Final = 8  # columns of the word before a line, as in reports of findings
_WIDTH: Final = 80  # columns of a narrow terminal
_SILENT: Final = 3  # silent changes of a document that are told, unless somebody asks for all


def upgrade_text(judgement: Judgement, paint: Paint, *, verbose: bool = False) -> Iterator[str]:
    """One document: a line for what is well, and below it what is not."""
    part = f" ({judgement.part})" if judgement.part else ""
    verdict = paint(VERDICTS[judgement.verdict], ROLES[judgement.verdict])
    where = paint(one_line(judgement.path), "path")
    yield f"{where}{part}: {verdict} ({made_for(judgement)})\n"
    body = list(_body(judgement, paint, verbose=verbose))
    yield from body
    if body:
        yield "\n"


def _body(judgement: Judgement, paint: Paint, *, verbose: bool) -> Iterator[str]:
    updates = [r for r in judgement.reasons if r.verdict is Verdict.UPDATED]
    told = together(r for r in judgement.reasons if r.verdict is not Verdict.UPDATED)
    for number, same in enumerate(told, 1):
        yield from _reason(same, judgement, paint, verbose=verbose)
        if number == len(told) or told[number].helps != same.helps:  # once for all in a row
            for cure in same.helps:
                yield from _labelled("help", cure, paint)
    for label, text in _asides(judgement, updates, verbose=verbose):
        yield from _labelled(label, text, paint)


def _asides(judgement: Judgement, updates: list[Reason], *, verbose: bool) -> Iterator[tuple[str, str]]:
    """What else there is to know, each with its label."""
    if judgement.lacking:
        yield "from", lacking_words(judgement)
    if verbose:
        yield from (("update", same.reason.text) for same in together(updates))
    elif updates and judgement.verdict is not Verdict.UPDATED:
        yield "update", updates_words(updates)
    shown = judgement.silent if verbose else judgement.silent[:_SILENT]
    for met in shown:
        yield "image", silent_words(met) + nodes_words(met.nodes)
    if more := len(judgement.silent) - len(shown):
        yield "image", f"{numbered(more, 'more change')} of results: --verbose shows {_them(more)}"
    if verbose:
        yield from (("before", text) for text in judgement.earlier)
        whole = judgement.unsafe or judgement.migration
        yield from (("step", f"{step.text} ({step.result})") for step in (whole.steps if whole else ()))
    elif count := judgement.before:
        yield (
            "before",
            f"{numbered(count, 'fault')} already there: --verbose shows {_them(count)}",
        )


def _them(number: int) -> str:
    return "it" if number == 1 else "them"


def _reason(same: Same, judgement: Judgement, paint: Paint, *, verbose: bool) -> Iterator[str]:
    reason = same.reason
    mark = "" if reason.verdict is judgement.verdict else f"{VERDICTS[reason.verdict]}:"
    what = f"{mark} {sentence(reason)}{same.places}".strip()
    first, *rest = _lines(what, "    ")
    shown = first.strip().removeprefix(mark)
    yield f"  {paint(mark, ROLES[reason.verdict]) if mark else ''}{shown}\n"
    yield from rest
    if verbose and same.nodes:
        yield from _labelled("nodes", ", ".join(same.nodes), paint)


def _labelled(label: str, text: str, paint: Paint) -> Iterator[str]:
    first, *rest = _lines(text, " " * (_LABEL + 2))
    yield f"  {paint(label.ljust(_LABEL - 1), 'dim')} {first.strip()}\n"
    yield from rest


def _lines(text: str, indent: str) -> list[str]:
    """A text in lines of a narrow terminal's width, all behind the indentation."""
    whole = textwrap.wrap(
        one_line(text),
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line + "\n" for line in whole] or ["\n"]


def upgrade_summary(
    judgements: Sequence[Judgement], new: str, wanted: Strictness, writable: Iterable[Judgement]
) -> Iterator[str]:
    """How many of each verdict, how many do not survive, and what a migration would do to the writable."""
    if not judgements:
        return
    what = numbered(len(judgements), "document")
    yield f"{what} in {new}: {counts(judgements)}\n"
    lost = sum(not each.survives(wanted) for each in judgements)
    if lost:
        does = "does not" if lost == 1 else "do not"
        yield f"{lost} {does} survive as {'it is' if lost == 1 else 'they are'} (--require {wanted.value})\n"
    yield from _advice(writable)


def _advice(judgements: Iterable[Judgement]) -> Iterator[str]:
    several = [each for each in judgements if each.verdict is not Verdict.NEWER]
    safe = sum(each.migration is not None for each in several)
    more = sum(each.unsafe is not None for each in several)
    if not safe and not more:
        return
    said = [f"`wflint upgrade --write` brings {numbered(safe, 'document')} up to date"] if safe else []
    if more:
        said.append(f"--write --unsafe-fixes does more in {more}")
    yield f"{', '.join(said)}; --diff shows it first\n"
