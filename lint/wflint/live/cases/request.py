"""A case's document made into a request: inputs set, models bound, pictures uploaded, checked."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Effect, Severity
from wflint.engine.project import inside
from wflint.live.client.errors import InputError, ModelNotFoundError
from wflint.live.runs.binding import BY_TABLE, bind_models, describe, find_model, fits, identifier
from wflint.live.runs.inputs import Inputs
from wflint.live.runs.locate import in_case
from wflint.live.runs.named_nodes import called, nodes_called
from wflint.live.runs.request import as_document, make_body, node_types, resolve
from wflint.live.runs.resources import ServerResources
from wflint.live.runs.values import parse_value

if TYPE_CHECKING:
    from wflint.diagnostics import Diagnostic
    from wflint.live.cases.load import Case
    from wflint.live.cases.schema import ModelChoice
    from wflint.live.client.client import Client
    from wflint.live.runs.inputs import Slot

    Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CaseRequest:
    """What to send, the names of its nodes, and the findings for which it should not be sent.

    ``found`` is all that lint has to say, also what does not keep it from being sent.
    ``uploads`` are the files that were uploaded for it and their names on the server, ``models`` the models
    that it had.
    """

    body: Body
    labels: dict[str, str]
    notes: list[str]
    errors: list[Diagnostic]
    found: list[Diagnostic] = field(default_factory=list)
    uploads: dict[str, str] = field(default_factory=dict)
    models: list[dict[str, Any]] = field(default_factory=list)

    @property
    def stalling(self) -> list[Diagnostic]:
        """The findings for which a server's queue would stand still, and with it the runs of everybody."""
        return [d for d in self.found if d.effect is Effect.STALLS]

    @property
    def graph(self) -> dict[str, Any]:
        """The nodes of the graph by their ids."""
        nodes: dict[str, Any] = self.body["batch"]["graph"].get("nodes") or {}
        return nodes

    def nodes(self, name: str) -> set[str]:
        """The ids of the nodes that a label, id or type stands for. Raises InputError when there are none."""
        return set(nodes_called(name, self.graph, self.labels))

    def called(self, node: str) -> str:
        """A node in words: its label and type, else its type."""
        return called(node, self.graph, self.labels)


def make_request(case: Case, server: Client, extra: dict[str, Any] | None = None) -> CaseRequest:
    """The request of a case; ``extra`` are inputs set on top.

    Raises InputError, BatchError, OSError, ServerError.
    """
    from wflint.engine.check import Checker
    from wflint.engine.examine import diagnose

    document = as_document(case.workflow)
    catalogue = server.catalogue(node_types(document.data))
    inputs = Inputs(document, catalogue)
    resources = ServerResources(server, file=in_case(case.file))
    table = case.table
    for name, choice in table.models.items():
        slot = inputs.find(name)
        inputs.set(slot, identifier(_model(choice, slot, resources.models)))
    for name, path in table.uploads.items():
        inputs.set(inputs.find(name), resources.upload(Path(inside(path, case.file))))
    for name, value in {**table.inputs, **(extra or {})}.items():
        slot = inputs.find(name)
        # Files are named as seen from the case: "@prompt.txt" anywhere, a plain name where a picture goes.
        inputs.set(slot, parse_value(value, slot, resources) if type(value) is str else value)
    notes = bind_models(inputs, resources.models, BY_TABLE)
    found = diagnose(inputs.document, Checker((catalogue,)))
    errors = []
    if table.lint:
        errors = _unknown([d for d in found if d.severity is Severity.ERROR], case.workflow)
        notes += [d.message for d in found if d.slug == "unpinned-seed"]
    # What stops the queue of everybody is not sent, linted or not, known or not.
    errors += [d for d in found if d.effect is Effect.STALLS and d not in errors]
    body = make_body(inputs.document, catalogue, lambda value: resolve(server, value))
    body = copy.deepcopy(body)
    request = CaseRequest(
        body=body,
        labels=inputs.labels,
        notes=notes,
        errors=errors,
        found=found,
        uploads=resources.uploads,
        models=resources.models,
    )
    if not table.node_cache:
        for node in request.graph.values():
            node["use_cache"] = False  # else repeats, and the same case without a node, would run nothing
    for name in table.without:
        request = replace(request, body=without(request, name))
    return request


def _unknown(errors: list[Diagnostic], workflow: Path) -> list[Diagnostic]:
    """The errors that no baseline knows. Raises InputError for one that cannot be used."""
    if not errors:
        return []
    from wflint.engine.baselines import without_known
    from wflint.engine.settings import ConfigError, SettingsFinder

    try:
        return without_known(errors, str(workflow), SettingsFinder().for_file(str(workflow)))
    except ConfigError as error:
        raise InputError(str(error)) from None


def _model(choice: ModelChoice, slot: Slot, models: list[dict[str, Any]]) -> dict[str, Any]:
    wanted = choice.model_dump(exclude_none=True)
    if set(wanted) == {"name"}:
        return find_model(wanted["name"], slot, models)
    found = [m for m in models if all(m.get(name) == value for name, value in wanted.items())]
    found = [m for m in found if fits(m, slot.definition)] or found
    if len(found) == 1:
        return found[0]
    said = ", ".join(f"{name} {value}" for name, value in wanted.items())
    candidates = [m for m in models if fits(m, slot.definition)]
    listed = ", ".join(describe(m) for m in (found or candidates)[:8]) or "none that fits"
    many = f"{len(found)} models have" if found else "the server has no model with"
    raise ModelNotFoundError(f"{slot.name}: {many} {said}; there are {listed}", candidates)


def without(request: CaseRequest, name: str) -> Body:
    """The request's body with a node taken out, as an artist would bypass it.

    What the node passes on under the same name (a LoRA's ``unet``) is connected past it, everything else that
    it gave is missing then. A collector that is left empty goes too. Raises InputError.
    """
    body = copy.deepcopy(request.body)
    graph = body["batch"]["graph"]
    batched = {item.get("node_path") for group in body["batch"].get("data") or () for item in group}
    for node in request.nodes(name):
        if node in batched:
            raise InputError(f'"{name}" cannot be taken out: the batch data sets it')
        _take_out(graph, node)
    return body


def _take_out(graph: dict[str, Any], node: str) -> None:
    edges = graph["edges"]
    into = {e["destination"]["field"]: e["source"] for e in edges if e["destination"]["node_id"] == node}
    kept = []
    emptied: set[str] = set()
    for edge in edges:
        if node not in (edge["source"]["node_id"], edge["destination"]["node_id"]):
            kept.append(edge)
        elif edge["source"]["node_id"] == node:
            source = into.get(edge["source"]["field"])
            if source is not None:
                kept.append({"source": source, "destination": edge["destination"]})
            else:
                emptied.add(edge["destination"]["node_id"])
    graph["edges"] = kept
    del graph["nodes"][node]
    fed = {e["destination"]["node_id"] for e in kept}
    for other in emptied - fed:
        if graph["nodes"].get(other, {}).get("type") == "collect":
            _take_out(graph, other)
