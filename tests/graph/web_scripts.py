"""What InvokeAI 7's own web UI makes of workflows, beside what wflint makes of them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.graph.broken_shapes import broken
from tests.graph.javascript import same
from tests.graph.mutations import mutated
from tests.graph.workflows import Workflows
from wflint.catalogue.store import open_release
from wflint.diagnostics import Effect, Stage
from wflint.document.kinds import documents_in
from wflint.document.load import load_bytes
from wflint.document.model import Document, Kind, Source
from wflint.engine.check import check_document
from wflint.graph.convert.to_request import convert_workflow
from wflint.graph.webui.batch_nodes import BatchError
from wflint.rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.catalogue.model import Catalogue

RULES = Path(__file__).parents[2] / "fixtures" / "rules"
ORACLE = Path(__file__).parents[1] / "differential" / "bundle_oracle.mjs"
MADE_FOR = ("7.0.0a3", "6.14.2", "5.15.0", "4.2.9")
# A template that is left empty on purpose is told as such, quietly.
EMPTY_ON_PURPOSE = "unset-exposed-input"
# Edges that go: that an input has nothing then is not said on top.
TOLD_BY_THE_EDGE = frozenset({"dangling-edge", "unknown-target-field"})
# The web UI cannot parse such files at all, nor can any other.
MOST = 20_000  # bytes of an example that is shown in many forms
NO_JSON = "non-standard-number"


def generated(seeds: Iterable[int], shapes: int) -> Iterator[dict[str, Any]]:
    """Random workflows, right and wrong: with other values and edges, and ``shapes`` with broken ones."""
    for release in MADE_FOR:
        catalogue = open_release(release)
        for seed in seeds:
            try:
                workflow = Workflows(catalogue, seed).workflow()
            except AssertionError:  # a batch, in a release that has none
                continue
            yield workflow
            yield mutated(workflow, seed)
            for number in range(shapes):
                yield broken(workflow, 10 * seed + number)


def whole(shapes: int) -> Iterator[dict[str, Any]]:
    """The workflows among the rules' examples, nearly all of which are ready to run, and changed ones."""
    for number, path in enumerate(sorted(RULES.glob("*/*.json"))):
        found = load_bytes(path.read_bytes(), path.name).documents
        if len(found) != 1 or found[0].kind is not Kind.WORKFLOW or path.parent.name == NO_JSON:
            continue
        workflow: Any = found[0].data
        if number == 0:
            yield {**workflow, "id": 7}  # the one fault for which it refuses a file
        yield workflow
        if "good" in path.name and number % 4 == 0 and path.stat().st_size < MOST:
            yield mutated(workflow, number)
            for shape in range(shapes):
                yield broken(workflow, 10 * number + shape)


def answers(assets: Path, openapi: Path, workflows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the UI's scripts make of workflows."""
    asked = "".join(f"{json.dumps(workflow)}\n" for workflow in workflows)
    command = ["node", str(ORACLE), str(assets), str(openapi)]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=False, timeout=1800)
    found = [json.loads(line) for line in done.stdout.split("\n") if line]
    if len(found) != len(workflows):
        raise RuntimeError(f"{len(found)} answers to {len(workflows)} workflows: {done.stderr[:300]}")
    return found


def document(workflow: dict[str, Any]) -> Document | None:
    """The document; None for what is no workflow any more."""
    found = documents_in(workflow, Source("recorded", ""))
    return found[0] if len(found) == 1 and found[0].kind is Kind.WORKFLOW else None


def differences(workflow: dict[str, Any], answer: dict[str, Any], catalogue: Catalogue) -> list[str]:
    """In what wflint differs from the UI; ``crashed`` answers say nothing."""
    found = document(workflow)
    if found is None or "crashed" in answer:
        return []
    blocked = _blocked(found, catalogue)
    if "refused" in answer:
        return [] if blocked else ["refused"]
    differing = [] if blocked is None or blocked == bool(answer["reasons"]) else ["readiness"]
    if "graph" not in answer:
        return differing  # its own check of loops stands before the graph
    try:
        ours = convert_workflow(found, catalogue)
    except BatchError:
        ours = convert_workflow(found, catalogue, with_data=False)
        if answer["data"] is not None and not answer["reasons"]:
            differing.append("data")
    else:
        if same(ours.data) != same(_items(answer["data"] or [])):
            differing.append("data")
    if same(ours.graph["nodes"]) != same(answer["graph"]["nodes"]):
        differing.append("nodes")
    if _sorted(ours.graph["edges"]) != _sorted(answer["graph"]["edges"]):
        differing.append("edges")
    if _saved(ours.workflow or {}) != _saved(answer["saved"]):
        differing.append("saved")
    return differing


def _blocked(found: Document, catalogue: Catalogue) -> bool | None:
    """Whether wflint says that it is not ready; None where it leaves that open."""
    rules = all_rules()
    blocked = False
    for finding in check_document(found, catalogue):
        if finding.rule == EMPTY_ON_PURPOSE or finding.rule in TOLD_BY_THE_EDGE:
            return None
        rule = rules[str(finding.rule)].rule
        outcome = finding.outcome or rule.outcome(found.kind)
        stopped = outcome is not None and outcome.effect is Effect.REJECTED
        loops = rule.code in ("ED114", "TP109")  # that check it has as well as the server
        blocked |= stopped and outcome is not None and (outcome.stage in (Stage.LOAD, Stage.READY) or loops)
    return blocked


def _items(groups: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    return [
        [{"node_path": i["nodeId"], "field_name": i["fieldName"], "items": i["items"]} for i in group]
        for group in groups
    ]


def _sorted(edges: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(edge, sort_keys=True) for edge in edges)


def _saved(workflow: dict[str, Any]) -> Any:
    """A saved workflow without the ids that the UI draws at random."""
    found = same(workflow)
    form = found.pop("form", {})
    edges = [{k: v for k, v in e.items() if k != "id"} for e in found.pop("edges", [])]
    return found, edges, _shown(form, form.get("rootElementId"), frozenset())


def _shown(form: dict[str, Any], key: Any, above: frozenset[str]) -> Any:
    element = form.get("elements", {}).get(key)
    if element is None or key in above:
        return None
    if element["type"] != "container":
        return [element["type"], element.get("data")]
    children = element["data"]["children"]
    return [element["data"]["layout"], *(_shown(form, child, above | {key}) for child in children)]
