"""Ids for nodes whose author gave none.

An id must stay when other nodes are put in before, between or after, or else every picture of a change in
version control shows changes everywhere. Counting nodes of a type does not give that. So an id is made of
what the author said about this very node:

* a labelled node is called after its label: ``Positive Prompt`` gives ``positive_prompt``;
* any other after its type and a digest of its own values and of the names of its connected inputs:
  ``noise_3f1a9c``. What is connected to them does not count, so a LoRA loader put in between changes nothing.

Two nodes that are alike in all this are told apart by a number (``l2i_44d7aa_2``), in the order in which
they are made. Where that matters, and where a value is a parameter that must not change the id, give the
node an ``id`` of its own.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

_OTHERS = re.compile(r"[^a-z0-9]+")
_DIGITS = 6
_LONGEST = 60


def automatic_id(
    node_type: str,
    label: str,
    values: Mapping[str, Any],
    connected: Iterable[str],
    taken: Container[str],
    numbers: dict[str, int] | None = None,
) -> str:
    """The id of a node whose author gave none. ``values`` are plain JSON."""
    return unused(slug(label) or _by_content(node_type, values, connected), taken, numbers)


def _by_content(node_type: str, values: Mapping[str, Any], connected: Iterable[str]) -> str:
    said = json.dumps([node_type, values, sorted(connected)], sort_keys=True, separators=(",", ":"))
    return f"{node_type}_{hashlib.sha256(said.encode()).hexdigest()[:_DIGITS]}"


def slug(text: str) -> str:
    """A text as a name: ``Positive Prompt!`` gives ``positive_prompt``; empty when nothing of it is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _OTHERS.sub("_", plain)[:_LONGEST].strip("_")


def unused(wanted: str, taken: Container[str], numbers: dict[str, int] | None = None) -> str:
    """The name, with a number behind it when it is taken.

    ``numbers`` remembers how far each name was counted, for those who ask very often.
    """
    if wanted not in taken:
        return wanted
    counted = numbers if numbers is not None else {}
    number = counted.get(wanted, 1)
    if number > 1 and f"{wanted}_{number}" not in taken:
        number = 1  # the last one is gone again
    while f"{wanted}_{number + 1}" in taken:
        number += 1
    counted[wanted] = number + 1
    return f"{wanted}_{number + 1}"
