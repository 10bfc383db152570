"""What is said of needed packs and nodes in text and in Markdown; ``name`` is how either quotes a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from wflint.diagnostics.words import listed, numbered
from wflint.engine.packs_needed import REMOVED
from wflint.report.summary import targets_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wflint.catalogue.packs.loading import Loading
    from wflint.engine.packs_needed import NeededNode, NeededPack, OpenNode, PackNeeds

    Name = Callable[[str], str]
    Known = Literal["several", "branch", "releases", "nothing"]

FILES = 3  # files that are named


def verdict_words(pack: NeededPack) -> str:
    """``loads in InvokeAI 6.14.2``; of several targets what holds where."""
    by_answer: dict[bool | None, list[str]] = {}
    for target, each in pack.loads.items():
        by_answer.setdefault(each.loads, []).append(target)
    phrases = ((True, "loads in"), (False, "does not load in"), (None, "nobody knows whether it loads in"))
    said = [
        f"{phrase} {targets_in_words(tuple(by_answer[answer]))}"
        for answer, phrase in phrases
        if answer in by_answer
    ]
    return listed(said, last="but")


def reasons(pack: NeededPack, name: Name) -> Iterator[str]:
    """Why it does not load, each reason once, with its release where there are several."""
    told: dict[str, list[str]] = {}
    for target, each in pack.loads.items():
        if why := reason_words(each, name):
            told.setdefault(why, []).append(target)
    for why, targets in told.items():
        yield why if len(pack.loads) == 1 else f"{name(targets_in_words(tuple(targets)))}: {why}"


def reason_words(verdict: Loading, name: Name) -> str:
    """All that stands in the way, in one line."""
    return "; ".join(reason.said([name(each) for each in reason.names]) for reason in verdict.why)


def node_words(node: NeededNode, name: Name) -> str:
    """``string_to_int 1.0.0 (the pack has 1.1.0)``."""
    said = f"{name(node.type)} {_versions(node.versions, name)}".rstrip()
    if node.named:
        said += f" (the files name the pack {listed([name(each) for each in node.named])})"
    if node.problem == REMOVED:
        return f"{said}: the pack no longer has it"
    if node.problem is not None:
        return f"{said}: the pack's {name('__init__.py')} does not import it"
    if node.pack_version is not None and node.versions and node.versions != (node.pack_version,):
        return f"{said} (the pack has {name(node.pack_version)})"
    return said


def open_words(node: OpenNode, name: Name) -> str:
    """What is known of a node type that no one pack accounts for."""
    if node.candidates:
        return f"{len(node.candidates)} packs have it, and the files do not say which is meant"
    if node.releases is not None:
        first, last = node.releases
        span = f"InvokeAI {first}" if first == last else f"InvokeAI {first} to {last}"
        return f"a node of {span}, not of {name(targets_in_words(node.targets))}"
    if node.branch is not None:
        seen = f", last seen {name(node.branch.last_changed)}" if node.branch.last_changed else ""
        return f"only ever on a branch of InvokeAI{seen}"
    if node.named:
        packs = [name(each) for each in node.named]
        return f"unknown; the files name the pack {listed(packs)}"
    return "in no pack that is known"


def open_versions(node: OpenNode, name: Name) -> str:
    """A node type with the versions that the files state."""
    return f"{name(node.type)} {_versions(node.versions, name)}".rstrip()


def known_of(node: OpenNode) -> Known:
    """The same in one word."""
    if node.candidates:
        return "several"
    if node.releases is not None:
        return "releases"
    return "branch" if node.branch is not None else "nothing"


def files_words(files: Sequence[str], name: Name) -> str:
    """The files by name, of many the first."""
    return listed([name(file) for file in files], FILES)


def summary(needs: PackNeeds, name: Name) -> str:
    """The last line: ``3 node packs in 12 files, InvokeAI 6.14.2: 1 does not load``."""
    aside = f" ({needs.skipped} skipped)" if needs.skipped else ""
    against = name(targets_in_words(needs.targets))
    files = f"{numbered(needs.checked, 'file')}{aside}, {against}"
    if not needs.packs and not needs.open:
        return f"No node packs needed by {files}."
    said = []
    verdicts = [pack.verdict for pack in needs.packs]
    if bad := verdicts.count(False):
        said.append(f"{bad} {'does' if bad == 1 else 'do'} not load")
    if unsure := verdicts.count(None):
        said.append(f"{unsure} unknown")
    if gone := sum(node.problem is not None for pack in needs.packs for node in pack.nodes):
        said.append(f"{numbered(gone, 'node')} not in the pack")
    if needs.open:
        said.append(f"{numbered(len(needs.open), 'node type')} of no known pack")
    faults = listed(said) if said else "all load" if len(needs.packs) != 1 else "it loads"
    return f"{numbered(len(needs.packs), 'node pack')} needed by {files}: {faults}."


def _versions(versions: Sequence[str], name: Name) -> str:
    return listed([name(each) for each in versions])
