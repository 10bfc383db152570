"""docs/python.md: everything that ``import wflint`` offers, with signatures and docstrings."""

from __future__ import annotations

import enum
import inspect
import json
import re
from typing import TYPE_CHECKING, Any

import wflint

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTE = "<!-- Made by lint/scripts/gen_docs.py from the docstrings; edit those. -->\n"
GROUPS = {
    "Functions": ("check", "fix", "format", "convert", "load", "render", "merge", "run_many"),
    "Reports": ("Report", "CheckedFile", "Diagnostic", "Severity", "Span", "Fix", "Edit", "Safety"),
    "Documents": ("Document", "Kind", "Fixed", "Formatted", "Conversion", "Decision"),
    "Builders": ("Workflow", "ModelRef", "NULL", "UNSET"),
    "Servers": ("Server",),
}


def python_page() -> str:
    """The page."""
    return "\n".join(_page())


def _page() -> Iterator[str]:
    yield "# The Python API\n"
    yield NOTE
    yield (
        "All that `import wflint` offers. How it is used, with examples: [api.md](api.md) for checking,\n"
        "fixing and converting, [builders.md](builders.md) for workflows in Python, [client.md](client.md)\n"
        "for servers.\n"
    )
    grouped = {name for names in GROUPS.values() for name in names}
    errors = [n for n in wflint.__all__ if n.endswith("Error")]
    rest = [n for n in wflint.__all__ if n not in grouped and n not in errors and not n.startswith("_")]
    for heading, names in {**GROUPS, "More": tuple(rest), "Errors": tuple(errors)}.items():
        if names:
            yield f"## {heading}\n"
        for name in names:
            yield from _entry(name, getattr(wflint, name))


def _entry(name: str, thing: Any) -> Iterator[str]:
    yield f"### `{name}`\n"
    if isinstance(thing, enum.Enum):
        yield _prose(inspect.getdoc(type(thing)) or "") + "\n"
        return
    is_class = inspect.isclass(thing)
    is_enum = is_class and issubclass(thing, enum.Enum)
    if is_class and issubclass(thing, Exception):
        bases = [base.__name__ for base in thing.__mro__[1:] if base.__name__ in wflint.__all__]
        yield _prose(thing.__doc__ or "") + (f" Is a `{bases[0]}`." if bases else "") + "\n"
        return
    if is_enum:
        yield "One of " + ", ".join(f"`{name}.{member.name}`" for member in thing) + ".\n"
    else:
        yield f"```python\n{_signature(name, thing)}\n```\n"
    yield _prose(inspect.getdoc(thing) or "") + "\n"
    if is_class and not is_enum:
        yield from _members(name, thing)


def _members(name: str, of: type) -> Iterator[str]:
    fields = getattr(of, "_fields", ())
    for member in sorted(n for n in dir(of) if not n.startswith("_") and n not in fields):
        found = inspect.getattr_static(of, member)
        home = next((base for base in of.__mro__ if member in vars(base)), of)
        if not home.__module__.startswith("wflint"):
            continue
        if isinstance(found, staticmethod | classmethod):
            found = found.__func__
        about = _prose(inspect.getdoc(found) or "")
        if isinstance(found, property) and about:
            yield f"#### `{name}.{member}`\n"
            yield about + "\n"
        elif inspect.isfunction(found) and about:
            yield f"#### `{name}.{member}()`\n"
            yield f"```python\n{_signature(member, found)}\n```\n"
            yield about + "\n"


def _signature(name: str, thing: Any) -> str:
    """How it is called, one parameter a line where it is long; annotations as the source has them."""
    signature = inspect.signature(thing)
    kinds = inspect.Parameter
    parts: list[str] = []
    starred = False
    for parameter in signature.parameters.values():
        if parameter.name in {"self", "cls"}:
            continue
        if parameter.kind is kinds.KEYWORD_ONLY and not starred:
            parts.append("*")
        starred |= parameter.kind in {kinds.KEYWORD_ONLY, kinds.VAR_POSITIONAL}
        stars = {kinds.VAR_POSITIONAL: "*", kinds.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        noted = f": {_annotation(parameter.annotation)}" if parameter.annotation is not kinds.empty else ""
        default = "" if parameter.default is kinds.empty else f" = {_default(parameter.default)}"
        parts.append(f"{stars}{parameter.name}{noted}{default if noted else default.replace(' ', '')}")
    gives = signature.return_annotation
    result = (
        f" -> {_annotation(gives)}"
        if gives is not inspect.Signature.empty and not inspect.isclass(thing)
        else ""
    )
    line = f"{name}({', '.join(parts)}){result}"
    if len(line) <= 90:
        return line
    return f"{name}(\n" + "".join(f"    {part},\n" for part in parts) + f"){result}"


def _annotation(of: Any) -> str:
    return of if isinstance(of, str) else inspect.formatannotation(of)


def _default(value: Any) -> str:
    if isinstance(value, str) and not isinstance(value, enum.Enum):
        return json.dumps(value)  # as ruff, which formats pages too, writes it
    text = f"{type(value).__name__}.{value.name}" if isinstance(value, enum.Enum) else repr(value)
    return "..." if text.startswith("<") else text


def _prose(text: str) -> str:
    """A docstring as Markdown: names in code, paragraphs in a line each, lists and code as they are."""
    text = re.sub(r":\w+:`~?(?:[\w.]+\.)?(\w+)`", r"`\1`", text).replace("``", "`")
    paragraphs = []
    for block in re.split(r"\n\s*\n", text.strip()):
        if re.search(r"^(\s|[-*] )", block, re.MULTILINE):
            paragraphs.append(block)
        else:
            paragraphs.append(
                " ".join(block.removesuffix("::").split()) + (":" if block.endswith("::") else "")
            )
    return "\n\n".join(paragraphs)
