"""What the verdict on a case follows from, as one digest: two runs of one digest have one verdict.

It takes in the request itself, with the contents of what was uploaded and the hashes of the models bound in
place of the names and keys that a server makes up; the case's table and the contents of every file that it
names; its golden images; the versions of the nodes; the release, the device, and those settings of the
server that change how it computes.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, Final

from wflint.engine.project import OutsideError, inside
from wflint.live.cases.goldens import FOLDER
from wflint.live.runs.locate import in_case
from wflint.reading import PICTURE, read_bounded
from wflint.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wflint.live.cases.load import Case
    from wflint.live.cases.request import CaseRequest
    from wflint.live.client.client import Client
    from wflint.live.measure.host import Host

# What the release's own configuration class (services/config/config_default.py) says of how it computes.
_SETTINGS: Final = (
    "device", "precision", "sequential_guidance", "attention_type", "attention_slice_size",
    "force_tiled_decode",
)  # fmt: skip
# InvokeAI does not keep outputs of nodes that may give another each time. Of those that it does not keep,
# these give the same all the same (found in its source of 5.0 to 6.14).
_REPEATABLE: Final = frozenset(
    {
        "canvas_output", "collect", "iterate", "save_image", "save_image_to_file", "workflow_return",
        "workflow_return_get", "workflow_return_value",
    }
)  # fmt: skip
_IDENTIFIER: Final = {"key", "name", "base", "type"}
# Of a model's record: where it lies and how it is shown, which another server may say otherwise.
_PLACE: Final = frozenset(
    {"key", "path", "source", "source_type", "source_api_response", "cover_image", "description", "file_size"}
)


class _UnknowableError(Exception):
    """What the verdict follows from cannot be known in full."""


def result_key(
    case: Case, request: CaseRequest, server: Client, host: Host, settings: dict[str, Any]
) -> str | None:
    """The digest, or None for a case whose verdict must come from a run of its own.

    That is one that measures time or memory, or whose outcome does not follow from what is known: a node that
    gives another output each time, a model without a hash, one that somebody else computes. ``settings`` is
    what :func:`settings_of` says. Raises ServerError.
    """
    table = case.table
    if table.time.cold is not None or table.time.warm is not None:
        return None
    if any(budget is not None for _, budget in table.memory):
        return None
    try:
        found = {
            "wflint": __version__,
            "release": server.version,
            "device": host.device,
            "log": host.log is not None,  # without one, less is checked
            "settings": settings,
            "case": case.id,
            "table": table.model_dump(exclude={"tags", "description"}),
            "nodes": _nodes(request, server),
            "request": _Portable(request).body(request.body),
            "files": {name: _digest(path) for name, path in _files(case)},
        }
    except (_UnknowableError, OSError, OutsideError):
        return None
    text = json.dumps(found, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def settings_of(server: Client) -> dict[str, Any]:
    """The settings of a server that change how it computes, as far as it tells. Raises ServerError."""
    from wflint.live.client.errors import AnswerError

    try:
        answer = server.session.get("/api/v1/app/runtime_config")
    except AnswerError:
        return {}  # releases before 5.12 do not tell
    config = answer.get("config") if isinstance(answer, dict) else None
    return {name: config.get(name) for name in _SETTINGS} if isinstance(config, dict) else {}


class _Portable:
    """A request without what differs from one server, and one upload, to the next."""

    def __init__(self, request: CaseRequest) -> None:
        self._uploads = {name: _digest(path) for path, name in request.uploads.items()}
        self._models = {str(model.get("key")): model for model in request.models}

    def body(self, body: dict[str, Any]) -> dict[str, Any]:
        """Raises _UnknowableError for a model that is not known by its hash."""
        graph = {name: value for name, value in body["batch"]["graph"].items() if name != "id"}
        batch = {**body["batch"], "graph": graph}  # whose id is made up anew each time
        # It goes along for the image's metadata, and may name models that nothing of it loads.
        workflow = self._of(batch.pop("workflow", None), strict=False)
        return {**self._of({**body, "batch": batch}), "workflow": workflow}

    def _of(self, value: Any, *, strict: bool = True) -> Any:
        if isinstance(value, dict):
            found = {key: self._of(each, strict=strict) for key, each in value.items()}
            return {**found, **self._model(value, strict)} if value.keys() >= _IDENTIFIER else found
        if isinstance(value, list):
            return [self._of(each, strict=strict) for each in value]
        return self._uploads.get(value, value) if isinstance(value, str) else value

    def _model(self, value: dict[str, Any], strict: bool) -> dict[str, Any]:
        model = self._models.get(str(value["key"]))
        if model is None or not model.get("hash") or model.get("base") == "external":
            if strict:
                raise _UnknowableError
            return {}
        return {"key": self._record(model), "hash": None}

    @staticmethod
    def _record(model: dict[str, Any]) -> dict[str, Any]:
        return {name: each for name, each in model.items() if name not in _PLACE}


def _nodes(request: CaseRequest, server: Client) -> dict[str, str]:
    """The versions of the nodes that run, by type."""
    types = sorted({str(node.get("type")) for node in request.graph.values()})
    catalogue = server.catalogue(types)
    found = {}
    for name in types:
        node = catalogue.node(name)
        if node is None or not (node.use_cache or name in _REPEATABLE):
            raise _UnknowableError
        found[name] = f"{node.pack} {node.version}"
    return found


def _files(case: Case) -> Iterator[tuple[str, Path]]:
    """The files that a case's table names, and its goldens."""
    locate = in_case(case.file)
    for text in sorted(set(_texts(case.table.model_dump()))):
        path = locate(text.removeprefix("@")) if len(text) < 4096 and "\0" not in text else None
        if path is not None:
            yield text, path
    stems = {case.golden_stem(), *(case.golden_stem(each.node) for each in case.table.intermediate)}
    pattern = re.compile(rf"(?:{'|'.join(map(re.escape, sorted(stems)))})-\d+(?:\.\w+)?\.png")
    folder = case.folder / FOLDER
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if pattern.fullmatch(path.name):
            inside(f"{FOLDER}/{path.name}", case.file)
            yield f"{FOLDER}/{path.name}", path


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for each in value:
            yield from _texts(each)


def _digest(path: str | Path) -> str:
    return hashlib.sha256(read_bounded(path, PICTURE)).hexdigest()


def _plain(value: Any) -> Any:
    """What JSON lacks, in one order: the sets of a table, its budgets and paths."""
    return sorted(map(str, value)) if isinstance(value, (set, frozenset)) else repr(value)
