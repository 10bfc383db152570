"""A node pack, and one of its nodes, as an entry of the index has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.release import exact_release

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Pack:
    """A community node pack. ``url`` is its address, ``listed`` whether InvokeAI's own list of packs has it
    (``now``, ``once`` or ``no``), ``own`` whether the repository that is checked brought the entry.
    ``entry`` is what the entry says of the pack.
    """

    __slots__ = ("_nodes", "_read_nodes", "entry", "last_commit", "listed", "name", "own", "url")

    def __init__(
        self,
        entry: Mapping[str, Any],
        nodes: Callable[[], Mapping[str, Any]] | None = None,
        *,
        own: bool = False,
    ) -> None:
        """``nodes`` gives the facts of all its nodes where the entry was read without them: few need them."""
        self.entry = entry
        self._nodes: Mapping[str, Any] | None = None
        self._read_nodes = nodes
        self.name: str = entry["name"]
        self.url: str = entry["url"]
        self.listed: str = entry.get("listed", "no")
        self.last_commit: str | None = entry.get("last_commit_date")
        self.own = own

    @property
    def is_fork(self) -> bool:
        """Whether it is a copy of InvokeAI itself with nodes of its own: nothing that can be installed."""
        return self.entry.get("kind") == "fork"

    @property
    def lists_modules(self) -> bool:
        """Whether InvokeAI can find it at all: it passes over folders without an ``__init__.py``."""
        return bool(self.entry.get("has_init", True))

    def loads_in(self, version: str) -> bool | None:
        """Whether its newest code loads in a release of InvokeAI; None where nobody can tell.

        Measured for the releases that the entry names, and taken for those between two that agree.
        """
        loads: Mapping[str, bool] = self.entry.get("loads", {})
        if version in loads:
            return loads[version]
        wanted = exact_release(version)
        if wanted is None:
            return None
        known = [(release, ok) for name, ok in loads.items() if (release := exact_release(name)) is not None]
        below = [one for one in known if one[0] < wanted]
        above = [one for one in known if wanted < one[0]]
        if not below or not above:
            return None
        older, newer = max(below)[1], min(above)[1]
        return older if older is newer else None

    def missing_in(self, version: str) -> tuple[str, ...]:
        """The names of InvokeAI's modules that its code wants and that the release does not have."""
        missing: Mapping[str, list[str]] = self.entry.get("missing_names", {})
        if version in missing:
            return tuple(missing[version])
        if self.loads_in(version) is not False:
            return ()
        return tuple(sorted(set.intersection(*map(set, missing.values())))) if missing else ()

    @property
    def node_types(self) -> Mapping[str, Any]:
        """Its node types, those it no longer has included."""
        if self._nodes is None:
            self._nodes = self.entry["nodes"] if self._read_nodes is None else self._read_nodes()
        return self._nodes


class PackNode:
    """One node type of a pack. ``version`` is that of the newest code that had the node, ``versions`` are all
    that were ever published; ``removed`` says that the newest code no longer has it. Dates are ISO dates.
    """

    __slots__ = ("facts", "pack", "type")

    def __init__(self, pack: Pack, node_type: str, facts: Mapping[str, Any] | None = None) -> None:
        self.pack = pack
        self.type = node_type
        self.facts: Mapping[str, Any] = pack.node_types[node_type] if facts is None else facts

    @property
    def title(self) -> str:
        """What the web UI calls the node."""
        return self.facts.get("title") or self.type

    @property
    def version(self) -> str | None:
        """The version that its facts are of."""
        found: str | None = self.facts.get("version")
        return found

    @property
    def versions(self) -> tuple[str, ...]:
        """Every version that was published, oldest first."""
        return tuple(self.facts.get("versions_seen", ())) or ((self.version,) if self.version else ())

    @property
    def removed(self) -> bool:
        """Whether the pack's newest code no longer has it."""
        return bool(self.facts.get("removed"))

    @property
    def imported(self) -> bool:
        """Whether the pack's own ``__init__.py`` leads to it: InvokeAI sees nothing else."""
        return not self.facts.get("not_imported_by_pack")

    @property
    def complete(self) -> bool:
        """Whether all of its inputs and outputs are known: none of its base classes was out of sight, and the
        entry tells of them (one that somebody wrote may only name the node).
        """
        return not self.facts.get("unresolved") and "inputs" in self.facts and "outputs" in self.facts

    @property
    def last_changed(self) -> str | None:
        """When the node's code last changed."""
        found: str | None = self.facts.get("last_changed")
        return found


class UnreleasedNode:
    """A node type that was only ever on a branch of InvokeAI, or between two of its releases."""

    __slots__ = ("first_seen", "last_changed", "type", "versions")

    def __init__(self, node_type: str, facts: Mapping[str, Any]) -> None:
        self.type = node_type
        self.versions: tuple[str, ...] = tuple(facts.get("versions_seen", ()))
        self.first_seen: str | None = facts.get("first_seen")
        self.last_changed: str | None = facts.get("last_changed")
