"""Values that tell types apart: for a type its limits, options and members, each just within and just beyond.

Nothing is drawn: the same type gives the same values, the most ordinary one first.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.catalogue.model import Catalogue
    from wflint.catalogue.types import TypeExpr

_LIMITS = ("ge", "gt", "le", "lt")
_DEEPEST = 3
_MOST = 400  # values of one type


class Probes(NamedTuple):
    """The values of types of one release."""

    catalogue: Catalogue

    def typical(self, t: TypeExpr, depth: int = 0) -> Any:
        """A value that the type takes, as somebody would set it."""
        kind = t.kind
        if kind in ("int", "float"):
            return _typical_number(t)
        if kind == "list":
            return [self.typical(t.args[0], depth + 1) for _ in range(t.bounds.get("min", 0))]
        if kind == "tuple":
            return [self.typical(one, depth + 1) for one in t.args]
        if kind in ("union", "bound"):
            given = [one for one in t.args if one.kind != "null"]
            bounded = kind == "bound" and given[0].kind in ("int", "float")
            return _typical_number(t) if bounded else self.typical(given[0], depth) if given else None
        if kind == "enum":
            return t.options[0]
        if kind == "ref":
            return self._typical_model(t, depth)
        plain = {"str": "x" * t.bounds.get("min", 1), "bool": True, "object": {"a": 1}, "any": 1, "dict": {}}
        return plain.get(kind)

    def _typical_model(self, t: TypeExpr, depth: int) -> Any:
        model = self.catalogue.model(t.name)
        if model is None or model.options:
            return model.options[0] if model else None
        if model.root is not None:
            return self.typical(model.root, depth + 1)
        return {name: self.typical(model.fields[name], depth + 1) for name in model.required}

    def of(self, t: TypeExpr) -> list[Any]:
        """Values in the type and beside it, each once."""
        found: dict[str, Any] = {}
        for value in self._of(t, 0):
            found.setdefault(json.dumps(value, sort_keys=True), value)
            if len(found) == _MOST:
                break
        return list(found.values())

    def _of(self, t: TypeExpr, depth: int) -> Iterator[Any]:
        yield self.typical(t, depth)
        kind = t.kind
        if kind in ("int", "float"):
            yield from _near(t.bounds, whole=kind == "int")
        elif kind == "str":
            yield from _lengths(t.bounds, lambda size: "x" * size)
        elif kind == "bool":
            yield False
        elif kind == "enum":
            yield from (*t.options, "no-such-option")
        elif kind == "list":
            item = self.typical(t.args[0], depth + 1)
            yield from _lengths(t.bounds, lambda size: [item] * size)
            size = max(1, t.bounds.get("min", 1))
            yield from ([one, *[item] * (size - 1)] for one in self._of(t.args[0], depth + 1))
        elif kind == "dict":
            yield from ({"a": one} for one in self._of(t.args[0], depth + 1))
        elif kind == "tuple":
            items = self.typical(t, depth)
            yield items[1:]
            for at, part in enumerate(t.args):
                yield from ([*items[:at], one, *items[at + 1 :]] for one in self._of(part, depth + 1))
        elif kind in ("union", "bound"):
            if kind == "bound":
                yield from _near(t.bounds, whole=False)
            for part in t.args:
                yield from self._of(part, depth)
        elif kind == "ref" and depth <= _DEEPEST:
            yield from self._of_model(t, depth)
        elif kind == "any":
            yield from ("x", None, [1])

    def _of_model(self, t: TypeExpr, depth: int) -> Iterator[Any]:
        model = self.catalogue.model(t.name)
        if model is None:
            return
        if model.options:
            yield from (*model.options, "no-such-option")
            return
        if model.root is not None:
            yield from self._of(model.root, depth + 1)
            return
        plain = self._typical_model(t, depth)
        for name, member in model.fields.items():
            if name in plain:
                yield {key: value for key, value in plain.items() if key != name}
            yield from ({**plain, name: value} for value in self._of(member, depth + 1))
        yield {**plain, "no_such_member": 1}


def _typical_number(t: TypeExpr) -> Any:
    bounds = t.bounds
    step = bounds.get("mult", 1)
    low = bounds.get("ge", bounds["gt"] + step if "gt" in bounds else None)
    high = bounds.get("le", bounds["lt"] - step if "lt" in bounds else None)
    number = 1 if low is None and high is None else low if low is not None else high
    if "gt" in bounds and high is not None and number > high:
        number = (bounds["gt"] + high) / 2  # between 0 and 1, both excluded
    return max(number, step) if low is None or (low <= step and (high is None or step <= high)) else number


def _near(bounds: dict[str, Any], *, whole: bool) -> Iterator[Any]:
    for limit in [bounds[name] for name in _LIMITS if name in bounds] or [0]:
        yield from (limit - 1, limit, limit + 1)
        if not whole:
            yield from (limit - 0.5, limit + 0.5)
    step = bounds.get("mult")
    if step:
        yield from (step, step * 64, step * 64 + 1, step * 64 + step / 2)
    yield from (-(10**6), 10**6)


def _lengths(bounds: dict[str, Any], make: Any) -> Iterable[Any]:
    sizes = {0, 1, 2} | {bounds[name] + by for name in ("min", "max") if name in bounds for by in (-1, 0, 1)}
    return [make(size) for size in sorted(sizes) if 0 <= size <= 2000]
