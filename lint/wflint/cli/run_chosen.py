"""What ``wflint run`` runs of what its paths hold: a shard of it, or what failed last time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wflint.diagnostics.words import numbered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wflint.cli.run_options import RunWishes
    from wflint.live.cases.last_failed import LastFailed
    from wflint.live.cases.planned import Planned


class Chosen(NamedTuple):
    """The cases and the plain documents to run, and the memory of what failed (None: it cannot be kept).
    ``with_cases`` is whether there were case files at all, whatever was chosen of them."""

    cases: list[Planned]
    documents: list[Planned]
    memory: LastFailed | None
    with_cases: bool

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.cases) + len(self.documents)


def choose(files: Iterable[str], case_files: Iterable[Path], wishes: RunWishes) -> Chosen:
    """What to run; says on standard error what is left out by ``--shard`` and ``--last-failed``."""
    from wflint.cache import CacheError
    from wflint.cli.output import note
    from wflint.live.cases.last_failed import LastFailed
    from wflint.live.cases.planned import dealt, plan_cases, plan_documents

    case_files = list(case_files)
    planned = [
        *plan_cases(case_files, frozenset(wishes.tags)),
        *plan_documents(Path(file) for file in files),
    ]
    if wishes.shard is not None:
        mine = dealt(planned, wishes.shard)
        note(f"shard {wishes.shard}: {_part(mine, planned)}")
        planned = mine
    memory = None
    try:
        memory = LastFailed()
    except CacheError as error:
        if wishes.last_failed:
            note(f"what failed last time is not known: {error}")
    if wishes.last_failed and memory is not None:
        failed = memory.among(planned)
        if failed:
            note(f"{_part(failed, planned)} failed last time; only what failed is run")
            planned = failed
        else:
            note(f"nothing of this is remembered as failed; {_what(planned)}: all of it is run")
    return Chosen(
        [p for p in planned if p.is_case], [p for p in planned if not p.is_case], memory, bool(case_files)
    )


def _what(planned: Sequence[Planned]) -> str:
    cases = sum(each.is_case for each in planned)
    documents = len(planned) - cases
    parts = [numbered(cases, "case")] if cases or not documents else []
    return " and ".join(parts + ([numbered(documents, "document")] if documents else []))


def _part(some: Sequence[Planned], planned: Sequence[Planned]) -> str:
    """``2 of 8 cases``, ``2 of 8 cases and 0 of 1 document``."""
    parts = []
    for what, are_cases in (("case", True), ("document", False)):
        part, whole = (sum(each.is_case is are_cases for each in those) for those in (some, planned))
        if whole:
            parts.append(f"{part} of {numbered(whole, what)}")
    return " and ".join(parts) or numbered(0, "case")


class Tally:
    """Counts what did not pass, says when it is enough, and has the memory note each outcome."""

    def __init__(self, memory: LastFailed | None, most: int | None) -> None:
        self._memory = memory
        self.most = most
        self.bad = 0
        self.done = 0

    def enough(self) -> bool:
        """Whether nothing more is to be run."""
        return self.most is not None and self.bad >= self.most

    def count(self, planned: Planned, *, ok: bool, skipped: bool = False) -> None:
        """Note an outcome. What is skipped says nothing about the case."""
        from wflint.cli.output import note

        self.done += 1
        self.bad += not ok
        if self._memory is None or skipped:
            return
        try:
            self._memory.note(planned, ok=ok)
        except OSError as error:
            self._memory = None  # said once
            note(f"what failed cannot be remembered: {error.filename}: {error.strerror or error}")
