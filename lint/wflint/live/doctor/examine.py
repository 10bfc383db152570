"""One document held against a server: nodes, versions, packs, models, images, boards, memory, findings."""

from __future__ import annotations

import shlex
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from wflint.catalogue.packs.index import shipped_index
from wflint.catalogue.packs.whose import owner
from wflint.diagnostics import Severity
from wflint.diagnostics.words import numbered, quoted
from wflint.engine.check import Checker
from wflint.engine.examine import diagnose
from wflint.graph.ir import UI_ONLY_NODES
from wflint.graph.reading.read import read_document
from wflint.live.cases.load import CaseError, cases_beside, load_cases
from wflint.live.client.errors import AnswerError, InputError, ModelNotFoundError
from wflint.live.doctor.diagnosis import Diagnosis, DoctorState
from wflint.live.runs.binding import bindings, choose_model, describe, fits, identifier
from wflint.live.runs.filling import types_of
from wflint.live.runs.inputs import Inputs
from wflint.live.runs.request import load_runnable
from wflint.models.amounts import show_memory
from wflint.models.estimate import estimate_memory
from wflint.release import release_of
from wflint.rules.options import RuleOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.catalogue.model import Catalogue
    from wflint.document import Document
    from wflint.graph.ir import Graph
    from wflint.live.client.client import Client
    from wflint.live.doctor.machine import Room
    from wflint.live.runs.inputs import Slot
    from wflint.models.inventory.inventory import Inventory

_MOST: Final = 10  # lines of one kind
_DEEP: Final = 12  # levels in which images and boards are looked for
_OF_MODELS: Final = ("unknown-model-key", "model-record-mismatch")  # the doctor's own lines say it


class Doctor:
    """Examines documents for one server; what is asked of the server is asked once.

    Raises ServerError where the server does not answer.
    """

    def __init__(self, client: Client, room: Room) -> None:
        self._client = client
        self._room = room
        self._models = client.models()
        self._inventory = _inventory(client, self._models)
        self._starters: list[dict[str, Any]] | None = None
        self._boards: set[str] | None = None

    def examine(self, path: str) -> Diagnosis:
        """All about one file."""
        found = Diagnosis(path)
        try:
            document = load_runnable(path)
        except (InputError, OSError) as error:
            found.add("file", DoctorState.BAD, str(error))
            return found
        catalogue = self._client.catalogue(types_of(document))
        graph, _ = read_document(document)
        _nodes(graph, catalogue, found)
        inputs = Inputs(document, catalogue)
        given = self._as_its_case_says(path, inputs, found)
        self._bind(inputs, found)
        self._resources(inputs.document, given, found)
        self._memory(read_document(inputs.document)[0], catalogue, found)
        self._lint(inputs.document, catalogue, found)
        return found

    def _as_its_case_says(self, path: str, inputs: Inputs, found: Diagnosis) -> set[str]:
        """Set what the first case beside a document sets; the names of the images that it brings along."""
        file = cases_beside(Path(path))
        if file is None:
            return set()
        try:
            case = load_cases(file)[0]
            for name, choice in case.table.models.items():
                slot = inputs.find(name)
                wanted = choice.model_dump(exclude_none=True)
                inputs.set(slot, identifier(choose_model(wanted, slot, self._models, exactly=True)))
            for name, upload in case.table.uploads.items():
                inputs.set(inputs.find(name), {"image_name": Path(upload).name})
        except (CaseError, InputError, OSError) as error:
            found.add("case", DoctorState.BAD, str(error).partition("\n")[0])
            return set()
        found.add("case", DoctorState.OK, f"models and images as {file.name} sets them")
        return {Path(upload).name for upload in case.table.uploads.values()}

    def _bind(self, inputs: Inputs, found: Diagnosis) -> None:
        good: list[str] = []
        for slot, named, bound in bindings(inputs, self._models):
            if isinstance(bound, ModelNotFoundError):
                found.add("models", DoctorState.BAD, str(bound), self._cure(slot, named, bound))
                continue
            for was, now in _pairs(named, bound):
                same = isinstance(was, dict) and was.get("key") == now.get("key")
                good.append(f"{slot.name}: {describe(now)}{'' if same else ', found by hash or name'}")
        for text in good[:_MOST]:
            found.add("models", DoctorState.OK, text)
        if len(good) > _MOST:
            found.add("models", DoctorState.OK, f"and {len(good) - _MOST} more")

    def _cure(self, slot: Slot, named: Any, error: ModelNotFoundError) -> str:
        """What to do about an input without its model: choose one that is there, or install one."""
        wanted = named if isinstance(named, dict) and named.get("name") else {}
        if error.candidates and not wanted:
            return f'choose one: --set "{slot.name}=NAME", or [models] of its case'
        found = self._starter(slot, wanted)
        if len(found) == 1:
            return f"wflint models install {shlex.quote(str(found[0].get('source')))}"
        names = ", ".join(quoted(str(m.get("name"))) for m in found)
        return f"starter models that would do: {names}" if names else ""

    def _starter(self, slot: Slot, wanted: dict[str, Any]) -> list[dict[str, Any]]:
        """InvokeAI's starter models that would do: the one of that name, else three that fit at most."""
        if self._starters is None:
            self._starters = _starters(self._client)
        name = str(wanted.get("name") or "").casefold()
        same = [m for m in self._starters if str(m.get("name")).casefold() == name]
        if same:
            return same[:1]
        fitting = [m for m in self._starters if fits(m, slot.definition)]
        if wanted.get("base"):
            fitting = [m for m in fitting if m.get("base") == wanted["base"]] or fitting
        return sorted(fitting, key=lambda m: not name or name not in str(m.get("name")).casefold())[:3]

    def _resources(self, document: Document, given: set[str], found: Diagnosis) -> None:
        for topic, member in (("images", "image_name"), ("boards", "board_id")):
            names = list(dict.fromkeys(_named(document.data, member)))
            lacking = [name for name in names if name not in given and not self._has(topic, name)]
            for name in lacking[:_MOST]:
                found.add(
                    topic,
                    DoctorState.BAD,
                    f"{name} is not on the server",
                    "choose another one, or give it with --set",
                )
            if names and not lacking:
                found.add(topic, DoctorState.OK, f"{numbered(len(names), topic[:-1])}, all there")

    def _has(self, topic: str, name: str) -> bool:
        if topic == "images":
            return self._client.gallery.exists(name, "image")
        if self._boards is None:
            self._boards = {str(board.get("board_id")) for board in self._client.boards()}
        return name in self._boards or name in ("none", "auto")

    def _memory(self, graph: Graph, catalogue: Catalogue, found: Diagnosis) -> None:
        needs = estimate_memory(graph, catalogue, self._inventory)
        if not needs.known:
            return
        for word, (low, high), free in (
            ("graphics memory", needs.vram, self._room.vram),
            ("RAM", needs.ram, self._room.ram),
        ):
            said = f"{show_memory(low)} to {show_memory(high)} of {word} by estimate"
            if free is None:
                if word == "RAM" or self._room.ram is None:
                    found.add("memory", DoctorState.NOTE, said)
            elif low > free:
                found.add(
                    "memory", DoctorState.BAD, f"{said}; {show_memory(free)} can be used",
                    "smaller or quantised models, or a smaller image: `wflint estimate` shows what takes it",
                )  # fmt: skip
            else:
                found.add("memory", DoctorState.OK, f"{said}; {show_memory(free)} can be used")

    def _lint(self, document: Document, catalogue: Catalogue, found: Diagnosis) -> None:
        checker = Checker((catalogue,), None, RuleOptions(inventory=self._inventory))
        errors = [
            d
            for d in diagnose(document, checker)
            if d.severity is Severity.ERROR and d.slug not in _OF_MODELS and d.slug != "unknown-node-type"
        ]
        for d in errors[:_MOST]:
            found.add("check", DoctorState.BAD, f"{d.slug}: {d.message}", d.help or "")
        if len(errors) > _MOST:
            found.add("check", DoctorState.BAD, f"and {len(errors) - _MOST} more; `wflint check` shows all")
        if not errors:
            found.add("check", DoctorState.OK, "no errors")


