"""The verdict on documents: what becomes of them with an upgrade, with a migration and without.

A document is looked at as it is, after the safe migration and after the whole one. What one of these makes
right is *migrated*; what is left after both, a person has to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.catalogue.errors import TargetError
from wflint.catalogue.history import node_presence
from wflint.catalogue.store import open_release
from wflint.document import Document
from wflint.document.load import load_bytes
from wflint.engine.admit import admit
from wflint.graph.reading.read import read_document
from wflint.records import NamedTuple
from wflint.release import Release
from wflint.upgrade.faults import FaultFinder
from wflint.upgrade.guess import possible, taken
from wflint.upgrade.migration.step import StepKind
from wflint.upgrade.reasons import KnownReason, UpgradeCase, earlier_faults, reasons
from wflint.upgrade.verdict import Judgement, Reason, Strictness, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from wflint.catalogue.model import Catalogue
    from wflint.document import Loaded
    from wflint.engine.check import Crash
    from wflint.graph.ir import Graph
    from wflint.rules.options import RuleOptions
    from wflint.upgrade.guess import Guess
    from wflint.upgrade.migration.step import Migration, MigrationStep
    from wflint.upgrade.silent.change import Met

# Of several reasons the last of these decides: what cannot be told is worse than what a migration cures.
_WORSE: Final = (
    Verdict.FINE,
    Verdict.UPDATED,
    Verdict.OTHER_RESULT,
    Verdict.MIGRATED,
    Verdict.NEEDS_PACK,
    Verdict.BROKEN,
    Verdict.NEWER,
)


_OF_FORMAT: Final = frozenset({"missing-member", "unknown-format-version"})  # not of what becomes of nodes
_STEPS: Final = 2  # of a migration that a help tells
_STATES_NEEDS: Final = Release((3, 1, 0))  # before, no schema says what must be given


class OpenFile(NamedTuple):
    """The documents of a file that are InvokeAI's; ``reason`` says why there are none."""

    documents: list[tuple[Document, Graph]]
    reason: str | None = None


