"""Text that does not parse: whether it was meant to be a document of InvokeAI's.

A search reports the syntax errors of such files only. What counts is what InvokeAI writes, with its values:
a file that names InvokeAI, a schema of its members, settings with comments are somebody else's. Quotes may be
single ones, as in what Python prints.
"""

from __future__ import annotations

import re

_OWN = re.compile(
    r"""\b(?:
      type['"]?\s*:\s*['"](?:invocation|current_image)['"]
    | node_id['"]?\s*:\s*['"][^'"\n]*['"]\s*,\s*['"]?field['"]?\s*:
    | field['"]?\s*:\s*['"][^'"\n]*['"]\s*,\s*['"]?node_id['"]?\s*:
    | node_path['"]?\s*:\s*['"][^'"\n]*['"]\s*,\s*['"]?field_name['"]?\s*:
    | version['"]?\s*:\s*['"]\d+\.\d+\.\d+['"]\s*,\s*['"]?category['"]?\s*:\s*['"](?:user|default|project)['"]
    | category['"]?\s*:\s*['"](?:user|default|project)['"]\s*,\s*['"]?version['"]?\s*:\s*['"]\d+\.\d+\.\d+['"]
    | nodes['"]?\s*:\s*\{\s*\}\s*,\s*['"]?edges['"]?\s*:
    | exposedFields['"]?\s*:\s*\[
    | is_?[iI]ntermediate['"]?\s*:\s*[tTfF]
    | invokeai_(?:workflow|graph)['"]?\s*:\s*['"]
    )""",
    re.VERBOSE,
)
_TYPE = re.compile(r"""\btype['"]?\s*:\s*['"]([^'"\n]{1,200})['"]""")
_NODES = re.compile(r"""\bnodes['"]?\s*:\s*[\[{]""")


def has_trait(text: str) -> bool:
    """Whether something in the text is InvokeAI's alone."""
    return _OWN.search(text) is not None


def node_types(text: str) -> list[str]:
    """What may be types of nodes in a text that has nodes; without these, nothing."""
    return [found[1] for found in _TYPE.finditer(text)] if _NODES.search(text) else []
