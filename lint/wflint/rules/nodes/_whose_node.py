"""What is said of a node whose type some pack has: from which one, whether it helps, and what to do.

What stands in an index of packs may be a repository's own: names are quoted and cut, and an address is
printed as it is only where it is a plain one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.catalogue.packs.index import plain_name
from wflint.catalogue.packs.whose import installed_packs, names_a_pack, owner
from wflint.diagnostics.effects import consequence
from wflint.diagnostics.words import elide, listed, quoted
from wflint.records import NamedTuple
from wflint.release import exact_release

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.catalogue.model import Catalogue
    from wflint.catalogue.packs.index import PackIndex
    from wflint.catalogue.packs.model import Pack, PackNode
    from wflint.catalogue.packs.whose import Owner
    from wflint.diagnostics import Outcome

_HOST: Final = "abcdefghijklmnopqrstuvwxyz0123456789.-"
_PATH: Final = _HOST + "_~/%+"
_LONGEST_URL: Final = 80
_LONGEST_PORT: Final = 5
_LINE: Final = 100  # characters of a help or an effect
_LONGEST_MODULE: Final = 45
_LONGEST_VERSION: Final = 20
_SHOWN: Final = 3  # packs that a message or a detail names
_MISSING: Final = 10  # names that a detail lists


class Cause(NamedTuple):
    """Why a type is unknown: ``says`` follows the node's name, ``cure`` is what to do.

    Findings whose causes have the same ``about`` are one for people; it ends in ``: `` where the ``item`` of
    each (its type) is to be listed behind it. ``meant`` is the one type of the release that
    may take its place.
    """

    says: str
    cure: str
    about: str
    item: str = ""
    then: str = ""
    detail: str = ""
    meant: str = ""

    @property
    def shared(self) -> tuple[str, str, str]:
        """What is alike in all findings that are told as one."""
        return self.about, self.cure, self.then


class Packs:
    """Speaks of packs to one document: ``mine`` is what messages call the target."""

    __slots__ = ("_index", "_installed", "_mine", "_phrase", "_version")

    def __init__(self, index: PackIndex, mine: str, catalogue: Catalogue, outcome: Outcome) -> None:
        self._index = index
        self._mine = mine
        self._version = catalogue.version
        self._installed = installed_packs(catalogue)
        self._phrase = consequence(outcome)

    def owner(self, node_type: str, pack: str | None, version: str | None) -> Owner:
        """Whose node it is."""
        return owner(self._index, node_type, pack, version)

    def cause(self, whose: Owner, node_type: str, pack: str | None, version: str | None) -> Cause:
        """What is said of a node that at least one pack has."""
        one = whose.nodes[0]
        item = elide(node_type)
        if len(whose.nodes) > 1 and not whose.contradicts:
            return self._several(whose.nodes, item)
        found = self._one(one, item, version)
        if whose.contradicts:
            theirs = quoted(pack or "", 24)
            return found._replace(
                says=f"is from the node pack {_name(one.pack)}, not from {theirs} as the file says",
                about=f"the file gives to {theirs} what the node pack {_name(one.pack)} has: ",
                item=item,
            )
        return found

    def stranger(self, node_type: str, pack: str) -> Cause:
        """A node of a pack that no index has."""
        name = quoted(pack)
        if plain_name(pack) in self._installed:
            return self._outdated(pack, elide(node_type), "update the pack, or correct its type or nodePack")
        return Cause(
            f"is from the node pack {name}, which is not in {self._mine}",
            "install it; if you have it, run `wflint catalogue pull` and name the file in `catalogues`",
            f"node pack {name} is not in {self._mine}: ",
            elide(node_type),
        )

    def types(self, pack: str) -> list[str]:
        """The node types of the packs of a name, without those that they no longer have."""
        named = self._index.named(pack)
        return [t for p in named for t, facts in p.node_types.items() if not facts.get("removed")]

    def homeless(self, node_type: str, pack: str, meant: str | None) -> Cause:
        """A node that no pack has, least of all the one that the file names, which is known. ``meant`` is the
        one of its types that it misspells.
        """
        name = quoted(pack)
        correct = "correct its type or nodePack; if you have the node, run `wflint catalogue pull`"
        return Cause(
            f"is not among the nodes of the pack {name}, which the file names",
            correct if meant is None else f"write {quoted(meant)}",
            f"not among the nodes of the pack {name}: ",
            elide(node_type),
            detail=_details(self._index.named(pack), self._version),
        )

    def unreleased(self, node_type: str, instead: str) -> Cause | None:
        """A node that was on a branch of InvokeAI; ``instead`` names nodes of the release."""
        known = self._index.unreleased(node_type)
        if known is None:
            return None
        when = f" ({known.last_changed[:4]})" if known.last_changed else ""
        return Cause(
            f"was only on a branch of InvokeAI{when}; no release has it",
            f"use {instead}" if instead else f"replace it with nodes of {self._mine}",
            "node types that were only on branches of InvokeAI: ",
            elide(node_type),
            detail=f"on a branch from {known.first_seen} to {known.last_changed}" if when else "",
        )

    def also_in(self, cause: Cause, node: PackNode) -> Cause:
        """The cause for a node of another release of InvokeAI that may as well be a pack's."""
        use = cause.cure.partition(", the ")[0]
        return cause._replace(
            says=f"{cause.says}, but in the node pack {_name(node.pack)}",
            cure=_fitting(f"{use}, or install {_address(node.pack)}", cause.cure),
            detail=_details([node.pack], self._version),
        )

    def _one(self, node: PackNode, item: str, version: str | None) -> Cause:
        pack = node.pack
        name = _name(pack)
        detail = _details([pack], self._version)
        loads = pack.loads_in(self._version) is not False
        if pack.is_fork:
            fork = _short(pack)
            says, about = f"is from a fork of InvokeAI ({fork})", f"nodes of a fork of InvokeAI ({fork})"
            cure = _fitting(f"use other nodes, or the fork: {_address(pack)}", "use other nodes, or the fork")
            return Cause(f"{says}, not in {self._mine}", cure, f"{about}: ", item, detail=detail)
        if loads and node.imported and not node.removed and plain_name(pack.name) in self._installed:
            update = f"update the pack from {_address(pack)}"
            cure = _fitting(f"{update}, then run `wflint catalogue pull`", update, "update the pack")
            return self._outdated(pack.name, item, cure, detail)
        if (odd := _unpublished(node, version)) is not None:
            says, about = (f"{part} the node pack {name}" for part in odd)
            then = "" if loads else f"{self._phrase}; its last known code does not load in {self._mine}"
            return Cause(says, self._cure(pack), f"{about}: ", f"{item} {version}", then, detail)
        then = "" if loads else f"{self._phrase}; nor does the pack load in {self._mine}"
        if node.removed:
            says, about = f"is no longer in the node pack {name}", f"no longer in the node pack {name}: "
            return Cause(says, _older(pack), about, item, then, detail)
        if not node.imported:
            says = f"is in the node pack {name}, whose __init__.py does not import it"
            about = f"not imported by the `__init__.py` of the node pack {name}: "
            cure = _fitting(
                f"import it in the `__init__.py` of {_address(pack)}", "import it in the `__init__.py`"
            )
            return Cause(says, cure if loads else self._cure(pack), about, item, then, detail)
        if not loads:
            says = f"is from the node pack {name}, which does not load in {self._mine}"
            about = f"node pack {name} does not load in {self._mine}: "
            return Cause(says, self._cure(pack), about, item, self._why_not(pack), detail)
        says, about = f"is from the node pack {name}, not in", f"node pack {name} is not in"
        return Cause(f"{says} {self._mine}", self._cure(pack), f"{about} {self._mine}: ", item, detail=detail)

    def _outdated(self, pack: str, item: str, cure: str, detail: str = "") -> Cause:
        """A node of a pack that the target has, but without the node: older code, or newer."""
        where = f"the node pack {quoted(pack)} of {self._mine}"
        return Cause(f"is not in {where}", cure, f"not in {where}: ", item, detail=detail)

    def _several(self, nodes: Sequence[PackNode], item: str) -> Cause:
        packs = [node.pack for node in nodes]
        names = _told_apart(packs)
        either = listed(names, most=_SHOWN, last="or")
        there = [n.pack for n in nodes if not n.removed and n.imported] or packs
        loading = [pack for pack in packs if pack.loads_in(self._version) is not False]
        then = ""
        if good := [pack for pack in there if pack in loading]:
            also = f" or {_address(good[1])}" if len(good) > 1 else ""
            cure = _fitting(f"install {_address(good[0])}{also}", self._cure(good[0]))
        elif loading:
            cure = _older(loading[0])
        else:
            none = "neither" if len(packs) == 2 else "none of them"
            then = f"{self._phrase}; {none} loads in {self._mine}"
            cure = self._cure(there[0])
        return Cause(
            f"is from the node pack {either}",
            cure,
            f"nodes of the pack {either}: ",
            item,
            then,
            _details(packs, self._version),
        )

    def _cure(self, pack: Pack) -> str:
        url = _address(pack)
        if pack.loads_in(self._version) is not False:
            have = "; if you have it: `wflint catalogue pull`"
            return _fitting(f"install {url}{have}", f"install {url}")
        elsewhere = _loads_elsewhere(pack)
        if elsewhere is not None:
            ask = f"ask for an update of {url}"
            return _fitting(f"{ask}, or use InvokeAI {elsewhere}", f"use InvokeAI {elsewhere} with {url}")
        if not pack.lists_modules and not pack.missing_in(self._version):
            add = f"install {url} with an `__init__.py`"
            return _fitting(f"{add} that imports its nodes", add)
        ask = f"ask for an update of {url}"
        return _fitting(f"replace its nodes, or {ask}", ask)

    def _why_not(self, pack: Pack) -> str:
        """The effect, and why the pack does not change it."""
        if pack.loads_in(self._version) is not False:
            return ""
        missing = [m for m in pack.missing_in(self._version) if m.count(".") > 1]
        if missing:
            module, _, name = min(missing, key=len).rpartition(".")
            # A long module goes without its beginning, which all have in common.
            while len(module) > _LONGEST_MODULE and "." in module:
                module = module.partition(".")[2]
            return f"{self._phrase}; its code wants {elide(name)} of {elide(module, _LONGEST_MODULE)}"
        refused = pack.entry.get("refused_defaults")
        if isinstance(refused, list) and refused and isinstance(refused[0], str):
            return f"{self._phrase}; InvokeAI refuses the default of {elide(refused[0], 60)}"
        if not pack.lists_modules:
            return f"{self._phrase}; the pack lacks an `__init__.py`"
        return f"{self._phrase}, with the pack too"


