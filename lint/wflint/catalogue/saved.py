"""Catalogues outside the store: saved files, OpenAPI documents, and node packs merged into a release.

A saved catalogue is a JSON file that a repository can commit::

    {"wflint_catalogue": 1,            the version of this format
     "version": "6.14.2",              InvokeAI's release, null when unknown
     "source": "http://...",           where it was read, null when unknown
     "nodes": [{...}, ...],            node facts, sorted by type
     "models": [{...}, ...]}           nested models and named enumerations, sorted by name

The facts are those of the store (``catalogue/data/README.md``). What only InvokeAI's classes show is not
in such a file: it is taken from the release in the store that the facts come closest to.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from wflint.catalogue.model import CORE_PACK, Catalogue, InMemoryDefinitions, ModelDef, NodeDef, dump_fact
from wflint.catalogue.store import Store, StoredDefinitions, expand, shipped
from wflint.diagnostics.words import quoted
from wflint.reading import CATALOGUE, parse_json, read_bounded
from wflint.release import is_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from wflint.catalogue.model import Definitions
    from wflint.catalogue.openapi import Facts

FORMAT: Final = 1
_NODE_TEXTS: Final = ("title", "version", "category", "class", "pack", "out")
_MEMBER_TEXTS: Final = ("title", "k", "ui", "scope")
_MEMBER_LISTS: Final = ("mb", "mt", "mv", "mf")


def read_file(path: Path) -> Catalogue:
    """The catalogue in a file: a saved catalogue or an OpenAPI document.

    Raises OSError when the file cannot be read and ValueError when it is neither.
    """
    raw = read_bounded(path, CATALOGUE)
    try:
        document = parse_json(raw)
    except ValueError as error:
        from wflint.document.pointers import unfetched

        raise ValueError(unfetched(raw) or str(error)) from None
    return from_document(document, str(path))


def from_document(document: Any, name: str, version: str | None = None) -> Catalogue:
    """The catalogue in a parsed document. Raises ValueError when it is neither kind.

    ``name`` is how messages call it; ``version`` the InvokeAI release, where it is known.
    """
    if isinstance(document, dict) and "wflint_catalogue" in document:
        nodes, models = read_saved(document)
        version = version or document.get("version")
    else:
        from wflint.catalogue.openapi import read_openapi

        nodes, models = read_openapi(document)
    if version is not None and not is_version(version):
        raise ValueError(f"its version, {quoted(version)}, is not a valid release")
    check_texts(nodes, models)
    closest = version if version in shipped().releases else closest_release(nodes, models)
    overlay = borrowed_overlay(closest, nodes) if closest else {}
    return Catalogue(InMemoryDefinitions(version or closest or "unknown", nodes, models, overlay), name)


def read_saved(document: Mapping[str, Any]) -> tuple[Facts, Facts]:
    """The facts of a saved catalogue's nodes and models. Raises ValueError."""
    if document["wflint_catalogue"] != FORMAT:
        raise ValueError(
            f"a catalogue of format {document['wflint_catalogue']!r}: this wflint reads {FORMAT}"
        )
    version = document.get("version")
    if not (version is None or isinstance(version, str)):
        raise ValueError("the catalogue's version is not a string")
    try:
        nodes = {fact["type"]: fact for fact in document["nodes"]}
        models = {fact["model"]: fact for fact in document["models"]}
        for fact in nodes.values():
            NodeDef(fact)
        for fact in models.values():
            ModelDef(fact)
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as exc:
        raise ValueError(f"a damaged catalogue ({exc!r})") from None
    return nodes, models


def check_texts(nodes: Facts, models: Facts) -> None:
    """Raise ValueError where a fact that is a text is something else: whatever shows it counts on that."""
    for kind, facts in (("type", nodes), ("model", models)):
        for name, fact in facts.items():
            members = [m for group in ("inputs", "outputs") for m in fact.get(group, {}).values()]
            texts = [fact[kind], *(fact.get(member) for member in _NODE_TEXTS)]
            texts += [m.get(member) for m in members for member in _MEMBER_TEXTS]
            texts += [t for m in members for member in _MEMBER_LISTS for t in m.get(member) or ()]
            if any(text is not None and type(text) is not str for text in texts):
                raise ValueError(f"a damaged catalogue (a text of {quoted(str(name))} is another value)")


