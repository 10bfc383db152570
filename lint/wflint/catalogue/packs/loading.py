"""Whether a pack's newest code loads in a release, and what stands in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics.words import listed
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.catalogue.packs.model import Pack


class Obstacle(NamedTuple):
    """A clause with names of the pack's in the middle, which every output quotes in its own way."""

    before: str
    names: tuple[str, ...] = ()
    after: str = ""

    @property
    def text(self) -> str:
        """The clause."""
        return self.said(self.names)

    def said(self, names: Sequence[str]) -> str:
        """The clause with its names as somebody quotes them."""
        return f"{self.before} {listed(names, 3)}{self.after}" if names else f"{self.before}{self.after}"


class Loading(NamedTuple):
    """``loads`` is None where nobody can tell; ``why`` says why it is not True."""

    loads: bool | None
    why: tuple[Obstacle, ...] = ()


def loading(pack: Pack, release: str) -> Loading:
    """Whether the pack loads in a release of InvokeAI."""
    if pack.is_fork:
        return Loading(
            False, (Obstacle("it is a copy of InvokeAI itself, nothing that can be added to one"),)
        )
    loads = pack.loads_in(release)
    if loads is None:
        return Loading(None, (_tried(pack),))
    return Loading(loads, () if loads else tuple(_obstacles(pack, release)))


def _obstacles(pack: Pack, release: str) -> list[Obstacle]:
    found = []
    if not pack.lists_modules:
        found.append(Obstacle("it has no", ("__init__.py",), ", without which InvokeAI passes over a folder"))
    if missing := pack.missing_in(release):
        found.append(Obstacle("it imports", missing, f", not in InvokeAI {release}"))
    # The entry does not say which of them keeps it from loading in which release: told where nothing else is.
    if not found and (refused := tuple(pack.entry.get("refused_defaults", ()))):
        found.append(Obstacle("InvokeAI refuses the default of", refused))
    return found


def _tried(pack: Pack) -> Obstacle:
    """In which releases it was tried, where that does not say enough."""
    loads = pack.entry.get("loads", {})
    yes = tuple(release for release, answer in loads.items() if answer)
    if not loads:
        return Obstacle("nobody has tried it in a release")
    if not yes:
        return Obstacle("it does not load in", tuple(loads), "; nobody has tried it here")
    only = " only" if len(yes) < len(loads) else ""
    return Obstacle("it loads in", yes, f"{only}; nobody has tried it here")