class Judge:
    """Judges documents by one newer release; kept for all files of a run.

    ``blames`` searches since when each fault is there, ``migrations`` tries what can be migrated, ``earlier``
    words what was wrong before; ``open_old`` opens a release that was guessed. ``crashes`` are what rules
    raised, of wflint's own making.
    """

    def __init__(
        self,
        new: Catalogue,
        options: RuleOptions | None = None,
        *,
        blames: bool = True,
        migrations: bool = True,
        earlier: bool = False,
        open_old: Callable[[str], Catalogue] = open_release,
        finder: FaultFinder | None = None,
    ) -> None:
        """``finder`` looks for faults; several judges may share one."""
        self.new = new
        self._finder = finder or FaultFinder(options)
        self._index = options.packs if options is not None else None
        self._open_old = open_old
        self._blames = blames
        self._migrations = migrations
        self._earlier = earlier

    @property
    def crashes(self) -> list[Crash]:
        """What rules raised so far; whoever tells of them empties it."""
        return self._finder.crashes

    def file(
        self, raw: bytes, path: str, old: Catalogue | None = None, *, lenient: bool = False
    ) -> list[Judgement]:
        """The judgements on a file's documents; none where it has no document of InvokeAI's.

        ``old`` is the release that it worked with, None to guess it; ``lenient`` see
        :func:`wflint.engine.admit.admit`.
        """
        return self.documents(open_file(raw, path, lenient=lenient).documents, old)

    def documents(
        self, documents: Sequence[tuple[Document, Graph]], old: Catalogue | None = None
    ) -> list[Judgement]:
        """The judgements on the documents of one file, which are of the same release."""
        guessed = None
        if old is None:
            guessed = self._guess(documents)
            old = self._opened(guessed)
        return [self.judge(document, graph, old, guessed) for document, graph in documents]

    def _guess(self, documents: Sequence[tuple[Document, Graph]]) -> Guess | None:
        return taken(self.possible(documents), self.new.release)

    def possible(self, documents: Sequence[tuple[Document, Graph]]) -> list[str]:
        """The releases that a file may be of; at the last of them, or the target, it is as right as at any.

        Nodes, fields and versions stay the same while a value is no longer taken, or must be given.
        """
        return self.narrowed(possible(documents), documents)

    def narrowed(self, releases: list[str], documents: Sequence[tuple[Document, Graph]]) -> list[str]:
        """Of the releases that a file may be of, those up to the last at which it is right."""
        found = taken(releases, self.new.release)
        if found is None or found.newer or found.first == found.last:
            return releases
        good, bad = 0, releases.index(found.release)
        least, most = (self._wrong(documents, releases[number]) for number in (good, bad))
        if not least < most:
            return releases
        while bad - good > 1:
            middle = (good + bad) // 2
            if self._wrong(documents, releases[middle]) > least:
                bad = middle
            else:
                good = middle
        return releases[: good + 1]

    def _wrong(self, documents: Iterable[tuple[Document, Graph]], release: str) -> int:
        """How much of a file a release refuses, or fails at."""
        catalogue = self._open_old(release)
        return sum(
            fault.stops
            for document, _ in documents
            for fault in self._finder.faults(document, catalogue).values()
        )

    def _opened(self, guessed: Guess | None) -> Catalogue:
        if guessed is None or guessed.release == self.new.version:
            return self.new
        try:
            return self._open_old(guessed.release)
        except (FileNotFoundError, TargetError):
            return self.new

    def judge(self, document: Document, graph: Graph, old: Catalogue, guessed: Guess | None) -> Judgement:
        """The judgement on one document of an older release, which may have been guessed."""
        case = UpgradeCase(
            document, graph, old, self.new, self._finder, self._index, guessed=guessed is not None
        )
        told = reasons(case, blames=self._blames)
        said = [each.reason for each in told]
        safe = whole = None
        if guessed is not None and guessed.newer and all(r.verdict is not Verdict.NEWER for r in said):
            text = f"it was made for InvokeAI {guessed.first} or newer"
            said.insert(0, Reason(Verdict.NEWER, text, breaks=Strictness.ACCEPTED))
        elif self._migrations and told:
            said, safe, whole = self._migrated(case, told)
        if any(each.verdict is Verdict.NEWER for each in said):
            said = [each for each in said if each.verdict in (Verdict.NEWER, Verdict.NEEDS_PACK)]
        silent = self._silent(graph, old)
        before = earlier_faults(case)
        return Judgement(
            path=document.source.name,
            part=document.part or "",
            verdict=worst_of(said, silent),
            old=old.version,
            new=self.new.version,
            guessed=guessed is not None,
            reasons=said,
            before=len(before),
            silent=silent,
            migration=safe,
            unsafe=whole,
            span=(guessed.first, guessed.last) if guessed is not None else None,
            earlier=tuple(fault.finding.message for fault in before) if self._earlier else (),
            lacking=_lacking(case),
        )

    def _silent(self, graph: Graph, old: Catalogue) -> list[Met]:
        from wflint.upgrade.silent.table import met

        return met(graph, old, self.new)

    def _migrated(
        self, case: UpgradeCase, told: list[KnownReason]
    ) -> tuple[list[Reason], Migration | None, Migration | None]:
        """The reasons as a migration leaves them, the safe one, and the whole one where it does more."""
        safe, by_safe = self._tried(case, unsafe=False)
        whole, by_whole = self._tried(case, unsafe=True) if safe.withheld else (safe, None)
        said = []
        left = {(one.node, one.field): one for one in whole.left}
        for each in told:
            one = left.pop((each.reason.node, each.reason.field), None)
            if one is not None and each.reason.verdict is Verdict.BROKEN:
                text = (
                    each.reason.text if each.reason.blame and each.key[0] in ("node", "field") else one.text
                )
                both = one.help, each.reason.help  # of a gone node the migration knows more
                cure = (both[0] or both[1]) if each.key[0] == "node" else (both[1] or both[0])
                said.append(each.reason._replace(text=text, help=cure))
            elif each.key not in by_safe:
                said.append(_cured(each.reason, whole.steps, safe=True))
            elif by_whole is not None and each.key not in by_whole:
                said.append(_cured(each.reason, whole.steps, safe=False))
            else:
                said.append(each.reason)
        said += self._afterwards(case, told, by_whole if by_whole is not None else by_safe)
        said += _left_over(case, said, whole)
        said.sort(key=lambda reason: -_WORSE.index(reason.verdict))
        return said, safe if safe.steps else None, whole if whole is not safe else None

    def _tried(
        self, case: UpgradeCase, *, unsafe: bool
    ) -> tuple[Migration, dict[tuple[str, str | None, str | None], KnownReason]]:
        """A migration, and what there is to say of the document after it."""
        from wflint.upgrade.mend_refused import mend_refused
        from wflint.upgrade.migration.migrate import migrate

        made = migrate(case.document, self.new, case.old, unsafe=unsafe)
        after = self._after(case, made) if made.steps else case
        made, after = mend_refused(made, after, lambda migration: self._after(case, migration))
        return made, {each.key: each for each in reasons(after, blames=False)}

    def _after(self, case: UpgradeCase, migration: Migration) -> UpgradeCase:
        was = case.document
        made = Document(was.kind, migration.data, was.source, base=was.base, part=was.part)
        made.version, made.dumped, made.vouched = was.version, was.dumped, was.vouched
        if case.is_workflow and type(migration.data) is dict:
            meta = migration.data.get("meta")
            stated = meta.get("version") if type(meta) is dict else None
            made.version = stated if type(stated) is str else None
        return UpgradeCase(
            made, read_document(made)[0], case.old, self.new, self._finder, self._index, guessed=case.guessed
        )

    def _afterwards(
        self,
        case: UpgradeCase,
        told: Iterable[KnownReason],
        left: dict[tuple[str, str | None, str | None], KnownReason],
    ) -> list[Reason]:
        """What is wrong only after the migration: the old file had it under other names, or it is new."""
        had = {each.key for each in told}
        unstated = "missing-input" if case.old.release < _STATES_NEEDS else None
        before = {(fault.finding.rule, fault.finding.node) for fault in case.faults(case.old).values()}
        return [
            each.reason._replace(text=f"after the migration: {each.reason.text}")
            for key, each in left.items()
            if key not in had
            and each.reason.verdict is Verdict.BROKEN
            and each.reason.rule != unstated
            and (each.reason.rule, each.reason.node) not in before
        ]


