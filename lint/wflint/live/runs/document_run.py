"""``wflint run``: a document with its settings made ready, checked, run, and its pictures saved."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.diagnostics import Effect, Severity
from wflint.document import Document, Source
from wflint.document.kinds import documents_in
from wflint.endings import JSON, PICTURES
from wflint.engine.check import Checker
from wflint.engine.examine import diagnose
from wflint.live.client.client import DEFAULT_WAITING
from wflint.live.client.errors import InputError
from wflint.live.runs.filling import Setting, Wishes, fill, types_of
from wflint.live.runs.outputs import NameTemplate, save_images
from wflint.live.runs.request import load_runnable
from wflint.live.runs.resources import NoResources, ServerResources
from wflint.live.runs.values import parse_sweep, parse_value, split_setting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wflint.catalogue.model import Catalogue
    from wflint.diagnostics import Diagnostic
    from wflint.engine.selection import Selection
    from wflint.live.client.batch_run import Progress
    from wflint.live.client.client import Client
    from wflint.live.client.results import ImageResult, RunResult
    from wflint.live.runs.inputs import Slot


class RunSettings(NamedTuple):
    """What the command line says about inputs: ``NAME=VALUE`` texts, and how often to run."""

    sets: tuple[str, ...] = ()
    sweeps: tuple[str, ...] = ()
    runs: int | None = None


@dataclass(slots=True)
class Prepared:
    """A document ready to be sent. ``errors`` are the findings for which it should not be.

    ``stalling`` are those for which the server's queue would stand still, checked or not: that stops the runs
    of everybody, so no configuration and no ``check`` False hides them.
    ``labels`` are the names of nodes by id, ``swept`` the swept inputs: the user's name to ``node.field``.
    """

    path: str
    body: dict[str, Any]
    labels: dict[str, str]
    swept: dict[str, str]
    notes: list[str]
    findings: list[Diagnostic] = field(default_factory=list)
    stalling: list[Diagnostic] = field(default_factory=list)

    @property
    def errors(self) -> list[Diagnostic]:
        """The findings that say that it cannot run, or not as it is written."""
        return [d for d in self.findings if d.severity is Severity.ERROR]

    @property
    def items(self) -> int:
        """How many times the graph will be executed."""
        return items_in(self.body)


def items_in(body: Mapping[str, Any]) -> int:
    """How many queue items an enqueue body makes."""
    batch = body["batch"]
    count = batch.get("runs") if type(batch.get("runs")) is int else 1
    for group in batch.get("data") or ():
        count *= len(group[0].get("items") or ()) if group else 1
    return int(count)


def prepare(
    path: str,
    settings: RunSettings,
    server: Client | None,
    catalogue: Catalogue | None = None,
    *,
    selection: Selection | None = None,
    check: bool = True,
    dry: bool = False,
    unknown: Callable[[list[Diagnostic]], list[Diagnostic]] = list,
) -> Prepared:
    """Read a document, set its inputs, bind its models, check it, and make the request.

    ``unknown`` says which findings nobody knew of before: those of a baseline do not keep it from running.
    Without a server (then a catalogue is needed) models stay as they are and files are not uploaded. Raises
    InputError, BatchError, OSError and ServerError.
    """
    document = load_runnable(path)
    if server is not None:
        catalogue = server.catalogue(types_of(document))
    if catalogue is None:
        raise InputError("without a server a release must be named")
    resources = ServerResources(server, dry=dry) if server is not None else NoResources()
    filled = fill(document, catalogue, resources, _wishes(settings))
    findings: list[Diagnostic] = []
    if check:
        findings = unknown(_check(filled.inputs.document, catalogue, selection))
    body, data = filled.body(server, settings.runs), filled.data
    prepared = Prepared(path, body, filled.labels, filled.swept, filled.notes, findings)
    if check and not prepared.errors and data:
        prepared.findings += unknown(_check_sweeps(path, body, catalogue, selection))
    if not dry:
        whole = _check(filled.inputs.document, catalogue, None)
        whole += _check_sweeps(path, body, catalogue, None) if data else []
        prepared.stalling = [d for d in whole if d.effect is Effect.STALLS]
    return prepared


def _wishes(settings: RunSettings) -> Wishes:
    """Texts as wishes. Raises InputError for one that is not ``NAME=VALUE``."""
    sets = [_setting(text, "--set", parse_value) for text in settings.sets]
    sweeps = [(_setting(text, "--sweep", parse_sweep),) for text in settings.sweeps]
    return Wishes(tuple(sets), tuple(sweeps))


def _setting(text: str, option: str, parse: Callable[[str, Slot, Any], Any]) -> Setting:
    name, value = split_setting(text, option)
    return Setting(name, lambda slot, resources: parse(value, slot, resources))


def _check(document: Document, catalogue: Catalogue, selection: Selection | None) -> list[Diagnostic]:
    return diagnose(document, Checker((catalogue,), selection))


def _check_sweeps(
    path: str, body: dict[str, Any], catalogue: Catalogue, selection: Selection | None
) -> list[Diagnostic]:
    """The findings of the request that the document alone does not have: those of its batch data."""
    batch = documents_in({"batch": body["batch"]}, Source(path, ""))[0]
    return [d for d in _check(batch, catalogue, selection) if d.pointer.startswith("/batch/data")]


@dataclass(slots=True)
class RunOutcome:
    """What became of one document: a result with the files saved, or why there is none."""

    path: str
    prepared: Prepared | None = None
    result: RunResult | None = None
    saved: list[tuple[ImageResult, Path]] = field(default_factory=list)
    error: str | None = None

    @property
    def ok(self) -> bool:
        """Whether it ran to its end and everything was saved."""
        return self.error is None and self.result is not None and self.result.ok


class Saving(NamedTuple):
    """Where pictures go. ``folder`` None saves none."""

    folder: Path | None = None
    name: str = ""
    intermediate: bool = False
    overwrite: bool = False


def execute(
    prepared: Prepared,
    server: Client,
    saving: Saving,
    *,
    seconds: float | None,
    waiting: float | None = DEFAULT_WAITING,
    stays: bool = True,
    progress: Callable[[Progress], None] | None = None,
    saved: Callable[[ImageResult, Path], None] | None = None,
) -> RunOutcome:
    """Run a prepared document and save its pictures. Raises what the server and the file system raise.

    ``seconds`` and ``waiting`` are as for ``Client.wait``, ``stays`` as for ``Client.marked``.
    """
    template = NameTemplate(saving.name, prepared.swept) if saving.folder is not None else None
    outcome = RunOutcome(prepared.path, prepared)
    with server.marked(f"run {Path(prepared.path).name}", stays=stays):
        run = server.enqueue(prepared.body)
    outcome.result = server.wait(run, seconds, progress, waiting=waiting)
    if not outcome.result.ok:
        outcome.error = outcome.result.error or f"the run was {outcome.result.status}"
    if template is not None and saving.folder is not None:
        outcome.saved = save_images(
            outcome.result,
            server.gallery,
            saving.folder,
            template,
            file=file_name(prepared.path),
            labels=prepared.labels,
            intermediate=saving.intermediate,
            overwrite=saving.overwrite,
            saved=saved,
        )
    return outcome


def file_name(path: str) -> str:
    """The name of a document without its endings: ``fox.workflow.json`` is ``fox``."""
    name = Path(path).name
    for ending in (JSON, *PICTURES, ".workflow", ".graph", ".batch", ".session"):
        name = name.removesuffix(ending)
    return name or "run"


def as_json(outcome: RunOutcome) -> dict[str, Any]:
    """The outcome for machines."""
    found: dict[str, Any] = {
        "file": outcome.path,
        "ok": outcome.ok,
        "status": "refused",
        "error": outcome.error,
    }
    prepared, result = outcome.prepared, outcome.result
    if prepared is not None:
        found["notes"] = prepared.notes
        found["findings"] = [
            {
                "code": d.code,
                "slug": d.slug,
                "severity": d.severity.value,
                "message": d.message,
                "help": d.help or None,
                "node": d.node,
            }
            for d in prepared.findings
        ]
    if result is not None:
        paths = {id(image): path for image, path in outcome.saved}
        labels: Mapping[str, str] = prepared.labels if prepared is not None else {}
        found |= {
            "status": result.status,
            "batch_id": result.batch_id,
            "seconds": round(result.seconds, 3),
            "items": [
                {
                    "item_id": item.item_id,
                    "status": item.status,
                    "values": item.values,
                    "queue_seconds": item.queue_seconds,
                    "run_seconds": item.run_seconds,
                    "error_type": item.error_type,
                    "error_message": item.error_message,
                    "error_traceback": item.error_traceback,
                    "nodes": [
                        {
                            "node": run.node,
                            "type": run.node_type,
                            "label": labels.get(run.node, ""),
                            "seconds": None if run.seconds is None else round(run.seconds, 4),
                            "model_seconds": round(run.model_seconds, 4),
                            "cached": run.cached,
                            "error": run.error,
                        }
                        for run in item.nodes
                    ],
                    "images": [
                        {
                            "name": image.name,
                            "node": image.node,
                            "intermediate": image.intermediate,
                            "width": image.width,
                            "height": image.height,
                            "path": str(paths[id(image)]) if id(image) in paths else None,
                        }
                        for image in item.images
                    ],
                }
                for item in result.items
            ],
        }
    return found
