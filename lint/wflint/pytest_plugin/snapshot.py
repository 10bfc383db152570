"""Snapshots of workflows for syrupy: the graph in canonical form, a file for each, differences by nodes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from wflint.reading import DOCUMENT, parse_json, read_bounded
from wflint.writing import write_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from syrupy.data import SnapshotCollection

    from wflint.catalogue.model import Catalogue


class WorkflowSnapshotExtension(SingleFileSnapshotExtension):
    """What ``workflow_snapshot`` compares with: ``__snapshots__/<test file>/<test>.graph.json``.

    A snapshot is a document itself (an API graph, or an enqueue body where there is batch data): it can be
    checked, compared and run. Ids are made from the structure, so that renaming a node changes nothing.
    """

    _write_mode = WriteMode.TEXT
    file_extension = "graph.json"
    target: str | None = None  # the release that a workflow file is converted for

    def serialize(self, data: Any, **_: Any) -> str:
        """The canonical text of a ``Workflow``, a document as JSON or the path of one.

        Raises TypeError or ValueError for anything else.
        """
        from wflint.engine.formatting import canonical_text
        from wflint.graph.diff.canonical import canonical, canonical_data, canonical_names

        graph, batch = _request(data, self.target)
        found: dict[str, Any] = canonical(graph, defaults="keep")
        if batch:
            groups = canonical_data(batch, canonical_names(graph))
            found = {"batch": {"graph": found, "data": groups}}
        try:
            return canonical_text(found)
        except ValueError:  # a number that JSON lacks
            return json.dumps(found, indent=2) + "\n"

    def matches(self, *, serialized_data: Any, snapshot_data: Any) -> bool:
        """Whether a snapshot is what comes out now, in whatever form its file was written."""
        if serialized_data == snapshot_data:
            return True
        from wflint.engine.formatting import format_bytes

        made = format_bytes(str(snapshot_data).encode("utf-8", "surrogatepass"), "snapshot.graph.json")
        return made.reason is None and made.raw == str(serialized_data).encode("utf-8", "surrogatepass")

    @classmethod
    def write_snapshot_collection(cls, *, snapshot_collection: SnapshotCollection, **_: Any) -> None:
        """Write the snapshot, whole or not at all."""
        (found,) = snapshot_collection
        write_file(snapshot_collection.location, str(found.data))

    def diff_lines(self, serialized_data: Any, snapshot_data: Any) -> Iterator[str]:
        """What changed from the snapshot to the data, by nodes and edges."""
        from wflint.pytest_plugin.differences import differences

        if not snapshot_data:
            yield "  pytest --snapshot-update stores it"
            return
        try:
            before = json.loads(snapshot_data)
        except (ValueError, RecursionError):
            yield "  the snapshot is not valid JSON; pytest --snapshot-update replaces it"
            return
        lines = differences(before, json.loads(serialized_data), _catalogue(self.target))
        yield from lines or ["  nodes, inputs and edges are the same: the snapshot is written in another way"]


def _request(data: Any, target: str | None) -> tuple[Mapping[str, Any], Any]:
    """The graph and batch data that something stands for."""
    from wflint.builders.product import Product
    from wflint.document import Kind, Source
    from wflint.document.kinds import documents_in
    from wflint.graph.convert.to_request import convert_workflow

    if isinstance(data, Product):
        batch = data.to_batch()["batch"]
        return batch["graph"], batch.get("data")
    if isinstance(data, (str, Path)):
        path = Path(data)
        try:
            data = parse_json(read_bounded(path, DOCUMENT))
        except (OSError, ValueError) as error:
            raise ValueError(f"{path} is not a workflow: {error}") from None
    if not isinstance(data, dict):
        raise TypeError(f"a snapshot is of a Workflow, a document or a path, not of {type(data).__name__}")
    document = documents_in(data, Source("", ""))[0]
    if document.kind is Kind.WORKFLOW:
        converted = convert_workflow(document, _catalogue(target))
        return converted.graph, converted.data
    if document.kind is Kind.BATCH:
        value: Any = document.data
        return value["graph"], value.get("data")
    if document.kind not in (Kind.GRAPH, Kind.SESSION):
        raise ValueError(
            f"a snapshot is of a workflow, graph or enqueue body, and this is {document.kind.value}"
        )
    graph: Any = document.data
    return graph, None


def _catalogue(target: str | None) -> Catalogue:
    from wflint.engine.targets import open_targets

    return open_targets(target, named=True)[-1]


def extension_for(target: str | None) -> type[WorkflowSnapshotExtension]:
    """The extension that converts workflow files for a release; None is the newest."""
    if target is None:
        return WorkflowSnapshotExtension
    return type("WorkflowSnapshotExtension", (WorkflowSnapshotExtension,), {"target": target})
