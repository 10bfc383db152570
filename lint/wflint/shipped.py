"""Files that come with wflint: in the package where it is installed, in the source tree in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = Path(__file__).parents[2]


def shipped_folder(in_package: str, in_checkout: str) -> Path | None:
    """The folder by its two places (``force-include`` in pyproject.toml); None where it is in neither."""
    for place in (_PACKAGE / in_package, _CHECKOUT / in_checkout):
        if place.is_dir():
            return place
    return None
