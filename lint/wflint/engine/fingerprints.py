"""Names for faults, by which another run knows them again: fingerprints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wflint.diagnostics import Finding, Pointer
    from wflint.document import Document

# What an edge is; the editor also writes down how it looks, and an id that it makes anew.
_ENDS = ("source", "sourceHandle", "target", "targetHandle", "destination")
_DEEP, _MANY, _LONG = 3, 20, 200  # how much of a value counts: levels, members, characters of a text


def fingerprints(
    finding: Finding, document: Document, seen: dict[tuple[object, ...], int]
) -> tuple[str, str]:
    """A name for the fault that survives moved lines, nodes, edges and members in another order, other words.

    Made of the rule, the part, the node, its type and the field, and of the ends of the edge where it is
    about one; where there is neither node nor edge, of the pointer, with what it points to in place of
    indices. What a rule itself says that the fault is ``about`` stands for all of it but the part. Equal
    ones are numbered: the second name is that of the first of them.
    """
    key: tuple[object, ...] = (finding.rule, document.part, finding.about)
    if not finding.about:
        key = (
            finding.rule,
            document.part,
            finding.node,
            finding.node_type,
            finding.field,
            _anchor(finding.pointer, document.data, finding.node),
        )
    number = seen[key] = seen.get(key, -1) + 1
    first = _digest((*key, 0))
    return _digest((*key, number)) if number else first, first


def _digest(key: tuple[object, ...]) -> str:
    try:
        from _blake2 import blake2b  # hashlib loads OpenSSL for it, which costs more than a file
    except ImportError:  # an interpreter that keeps it elsewhere
        from hashlib import blake2b

    return blake2b(repr(key).encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()


def _anchor(pointer: Pointer, data: Any, node: str | None) -> str:
    if "edges" in pointer[:-1]:
        edge = _at(data, pointer[: pointer.index("edges") + 2])
        if edge is not None:
            ends = {end: edge[end] for end in _ENDS if end in edge} if type(edge) is dict else {}
            return _content(ends or edge)
    if node is not None:
        return ""
    names = [part for part in pointer if type(part) is str]
    last = max((i for i, part in enumerate(pointer) if type(part) is int), default=-1)
    item = _at(data, pointer[: last + 1]) if last >= 0 else None
    # A large item is not named by what is in it: one of its faults corrected would rename the others.
    return repr([*names, _content(item)] if _is_flat(item) else names)


def _at(data: Any, pointer: Pointer) -> Any:
    try:
        for part in pointer:
            data = data[part]
    except (KeyError, IndexError, TypeError):
        return None
    return data


def _is_flat(item: Any) -> bool:
    """Whether it is a scalar, or an object of few scalars."""
    if type(item) is dict:
        return len(item) <= _MANY and not any(type(one) in (dict, list) for one in item.values())
    return item is not None and type(item) is not list


def _content(value: Any, deep: int = _DEEP) -> str:
    """A value in words that do not depend on the order of its members."""
    if type(value) in (dict, list) and (not deep or len(value) > _MANY):
        return f"{type(value).__name__} of {len(value)}"
    if type(value) is dict:
        members = (f"{name[:_LONG]!r}:{_content(value[name], deep - 1)}" for name in sorted(value))
        return "{" + ",".join(members) + "}"
    if type(value) is list:
        return "[" + ",".join(_content(one, deep - 1) for one in value) + "]"
    return repr(value[:_LONG] if type(value) is str else value)