def of_core(nodes: Sequence[PackNode], node_type: str, pack: str | None, version: str | None) -> str | None:
    """Whether a node is ``core``, one of another release of InvokeAI: a pack may have taken it over from
    there, or brought it before InvokeAI had it. ``either`` where nothing decides; None: the pack's.
    """
    if not any(node.facts.get("core") or node.pack.own for node in nodes):
        return None
    from wflint.catalogue.history import node_versions

    cores = node_versions(node_type).values()
    if not cores:
        return None
    if pack == "invokeai":
        return "core"
    if said(pack) is not None and any(plain_name(n.pack.name) == plain_name(pack or "") for n in nodes):
        return None
    packs = any(version in node.versions for node in nodes)
    if version is not None and packs != (version in cores):
        return None if packs else "core"
    return "either"


def said(pack: str | None) -> str | None:
    """The pack that a file names, or None where it names none."""
    return pack if names_a_pack(pack) else None


def _name(pack: Pack) -> str:
    return quoted(pack.name)


def _told_apart(packs: Sequence[Pack]) -> list[str]:
    """The packs' names; of two that have the same one also whose they are."""
    names = [pack.name for pack in packs]
    return [
        _name(pack) if names.count(pack.name) == 1 else f"{_name(pack)} ({_short(pack)})" for pack in packs
    ]


