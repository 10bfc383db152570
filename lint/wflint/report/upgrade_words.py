"""Judgements of an upgrade in words: what all formats for people share."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from wflint.diagnostics.words import elide, listed, numbered
from wflint.records import NamedTuple
from wflint.upgrade.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wflint.upgrade.silent.change import Met
    from wflint.upgrade.verdict import Judgement, Reason

VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.FINE: "fine",
    Verdict.UPDATED: "updated by the web UI",
    Verdict.MIGRATED: "to be migrated",
    Verdict.OTHER_RESULT: "other result",
    Verdict.BROKEN: "broken",
    Verdict.NEEDS_PACK: "cannot tell",
    Verdict.NEWER: "newer than the target",
}
ROLES: Final[Mapping[Verdict, str]] = {
    Verdict.FINE: "info",
    Verdict.UPDATED: "info",
    Verdict.MIGRATED: "warning",
    Verdict.OTHER_RESULT: "warning",
    Verdict.BROKEN: "error",
    Verdict.NEEDS_PACK: "warning",
    Verdict.NEWER: "warning",
}
_NODES: Final = 3  # that a line names


class Same(NamedTuple):
    """Reasons that say the same of several nodes; ``helps`` are what to do, each once."""

    reason: Reason
    nodes: tuple[str, ...]
    number: int
    helps: tuple[str, ...]

    @property
    def places(self) -> str:
        """How many they are; nothing of one."""
        if self.number == 1:
            return ""
        nodes = len(set(self.nodes)) if len(self.nodes) == self.number else 0
        return f" ({numbered(nodes, 'node')})" if nodes > 1 else f" ({numbered(self.number, 'place')})"


def together(reasons: Iterable[Reason]) -> list[Same]:
    """Reasons of the same words put together, each where its first stands."""
    found: dict[tuple[object, ...], list[Reason]] = {}
    for reason in reasons:
        found.setdefault((reason.verdict, reason.text, reason.blame), []).append(reason)
    return [_same(alike) for alike in found.values()]


def _same(alike: list[Reason]) -> Same:
    helps = tuple(dict.fromkeys(reason.help for reason in alike if reason.help))
    nodes = tuple(reason.node for reason in alike if reason.node is not None)
    return Same(alike[0]._replace(help="; ".join(helps)), nodes, len(alike), helps)


def made_for(judgement: Judgement) -> str:
    """``made for 5.12.0 to 5.15.0`` of a guess, ``from 5.15.0`` of what somebody said."""
    if not judgement.guessed:
        return f"from {judgement.old}"
    if judgement.span is None:
        return f"made for {judgement.old}"
    first, last = judgement.span
    if first == last:
        return f"made for {last}"
    taken = (
        "" if judgement.old == last or judgement.verdict is Verdict.NEWER else f": {judgement.old} is taken"
    )
    return f"made for {first} to {last}{taken}"


def lacking_words(judgement: Judgement) -> str:
    """That the release which somebody gave can hardly be the file's."""
    nodes = listed(list(map(elide, judgement.lacking)), _NODES)
    return f"InvokeAI {judgement.old} does not have {nodes}: without --from, the release is guessed"


def since(reason: Reason) -> str:
    """``last good 5.9.1; successor canny_edge_detection``, behind what is wrong; empty where nobody knows."""
    blame = reason.blame
    if blame is None:
        return ""
    first = "" if f"removed in {blame.since}" in reason.text else f"since {blame.since}; "
    after = f"; successor {blame.successor}" if blame.successor is not None else ""
    return f"{first}last good {blame.last_good}{after}"


def sentence(reason: Reason) -> str:
    """The whole: what, since when, and what stands for it."""
    return "; ".join(filter(None, (reason.text, since(reason))))


def silent_words(met: Met) -> str:
    """A silent change that a document meets."""
    change = met.change
    may = "" if met.surely else "may differ: "
    when = f" ({change.when})" if change.when else ""
    return f"{may}{listed(change.nodes, 3)} since {change.since}: {change.what}{when}"


def nodes_words(nodes: tuple[str, ...]) -> str:
    """How many nodes a line is about; nothing of one."""
    return f" ({numbered(len(nodes), 'node')})" if len(nodes) > 1 else ""


def updates_words(reasons: Iterable[Reason]) -> str:
    """What the web UI updates, in one line."""
    texts = [reason.text for reason in reasons]
    formats = [text for text in texts if text.startswith("format ")]
    nodes = len(texts) - len(formats)
    if nodes == 1 and not formats:
        return texts[0]
    said = [*formats, f"{numbered(nodes, 'node type')} {'gets' if nodes == 1 else 'get'} the new version"]
    return " and ".join(said if nodes else formats)


def counts(judgements: Iterable[Judgement]) -> str:
    """``3 fine, 1 broken``, from good to bad."""
    found = Counter(judgement.verdict for judgement in judgements)
    return ", ".join(f"{found[verdict]} {words}" for verdict, words in VERDICTS.items() if found[verdict])
