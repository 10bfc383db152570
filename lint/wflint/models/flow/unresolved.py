"""Model identifiers that name a model without knowing any server's key for it.

A graph that is built or converted without a server still has to be one that InvokeAI takes, and there an
identifier needs all of key, hash, name, base and type (``ModelIdentifierField``, required texts). What is
not known is written as :data:`UNRESOLVED`, the name as an empty text where any model of that base and type
will do. ``wflint run`` puts the server's own identifier there; sent to a server as it stands, the run fails
at its node because no model has that key.
"""

from __future__ import annotations

from typing import Any, Final

UNRESOLVED: Final = "unresolved"
ANY_BASE: Final = "any"


def is_unresolved(identifier: Any) -> bool:
    """Whether a value is a model identifier that waits for a server's key."""
    return type(identifier) is dict and identifier.get("key") == UNRESOLVED


def wants(identifier: dict[str, Any]) -> dict[str, str]:
    """What an unresolved identifier asks for: those of ``name base type hash`` that it states."""
    found = {m: identifier.get(m) for m in ("name", "base", "type", "hash")}
    return {
        m: v
        for m, v in found.items()
        if type(v) is str and v not in ("", UNRESOLVED) and not (m == "base" and v == ANY_BASE)
    }
