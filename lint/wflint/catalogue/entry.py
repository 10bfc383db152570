"""What a store says of a release, and what follows from all of them: how stores are written.

``lint/scripts`` writes the store in the wheel with it; what a user added lies behind that store in memory
(``added``).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wflint.catalogue.model import dump_fact
from wflint.catalogue.store import StoredDefinitions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from wflint.catalogue.openapi import Facts
    from wflint.catalogue.store import Store


def make_entry(
    version: str,
    nodes: Facts,
    models: Facts,
    source: Mapping[str, str],
    overlay: Mapping[str, Any] | None,
    line_of: Callable[[str], int],
) -> dict[str, Any]:
    """The entry of a release. ``line_of`` puts a definition into the pool and gives its number.

    ``overlay`` maps sections to their content (None: no overlay). Texts among the sections stay in the entry,
    everything else goes to the pool, since neighbouring releases share it.
    """
    numbers = [line_of(dump_fact(fact)) for fact in (*nodes.values(), *models.values())]
    entry: dict[str, Any] = {"version": version, "source": dict(source), "definitions": contract(numbers)}
    if overlay is not None:
        entry["overlay"] = {
            name: value if isinstance(value, str) else line_of(dump_fact({"overlay": name, "of": value}))
            for name, value in sorted(overlay.items())
        }
    return entry


def make_history(store: Store) -> dict[str, str]:
    """What ``history.json`` has to be: by node type, which line defines it in which releases.

    ``3.0.0>3.2.0=5 3.3.0>=812``: line 5 from the first release to the other, with all between them, and line
    812 from 3.3.0 on to the newest.
    """
    runs: dict[str, list[list[Any]]] = {}
    previous = None
    for version in store.releases:
        for node_type, line in StoredDefinitions(store, version).node_types.items():
            found = runs.setdefault(node_type, [])
            if found and found[-1][1] == previous and found[-1][2] == line:
                found[-1][1] = version
            else:
                found.append([version, version, line])
        previous = version
    return {
        node_type: " ".join(f"{a}>{'' if b == previous else b}={line}" for a, b, line in found)
        for node_type, found in sorted(runs.items())
    }


def write_entry(entry: Mapping[str, Any]) -> str:
    """The text of ``releases/VERSION.json``."""
    return json.dumps(entry, indent=1, ensure_ascii=False) + "\n"


def contract(numbers: Iterable[int]) -> str:
    """``"0-3,7"`` for 0, 1, 2, 3 and 7."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)
