"""One document held against a server: nodes, versions, packs, models, images, boards, memory, findings."""

from __future__ import annotations

import os
import shlex
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.catalogue.history import node_presence
from wflint.catalogue.packs.index import shipped_index
from wflint.catalogue.packs.whose import names_a_pack, owner
from wflint.diagnostics import Severity
from wflint.diagnostics.words import numbered, quoted
from wflint.endings import CASE
from wflint.engine.check import Checker
from wflint.engine.examine import diagnose
from wflint.engine.project import OutsideError, inside
from wflint.graph.ir import UI_ONLY_NODES
from wflint.graph.reading.read import read_document
from wflint.live.cases.load import CaseError, cases_beside, load_cases
from wflint.live.client.errors import AnswerError, InputError, ModelNotFoundError
from wflint.live.doctor.diagnosis import Diagnosis, DoctorState
from wflint.live.doctor.machine import SET_KEY, lacking_keys
from wflint.live.runs.binding import bindings, choose_model, describe, fits, identifier
from wflint.live.runs.filling import types_of
from wflint.live.runs.inputs import Inputs
from wflint.live.runs.locate import in_case
from wflint.live.runs.request import load_runnable
from wflint.live.runs.resources import ServerResources
from wflint.live.runs.values import parse_value
from wflint.models.amounts import show_memory
from wflint.models.estimate import estimate_memory
from wflint.models.flow.unresolved import is_unresolved
from wflint.models.inventory.lock_file import from_server
from wflint.release import release_of
from wflint.rules.options import RuleOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.catalogue.model import Catalogue
    from wflint.document import Document
    from wflint.graph.ir import Graph, Node
    from wflint.live.cases.load import Case
    from wflint.live.client.client import Client
    from wflint.live.doctor.machine import Room
    from wflint.live.runs.inputs import Slot

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
        self._lacking = lacking_keys(client, self._models)
        self._inventory = from_server(
            self._models, release=client.version, name=client.session.name, without_key=self._lacking
        )
        self._starters: list[dict[str, Any]] | None = None
        self._boards: set[str] | None = None

    def examine(self, path: str) -> Diagnosis:
        """All about one file."""
        found = Diagnosis(path)
        try:
            case = _case_of(path, found)
            document = load_runnable(str(case.workflow) if case is not None else path)
        except (CaseError, InputError, OSError) as error:
            found.add("file", DoctorState.BAD, str(error).partition("\n")[0])
            return found
        catalogue = self._client.catalogue(types_of(document))
        graph, _ = read_document(document)
        _nodes(graph, catalogue, found)
        inputs = Inputs(document, catalogue)
        by_case = self._as_its_case_says(case, inputs, found)
        self._bind(inputs, by_case.slots, found)
        self._resources(inputs.document, by_case.images, found)
        self._memory(read_document(inputs.document)[0], catalogue, found)
        self._lint(inputs.document, catalogue, found)
        return found

    def _as_its_case_says(self, case: Case | None, inputs: Inputs, found: Diagnosis) -> _ByCase:
        """Set in a document what a case of it sets."""
        if case is None:
            return _ByCase(set(), set())
        table, slots = case.table, set()
        resources = ServerResources(self._client, dry=True, file=in_case(case.file))
        try:
            for name, choice in table.models.items():
                slot = inputs.find(name)
                wanted = choice.model_dump(exclude_none=True)
                inputs.set(slot, identifier(choose_model(wanted, slot, self._models, exactly=True)))
                slots.add(slot.exact)
            for name, path in table.uploads.items():
                inputs.set(inputs.find(name), resources.upload(Path(inside(path, case.file))))
            for name, value in table.inputs.items():
                slot = inputs.find(name)
                inputs.set(slot, parse_value(value, slot, resources) if type(value) is str else value)
        except (InputError, OutsideError, OSError) as error:
            found.add("case", DoctorState.BAD, _first(str(error)))
        else:
            found.add("case", DoctorState.OK, f"models, inputs and images as {case.file.name} sets them")
        return _ByCase(slots, set(resources.uploads.values()))

    def _bind(self, inputs: Inputs, by_case: set[str], found: Diagnosis) -> None:
        good: list[str] = []
        used: list[dict[str, Any]] = []
        for slot, named, bound in bindings(inputs, self._models):
            if isinstance(bound, ModelNotFoundError):
                found.add("models", DoctorState.BAD, str(bound), self._cure(slot, named, bound))
                continue
            for was, now in _pairs(named, bound):
                how = "chosen by its case" if slot.exact in by_case else _how(was, now)
                good.append(f"{slot.name}: {describe(now)}, {how}")
                used += [model for model in self._models if model.get("key") == now.get("key")]
        for text in good[:_MOST]:
            found.add("models", DoctorState.OK, text)
        if len(good) > _MOST:
            found.add("models", DoctorState.OK, f"and {len(good) - _MOST} more")
        self._keys(used, found)

    def _keys(self, used: list[dict[str, Any]], found: Diagnosis) -> None:
        """Whether the server has keys of the providers that compute these models."""
        by_provider: dict[str, str] = {}
        for model in used:
            if type(provider := model.get("provider_id")) is str:
                by_provider.setdefault(provider, describe(model))
        for provider, shown in by_provider.items():
            if provider in self._lacking:
                found.add(
                    "providers", DoctorState.BAD, f"{provider} has no key, and computes {shown}", SET_KEY
                )
            else:
                found.add("providers", DoctorState.OK, f"{provider} has a key")

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


