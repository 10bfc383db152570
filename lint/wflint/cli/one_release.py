"""The one release, catalogue file or server that a command asks about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.cli.errors import Failure

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue


def open_release(target: str) -> Catalogue:
    """Its nodes. Raises Failure for a target that is none, or that names several releases."""
    from wflint.catalogue.errors import TargetError
    from wflint.catalogue.targets import resolve_target

    try:
        found = resolve_target(target, named=True)
    except TargetError as error:
        raise Failure(str(error)) from None
    if len(found) > 1:
        raise Failure(f"{target} names {len(found)} releases; give one of them, such as {found[-1].name}")
    return found[0]
