"""What becomes of files with an upgrade as Markdown, for a comment on a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.diagnostics.words import elide
from wflint.report.markdown import code, row
from wflint.report.upgrade_words import (
    VERDICTS,
    counts,
    lacking_words,
    made_for,
    sentence,
    silent_words,
    together,
    updates_words,
)
from wflint.upgrade.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wflint.upgrade.verdict import Judgement, Strictness

_LONGEST: Final = 100  # characters of a path
_MOST: Final = 20  # lines of a cell


def upgrade_markdown(judgements: Sequence[Judgement], new: str, wanted: Strictness) -> Iterator[str]:
    """The lines, each with its newline. Nothing of the files' texts works as Markdown."""
    yield f"### InvokeAI {code(new)}\n"
    yield "\n"
    if not judgements:
        yield "No workflow was judged.\n"
        return
    lost = sum(not each.survives(wanted) for each in judgements)
    said = f"{lost} of {len(judgements)} do not survive" if lost else "All survive"
    yield f"{said} (`--require {wanted.value}`): {counts(judgements)}.\n"
    yield "\n"
    yield row("file", "verdict", "made for", "why")
    yield "|---|---|---|---|\n"
    for judgement in judgements:
        name = judgement.path + (f" ({judgement.part})" if judgement.part else "")
        verdict = VERDICTS[judgement.verdict]
        if judgement.verdict not in (Verdict.FINE, Verdict.UPDATED):
            verdict = f"**{verdict}**"
        made = made_for(judgement).removeprefix("made for ").removeprefix("from ")
        yield row(code(elide(name, _LONGEST)), verdict, code(made), _why(judgement))


def _why(judgement: Judgement) -> str:
    updates = [r for r in judgement.reasons if r.verdict is Verdict.UPDATED]
    lines = []
    for same in together(r for r in judgement.reasons if r.verdict is not Verdict.UPDATED):
        line = code(sentence(same.reason) + same.places)
        lines.append(f"{line}: {code(same.reason.help)}" if same.reason.help else line)
    if updates:
        lines.append(code(updates_words(updates)))
    lines += [code(silent_words(met)) for met in judgement.silent]
    if judgement.lacking:
        lines.insert(0, code(lacking_words(judgement)))
    if len(lines) > _MOST:
        lines = [*lines[: _MOST - 1], f"{len(lines) - _MOST + 1} more"]
    return "<br>".join(lines)
