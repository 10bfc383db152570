"""What `wflint init` found in a repository, and what it proposes, for people."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING

from wflint.diagnostics.words import listed, numbered, quoted
from wflint.document import Kind
from wflint.endings import BASELINE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.engine.adopt.addition import Addition
    from wflint.engine.adopt.setup import Setup
    from wflint.engine.adopt.target import Proposal
    from wflint.report.formats import Paint

_WORDS = {
    Kind.WORKFLOW: "workflow",
    Kind.GRAPH: "graph",
    Kind.BATCH: "enqueue body",
    Kind.SESSION: "session",
    Kind.GUIDE: "guide",
}


def setup_text(setup: Setup, paint: Paint) -> Iterator[str]:
    """Lines: what was found, why what is proposed, and the files as they will be."""
    for what, said in _found(setup):
        yield f"{paint(f'{what:9}', 'code')} {said}"
    for change in setup.changes:
        yield ""
        yield paint(f"{'write' if change.before is None else 'add to'} {change.name}:", "path")
        yield from _shown(change)
    for hand in setup.by_hand:
        yield ""
        yield paint(f"add to {hand.name} yourself: {hand.why}", "path")
        yield from _indented(hand.text)


def _found(setup: Setup) -> Iterator[tuple[str, str]]:
    survey = setup.survey
    yield "found", _documents(setup)
    if survey.images:
        of = numbered(survey.looked, "image")
        yield "images", f"{len(survey.images)} of {of} hold workflows: checked too"
    if survey.recipes:
        yield "recipes", f"{numbered(len(survey.recipes), 'Python file')} that build workflows with wflint"
    for kept in setup.kept:
        yield "kept", kept
    if setup.proposal is not None:
        yield "target", _target(setup.proposal)
    elif setup.wanted.target is not None:
        yield "target", f"InvokeAI {setup.wanted.target}, as given"
    for what, files in (("models", survey.models), ("packs", survey.packs), ("nodes", survey.catalogues)):
        if files and setup.wanted.target is not None:
            taken = what != "models" or len(files) == 1
            more = "" if taken else ": name one of them as models in the configuration"
            yield what, f"{listed(files)}, which wflint wrote{more}"
    yield from _packs(setup)
    if setup.debts is not None:
        yield "baseline", _baseline(setup)
    if setup.service is None:
        yield "CI", "no GitHub or GitLab found: --ci github or --ci gitlab chooses"
    for problem in survey.problems[:5]:
        yield "unread", problem
    if survey.problems[5:]:
        yield "unread", f"{len(survey.problems) - 5} more"


def _documents(setup: Setup) -> str:
    survey = setup.survey
    counts = {word: sum(kind in seen.kinds for seen in survey.files) for kind, word in _WORDS.items()}
    words = [_plural(number, word) for word, number in counts.items() if number]
    rest = []
    if survey.broken:
        rest.append(f"{survey.broken} that cannot be read")
    if survey.others:
        rest.append(f"{numbered(survey.others, 'JSON file')} of other programs, left alone")
    said = listed(words) or "no InvokeAI workflows yet"
    return "; ".join([said, *rest])


def _plural(number: int, word: str) -> str:
    return numbered(number, word) if word != "enqueue body" or number == 1 else f"{number} enqueue bodies"


def _target(proposal: Proposal) -> str:
    release = proposal.release
    if proposal.stated:
        return f"InvokeAI {release}: the Python files are written for it"
    if not proposal.files:
        return f"InvokeAI {release}: the newest release, as no file says another"
    whose = _of(proposal.own, proposal.files)
    span = release if proposal.first == proposal.last else f"{proposal.first} to {proposal.last}"
    if proposal.own == proposal.files:
        verb, newest = ("has", "") if proposal.first == proposal.last else ("have", "; this is the newest")
        return f"InvokeAI {release}: {span} {verb} the very node versions of {whose}{newest}"
    opened = _of(proposal.opens, proposal.files)
    own = f"has the very node versions of {proposal.own or 'none'} of them"
    needs = f"{_file(proposal)} needs {proposal.needs} or newer"
    return f"InvokeAI {release}: {needs}; this opens {opened}, and {own}"


def _file(proposal: Proposal) -> str:
    return quoted(proposal.newest.replace("\\", "/").rpartition("/")[2])


def _of(number: int, files: int) -> str:
    if number == files:
        return "the only file" if files == 1 else f"all {files} files"
    return f"{number} of {files} files"


def _packs(setup: Setup) -> Iterator[tuple[str, str]]:
    needs = setup.needs
    if needs is None:
        return
    if needs.packs:
        names = listed([pack.name for pack in needs.packs])
        yield "packs", f"{numbered(len(needs.packs), 'node pack')} needed: {names}"
    if needs.open:
        types = listed([node.type for node in needs.open])
        yield "unknown", f"{types}: of no pack that wflint knows; `wflint packs check` says more"


def _baseline(setup: Setup) -> str:
    owed = setup.debts
    elsewhere = ""
    if owed is not None and owed.elsewhere:
        of = "another configuration is" if owed.elsewhere == 1 else "other configurations are"
        elsewhere = f"; {numbered(owed.elsewhere, 'file')} of {of} left out"
    if owed is None or owed.change is None:
        return f"none: there are no errors or warnings{elsewhere}"
    number = owed.errors + owed.warnings + owed.infos
    counts = ((owed.errors, "error"), (owed.warnings, "warning"), (owed.infos, "info"))
    split = listed([numbered(count, word) for count, word in counts if count])
    found = f"{numbered(number, 'finding')} in {numbered(owed.files, 'file')} ({split})"
    return f"{found}: known from now on{elsewhere}"


def _shown(change: Addition) -> Iterator[str]:
    after = change.after.decode("utf-8", "replace")
    if change.name == BASELINE:
        yield from _indented("".join(after.splitlines(keepends=True)[:4]))
        if (lines := after.count("\n")) > 4:
            yield f"  ... ({lines} lines)"
        return
    if change.before is None:
        yield from _indented(after)
        return
    before = change.before.decode("utf-8", "replace")
    difference = unified_diff(before.splitlines(), after.splitlines(), n=2, lineterm="")
    for line in list(difference)[2:]:
        yield f"  {line}"


def _indented(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield f"  {line}".rstrip()
