"""What `wflint catalogue diff` says of two releases, put to the test by their own validation."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from tests.differential.upgrade_cases import Cases, comparable, worse
from tests.differential.upgrade_files import SOME, FileTrial
from wflint.upgrade import change as kinds
from wflint.upgrade.change import Class, Who
from wflint.upgrade.compare import changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tests.differential.oracle import Oracle
    from tests.differential.upgrade_cases import Case
    from wflint.catalogue.model import Catalogue
    from wflint.upgrade.change import CatalogueChange

_CHUNK = 1000
_WON = (kinds.INPUT_WIDENED, kinds.TYPE_WIDENED)
# What these break breaks for every use of the node.
_WHOLE = (
    kinds.NODE_REMOVED,
    kinds.NODE_RENAMED,
    kinds.CHECK_ADDED,
    kinds.INPUT_ADDED_REQUIRED,
    kinds.INPUT_REQUIRED,
    kinds.INPUT_DEMANDED,
)


class Trial:
    """One pair of releases: ``figures`` count, ``disagreements`` say what is otherwise than called."""

    def __init__(self, old: Catalogue, new: Catalogue, before: Oracle, after: Oracle) -> None:
        self.old = old
        self.new = new
        self.before = before
        self.after = after
        self.cases = Cases(old, new)
        self.changes = changes(old, new)
        self.figures: Counter[str] = Counter()
        self.disagreements: list[str] = []
        self._breaks = {
            (node, name)
            for change in self.changes
            if change.kind.cls is Class.BREAKING
            for node, name in [
                (change.node, "" if change.kind in _WHOLE else change.member),
                *change.used_by,
            ]
        }

    def run(self) -> None:
        """All of it."""
        self._changes()
        self._values()
        self._edges()
        FileTrial(self).run()

    def disagree(self, text: str, case: Case | None = None, answer: Any = None) -> None:
        """Take note of one."""
        told = f"{text}: {json.dumps(case.graph)[:400]}" if case else text
        error = " ".join(str(answer["error"]).split())[:300] if answer and answer["error"] else ""
        self.disagreements.append(f"{told} {error}".rstrip())

    def ask(self, oracle: Oracle, graphs: Sequence[Any]) -> list[Any]:
        """The answers to graphs, a chunk at a time."""
        found = []
        for start in range(0, len(graphs), _CHUNK):
            found += oracle.ask({"graphs": graphs[start : start + _CHUNK]})
        return found

    def _changes(self) -> None:
        work = [
            (change, case)
            for change in self.changes
            if Who.GRAPHS in change.kind.who and (not change.node or comparable(change.node))
            for case in self.cases.of(change)
        ]
        graphs = [case.graph for _, case in work]
        answers = zip(self.ask(self.before, graphs), self.ask(self.after, graphs), strict=True)
        of_change: dict[int, list[tuple[Case, Any, Any]]] = {}
        for (change, case), (then, now) in zip(work, answers, strict=True):
            of_change.setdefault(id(change), []).append((case, then, now))
        for change in self.changes:
            self.figures[f"{change.kind.cls} changes"] += 1
            if id(change) in of_change:
                self._judge(change, of_change[id(change)])

    def _judge(self, change: CatalogueChange, answers: list[tuple[Case, Any, Any]]) -> None:
        """One change: its cases with both answers."""
        cls = change.kind.cls
        right_then = [
            (case, then, now)
            for case, then, now in answers
            if not case.now and then["ok"] and not _concerns(then["ignored"], case, change)
        ]
        outcomes = [(case, worse(then, now), now) for case, then, now in right_then]
        if change.kind is kinds.INPUT_EDGES:
            outcomes = [one for one in outcomes if self._arrives(one[0])]
        if change.kind in SOME:
            outcomes = [one for one in outcomes if one[1]]
        if not right_then and not any(case.now for case, _, _ in answers):
            self.disagree(f"[not tried] {change.sentence}", *answers[0][:2] if answers else ())
        elif cls is Class.BREAKING and not outcomes:
            self.disagree(f"[breaking, but nothing breaks] {change.sentence}")
        for case, outcome, answer in outcomes:
            self.figures[f"{cls} tried"] += 1
            if cls is Class.BREAKING:
                self.figures[f"{cls} {outcome or 'accepted'}"] += 1
                if not outcome:
                    self.disagree(f"[breaking, but right in both] {change.sentence}", case)
            elif not outcome or self.breaks_otherwise(change, case):
                self.figures[f"{cls} right"] += not outcome
                self.figures[f"{cls} tried"] -= bool(outcome)  # another change of the node breaks it
            else:
                self.disagree(f"[{cls}, but {outcome}] {change.sentence}", case, answer)
        if change.kind in (kinds.DEFAULT_CHANGED, kinds.CACHE_CHANGED, kinds.DEFAULT_OF_MACHINE):
            self._unset(change, right_then)
        self._new_use(change, answers)

    def _unset(self, change: CatalogueChange, answers: list[tuple[Case, Any, Any]]) -> None:
        """A value that the graph leaves out is what the change says, in both."""
        name = change.member or "use_cache"
        for case, then, now in answers[:1]:
            for said, answer in ((change.old, then), (change.new, now)):
                value = answer["unset"][case.node].get(name)
                if json.dumps(value, ensure_ascii=False, sort_keys=True) != said:
                    self.disagree(f"[the default is {value!r}] {change.sentence}")

    def _new_use(self, change: CatalogueChange, answers: list[tuple[Case, Any, Any]]) -> None:
        """What is new is wrong before and right now."""
        if change.kind in _WON:
            used = [(case, then, now) for case, then, now in answers if now["ok"] and worse(now, then)]
            if (
                not used
                and not self.foretold(change.node, "")
                and not any(case.graph["edges"] for case, _, _ in answers)
            ):
                self.disagree(f"[nothing is won] {change.sentence}")
        else:
            before = self.old.node(change.node)
            anything = before is not None and before.extra  # whatever it is given, it keeps
            used = [] if anything else [one for one in answers if one[0].now]
        for case, then, now in used:
            self.figures["new tried"] += 1
            if self.foretold(change.node, ""):
                self.figures["new tried"] -= 1  # the node breaks as a whole
            elif worse(now, then) and now["ok"] and not _concerns(now["ignored"], case, change):
                self.figures["new used"] += 1
            else:
                said = "right before" if now["ok"] else "wrong now"
                self.disagree(f"[new, but {said}] {change.sentence}", case, now)

    def foretold(self, node: str, name: str) -> bool:
        return (node, "") in self._breaks or (node, name) in self._breaks

    def breaks_otherwise(self, change: CatalogueChange, case: Case) -> bool:
        """Whether another change breaks what a case uses: of the node, the input, or the nested model."""
        if change.node:
            return self.foretold(change.node, change.member)
        node = case.graph["nodes"][case.node]["type"]
        return any(self.foretold(node, name) for user, name in change.used_by if user == node)

    def _values(self) -> None:
        """Values near the limits of every input: what is lost must be called breaking."""
        for chunk in _chunks(self.cases.probes()):
            then = self.before.ask({"values": [[node, body] for node, _, body, _ in chunk]})
            now = self.after.ask({"values": [[node, body] for node, _, _, body in chunk]})
            for (node, name, body, _), (ok_then, _, missing_then), (ok_now, error, missing_now) in zip(
                chunk, then, now, strict=True
            ):
                if not ok_then:
                    continue
                self.figures["values"] += 1
                if not ok_now or set(missing_now) - set(missing_then):
                    self.figures["values lost"] += 1
                    if not self.foretold(node, name):
                        self.figures["unforetold"] += 1
                        value = json.dumps(body[name])[:200]
                        self.disagree(f"[not foretold] {name} of {node}: {value} {error or missing_now}")

    def _edges(self) -> None:
        """Edges between all types."""
        for chunk in _chunks(self.cases.edges()):
            graphs = [case.graph for case in chunk]
            for case, then, now in zip(
                chunk, self.ask(self.before, graphs), self.ask(self.after, graphs), strict=True
            ):
                if not then["ok"]:
                    continue
                self.figures["edges"] += 1
                if worse(then, now) and self._arrives(case):
                    self.figures["edges lost"] += 1
                    ends = case.graph["edges"][0]
                    places = [
                        (case.graph["nodes"][end["node_id"]]["type"], end["field"]) for end in ends.values()
                    ]
                    if not any(self.foretold(*place) for place in places):
                        self.figures["unforetold"] += 1
                        self.disagree("[not foretold]", case, now)

    def _arrives(self, case: Case) -> bool:
        """Whether the old node takes what the edge brings: values are judged as they arrive, too."""
        return bool(self.before.ask({"values": [self.cases.brought(case)]})[0][0])


def _concerns(ignored: Iterable[Any], case: Case, change: CatalogueChange) -> bool:
    return [case.node, change.member] in list(ignored)


def _chunks(found: Iterator[Any]) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    for one in found:
        chunk.append(one)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
