"""What becomes of a document with an upgrade, and why."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from wflint.records import NamedTuple

if TYPE_CHECKING:
    from wflint.diagnostics import Diagnostic
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


class Blame(NamedTuple):
    """Since when something is gone: the first release without it, the last with it, what stands for it."""

    since: str
    last_good: str
    successor: str | None


class Reason(NamedTuple):
    """One thing behind a verdict.

    ``verdict`` is the one that this alone would give. ``text`` is a sentence without its full stop, ``help``
    an imperative or empty. ``node`` and ``field`` tell where. ``diagnostic`` is the finding at the new
    release that it comes from, if any.
    """

    verdict: Verdict
    text: str
    help: str = ""
    node: str | None = None
    field: str | None = None
    blame: Blame | None = None
    diagnostic: Diagnostic | None = None


class Judgement(NamedTuple):
    """The verdict on one document of a file.

    ``part`` tells which, empty for the file's only one. ``old`` and ``new`` are releases; ``guessed`` says
    that the old one is a guess from node versions and format. ``before`` counts the errors that it had at the
    old release already. ``migration`` is None where nothing would change.
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