def _short(pack: Pack) -> str:
    """``owner/name`` of an address."""
    if _is_plain(pack.url):
        return elide("/".join(pack.url.rstrip("/").split("/")[-2:]))
    return _name(pack)


def _address(pack: Pack) -> str:
    return pack.url if _is_plain(pack.url) else f"{_name(pack)} ({quoted(pack.url)})"


def _is_plain(url: str) -> bool:
    scheme, _, rest = url.partition("://")
    place, _, path = rest.lower().partition("/")
    host, colon, port = place.partition(":")
    return (
        url.isascii()
        and len(url) <= _LONGEST_URL
        and scheme in ("http", "https")
        and host != ""
        and not (host.strip(_HOST) or path.strip(_PATH))
        and (colon == "" or (port.isdecimal() and len(port) <= _LONGEST_PORT))
    )


def _fitting(*sentences: str) -> str:
    """The first that fits into its line, or the last: addresses are long."""
    return next((s for s in sentences if len(s) <= _LINE), sentences[-1])


def _older(pack: Pack) -> str:
    return _fitting(f"use other nodes, or an older commit of {_address(pack)}", "use other nodes")


def _loads_elsewhere(pack: Pack) -> str | None:
    """The newest release of InvokeAI in which the pack was seen to load."""
    known = [(r, name) for name in pack.entry.get("loads", {}) if (r := exact_release(name)) is not None]
    good = [pair for pair in known if pack.loads_in(pair[1]) is True]
    return max(good, key=lambda pair: pair[0])[1] if good else None


def _unpublished(node: PackNode, version: str | None) -> tuple[str, str] | None:
    """What is said of a version that the pack's history does not have, of one node and of several.

    1.0.0 is what the web UI writes where a node states none, and a repository's own entry may know only the
    newest.
    """
    if version is None or version == "1.0.0" or not node.facts.get("versions_seen"):
        return None
    if version in node.versions or len(version) > _LONGEST_VERSION:
        return None
    number = exact_release(version)
    if number is None:
        return None
    known = [release for text in node.versions if (release := exact_release(text)) is not None]
    if all(release < number for release in known):
        return f"has version {version}, newer than any known of", "versions newer than any known of"
    return f"has version {version}, never published by", "versions never published by"


def _details(packs: Sequence[Pack], version: str) -> str:
    """For programs and ``--verbose``: the addresses, the day of the code, and what it cannot import."""
    parts = []
    for pack in packs[:_SHOWN]:
        day = f" ({elide(pack.last_commit, 10)})" if pack.last_commit else ""
        missing = listed([elide(name, 100) for name in pack.missing_in(version)], most=_MISSING)
        parts.append(f"{_address(pack)}{day}{' cannot import ' if missing else ''}{missing}")
    if len(packs) > _SHOWN:
        parts.append(f"{len(packs) - _SHOWN} more packs")
    return "; ".join(parts)
