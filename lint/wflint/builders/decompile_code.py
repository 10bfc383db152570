"""Builder code as text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from wflint.builders.decompile_form import form_lines
from wflint.builders.decompile_plan import arguments, hidden, options
from wflint.builders.ids import slug, unused
from wflint.builders.product import method_name
from wflint.builders.refs import ModelRef
from wflint.builders.source_text import comment, is_name, literal
from wflint.builders.values import NULL, UNSET

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.builders.decompile_read import CodePlan, NodePlan
    from wflint.catalogue.model import Catalogue, NodeDef

_WIDTH: Final = 100
_LONGEST_NAME: Final = 40
_RESERVED: Final = frozenset(
    {"wf", "build", "enqueue", "Workflow", "ModelRef", "UNSET", "NULL", "float", "print", "Any", "dict"}
)
_NODE_NAMES: Final = frozenset(
    {"id", "type", "label", "notes", "is_intermediate", "use_cache", "automatic", "literals", "out"}
    | {"field", "set"}
)
_HEX: Final = re.compile(r"[0-9a-f]{8}_?[0-9a-f_]{8,}")


def write_code(plan: CodePlan, catalogue: Catalogue, target: str) -> str:
    """The module. Everything that comes from the document goes through ``repr``."""
    _name_variables(plan)
    body = [_call("wf = Workflow", [("target", _code(target)), *_pairs(options(plan))])]
    body += [f"# {comment(remark)}" for remark in plan.remarks]
    for node_id in plan.order:
        if not plan.nodes[node_id].gathered:
            body += _node(plan, plan.nodes[node_id], catalogue)
    for source, output, target_id, name in plan.rest:
        body.append(f"wf.edge({_end(plan, source)}, {_code(output)}, {_end(plan, target_id)}, {_code(name)})")
    if plan.workflow:
        body += form_lines(plan, _code)
    body.append("return wf")
    text = "\n".join(body)
    used = [name for name in ("NULL", "UNSET", "ModelRef") if re.search(rf"\b{name}\b", text)]
    head = _head(plan, target, sorted([*used, "Workflow"]))
    indented = "\n".join(f"    {line}" if line else "" for line in text.split("\n"))
    return f"{head}\n\ndef build() -> Workflow:\n{indented}\n{_tail(plan)}"


def _head(plan: CodePlan, target: str, names: list[str]) -> str:
    what = "A workflow" if plan.workflow else "A graph"
    lines = [f'"""{what} for InvokeAI, written by `wflint convert --to python`."""', ""]
    if not plan.strict:
        lines += [f"# Not checked while it is built (strict=False): {comment(plan.reason)}", ""]
    if plan.batch is not None:
        lines += ["from typing import Any", ""]
    return "\n".join([*lines, f"from wflint import {', '.join(names)}", ""])


def _tail(plan: CodePlan) -> str:
    if plan.batch is None:
        kind = "" if plan.workflow else '"graph"'
        return f'\n\nif __name__ == "__main__":\n    print(build().to_json({kind}), end="")\n'
    return (
        "\n\ndef enqueue() -> dict[str, Any]:\n"
        '    """The enqueue body."""\n'
        "    body = build().to_batch()\n"
        f'    body["batch"].update({_code(plan.batch)})\n'
        "    return body\n"
    )


def _name_variables(plan: CodePlan) -> None:
    taken, numbers = set(_RESERVED), dict[str, int]()
    for node_id in plan.order:
        node = plan.nodes[node_id]
        wanted = slug(node.label)[:_LONGEST_NAME].strip("_")
        if not wanted and not _HEX.search(slug(node.id)) and not node.automatic:
            wanted = slug(node.id)[:_LONGEST_NAME].strip("_")
        name = wanted or slug(node.type) or "node"
        name = name if is_name(name) else f"node_{name}"
        node.variable = unused(name, taken, numbers)
        taken.add(node.variable)


def _node(plan: CodePlan, node: NodePlan, catalogue: Catalogue) -> list[str]:
    definition = catalogue.node(node.type)
    inputs = definition.inputs if definition is not None else {}
    pairs = _pairs(arguments(node, inputs))
    pairs += [(name, _sources(plan, sources, catalogue)) for name, sources in node.takes.items()]
    name = method_name(node.type) if definition is not None else None
    if name is not None:
        lines = [_call(f"{node.variable} = wf.{name}", pairs)]
    else:
        lines = [_call(f"{node.variable} = wf.node", pairs, _code(node.type))]
    for keyword, said in (("label", node.label), ("notes", node.notes)):
        if said and keyword in inputs:
            lines.append(f"{node.variable}.{keyword} = {_code(said)}")
    later = _pairs(hidden(node, inputs))
    return [*lines, _call(f"{node.variable}.set", later)] if later else lines


def _sources(plan: CodePlan, sources: list[tuple[str, str]], catalogue: Catalogue) -> str:
    if plan.nodes[sources[0][0]].gathered:
        inner = plan.nodes[sources[0][0]].takes["item"]
        return f"[{', '.join(_output(plan, s, o, catalogue) for s, o in inner)}]"
    found = [_output(plan, s, o, catalogue) for s, o in sources]
    return found[0] if len(found) == 1 else f"[{', '.join(found)}]"


def _output(plan: CodePlan, node_id: str, output: str, catalogue: Catalogue) -> str:
    node = plan.nodes[node_id]
    definition: NodeDef | None = catalogue.node(node.type)
    known = definition is not None and output in definition.outputs
    if known and is_name(output) and output not in _NODE_NAMES:
        return f"{node.variable}.{output}"
    return f"{node.variable}.out({_code(output)})"


def _end(plan: CodePlan, node_id: str) -> str:
    node = plan.nodes.get(node_id)
    return node.variable if node is not None and not node.gathered else _code(node_id)


def _pairs(values: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, _code(value)) for name, value in values.items()]


def _call(function: str, pairs: Iterable[tuple[str, str]], first: str = "") -> str:
    """A call, on one line if it fits. Names that are no keywords of Python's go through a dict."""
    plain = [first] if first else []
    odd = []
    for name, code in pairs:
        if is_name(name):
            plain.append(f"{name}={code}")
        else:
            odd.append(f"{_code(name)}: {code}")
    if odd:
        plain.append(f"**{{{', '.join(odd)}}}")
    line = f"{function}({', '.join(plain)})"
    if len(line) + 4 <= _WIDTH or not plain:
        return line
    return "\n".join([f"{function}(", *(f"    {each}," for each in plain), ")"])


def _code(value: Any) -> str:
    """The Python expression for a value: literals, references, and the words for nothing."""
    if value is NULL or value is UNSET:
        return repr(value)
    if isinstance(value, ModelRef):
        return _reference(value)
    if type(value) is dict:
        return f"{{{', '.join(f'{_code(k)}: {_code(v)}' for k, v in value.items())}}}"
    if type(value) is list:
        return f"[{', '.join(map(_code, value))}]"
    return literal(value)


def _reference(ref: ModelRef) -> str:
    positional = [_code(v) for v in (ref.base, ref.type, ref.name)]
    while positional and positional[-1] == "None":
        positional.pop()
    named = [(n, getattr(ref, n)) for n in ("key", "hash", "submodel_type")]
    return f"ModelRef({', '.join([*positional, *(f'{n}={_code(v)}' for n, v in named if v is not None)])})"
