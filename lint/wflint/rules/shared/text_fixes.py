"""Another text where a text stands in the file, if it stands there as it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics.fix import display, replace, unsafe

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.diagnostics import Pointer
    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Node
    from wflint.rules.base import Context


def another_text(
    ctx: Context,
    node: Node,
    field: str,
    place: tuple[str, Pointer],
    title: str,
    make: Callable[[str], str | None],
    *,
    shown: bool = False,
) -> Callable[[], Fix | None]:
    """The text at a place as ``make`` writes it; unsafe, for the request has another text then.

    ``shown``: only an example, for it gives up what the author wanted.
    """

    def fix() -> Fix | None:
        text, pointer = place
        if not _stands(ctx, node, field, text, pointer):
            return None
        new = make(text)
        if new is None or new == text:
            return None
        return (display if shown else unsafe)(title, replace(*pointer, value=new))

    return fix


def _stands(ctx: Context, node: Node, field: str, text: str, pointer: Pointer) -> bool:
    """Whether the text itself is at the pointer, and is what is read: not behind an edge."""
    if (node.id, field) in ctx.graph.into and pointer in (
        node.declared_pointer(field),
        node.input_pointer(field),
    ):
        return False
    found: Any = ctx.document.data
    for part in pointer:
        try:
            found = found[part]
        except (KeyError, IndexError, TypeError):
            return False
    return type(found) is str and found == text