def _lacking(case: UpgradeCase) -> tuple[str, ...]:
    """The node types that came after the release that somebody says a document works with."""
    types = dict.fromkeys(node.type for node in case.graph.nodes.values())
    return tuple(
        name
        for name in types
        if case.old.node(name) is None and case.new.node(name) is not None and node_presence(name) is not None
    )


def open_file(raw: bytes, path: str, *, lenient: bool = False) -> OpenFile:
    """The documents of a file."""
    loaded = load_bytes(raw, path)
    found, why = [], loaded.reason
    for document, refused, _ in admit(loaded, raw, path, lenient=lenient):
        if refused is None:
            found.append((document, read_document(document)[0]))
        else:
            why = why or refused
    return OpenFile(found, None if found else _placed(why, loaded))


def _placed(why: str | None, loaded: Loaded) -> str | None:
    """Why a file has no document, with where its text is no JSON."""
    fault = next((one for one in loaded.findings if one.offset is not None), None)
    if fault is None or fault.offset is None or loaded.source is None:
        return why
    from wflint.document.positions import PositionIndex

    span = PositionIndex(loaded.source.text).span_at(fault.offset)
    return f"{why}: line {span.line}, column {span.column}: {fault.message}"


def _cured(reason: Reason, steps: Iterable[MigrationStep], *, safe: bool) -> Reason:
    """A reason that a migration takes away, with what that does."""
    if reason.verdict is Verdict.UPDATED:
        return reason
    about = [step for step in steps if step.node == reason.node and reason.rule not in _OF_FORMAT]
    about = [step for step in about if step.field == reason.field and step.field] or about
    command = "--write" if safe else "--write --unsafe-fixes"
    said = list(dict.fromkeys(step.text for step in about))[:_STEPS]
    said += dict.fromkeys(step.loss for step in about if step.loss and not safe)
    cure = f"run `wflint upgrade {command}`" + (f": {'; '.join(said)}" if said else "")
    if _did_nothing(reason, about):
        return reason._replace(
            verdict=Verdict.FINE, text=f"{reason.text}, and did nothing", help=cure, breaks=None
        )
    other = reason.verdict is Verdict.OTHER_RESULT and any(step.result == "other" for step in about)
    return reason._replace(verdict=Verdict.OTHER_RESULT if other else Verdict.MIGRATED, help=cure)


def _did_nothing(reason: Reason, steps: Sequence[MigrationStep]) -> bool:
    """Whether an input is gone that nothing stands for, and without which the image is the same."""
    if reason.breaks is not Strictness.SAME_IMAGE or reason.rule != "unknown-input":
        return False
    gone = reason.blame is not None and reason.blame.successor is None
    same = [step.kind is StepKind.FIELD and step.result == "same" for step in steps]
    return gone and bool(same) and all(same)


def _left_over(case: UpgradeCase, said: Iterable[Reason], whole: Migration) -> list[Reason]:
    """What a migration leaves to a person, and no other reason tells; not what was wrong before."""
    known = {each.node for each in said if each.verdict is Verdict.BROKEN}
    known.update(fault.finding.node for fault in case.faults(case.old).values())
    return [
        Reason(Verdict.BROKEN, left.text, left.help, left.node, left.field, breaks=Strictness.ACCEPTED)
        for left in whole.left
        if left.node not in known or left.node is None
    ]


def worst_of(said: Iterable[Reason], silent: Iterable[Met]) -> Verdict:
    """The verdict of several reasons, and of silent changes."""
    worst = max((each.verdict for each in said), key=_WORSE.index, default=Verdict.FINE)
    if _WORSE.index(worst) < _WORSE.index(Verdict.OTHER_RESULT) and any(m.surely for m in silent):
        return Verdict.OTHER_RESULT
    return worst
