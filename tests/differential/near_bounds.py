"""Literals on, just within and just beyond the limits of their inputs, spelt in several ways."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tests.differential.value_cases import ValueCases

if TYPE_CHECKING:
    import random

    from wflint.catalogue.model import Catalogue
    from wflint.catalogue.types import TypeExpr

_LIMITS = ("ge", "gt", "le", "lt", "mult")
_DEEPEST = 3


class NearBounds(ValueCases):
    """Draws ``(node type, values)``: one input with limits gets a value near one, the rest is right."""

    def __init__(self, catalogue: Catalogue, rng: random.Random) -> None:
        super().__init__(catalogue, rng)
        self.limited = [
            (node, name)
            for node in self.nodes
            for name, definition in node.inputs.items()
            if _has_limits(definition.type, catalogue)
        ]

    def draw(self) -> tuple[str, dict[str, Any]]:
        """One node."""
        node, name = self.rng.choice(self.limited)
        values = {n: self.right(i.type) for n, i in node.inputs.items() if i.schema_required}
        values[name] = self.near(node.inputs[name].type)
        if self.checked and self.rng.random() < 0.2:
            other = self.rng.choice(list(node.inputs))
            values[other] = self.right(node.inputs[other].type)
        return node.type, values

    def near(self, expected: TypeExpr, depth: int = 0) -> Any:
        """A value near a limit of the type."""
        kind, rng = expected.kind, self.rng
        if kind in ("int", "float"):
            return self._near_number(expected)
        if kind in ("union", "bound"):
            limited = [a for a in expected.args if _has_limits(a, self.catalogue)]
            if expected.kind == "bound" and not limited:
                return self._near_bound(expected)
            return self.near(rng.choice(limited or expected.args), depth)
        if kind == "list":
            return self._near_list(expected, depth)
        if kind == "str" and expected.bounds:
            size = expected.bounds.get("max", expected.bounds.get("min", 1)) + rng.choice((-1, 0, 1))
            return "x" * max(0, size)
        if kind == "enum":
            option = rng.choice(expected.options)
            return rng.choice((option, option.upper(), f"{option} ")) if isinstance(option, str) else option
        if kind == "ref" and depth < _DEEPEST:
            value = self.right(expected, depth)
            model = self.catalogue.model(expected.name)
            names = [n for n, t in (model.fields if model else {}).items() if _has_limits(t, self.catalogue)]
            if names and model is not None and isinstance(value, dict):
                name = rng.choice(names)
                value[name] = self.near(model.fields[name], depth + 1)
            return value
        return self.right(expected, depth)

    def _near_bound(self, expected: TypeExpr) -> Any:
        """Limits that stand around a whole union: of numbers, or of lists and numbers."""
        inner = expected.args[0]
        members = [a for a in (inner.args if inner.kind == "union" else (inner,)) if a.kind != "null"]
        number = self._near_number(expected)
        return self.rng.choice((number, number, [number])) if members else None

    def _near_number(self, expected: TypeExpr) -> Any:
        rng = self.rng
        limits = [expected.bounds[name] for name in _LIMITS if name in expected.bounds]
        limit = rng.choice(limits or [0])
        whole = limit + rng.choice((-1, 0, 0, 1))
        if expected.bounds.get("mult") and rng.random() < 0.5:
            whole = expected.bounds["mult"] * rng.choice((0, 1, 3, 64)) + rng.choice((0, 0, 1))
        close = rng.choice(
            (
                whole,
                whole,
                float(whole),
                limit + 1e-9,
                limit - 1e-9,
                limit + 0.5,
                math.nextafter(limit, math.inf),
                math.nextafter(limit, -math.inf),
            )
        )
        return rng.choice((close, close, close, close, str(close), [close]))

    def _near_list(self, expected: TypeExpr, depth: int) -> Any:
        rng, bounds = self.rng, expected.bounds
        sizes = [bounds[name] + change for name in ("min", "max") if name in bounds for change in (-1, 0, 1)]
        size = max(0, rng.choice(sizes or [0, 1, 2]))
        items = [self.right(expected.args[0], depth + 1) for _ in range(size)]
        if items and _has_limits(expected.args[0], self.catalogue):
            items[-1] = self.near(expected.args[0], depth + 1)
        return items


def _has_limits(expected: TypeExpr, catalogue: Catalogue, depth: int = 0) -> bool:
    if expected.bounds or expected.kind == "enum":
        return True
    if expected.kind == "ref" and depth < _DEEPEST:
        model = catalogue.model(expected.name)
        return model is not None and any(_has_limits(t, catalogue, depth + 1) for t in model.fields.values())
    return any(_has_limits(a, catalogue, depth + 1) for a in expected.args)
