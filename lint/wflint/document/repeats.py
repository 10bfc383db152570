"""Whether some object of a JSON text has a key twice, told without looking at each where that can be."""

from __future__ import annotations

import json
from typing import Any

_BLANKS = b" \t\n\r"


def has_repeats(text: str, members: int) -> bool:
    """Whether a text that parses spells more members than the ``members`` of all objects it was parsed to.

    A key that is repeated is spelled more often than it is kept. Without blanks the colon of a member follows
    the quote that closes its key: where no more of those are in the text than members were kept, no key is
    repeated. Strings may hold some too; then each object is looked at.
    """
    dense = text.encode("utf-8", "surrogatepass").translate(None, _BLANKS)
    return dense.count(b'":') != members and _spells_more(text)


def _spells_more(text: str) -> bool:
    more = False

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal more
        found = dict(pairs)
        more = more or len(found) != len(pairs)
        return found

    json.JSONDecoder(object_pairs_hook=members).decode(text)
    return more
