"""The parameters of a ``build`` function, and their values from text (``wflint build -p key=value``).

The annotation decides how a text is read, so that ``-p steps=many`` is refused before anything is built.
Understood are ``str``, ``int``, ``float``, ``bool``, ``Literal``, enumerations, ``X | None``, lists, tuples
of these, and classes that read themselves from text (a class method ``parse``, as ``ModelRef`` has).
"""

from __future__ import annotations

import enum
import inspect
import json
import math
import types
import typing
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from wflint.diagnostics.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})
_NONE = frozenset({"none", "null"})
_UNIONS = (typing.Union, types.UnionType)


class ParameterError(ValueError):
    """A parameter that does not exist, or a value that does not fit; the text is for the user."""


class Parameter(NamedTuple):
    """One parameter of ``build``. ``default`` is ``inspect.Parameter.empty`` when a value must be given."""

    name: str
    annotation: Any
    default: Any

    @property
    def required(self) -> bool:
        """Whether it has no default."""
        return self.default is inspect.Parameter.empty

    @property
    def type_name(self) -> str:
        """The type without modules: ``int``, ``canny | depth``, ``str | none``."""
        return _spelled(self.annotation)

    def parse(self, text: str) -> Any:
        """The value of a text. Raises ParameterError."""
        try:
            return _parse(text, self.annotation, self.default)
        except ParameterError as error:
            raise ParameterError(f"{self.name}: {error}") from None


def parameters_of(function: Callable[..., Any]) -> dict[str, Parameter]:
    """The parameters of a function by name. Raises ParameterError for ``*args`` and ``**kwargs``."""
    found = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD, parameter.POSITIONAL_ONLY):
            raise ParameterError(f"{function.__name__}() takes {parameter}, but parameters need names")
        found[name] = Parameter(name, _annotation(function, parameter), parameter.default)
    return found


