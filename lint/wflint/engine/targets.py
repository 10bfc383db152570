"""The catalogues of a target, opened once, with a configuration's catalogue files added."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from wflint.catalogue.errors import TargetError, TargetNotAllowedError
from wflint.catalogue.targets import LATEST, resolve_target

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.engine.configuration import Wanted


def open_wanted(wanted: Wanted) -> tuple[Catalogue, ...]:
    """The catalogues that settings ask for, oldest release first. Raises TargetError."""
    return open_targets(wanted.target, wanted.catalogues, named=wanted.named)


@cache
def open_targets(
    target: str | None, catalogues: tuple[str, ...] = (), *, named: bool = False
) -> tuple[Catalogue, ...]:
    """The catalogues of a target (None: the newest stable release), oldest release first.

    ``catalogues`` are files whose nodes are added to each. ``named`` says that the user named the target, not
    a configuration. Raises TargetError.
    """
    found = resolve_target(LATEST if target is None else target, named=named)
    if not catalogues:
        return tuple(found)
    from pathlib import Path

    from wflint.catalogue.saved import with_extra

    for name in catalogues:
        try:
            found = [with_extra(catalogue, [Path(name)]) for catalogue in found]
        except OSError as error:
            raise TargetError(f"catalogue file {name}: {error.strerror or error}") from None
        except ValueError as error:
            raise TargetError(f"catalogue file {name}: {str(error).splitlines()[0]}") from None
    return tuple(found)


def covered_releases() -> str:
    """The releases that the store has, as a range: ``3.0.0 to 6.14.2``."""
    from wflint.catalogue.store import list_releases

    stable = list_releases(pre_releases=False)
    return f"{stable[0]} to {stable[-1]}"


__all__ = ["TargetError", "TargetNotAllowedError", "covered_releases", "open_targets", "open_wanted"]
