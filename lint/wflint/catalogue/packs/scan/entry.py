"""An entry of the index of node packs, from a pack's folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.catalogue.packs.scan.annotations import Annotations
from wflint.catalogue.packs.scan.classes import Classes
from wflint.catalogue.packs.scan.core import Core
from wflint.catalogue.packs.scan.files import read_files
from wflint.catalogue.packs.scan.imports import imported_modules, invokeai_names
from wflint.catalogue.packs.scan.modules import PackSource
from wflint.catalogue.packs.scan.nodes import Nodes
from wflint.catalogue.packs.scan.values import Constants

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_NODES: Final = 2_000
# Names that InvokeAI's loader has itself (load_custom_nodes.py): it passes over folders that are called so.
_LOADERS_OWN: Final = frozenset(
    {"logging", "shutil", "sys", "traceback", "module_from_spec", "spec_from_file_location", "Path"}
    | {"load_custom_nodes"}
)


class Scan(NamedTuple):
    """An entry, lines about what was left out or will not work, and InvokeAI's names that it imports."""

    entry: dict[str, Any]
    notes: list[str]
    invokeai_names: list[str]


def scan_pack(folder: str, name: str, url: str, **known: Any) -> Scan:
    """Read a pack's source; nothing of it is run. ``known`` are further members of the entry.

    Raises OSError when the folder cannot be read.
    """
    files = read_files(folder)
    own_name = os.path.basename(os.path.realpath(folder))
    pack = PackSource(files.sources, own_name)
    core, values = Core(), Constants(pack)
    annotations = Annotations(pack, values, core)
    nodes = Nodes(pack, Classes(pack, core), values, annotations, core)
    imported = imported_modules(pack)
    entry: dict[str, Any] = {"name": name, "url": url, "kind": "pack", **known}
    entry["has_init"] = "" in pack.modules
    entry["nodes"] = {}
    bad: list[str] = []
    notes = files.problems
    for module in sorted(pack.modules.values(), key=lambda m: m.source.path):
        is_imported = imported is None or module.source.module in imported
        for node in nodes.of_module(module):
            old = entry["nodes"].get(node.type)
            if old is not None and ("not_imported_by_pack" not in old or not is_imported):
                notes.append(f'{module.source.path}: left out, the pack has another node "{node.type}"')
                continue
            if len(entry["nodes"]) == _MOST_NODES:
                notes.append(f"{module.source.path}: left out, a pack has at most {_MOST_NODES:,} nodes")
                break
            entry["nodes"][node.type] = _finished(node.facts, node.type, core, is_imported=is_imported)
            if is_imported:
                bad += [f"{node.type}.{field}" for field in node.refused]
    entry["nodes"] = dict(sorted(entry["nodes"].items()))
    if bad:
        entry["refused_defaults"] = sorted(bad)
    if values.spent or annotations.spent:
        notes.append("the pack: some values and types are left out, there is too much to work out")
    if not entry["has_init"]:
        notes.append("__init__.py: missing, and InvokeAI loads no folder without it")
    elif not _is_loaded(own_name):
        notes.append(f"{own_name}: InvokeAI passes over a folder of that name")
    return Scan(entry, notes, invokeai_names(pack, imported))


def _finished(facts: Mapping[str, Any], node_type: str, core: Core, *, is_imported: bool) -> dict[str, Any]:
    order = ("version", "title", "category", "inputs", "output_class", "outputs", "unresolved")
    finished = {name: facts[name] for name in (*order, "versions_seen") if name in facts}
    if not is_imported:
        finished["not_imported_by_pack"] = True
    releases = core.releases(node_type)
    if releases is not None:
        finished["core"] = releases
    return finished


def _is_loaded(folder: str) -> bool:
    return not (folder.startswith(("_", ".")) or folder.partition(".")[0] in _LOADERS_OWN)