def parse_values(texts: Iterable[str], parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    """The values of ``key=value`` texts. Raises ParameterError."""
    values: dict[str, Any] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals:
            raise ParameterError(f'"{text}" is not a parameter; write key=value')
        if name not in parameters:
            known = f"there are {', '.join(parameters)}" if parameters else "it takes none"
            raise ParameterError(f'no parameter "{name}"{did_you_mean(name, parameters)}; {known}')
        if name in values:
            raise ParameterError(f"{name} is given twice; give it once")
        values[name] = parameters[name].parse(value)
    return values


def check_given(values: Mapping[str, Any], parameters: Mapping[str, Parameter]) -> None:
    """Raise ParameterError when a parameter without default has no value."""
    missing = [p for p in parameters.values() if p.required and p.name not in values]
    if missing:
        said = ", ".join(f"-p {p.name}=... ({p.type_name})" for p in missing)
        raise ParameterError(f"{'a value is' if len(missing) == 1 else 'values are'} missing: {said}")


def _annotation(function: Callable[..., Any], parameter: inspect.Parameter) -> Any:
    """The annotation, evaluated on its own: one that cannot be (a name imported for type checkers only) must
    not spoil the others. A parameter without one takes what its default is."""
    annotation = parameter.annotation
    if isinstance(annotation, str):
        try:
            annotation = eval(annotation, getattr(function, "__globals__", {}))
        except Exception:
            return annotation
    if annotation is parameter.empty:
        default = parameter.default
        return str if default is parameter.empty or default is None else type(default)
    return annotation


def _parse(text: str, kind: Any, default: Any = None) -> Any:
    origin = typing.get_origin(kind)
    if origin is typing.Annotated:
        return _parse(text, typing.get_args(kind)[0], default)
    if origin in _UNIONS:
        return _parse_union(text, typing.get_args(kind), default)
    if origin is Literal:
        return _parse_choice(text, {_shown(choice): choice for choice in typing.get_args(kind)})
    if kind is list or origin in (list, tuple):
        return _parse_sequence(text, kind)
    if isinstance(kind, type):
        if issubclass(kind, enum.Enum):
            return _parse_choice(text, {str(member.value): member for member in kind})
        if kind is str:
            return text
        if kind is bool:
            return _parse_bool(text)
        if kind in (int, float):
            return _parse_number(text, kind)
        if kind is type(None):
            return _parse_choice(text, dict.fromkeys(_NONE))
        if callable(getattr(kind, "parse", None)):
            return _parse_own(text, kind, default)
    raise ParameterError(f"values of type {_spelled(kind)} cannot be given as text; set it in a Python file")


def _parse_union(text: str, kinds: tuple[Any, ...], default: Any) -> Any:
    """The first type that takes the text; text itself comes last, for it takes everything."""
    if type(None) in kinds and text.strip().casefold() in _NONE:
        return None
    others = sorted((k for k in kinds if k is not type(None)), key=lambda k: k is str)
    said: ParameterError | None = None
    for kind in others:
        try:
            return _parse(text, kind, default)
        except ParameterError as error:
            said = said or error
    if len(others) > 1:
        said = ParameterError(f'"{text}" is not one of {", ".join(map(_spelled, others))}')
    raise said or ParameterError(f'"{text}" is not none')


def _parse_choice(text: str, choices: dict[str, Any]) -> Any:
    wanted = text.strip()
    if wanted not in choices:
        raise ParameterError(
            f'"{wanted}" is not a choice{did_you_mean(wanted, choices)}; use one of {", ".join(choices)}'
        )
    return choices[wanted]


def _parse_bool(text: str) -> bool:
    wanted = text.strip().casefold()
    if wanted not in _TRUE | _FALSE:
        raise ParameterError(f'"{text}" is not true or false')
    return wanted in _TRUE


def _parse_number(text: str, kind: type[int] | type[float]) -> int | float:
    try:
        value = kind(text.strip())
    except ValueError:  # also an integer of more digits than Python converts
        raise ParameterError(f'"{text[:60]}" is not a {"whole " if kind is int else ""}number') from None
    if not math.isfinite(value):
        raise ParameterError(f'"{text}" is not a finite number, and JSON has no other')
    return value


def _parse_sequence(text: str, kind: Any) -> Any:
    """A JSON array, or values with commas between them."""
    arguments = [a for a in typing.get_args(kind) if a is not Ellipsis] or [str]
    stripped = text.strip()
    if stripped.startswith("["):
        try:
            parts = [p if isinstance(p, str) else json.dumps(p) for p in json.loads(stripped)]
        except (ValueError, RecursionError):
            raise ParameterError(f'"{stripped[:60]}" is not a valid JSON array') from None
    else:
        parts = [part.strip() for part in stripped.split(",")] if stripped else []
    fixed = typing.get_origin(kind) is tuple and Ellipsis not in typing.get_args(kind)
    if fixed and len(parts) != len(arguments):
        raise ParameterError(f"{len(parts)} values instead of {len(arguments)}")
    kinds = arguments if fixed else arguments[:1] * len(parts)
    values = [_parse(part, inner) for part, inner in zip(parts, kinds, strict=True)]
    return tuple(values) if typing.get_origin(kind) is tuple else values


def _parse_own(text: str, kind: Any, default: Any) -> Any:
    try:
        return kind.parse(text, default if isinstance(default, kind) else None)
    except ValueError as error:
        raise ParameterError(str(error)) from None


def _shown(choice: Any) -> str:
    return str(choice.value if isinstance(choice, enum.Enum) else choice)


def _spelled(kind: Any) -> str:
    if isinstance(kind, str):
        return kind
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        return _spelled(arguments[0])
    if origin in _UNIONS:
        return " | ".join(_spelled(a) for a in arguments)
    if origin is Literal:
        return " | ".join(_shown(a) for a in arguments)
    if kind is type(None):
        return "none"
    if origin is not None:
        inner = ", ".join("..." if a is Ellipsis else _spelled(a) for a in arguments)
        return f"{origin.__name__}[{inner}]"
    return getattr(kind, "__name__", str(kind))
