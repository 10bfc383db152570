"""How much room a node takes in the web UI's editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Container

    from wflint.catalogue.model import NodeDef
    from wflint.graph.webui.template import Template

NODE_WIDTH: Final = 320  # NODE_WIDTH in the UI's features/nodes/types/constants.ts
_FRAME = 100  # title and footer
_HANDLE_ROW = 34  # an output, a connected input, or one that only takes connections
_CONTROL_ROW = 68  # a title with an input under it
_TALL = {"StringField": 150, "ImageField": 170, "VideoField": 170, "LoRAField": 120}
_WITHOUT_TEMPLATE = 320


def node_height(definition: NodeDef | None, template: Template | None, connected: Container[str]) -> int:
    """An estimate, rather too tall than too low, of an open node's height in pixels.

    ``connected`` are the inputs with an edge: the editor shows no control for these.
    """
    if definition is None or template is None:
        return _WITHOUT_TEMPLATE
    handles = height = 0
    for name, field in template.items():
        if field.hidden:
            continue
        if name in connected or field.kind == "connection" or not template.edits(name):
            handles += 1
        else:
            height += _TALL.get(template.types[name].name, _CONTROL_ROW)
    return _FRAME + height + _HANDLE_ROW * max(handles, len(definition.outputs))