class _ByCase(NamedTuple):
    """What a case set: the inputs whose models it chose, and the images that it brings along."""

    slots: set[str]
    images: set[str]


def _case_of(path: str, found: Diagnosis) -> Case | None:
    """The first case of a case file, or of the one beside the document that it tests.

    Raises OSError, and CaseError for a case file that was asked about.
    """
    if path.endswith(CASE):
        return load_cases(Path(path))[0]
    file = cases_beside(Path(path))
    try:
        case = load_cases(file)[0] if file is not None else None
    except (CaseError, OSError) as error:
        found.add("case", DoctorState.BAD, _first(str(error)))
        return None
    return case if case is not None and os.path.samefile(case.workflow, path) else None


def _first(text: str) -> str:
    """What is wrong, without the list of all that there is."""
    return text.partition("\n")[0].partition(" It has ")[0]


def _how(named: Any, bound: dict[str, Any]) -> str:
    """By what the model that an input names was found on this server."""
    if not isinstance(named, dict) or (is_unresolved(named) and not named.get("name")):
        return "the only one that fits"
    for member, how in (("key", "found by key"), ("hash", "found by hash")):
        if named.get(member) and named[member] == bound.get(member):
            return how
    return "found by name"


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
    first = {n.type: n for n in reversed(nodes)}
    if not lacking:
        found.add("nodes", DoctorState.OK, f"{numbered(len(nodes), 'node')}, all known to the server")
    for node_type, count in list(lacking.items())[:_MOST]:
        packs, help_ = _pack_of(first[node_type], catalogue.version)
        times = f" ({count} nodes)" if count > 1 else ""
        found.add(
            "packs" if packs else "nodes",
            DoctorState.BAD,
            f"the server has no node {node_type}{times}",
            help_,
        )
    _versions(graph, catalogue, found)


def _pack_of(node: Node, release: str) -> tuple[bool, str]:
    """Whether it is known whose node it is, and what to do."""
    stated = node.raw.get("nodePack") if isinstance(node.raw, dict) else None
    stated = stated if isinstance(stated, str) and names_a_pack(stated) else None
    found = owner(shipped_index(), node.type, stated, node.version).nodes
    packs = {each.pack.name: each.pack.url for each in found if not each.pack.is_fork}
    if packs:
        return True, f"install the node pack {' or '.join(f'{n} ({url})' for n, url in packs.items())}"
    if stated is not None:
        return True, f'the file says that it is of the node pack "{stated}"; install that'
    presence = node_presence(node.type)
    if presence is not None:
        first = release_of(presence.first) > release_of(release)
        other = f"{presence.first}, the first" if first else f"{presence.last}, the last"
        return False, f"use InvokeAI {other} release with it"
    return False, "replace the node, or install the node pack that has it"


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
