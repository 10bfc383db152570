"""``ignore=[...]`` of a node: rules whose findings are hidden there, written into the node's notes."""

from __future__ import annotations

from typing import Any

from wflint.builders.errors import BuildError
from wflint.engine.selection import UnknownSelectorError, matching


def with_ignored(notes: str, selectors: Any, node_type: str) -> str:
    """The notes with a line that hides findings of these rules. Raises BuildError for what names none."""
    if not isinstance(selectors, list | tuple) or not all(isinstance(one, str) for one in selectors):
        raise BuildError(f'ignore of {node_type} is {selectors!r}; give a list of rules, such as ["TP104"]')
    for selector in selectors:
        try:
            matching(selector)
        except UnknownSelectorError as error:
            raise BuildError(f"ignore of {node_type}: {error}") from None
    line = f"wflint: ignore[{', '.join(selectors)}]"
    return f"{notes}\n{line}" if notes else line
