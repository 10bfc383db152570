"""What the index knows of packs, as plain data; and finding a pack by what people know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.catalogue.history import node_presence
from wflint.catalogue.model import CORE_PACK
from wflint.catalogue.packs.facts import definition
from wflint.catalogue.packs.index import plain_name
from wflint.catalogue.packs.loading import loading
from wflint.catalogue.packs.model import PackNode
from wflint.diagnostics.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.catalogue.model import Catalogue, InputDef
    from wflint.catalogue.packs.index import PackIndex
    from wflint.catalogue.packs.model import Pack

_HOSTS = ("https://github.com/", "http://github.com/", "github.com/")
_MOST = 2000  # names that a slip of the pen is compared with
_AT_ONCE = 400  # as many as are looked at in one go


def short_address(url: str) -> str:
    """``owner/name`` for a repository on GitHub, else the address."""
    return url.removeprefix(_HOSTS[0])


def packs_with(index: PackIndex, words: Iterable[str]) -> list[Pack]:
    """The packs of which all words are found in the name, the address, or a node's type or title."""
    wanted = [word.casefold() for word in words]
    found = []
    for pack in index.packs():
        titles = [facts.get("title") or "" for facts in pack.node_types.values()] if wanted else ()
        text = "\n".join((pack.name, pack.url, *pack.node_types, *titles)).casefold() if wanted else ""
        if all(word in text for word in wanted):
            found.append(pack)
    return sorted(found, key=lambda pack: (plain_name(pack.name), pack.url))


def packs_called(index: PackIndex, text: str) -> list[Pack]:
    """The packs of a name or an address, of copies with one history only the one that is found first."""
    found = list(index.named(text))
    if not found and "/" in text:
        wanted = _path(text)
        found = [pack for pack in index.packs() if _path(pack.url) == wanted]
        return found[:1]
    found = [pack for pack in found if pack.own] or found
    found.sort(key=lambda pack: "same_history_as" in pack.entry)
    kept: dict[str, Pack] = {}
    for pack in found:
        if pack.url not in kept and pack.entry.get("same_history_as") not in kept:
            kept[pack.url] = pack
    return list(kept.values())


def near_name(index: PackIndex, text: str) -> str | None:
    """The pack or node type that somebody probably meant."""
    known: dict[str, None] = {}
    for pack in index.packs():
        if len(known) < _MOST:
            known[pack.name] = None
            known.update(dict.fromkeys(pack.node_types))
    names = list(known)[:_MOST]
    near = [n for i in range(0, len(names), _AT_ONCE) for n in nearest(text, names[i : i + _AT_ONCE])]
    return next(iter(nearest(text, near)), None)


def unknown_pack_node(index: PackIndex, catalogue: Catalogue, node_type: str) -> str | None:
    """What a node type is that no pack has, in one line; None for one that nobody knows."""
    if node_type in catalogue.node_types:
        return f'"{node_type}" is a node of {catalogue.called}; `wflint catalogue show` shows it'
    presence = node_presence(node_type)
    if presence is not None:
        span = f"InvokeAI {presence.first} to {presence.last}"
        return f'"{node_type}" is a node of {span}; `wflint catalogue show --target {presence.last}` shows it'
    branch = index.unreleased(node_type)
    if branch is None:
        return None
    seen = f", last seen {branch.last_changed}" if branch.last_changed else ""
    return f'"{node_type}" was only ever a node on a branch of InvokeAI{seen}: no pack has it'


def pack_summary(pack: Pack, catalogue: Catalogue) -> dict[str, Any]:
    """One line of a list of packs."""
    verdict = loading(pack, catalogue.version)
    removed = sum(bool(facts.get("removed")) for facts in pack.node_types.values())
    return {
        "name": pack.name,
        "url": pack.url,
        "kind": "fork" if pack.is_fork else "pack",
        "own": pack.own,
        "listed": pack.listed,
        "last_commit": pack.last_commit,
        "nodes": len(pack.node_types) - removed,
        "removed_nodes": removed,
        "loads": verdict.loads,
        "why": [reason.text for reason in verdict.why],
    }


def describe_pack(pack: Pack, catalogue: Catalogue, only: str | None = None) -> dict[str, Any]:
    """Everything about a pack, with all of its nodes or ``only`` the one of a type."""
    wanted = [t for t in sorted(pack.node_types) if only is None or t == only]
    return {
        **pack_summary(pack, catalogue),
        "same_history_as": pack.entry.get("same_history_as"),
        "node_types": [describe_node(PackNode(pack, node_type), catalogue) for node_type in wanted],
    }


def describe_node(node: PackNode, catalogue: Catalogue) -> dict[str, Any]:
    """Everything about a pack's node, its types as the release of the catalogue has them."""
    found = definition(node, catalogue)
    facts = node.facts.get("inputs", {})
    handle = catalogue.node(node.type)
    return {
        "type": node.type,
        "title": node.title,
        "version": node.version,
        "versions": list(node.versions),
        "category": found.category,
        "removed": node.removed,
        "imported": node.imported,
        "complete": node.complete,
        "in_invokeai": handle is not None and handle.pack == CORE_PACK,
        "first_seen": node.facts.get("first_seen"),
        "last_changed": node.last_changed,
        "inputs": [
            _input(item, required=bool(facts[item.name].get("required"))) for item in found.inputs.values()
        ],
        "outputs": [{"name": item.name, "type": item.type.full} for item in found.outputs.values()],
    }


def _input(item: InputDef, *, required: bool) -> dict[str, Any]:
    type_text = item.type.full
    described: dict[str, Any] = {
        "name": item.name,
        # Null is let pass for an input that must be set, until the node runs.
        "type": type_text.removesuffix(" or null") if required else type_text,
        "kind": item.kind,
        "required": required,
        "internal": item.internal,
    }
    if item.has_default:
        described["default"] = item.default
    return described


def _path(url: str) -> str:
    """An address as people spell it: without scheme, the slash or ``.git`` at its end."""
    url = url.strip().casefold()
    for host in _HOSTS:
        url = url.removeprefix(host)
    return url.rstrip("/").removesuffix(".git")
