"""Runs inside a throwaway environment: import InvokeAI and write down what its classes say.

    main(OUTPUT, SOURCES, FAKED_ROOT...)

OUTPUT gets ``{"openapi": ..., "classes": ..., "missing": [...]}``. Any default that pydantic would leave
out of the schema is an error.
"""

from __future__ import annotations

import collections.abc
import contextlib
import enum
import inspect
import json
import sys
import types
import typing
import warnings
from pathlib import Path
from typing import Any

from .fake_packages import FakeFinder

_SCALARS = {bool: "bool", int: "int", float: "float", str: "str", type(None): "null", Any: "any"}
_BASES = {"object", "BaseModel", "ABC", "Generic", "Enum", "RootModel"}
_LENGTH = ("min_length", "max_length")
_BOUNDS = {"ge": "ge", "gt": "gt", "le": "le", "lt": "lt", "multiple_of": "mult"}


def main(output: str, sources: str, *roots: str) -> None:
    """Writes what the classes say; modules under ``roots`` are faked."""
    sys.argv[:] = ["invokeai-web"]  # InvokeAI 3.x parses the command line on import
    finder = FakeFinder(roots, Path(sources))
    finder.install()
    _refuse_dropped_defaults()
    from invokeai.app.api_app import app

    _refuse_dropped_defaults()  # once more: importing may have set other filters
    document = app.openapi()
    result = {"openapi": document, "classes": classes(), "missing": sorted(finder.missing)}
    with open(output, "w", encoding="utf-8") as file:
        json.dump(result, file)


def _refuse_dropped_defaults() -> None:
    with contextlib.suppress(ImportError):  # pydantic 1 has no such warning
        from pydantic.json_schema import PydanticJsonSchemaWarning

        warnings.simplefilter("error", PydanticJsonSchemaWarning)


def classes() -> dict[str, Any] | None:
    """What the schema does not show; None with pydantic 1, whose classes are another matter."""
    from invokeai.app.invocations import baseinvocation

    base = baseinvocation.BaseInvocation
    if not hasattr(base, "model_fields"):
        return None
    registry = getattr(baseinvocation, "InvocationRegistry", None)
    nodes = registry.get_invocation_classes() if registry else base.get_invocations()
    seen: dict[str, type] = {}
    found: dict[str, Any] = {"inputs": {}, "outputs": {}, "validators": {}}
    for node in nodes:
        node_type = node.model_fields["type"].default
        found["inputs"][node_type] = _fields(node, seen)
        found["outputs"][node_type] = _fields(inspect.signature(node.invoke).return_annotation, seen)
        found["validators"][node_type] = _validators(node)
    queue = list(seen.values())
    while queue:
        model = queue.pop()
        if hasattr(model, "model_fields"):
            inner: dict[str, type] = {}
            _fields(model, inner)
            queue.extend(c for name, c in inner.items() if name not in seen)
            seen.update(inner)
    found["ancestors"] = {name: _ancestors(c) for name, c in sorted(seen.items())}
    found["model_validators"] = {
        name: _validators(c) for name, c in sorted(seen.items()) if hasattr(c, "__pydantic_decorators__")
    }
    found["node_config"] = {k: v for k, v in sorted(base.model_config.items()) if isinstance(v, (bool, str))}
    found["node_attributes"] = _fields(base, {})
    found["output_base"] = _fields(baseinvocation.BaseInvocationOutput, {})
    return found


def _ancestors(cls: type) -> list[str]:
    return [c.__name__ for c in cls.__mro__[1:] if c.__name__ not in _BASES]


def _validators(cls: Any) -> dict[str, list[str]]:
    decorators = cls.__pydantic_decorators__
    found: dict[str, list[str]] = {}
    for kind in ("validators", "field_validators"):
        for name, decorator in getattr(decorators, kind, {}).items():
            for field in decorator.info.fields:
                found.setdefault(field, []).append(name)
    for kind in ("root_validators", "model_validators"):
        for name in getattr(decorators, kind, {}):
            found.setdefault("*", []).append(name)
    for field, info in cls.model_fields.items():
        for item in info.metadata:
            if type(item).__name__.endswith("Validator"):
                function = getattr(item, "func", None)
                found.setdefault(field, []).append(getattr(function, "__name__", repr(function)))
    return {field: sorted(names) for field, names in sorted(found.items())}


def _fields(cls: Any, seen: dict[str, type]) -> dict[str, Any]:
    return {name: _field(info, seen) for name, info in cls.model_fields.items()}


def _field(info: Any, seen: dict[str, type]) -> Any:
    return _bounded(_type(info.annotation, seen), info.metadata)


def _bounded(stored: Any, metadata: Any) -> Any:
    bounds: dict[str, Any] = {}
    for item in metadata:
        for attribute, key in _BOUNDS.items():
            if getattr(item, attribute, None) is not None:
                bounds[key] = _number(getattr(item, attribute))
        for attribute in _LENGTH:
            if getattr(item, attribute, None) is not None:
                bounds[attribute[:3]] = getattr(item, attribute)
        if getattr(item, "pattern", None) is not None:
            bounds["pattern"] = item.pattern
        if getattr(item, "allow_inf_nan", None) is False:
            bounds["finite"] = True
    return _apply(stored, bounds) if bounds else stored


def _apply(stored: Any, bounds: dict[str, Any]) -> Any:
    if isinstance(stored, str):
        return {"t": stored, **bounds}
    if "t" in stored or "list" in stored:
        return {**stored, **bounds}
    members = stored.get("union", ())
    others = [m for m in members if m != "null"]
    if len(others) == 1:
        return {"union": [_apply(m, bounds) if m != "null" else m for m in members]}
    return {"bound": bounds, "of": stored}


def _number(value: Any) -> Any:
    return int(value) if type(value) is float and value.is_integer() else value


def _type(annotation: Any, seen: dict[str, type]) -> Any:
    if annotation is None:
        return "null"
    try:
        if annotation in _SCALARS:
            return _SCALARS[annotation]
    except TypeError:
        pass
    if isinstance(annotation, typing.TypeAliasType) if hasattr(typing, "TypeAliasType") else False:
        return "any"
    if type(annotation).__name__ == "TypeAliasType":  # pydantic's JsonValue
        return "any"
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _bounded(_type(arguments[0], seen), arguments[1:])
    if origin is typing.Literal:
        return {"enum": [a.value if isinstance(a, enum.Enum) else a for a in arguments]}
    if origin is typing.Union or origin is types.UnionType:
        members: list[Any] = []
        for argument in arguments:
            inner = _type(argument, seen)
            for member in inner["union"] if isinstance(inner, dict) and "union" in inner else [inner]:
                if member not in members:
                    members.append(member)
        if "null" in members:  # pydantic writes null last
            members = [m for m in members if m != "null"] + ["null"]
        return {"union": members}
    if annotation is list or origin in (list, collections.abc.Sequence):
        return {"list": _type(arguments[0], seen) if arguments else "any"}
    if annotation is dict or origin is dict:
        value = _type(arguments[1], seen) if arguments else "any"
        return "object" if value == "any" else {"dict": value}
    if origin is tuple:
        return {"tuple": [_type(a, seen) for a in arguments]}
    if isinstance(annotation, type):
        seen[annotation.__name__] = annotation
        return {"ref": annotation.__name__}
    return {"unknown": repr(annotation)}
