"""The index of node packs for people: a list of packs, and all about one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wflint.catalogue.packs.describe import short_address
from wflint.diagnostics.words import elide, numbered
from wflint.report.markdown import is_address
from wflint.report.summary import targets_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wflint.catalogue.model import Catalogue

_ANSWERS = {True: "yes", False: "no", None: "?"}
_COUNTED = {True: "yes", False: "no", None: "unknown"}
_LISTED = {"now": "yes", "once": "once"}
_MANAGER = (
    "6.13.0"  # the first release whose web UI installs packs: 6.12.0 has no api/routers/custom_nodes.py
)
_LONGEST = 2000  # characters of one line about a node


def packs_table(packs: Sequence[dict[str, Any]], target: str) -> Iterator[str]:
    """A line a pack; repositories on GitHub by owner and name, so that it fits 80 columns."""
    yield "loads  nodes  commit      list  pack"
    for pack in packs:
        commit, place = pack["last_commit"] or "-", _LISTED.get(pack["listed"], "-")
        short = short_address(pack["url"])
        named = short.rpartition("/")[2].casefold() == pack["name"].casefold()
        name = short if named else f"{pack['name']} ({short})"
        loads = "fork" if pack["kind"] == "fork" else _ANSWERS[pack["loads"]]
        yield f"{loads:<5}  {pack['nodes']:>5}  {elide(commit, 10):<10}  {place:<4}  {elide(name, 200)}"
    counts = [
        f"{n} {word}" for answer, word in _COUNTED.items() if (n := [p["loads"] for p in packs].count(answer))
    ]
    against = targets_in_words((target,))
    yield ""
    yield f"{numbered(len(packs), 'pack')}; loads in {against}: {', '.join(counts)}."


def pack_text(pack: dict[str, Any], catalogue: Catalogue) -> Iterator[str]:
    """The lines about a pack and its nodes."""
    nodes, gone = pack["nodes"], pack["removed_nodes"]
    before = f", and {numbered(gone, 'node')} it no longer has" if gone else ""
    yield f"{pack['name']}: {numbered(nodes, 'node')}{before}"
    yield f"  {pack['url']}"
    yield f"  {', '.join(_facts(pack))}"
    if pack["same_history_as"]:
        yield f"  has the same commits as {pack['same_history_as']}"
    against = targets_in_words((catalogue.name,))
    words = {True: "loads in", False: "does not load in", None: "nobody knows whether it loads in"}
    yield f"  {words[pack['loads']]} {against}"
    yield from (f"    {reason}" for reason in pack["why"])
    yield from _install(pack, catalogue)
    for node in pack["node_types"]:
        yield ""
        yield from _node(node, against)
    if left := nodes + gone - len(pack["node_types"]):
        yield ""
        yield f"{numbered(left, 'more node')}: wflint packs show {short_address(pack['url'])}"


def _facts(pack: dict[str, Any]) -> Iterator[str]:
    if pack["own"]:
        yield "from your own index"
    if pack["last_commit"]:
        yield f"last commit {pack['last_commit']}"
    place = {"now": "in", "once": "once in"}.get(pack["listed"], "not in")
    yield f"{place} InvokeAI's list of community nodes"
    if pack["kind"] == "fork":
        yield "a copy of InvokeAI itself"


def _install(pack: dict[str, Any], catalogue: Catalogue) -> Iterator[str]:
    from wflint.release import release_of

    if pack["kind"] == "fork" or not is_address(pack["url"]):
        return
    yield '  to install it, in the folder "nodes" of InvokeAI\'s root, then restart InvokeAI:'
    yield f"    git clone {pack['url']}"
    if not catalogue.release < release_of(_MANAGER):
        yield '    (or in the web UI: the tab "Nodes" takes the address)'


def _node(node: dict[str, Any], against: str) -> Iterator[str]:
    yield f"{node['type']}: {node['title']}"
    facts = [f"version {node['version'] or 'unknown'}"]
    facts += [node["category"]] if node["category"] else []
    before = [v for v in node["versions"] if v != node["version"]]
    facts += [f"before {', '.join(before)}"] if before else []
    facts += [f"last changed {node['last_changed']}"] if node["last_changed"] else []
    yield f"  {elide(', '.join(facts), _LONGEST)}"
    if node["removed"]:
        yield "  the pack no longer has it"
    elif not node["imported"]:
        yield "  the pack's __init__.py does not import it, so InvokeAI does not see it"
    if not node["complete"]:
        yield "  it may have more inputs: a class that it is made from is not in the pack's code"
    if node["in_invokeai"]:
        yield f"  {against} has a node of this type itself"
    for group in ("inputs", "outputs"):
        yield f"  {group}:" if node[group] else f"  no {group}"
        for item in node[group]:
            yield f"    {elide(_member(item), _LONGEST)}"


def _member(item: dict[str, Any]) -> str:
    said = [f"{item['name']}: {item['type']}"]
    if item.get("required"):
        said.append("required")
    if item.get("default") is not None:
        said.append(f"default {json.dumps(item['default'], ensure_ascii=False)}")
    kind = item.get("kind", "any")
    if kind != "any":
        said.append("connection only" if kind == "connection" else "no connection")
    return "; ".join(said)
