"""A repository of mixed files as people have them: sound and broken, workflows, graphs and enqueue bodies."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.catalogue.store import open_release
from wflint.diagnostics import Effect
from wflint.document import Kind
from wflint.document.load import load_bytes
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.inventories import open_inventory
from wflint.engine.mending import mend
from wflint.graph.convert.to_request import convert_workflow
from wflint.rules.options import RuleOptions

if TYPE_CHECKING:
    from wflint.diagnostics import Diagnostic
    from wflint.engine.mending import Mended

ROOT = Path(__file__).parents[2]
RELEASE = "6.14.2"
FILES = 60


def mixed_files() -> dict[str, bytes]:
    """Sixty files by name: what is in fixtures/broken, of each kind of document one, files of the library,
    and broken ones of as many rules as there is room for, those with fixes first."""
    paths = [
        *sorted((ROOT / "fixtures/broken").glob("*.json")),
        *sorted((ROOT / "fixtures/workflows").glob("*.json")),
        *sorted((ROOT / "workflows").glob("*.workflow.json"))[::8],
    ]
    rules = sorted((ROOT / "fixtures/rules").iterdir())
    mended = [next(iter(sorted(rule.glob("bad-*.fixed.json"))), None) for rule in rules]
    wanted = [path.with_name(path.name.replace(".fixed", "")) for path in mended if path is not None]
    others = [
        bad for rule in rules for bad in sorted(rule.glob("bad-*.json"))[:1] if ".fixed" not in bad.name
    ]
    room = FILES - len(paths)
    step = max(1, len(wanted) // (room * 3 // 4))
    paths += wanted[::step][: room * 3 // 4]
    paths += [path for path in others if path not in paths][: FILES - len(paths)]
    return {"/".join(path.parts[-2:]): path.read_bytes() for path in paths}


class Repository:
    """Looks at files and mends them, all with one checker."""

    def __init__(self, release: str = RELEASE, models: Path | None = None) -> None:
        self.catalogue = open_release(release)
        inventory = open_inventory(str(models)) if models is not None else None
        self._checker = Checker([self.catalogue], options=RuleOptions(inventory=inventory))

    def look(self, raw: bytes, name: str = "file.json") -> list[Diagnostic]:
        """What wflint says of a file."""
        found = examine(raw, name, self._checker)
        for crash in self._checker.crashes:
            raise crash.error
        return found.diagnostics

    def mend(self, raw: bytes, *, unsafe: bool = False) -> Mended:
        """The file after all its fixes."""
        return mend(raw, self.look, unsafe=unsafe)

    def requests(self, raw: bytes) -> list[dict[str, Any]]:
        """What would be queued of a file: of each document a batch, where it can be read at all."""
        found = []
        for document in load_bytes(raw, "file.json").documents:
            data: Any = document.data
            if document.kind is Kind.WORKFLOW:
                body = convert_workflow(document, self.catalogue, with_data=False)
                found.append({"graph": body.graph, "runs": 1})
            elif document.kind is Kind.GRAPH:
                found.append({"graph": data, "runs": 1})
            elif document.kind is Kind.BATCH:
                found.append(data["batch"] if type(data.get("batch")) is dict else data)
        return found


def refused(diagnostics: list[Diagnostic]) -> bool:
    """Whether InvokeAI takes a file as little as wflint says."""
    return any(d.effect is Effect.REJECTED and d.counts for d in diagnostics)


class Difference(NamedTuple):
    """Where two requests differ: a node, or an edge with its two ends."""

    nodes: frozenset[str]
    what: str


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """All places in which the graphs of two batches differ; equal edges are one."""
    one, other = _parts(before), _parts(after)
    keys = {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}
    return [Difference(frozenset(key[1:]), key[0]) for key in sorted(keys)]


def _parts(batch: dict[str, Any]) -> dict[tuple[str, ...], str]:
    graph = batch.get("graph")
    found: dict[tuple[str, ...], str] = {}
    if type(graph) is not dict:
        return found
    nodes = graph.get("nodes")
    for node_id, node in nodes.items() if type(nodes) is dict else ():
        found["node", node_id] = json.dumps(node, sort_keys=True)
    for edge in graph.get("edges") or ():
        ends = [edge.get(end) if type(edge) is dict else None for end in ("source", "destination")]
        names = [str(end.get("node_id")) if type(end) is dict else "" for end in ends]
        found["edge " + json.dumps(edge, sort_keys=True), names[0], names[1]] = ""
    return found


def told_of(applied: list[Diagnostic]) -> set[str]:
    """The nodes that findings, or the edits of their fixes, are about."""
    found: set[str] = set()
    for d in applied:
        found.update(part for part in (d.node, *d.pointer) if type(part) is str)
        found.update(re.findall(r'[^\s"()]+', d.message))  # an edge's pointer names no node
        if d.fix is not None:
            found.update(part for edit in d.fix.edits for part in edit.pointer if type(part) is str)
    return found
