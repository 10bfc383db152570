"""The form and the exposed inputs of a workflow, as calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.builders.decompile_read import CodePlan

_DEEPEST: Final = 12  # containers inside containers; Python allows twenty "with" blocks


def form_lines(plan: CodePlan, code: Callable[[Any], str]) -> list[str]:
    """The lines, to stand after the nodes."""
    elements = _elements(plan.form)
    shown: list[tuple[str, str]] = []
    inside, layout = _walk(plan, elements, shown, code)
    lines = [
        f"wf.describe({_field(plan, field, code)}, {code(label)}, {code(description)})"
        for field, (label, description) in plan.described.items()
        if _known(plan, field)
    ]
    exposed = [field for field in plan.exposed if _known(plan, field)]
    if layout != "column":
        lines.append(f"wf.form.layout = {code(layout)}")
    together = exposed == shown
    if not inside:
        return lines + [f"wf.expose({_field(plan, field, code)})" for field in exposed]
    for depth, kind, text in inside:
        indent = "    " * depth
        call = "wf.expose" if kind == "field" and together else "wf.form.field"
        lines.append(f"{indent}{call}({text})" if kind == "field" else f"{indent}{text}")
    if not together:
        lines += [f"wf.expose({_field(plan, field, code)}, form=False)" for field in exposed]
    return lines


def _elements(form: Any) -> dict[str, dict[str, Any]]:
    elements = form.get("elements") if type(form) is dict else None
    found = elements.items() if type(elements) is dict else ()
    return {key: element for key, element in found if type(element) is dict}


def _walk(
    plan: CodePlan,
    elements: dict[str, dict[str, Any]],
    shown: list[tuple[str, str]],
    code: Callable[[Any], str],
) -> tuple[list[tuple[int, str, str]], str]:
    """(depth, kind, code) of each element, in order, and the layout of the root."""
    root_id = plan.form.get("rootElementId") if type(plan.form) is dict else None
    root = elements.get(root_id) if type(root_id) is str else None
    if root is None:
        return [], "column"
    lines: list[tuple[int, str, str]] = []
    seen = {id(root)}
    pending: list[tuple[Any, int]] = [(child, 0) for child in reversed(_children(root))]
    while pending:
        key, depth = pending.pop()
        if type(key) is int:  # the end of a container that turned out empty
            if lines and len(lines) == key:
                lines.append((depth + 1, "text", "pass"))
            continue
        element = elements.get(key) if type(key) is str else None
        if element is None or id(element) in seen:
            continue
        seen.add(id(element))
        kind, data = element.get("type"), element.get("data")
        data = data if type(data) is dict else {}
        if kind == "container" and depth < _DEEPEST:
            word = "row" if data.get("layout") == "row" else "column"
            lines.append((depth, "text", f"with wf.form.{word}():"))
            pending.append((len(lines), depth))
            pending += [(child, depth + 1) for child in reversed(_children(element))]
        elif kind == "container":
            pending += [(child, depth) for child in reversed(_children(element))]
        elif kind in ("heading", "text") and type(data.get("content")) is str:
            lines.append((depth, "text", f"wf.form.{kind}({code(data['content'])})"))
        elif kind == "divider":
            lines.append((depth, "text", "wf.form.divider()"))
        elif kind == "node-field":
            _show(plan, data, depth, lines, shown, code)
    layout = root.get("data", {}).get("layout") if type(root.get("data")) is dict else None
    return lines, "row" if layout == "row" else "column"


def _show(
    plan: CodePlan,
    data: dict[str, Any],
    depth: int,
    lines: list[tuple[int, str, str]],
    shown: list[tuple[str, str]],
    code: Callable[[Any], str],
) -> None:
    where = data.get("fieldIdentifier")
    where = where if type(where) is dict else {}
    field = (where.get("nodeId"), where.get("fieldName"))
    if type(field[0]) is not str or type(field[1]) is not str or not _known(plan, (field[0], field[1])):
        return
    shown.append((field[0], field[1]))
    text = _field(plan, (field[0], field[1]), code)
    if data.get("showDescription") is not False:  # the UI's default is to show it
        text += ", show_description=True"
    if type(data.get("settings")) is dict:
        text += f", settings={code(data['settings'])}"
    lines.append((depth, "field", text))


def _children(element: dict[str, Any]) -> list[Any]:
    data = element.get("data")
    children = data.get("children") if type(data) is dict else None
    return children if type(children) is list else []


def _known(plan: CodePlan, field: tuple[str, str]) -> bool:
    return field in plan.shown and not plan.nodes[field[0]].gathered


def _field(plan: CodePlan, field: tuple[str, str], code: Callable[[Any], str]) -> str:
    return f"{plan.nodes[field[0]].variable}.field({code(field[1])})"