def to_json(catalogue: Catalogue, source: str | None = None, *, community_only: bool = False) -> str:
    """The text of a saved catalogue. ``community_only`` leaves InvokeAI's own nodes out."""
    definitions = catalogue.definitions
    nodes = [definitions.load(definitions.node_types[t]) for t in sorted(definitions.node_types)]
    names = sorted(definitions.model_names)
    if community_only:
        community = community_nodes(catalogue)
        nodes = [fact for fact in nodes if fact["type"] in community]
        names = sorted(_models_of(nodes, definitions))
    models = [definitions.load(definitions.model_names[n]) for n in names]
    parts = [
        f'"wflint_catalogue":{FORMAT}',
        f'"version":{json.dumps(catalogue.version)}',
        f'"source":{json.dumps(source)}',
        f'"nodes":[\n{_lines(nodes)}\n]',
        f'"models":[\n{_lines(models)}\n]',
    ]
    return "{" + ",\n".join(parts) + "}\n"


def community_nodes(catalogue: Catalogue) -> frozenset[str]:
    """The types of the nodes that are not InvokeAI's own."""
    return frozenset(node.type for node in catalogue.nodes() if node.pack != CORE_PACK)


def _lines(facts: Iterable[Mapping[str, Any]]) -> str:
    return ",\n".join(dump_fact(fact) for fact in facts)


def _models_of(nodes: Iterable[Mapping[str, Any]], definitions: Definitions) -> set[str]:
    from wflint.catalogue.schema_types import references

    queue = [
        name
        for fact in nodes
        for group in ("inputs", "outputs")
        for member in fact[group].values()
        for name in references(member["t"])
    ]
    found: set[str] = set()
    while queue:
        name = queue.pop()
        handle = definitions.model_names.get(name)
        if name in found or handle is None:
            continue
        found.add(name)
        fact = definitions.load(handle)
        for member in (*fact.get("fields", {}).values(), fact.get("root")):
            queue.extend(references(member))
    return found


def closest_release(nodes: Facts, models: Facts) -> str | None:
    """The release in the store that shares the most definitions; None when it shares none.

    The newest of equals, and one without pre-release before one with.
    """
    store = shipped()
    numbers = {line: number for number, line in enumerate(store.lines)}
    known = {
        numbers.get(dump_fact(fact).encode("utf-8", "surrogatepass"))
        for fact in (*nodes.values(), *models.values())
    } - {None}
    best, most = None, 0
    for version in store.releases:
        shared = len(known.intersection(expand(store.entry(version)["definitions"])))
        if shared and shared >= most:
            best, most = version, shared
    return best


def borrowed_overlay(version: str, nodes: Facts) -> Mapping[str, Any]:
    """What only the classes of a release show, as far as it holds for these nodes."""
    store: Store = shipped()
    stored = StoredDefinitions(store, version)
    overlay = dict(stored.overlay)
    if "types" in overlay:  # holds for equal definitions only
        overlay["types"] = {
            node_type: types
            for node_type, types in overlay["types"].items()
            if node_type in stored.node_types
            and nodes.get(node_type) == store.fact(stored.node_types[node_type])
        }
    return overlay


class MergedDefinitions:
    """A release's definitions with those of community node packs beside them."""

    def __init__(self, base: Definitions, extras: Iterable[Definitions]) -> None:
        self.version = base.version
        self._base = base
        node_types: dict[str, Any] = dict(base.node_types)
        model_names: dict[str, Any] = dict(base.model_names)
        self.packs: set[str] = set()
        for extra in extras:
            facts = {t: extra.load(h) for t, h in extra.node_types.items()}
            mine = {t: f for t, f in facts.items() if f.get("pack", CORE_PACK) != CORE_PACK}
            self.packs.update(fact["pack"] for fact in mine.values())
            for node_type, fact in mine.items():
                node_types.setdefault(node_type, _Loaded(fact))
            for name in _models_of(mine.values(), extra):
                model_names.setdefault(name, _Loaded(extra.load(extra.model_names[name])))
        self.node_types: Mapping[str, Any] = node_types
        self.model_names: Mapping[str, Any] = model_names

    @property
    def overlay(self) -> Mapping[str, Any]:
        """The overlay of the base."""
        return self._base.overlay

    def load(self, handle: Any) -> Mapping[str, Any]:
        """The facts behind a handle of the base or of an extra."""
        return handle.fact if type(handle) is _Loaded else self._base.load(handle)


class _Loaded:
    __slots__ = ("fact",)

    def __init__(self, fact: Mapping[str, Any]) -> None:
        self.fact = fact


def with_extra(base: Catalogue, paths: Iterable[Path]) -> Catalogue:
    """``base`` with the community nodes of extra catalogue files (saved ones or OpenAPI documents).

    Nodes of InvokeAI itself in those files are left out: which of them exist is the base's business.
    Raises OSError and ValueError as :func:`read_file` does.
    """
    extras = [read_file(path).definitions for path in paths]
    if not extras:
        return base
    merged = MergedDefinitions(base.definitions, extras)
    packs = frozenset(merged.packs) | base.packs
    return Catalogue(merged, base.name, packs=packs, web_legacy=base.web_legacy)
