"""The catalogues behind the text of a target."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from wflint.catalogue.store import open_release

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue


class TargetError(Exception):
    """A target that names nothing wflint can check against; the text says why and what to write."""


@cache
def open_targets(target: str | None, catalogues: tuple[str, ...] = ()) -> tuple[Catalogue, ...]:
    """The catalogues of a target (None: the newest stable release), oldest release first.

    ``catalogues`` are files whose nodes are added to each. Raises TargetError.
    """
    try:
        return (open_release(target or "6.14.2"),)
    except FileNotFoundError:
        raise TargetError(f"no release {target}") from None


def covered_releases() -> str:
    """The range of releases in the wheel."""
    return "3.0.0 to 6.14.2"
