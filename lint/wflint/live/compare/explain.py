"""Why a result may be another: what was not sent alike, other servers, silent changes between releases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from wflint.diagnostics.words import elide, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wflint.catalogue.model import Catalogue
    from wflint.live.compare.trial import Trial
    from wflint.upgrade.change import CatalogueChange

_MOST: Final = 8  # reasons of one sort that are told


class Because(NamedTuple):
    """A reason. ``kind`` says what sort it is:

    *seen* is the first node that gave something else; *sent* a value that was not the same in both requests;
    *default* another default of an input that the case leaves out, *machine* one that goes by the machine;
    *node* any other change of a node's interface; *device* that the servers compute on different ones;
    *known* a silent change of InvokeAI whose condition the case meets.
    """

    kind: Literal["seen", "sent", "default", "machine", "node", "device", "known"]
    sentence: str


WORDS: Final = {
    "seen": "first seen",
    "sent": "not sent alike",
    "default": "other default",
    "machine": "default of the machine",
    "node": "other node",
    "device": "other device",
    "known": "known to change",
}


def explain(a: Trial, b: Trial, preset: str) -> list[Because]:
    """Why the two may differ, of what can be found out. What is known of nothing has no sentence."""
    from wflint.live.compare.first_other import first_other

    seen = first_other(a, b, preset)
    found = [Because("seen", seen)] if seen else []
    found += [Because("sent", said) for said in _sent(a, b)]
    found += _of_catalogues(a, b)
    if a.device != b.device:
        said = f"the first server computes on {a.device}, the second on {b.device}; images differ by device"
        found.append(Because("device", said))
    known = silent_between(a.graph or b.graph, a.release, b.release)
    return [*found, *(Because("known", sentence) for sentence in known)]


def silent_between(graph: dict[str, Any], old: str, new: str) -> list[str]:
    """Sentences on the silent changes that a graph meets between two releases of the store.

    Nothing where a release is not in the store, or is the same. A downgrade is told as the upgrade is.
    """
    return _between(graph, old, new, silent_alone=True)


def changes_between(graph: dict[str, Any], old: str, new: str) -> list[str]:
    """Sentences on all that changed, silently or not, of what a graph uses."""
    return _between(graph, old, new, silent_alone=False)


def _between(graph: dict[str, Any], old: str, new: str, *, silent_alone: bool) -> list[str]:
    from wflint.catalogue.store import list_releases, open_release
    from wflint.document import Source
    from wflint.document.kinds import documents_in
    from wflint.graph.reading.read import read_document
    from wflint.release import release_of
    from wflint.upgrade.compare import changes
    from wflint.upgrade.silent.listed import silent_changes, those_met
    from wflint.upgrade.usage import Usage

    known = set(list_releases())
    if old == new or not {old, new} <= known:
        return []
    first, second = sorted((old, new), key=release_of)
    documents = documents_in(graph, Source("case", ""))
    if not documents:
        return []
    read, _ = read_document(documents[0])
    catalogue, newer = open_release(first), open_release(second)
    found = silent_changes(catalogue, newer)
    if not silent_alone:
        found = [*changes(catalogue, newer), *found]
    used = Usage([read])
    told = those_met([change for change in found if used.concerns(change)], used.graphs, catalogue)
    return [
        f"{change.node}: {change.sentence}" if change.silent is None else change.sentence for change in told
    ]


def _sent(a: Trial, b: Trial) -> list[str]:
    """Values that the two requests do not share: each is made with its server's own nodes and models."""
    mine, theirs = a.graph.get("nodes") or {}, b.graph.get("nodes") or {}
    found = [f"{a.named(node)} was sent to the first server only" for node in mine if node not in theirs]
    found += [f"{b.named(node)} was sent to the second server only" for node in theirs if node not in mine]
    for node, values in mine.items():
        for name, value in values.items():
            other = theirs.get(node, values).get(name, value)
            if _meaning(value) != _meaning(other):
                said = f"{quoted(name)} of {a.named(node)} was {_shown(other)}, not {_shown(value)}"
                found.append(said)
    return found[:_MOST]


def _meaning(value: Any) -> Any:
    """A value without what every server has of its own: keys of models, names of uploads."""
    if isinstance(value, dict):
        if "image_name" in value:
            return None
        return {
            name: _meaning(each) for name, each in value.items() if name not in ("key", "hash", "board_id")
        }
    return [_meaning(each) for each in value] if isinstance(value, list) else value


def _shown(value: Any) -> str:
    if isinstance(value, dict) and "name" in value:
        return quoted(str(value["name"]))
    return elide(repr(value))


def _of_catalogues(a: Trial, b: Trial) -> Iterator[Because]:
    """What the servers' own nodes tell: other defaults where the case leaves an input out, for example."""
    if a.catalogue is None or b.catalogue is None or not a.graph:
        return
    from wflint.upgrade import change as kinds
    from wflint.upgrade.compare import changes

    left_out = _left_out(a)
    types = {node.get("type") for node in (a.graph.get("nodes") or {}).values()}
    other_nodes = a.release == b.release  # between releases the versions' own history says it better
    count = 0
    for each in changes(a.catalogue, b.catalogue):
        if each.node not in types or count >= _MOST:
            continue
        kind: Literal["default", "machine", "node"]
        if each.kind is kinds.DEFAULT_OF_MACHINE or each.kind is kinds.DEFAULT_CHANGED:
            if not left_out(each.node, each.member):
                continue
            # A downgrade looks at the newer release first: there nothing goes by the machine any more.
            machine = each.kind is kinds.DEFAULT_OF_MACHINE or _of_machine(each, b.catalogue)
            kind = "machine" if machine else "default"
        elif other_nodes and each.kind in (kinds.CACHE_CHANGED, kinds.VERSION_ONLY, kinds.MAJOR_VERSION):
            kind = "node"
        else:
            continue
        count += 1
        yield Because(kind, each.sentence)


def _left_out(trial: Trial) -> Callable[[str, str], bool]:
    """Whether some node of a type is sent without a value for an input, and nothing is wired to it."""
    wired = {
        (edge["destination"]["node_id"], edge["destination"]["field"])
        for edge in trial.graph.get("edges") or ()
    }
    nodes = trial.graph.get("nodes") or {}

    def left_out(node_type: str, name: str) -> bool:
        return any(
            node.get("type") == node_type and name not in node and (node_id, name) not in wired
            for node_id, node in nodes.items()
        )

    return left_out


def _of_machine(change: CatalogueChange, newer: Catalogue) -> bool:
    from wflint.upgrade.compare import of_machine

    return of_machine(change.member, change.node, newer)
