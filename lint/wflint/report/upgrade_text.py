"""What becomes of files with an upgrade, for people at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.diagnostics.words import numbered
from wflint.plain import one_line
from wflint.report.upgrade_words import (
    ROLES,
    VERDICTS,
    counts,
    made_for,
    nodes_words,
    silent_words,
    since,
    together,
    updates_words,
)
from wflint.upgrade.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wflint.report.formats import Paint
    from wflint.report.upgrade_words import Same
    from wflint.upgrade.verdict import Judgement, Strictness

_LABEL: Final = 8  # columns of the word before a line, as in reports of findings
_WIDTH: Final = 76  # characters that stand in one line, where they can be two
_SILENT: Final = 3  # silent changes of a document that are told, unless somebody asks for all


def upgrade_text(judgement: Judgement, paint: Paint, *, verbose: bool = False) -> Iterator[str]:
    """One document: a line for what is well, and below it what is not."""
    part = f" ({judgement.part})" if judgement.part else ""
    verdict = paint(VERDICTS[judgement.verdict], ROLES[judgement.verdict])
    where = paint(one_line(judgement.path), "path")
    yield f"{where}{part}: {verdict} in {judgement.new}, {made_for(judgement)}\n"
    body = list(_body(judgement, paint, verbose=verbose))
    yield from body
    if body:
        yield "\n"


def _body(judgement: Judgement, paint: Paint, *, verbose: bool) -> Iterator[str]:
    def line(label: str, text: str) -> str:
        return f"  {paint(label.ljust(_LABEL - 1), 'dim')} {one_line(text)}\n"

    updates = [r for r in judgement.reasons if r.verdict is Verdict.UPDATED]
    for same in together(r for r in judgement.reasons if r.verdict is not Verdict.UPDATED):
        yield from _reason(same, judgement, paint, verbose=verbose)
    if verbose:
        yield from (line("update", same.reason.text) for same in together(updates))
    elif updates and judgement.verdict is not Verdict.UPDATED:
        yield line("update", updates_words(updates))
    shown = judgement.silent if verbose else judgement.silent[:_SILENT]
    for met in shown:
        yield line("image", silent_words(met) + nodes_words(met.nodes))
    if more := len(judgement.silent) - len(shown):
        yield line("image", f"{numbered(more, 'more change')} that may give another image: see --verbose")
    if verbose:
        yield from (line("before", text) for text in judgement.earlier)
    elif judgement.before:
        it = "it" if judgement.before == 1 else "them"
        yield line(
            "before", f"{numbered(judgement.before, 'fault')} of {judgement.old} too: --verbose shows {it}"
        )
    if verbose and (whole := judgement.unsafe or judgement.migration) is not None:
        yield from (line("step", f"{step.text} ({step.result})") for step in whole.steps)


def _reason(same: Same, judgement: Judgement, paint: Paint, *, verbose: bool) -> Iterator[str]:
    reason = same.reason
    mark = "" if reason.verdict is judgement.verdict else f"{VERDICTS[reason.verdict]}: "
    what, when = one_line(reason.text) + nodes_words(same.nodes), one_line(since(reason))
    fits = len(mark) + len(what) + len(when) < _WIDTH
    shown = paint(mark, ROLES[reason.verdict]) if mark else ""
    yield f"  {shown}{what}{f'; {when}' if when and fits else ''}\n"
    lines = [("", "" if fits else when), ("help", reason.help)]
    if verbose and same.nodes:
        lines.append(("nodes", ", ".join(same.nodes)))
    for label, text in lines:
        if text:
            yield f"  {paint(label.ljust(_LABEL - 1), 'dim')} {one_line(text)}\n"


def upgrade_summary(judgements: Sequence[Judgement], new: str, wanted: Strictness) -> Iterator[str]:
    """How many of each verdict, and how many do not survive."""
    if not judgements:
        return
    what = numbered(len(judgements), "document")
    yield f"{what} in {new}: {counts(judgements)}\n"
    lost = sum(not each.survives(wanted) for each in judgements)
    if lost:
        does = "does not" if lost == 1 else "do not"
        yield f"{lost} {does} survive as {'it is' if lost == 1 else 'they are'} (--require {wanted.value})\n"
    yield from _advice(judgements)


def _advice(judgements: Iterable[Judgement]) -> Iterator[str]:
    safe = sum(j.migration is not None and not j.is_well for j in judgements)
    if safe:
        yield f"`wflint upgrade --write` rewrites {numbered(safe, 'document')}; --diff shows it first\n"
