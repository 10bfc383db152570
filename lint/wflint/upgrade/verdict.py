"""What becomes of a document with an upgrade, and why."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from wflint.records import NamedTuple

if TYPE_CHECKING:
    from wflint.upgrade.migration.step import Migration
    from wflint.upgrade.silent.change import Met


class Verdict(StrEnum):
    """From good to bad."""

    FINE = "fine"  # nothing to do
    UPDATED = "updated"  # the web UI updates it when it loads the file
    MIGRATED = "migrated"  # a migration makes it what it was
    OTHER_RESULT = "other-result"  # it runs, and makes another picture
    BROKEN = "broken"  # refused, fails, or loses what it had, and needs a person
    NEEDS_PACK = "needs-pack"  # nodes of a pack: cannot be told
    NEWER = "newer"  # made for a release that is newer than the target


class Strictness(StrEnum):
    """What somebody asks of an upgrade, from little to much; each asks for what stands before it too."""

    LOADS = "loads"  # the web UI opens the workflow; of a graph, the server reads it
    ACCEPTED = "accepted"  # with all its wires; the server takes it, and nothing in it fails for the upgrade
    SAME_IMAGE = "same-image"  # and nothing that it sets has another effect, as far as is known

    @property
    def rank(self) -> int:
        """0 for the least."""
        return list(Strictness).index(self)


class Blame(NamedTuple):
    """Since when something is gone: the first release without it, the last with it, what stands for it."""

    since: str
    last_good: str
    successor: str | None


class Reason(NamedTuple):
    """One thing behind a verdict.

    ``verdict`` is the one that this alone would give. ``text`` is a sentence without its full stop, ``help``
    an imperative or empty. ``node`` and ``field`` tell where. ``rule`` is that of the finding at the new
    release that it comes from, if any. ``breaks`` is the least strictness that the document does not meet for
    it as it is, before any migration; None where it meets each.
    """

    verdict: Verdict
    text: str
    help: str = ""
    node: str | None = None
    field: str | None = None
    blame: Blame | None = None
    rule: str = ""
    breaks: Strictness | None = None


class Judgement(NamedTuple):
    """The verdict on one document of a file.

    ``part`` tells which, empty for the file's only one. ``old`` and ``new`` are releases; ``guessed`` says
    that the old one is a guess from node versions and format. ``before`` counts the errors that it had at the
    old release already, and ``earlier`` are they, where somebody asked. ``migration`` is the safe one, None
    where it would change nothing, and ``unsafe`` the whole one where that does more. ``span`` are the first
    and the last release that the document may be of, where it is guessed; ``lacking`` are node types that the
    old one does not have, which so can hardly be the document's.
    """

    path: str
    part: str
    verdict: Verdict
    old: str
    new: str
    guessed: bool
    reasons: list[Reason]
    before: int
    silent: list[Met]
    migration: Migration | None
    unsafe: Migration | None = None
    span: tuple[str, str] | None = None
    earlier: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    def survives(self, wanted: Strictness) -> bool:
        """Whether the document, as it is, meets a strictness at the new release."""
        if wanted is Strictness.SAME_IMAGE and any(met.surely for met in self.silent):
            return False
        return all(r.breaks is None or r.breaks.rank > wanted.rank for r in self.reasons)

    @property
    def is_well(self) -> bool:
        """Whether nobody has to do anything, or to look at it."""
        return self.verdict in (Verdict.FINE, Verdict.UPDATED)
