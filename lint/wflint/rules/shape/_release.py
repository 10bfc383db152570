"""Which release a catalogue is of, for faults that some releases of the web UI do not mind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue

_NUMBERS = re.compile(r"(\d+)\.(\d+)")


def release(catalogue: Catalogue) -> tuple[int, int]:
    """Major and minor number of the catalogue's release; a very new one when it names none."""
    return catalogue.cached("shape.release", _release)


def _release(catalogue: Catalogue) -> tuple[int, int]:
    match = _NUMBERS.match(catalogue.version)
    return (int(match[1]), int(match[2])) if match else (99, 0)