def _pairs(named: Any, bound: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    """What an input named and what it is now, model by model; lists of LoRAs have the model within."""
    if isinstance(bound, dict):
        yield named, bound
    for was, now in zip(named, bound, strict=False) if isinstance(bound, list) else ():
        inner = now.get("lora", now) if isinstance(now, dict) else None
        if isinstance(inner, dict):
            yield was.get("lora", was) if isinstance(was, dict) else was, inner


def _nodes(graph: Graph, catalogue: Catalogue, found: Diagnosis) -> None:
    nodes = [n for n in graph.nodes.values() if n.type not in UI_ONLY_NODES]
    lacking = Counter(n.type for n in nodes if catalogue.node(n.type) is None)
    if not lacking:
        found.add("nodes", DoctorState.OK, f"{numbered(len(nodes), 'node')}, all known to the server")
    for node_type, count in list(lacking.items())[:_MOST]:
        packs = [each.pack.name for each in owner(shipped_index(), node_type, None, None).nodes]
        help_ = f"install the node pack {' or '.join(dict.fromkeys(packs))}" if packs else ""
        times = f" ({count} nodes)" if count > 1 else ""
        found.add(
            "packs" if packs else "nodes",
            DoctorState.BAD,
            f"the server has no node {node_type}{times}",
            help_,
        )
    _versions(graph, catalogue, found)


def _versions(graph: Graph, catalogue: Catalogue, found: Diagnosis) -> None:
    """Nodes of another version than the server's; only workflows state versions."""
    told: dict[str, tuple[DoctorState, str, str]] = {}
    for node in graph.nodes.values():
        known = catalogue.node(node.type)
        mine, theirs = node.version, known.version if known is not None else None
        if not mine or not theirs or mine == theirs or node.type in told:
            continue
        text = f"{node.type} {mine}; the server has {theirs}"
        if release_of(mine).numbers[:1] != release_of(theirs).numbers[:1]:
            told[node.type] = (DoctorState.BAD, text, "replace the node: the web UI does not update it")
        else:
            told[node.type] = (DoctorState.NOTE, text, "the web UI updates it when it loads the file")
    for state, text, help_ in list(told.values())[:_MOST]:
        found.add("versions", state, text, help_)


def _inventory(client: Client, models: list[dict[str, Any]]) -> Inventory:
    from wflint.models.inventory.lock_file import from_server

    lacking = client.providers_without_key() if any("provider_id" in m for m in models) else ()
    return from_server(models, release=client.version, name=client.session.name, without_key=lacking)


def _starters(client: Client) -> list[dict[str, Any]]:
    """InvokeAI's own list of models to begin with, as the server's release has it."""
    try:
        answer = client.session.get("/api/v2/models/starter_models")
    except AnswerError:
        return []
    found = answer.get("starter_models") if isinstance(answer, dict) else answer
    return [m for m in found if isinstance(m, dict)] if isinstance(found, list) else []


def _named(data: Any, member: str, level: int = 0) -> Iterator[str]:
    """The values of a member anywhere in a document."""
    if level > _DEEP:
        return
    if isinstance(data, dict):
        value = data.get(member)
        if isinstance(value, str) and value:
            yield value
        for each in data.values():
            yield from _named(each, member, level + 1)
    elif isinstance(data, list):
        for each in data:
            yield from _named(each, member, level + 1)
