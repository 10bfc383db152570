"""Files as an upgrade's migrations leave them: what would be written, and what cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.document.decode import encode
from wflint.document.edit import EditError
from wflint.endings import PICTURES
from wflint.records import NamedTuple
from wflint.upgrade.judge import worst_of
from wflint.upgrade.migration.write import can_be_written, migrated_text
from wflint.upgrade.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.document import Document
    from wflint.upgrade.migration.step import Migration
    from wflint.upgrade.run import JudgedFile
    from wflint.upgrade.verdict import Judgement


class Rewritten(NamedTuple):
    """A file's bytes, the very same where nothing changes. ``problem`` says why it cannot be written.

    ``aside`` says what is left out of it.
    """

    raw: bytes
    problem: str | None = None
    aside: str | None = None


def rewritten(file: JudgedFile, *, unsafe: bool) -> Rewritten:
    """A file with its documents migrated; with ``unsafe`` also where the image may be another one then."""
    wanted = [
        (document, taken.data)
        for document, judgement in zip(file.documents, file.judgements, strict=True)
        if (taken := taken_of(judgement, unsafe=unsafe)) is not None
    ]
    if not wanted:
        return Rewritten(file.raw)
    why = cannot_write(file, [document for document, _ in wanted])
    if why is not None:
        return Rewritten(file.raw, why)
    own = [(document, data) for document, data in wanted if can_be_written(document)]
    try:
        text = migrated_text(own[0][0].source.text, own)
    except EditError as error:
        return Rewritten(file.raw, str(error))
    aside = "a workflow stands in it as a text; `wflint convert` takes it out"
    return Rewritten(encode(text, file.raw), aside=aside if len(own) < len(wanted) else None)


def cannot_write(file: JudgedFile, documents: Iterable[Document]) -> str | None:
    """Why no migration of some of its documents can be written to a file, whatever it is."""
    if file.path.lower().endswith(PICTURES):
        return "images are never written to; `wflint convert` takes the workflow out"
    own = [document for document in documents if can_be_written(document)]
    if not own:
        return "the workflow stands in it as a text; `wflint convert` takes it out"
    if any(document.findings for document in own):
        return "its JSON has faults (see `wflint check`); correct them first"
    return None


def writable(file: JudgedFile) -> list[Judgement]:
    """The judgements on those documents of a file that a migration can be written to."""
    if cannot_write(file, file.documents) is not None:
        return []
    pairs = zip(file.documents, file.judgements, strict=False)
    return [judgement for document, judgement in pairs if can_be_written(document)]


def taken_of(judgement: Judgement, *, unsafe: bool) -> Migration | None:
    """The migration of a document that is to be written."""
    if judgement.verdict is Verdict.NEWER:
        return None
    if unsafe and judgement.unsafe is not None:
        return judgement.unsafe
    return judgement.migration


def after_writing(was: Judgement, now: Judgement) -> Judgement:
    """The judgement on a document that was written: what was left to a person then still is.

    The file itself does not show any more what it was made for, and so not what became other since.
    """
    told = {reason.text for reason in now.reasons}
    left = [r for r in was.reasons if r.verdict is Verdict.BROKEN and r.text not in told]
    reasons = left + now.reasons
    verdict = worst_of(reasons, ())
    return now._replace(
        verdict=verdict,
        reasons=reasons,
        old=was.old,
        span=was.span,
        silent=was.silent,
        lacking=was.lacking,
    )
