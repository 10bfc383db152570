"""Which values of a type another release no longer takes: nested models, enumerations and bounds included."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wflint.catalogue.types import TypeExpr
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.catalogue.model import Catalogue, ModelDef

_DEEPEST = 12  # nested models; InvokeAI's own nest three deep


class Loss(NamedTuple):
    """Values that are no longer taken: in words, and the nested model that they lie in (else empty)."""

    words: str
    model: str = ""


def lost_values(old: TypeExpr, new: TypeExpr, before: Catalogue, after: Catalogue) -> list[Loss]:
    """What ``old`` has in one release and ``new`` in another does not take; empty when it takes all of it.

    The words of one loss are like ``"values below 8"``, ``"'fast'"``, ``"null"``.
    """
    return list(dict.fromkeys(_Values(before, after).lost(old, new, "", 0)))


class _Values:
    def __init__(self, before: Catalogue, after: Catalogue) -> None:
        self._before = before
        self._after = after

    def lost(self, old: TypeExpr, new: TypeExpr, where: str, depth: int) -> list[Loss]:
        if depth > _DEEPEST:
            return []
        if new.kind == "bound" or old.kind == "bound":
            inner_old = old.args[0] if old.kind == "bound" else old
            inner_new = new.args[0] if new.kind == "bound" else new
            found = self.lost(inner_old, inner_new, where, depth + 1)
            outer_old = old.bounds if old.kind == "bound" else {}
            outer_new = new.bounds if new.kind == "bound" else {}
            return found + [Loss(words, where) for words in _lost_by_bounds(outer_old, outer_new, old)]
        if old.kind == "union":
            return [loss for part in old.args for loss in self.lost(part, new, where, depth + 1)]
        if new.kind == "union":
            options = self._options(old, self._before)
            each = (
                [old] if options is None else [TypeExpr("enum", name=old.name, options=(o,)) for o in options]
            )
            return [loss for one in each for loss in self._by_some(one, new.args, where, depth)]
        if new.kind == "any":
            return []
        options = self._options(old, self._before)
        taken = self._options(new, self._after)
        if options is not None:
            return self._lost_options(options, taken, new, old, where)
        if old.kind == "ref" and new.kind == "ref":
            return self._lost_of_models(old, new, depth)
        if old.kind != new.kind:
            if (old.kind, new.kind) == ("int", "float"):
                return [Loss(words, where) for words in _lost_by_bounds(old.bounds, new.bounds, old)]
            return [Loss(_plural(old), where)]
        found = [Loss(words, where) for words in _lost_by_bounds(old.bounds, new.bounds, old)]
        if old.kind == "tuple" and len(old.args) != len(new.args):
            return [Loss(str(old), where)]
        for one, other in zip(old.args, new.args, strict=False):
            found += self.lost(one, other, where, depth + 1)
        return found

    def _by_some(self, old: TypeExpr, parts: Iterable[TypeExpr], where: str, depth: int) -> list[Loss]:
        """A value fits a union if it fits one of its parts; else the nearest part says what is lost."""
        tried = []
        for part in parts:
            found = self.lost(old, part, where, depth + 1)
            if not found:
                return []
            tried.append((part.kind != old.kind, len(found), found))
        return min(tried, key=lambda one: one[:2])[2] if tried else []

    def _options(self, t: TypeExpr, catalogue: Catalogue) -> tuple[Any, ...] | None:
        """The values of an enumeration, however the schema spells it; None of all else."""
        if t.kind == "enum":
            return t.options
        model = catalogue.model(t.name) if t.kind == "ref" else None
        return model.options if model is not None and model.options else None

    def _lost_options(
        self,
        options: tuple[Any, ...],
        taken: tuple[Any, ...] | None,
        new: TypeExpr,
        old: TypeExpr,
        where: str,
    ) -> list[Loss]:
        if taken is None:
            kinds = {"str": str, "int": int, "float": (int, float)}.get(new.kind)
            options = tuple(o for o in options if kinds is None or not isinstance(o, kinds))  # type: ignore[arg-type]
            taken = ()
        model = old.name or where
        return [Loss(json.dumps(o, ensure_ascii=False), model) for o in options if o not in taken]

    def _lost_of_models(self, old: TypeExpr, new: TypeExpr, depth: int) -> list[Loss]:
        if old.name != new.name and old.name not in self._after.model_names:
            before, after = self._before.model(old.name), self._after.model(new.name)
            if before is None or after is None or not _same_members(before, after):
                return [Loss(_plural(old))]
            return list(self._lost_members(before, after, new.name, depth))
        if old.name != new.name:
            return [] if new.name in self._after.ancestors(old.name) else [Loss(_plural(old))]
        before, after = self._before.model(old.name), self._after.model(new.name)
        if before is None or after is None:
            return []
        return list(self._lost_members(before, after, old.name, depth))

    def _lost_members(self, before: ModelDef, after: ModelDef, name: str, depth: int) -> Iterator[Loss]:
        for member, t in before.fields.items():
            if member in after.fields:
                yield from self.lost(t, after.fields[member], name, depth + 1)
            elif after.extra == "forbid":
                yield Loss(f'the member "{member}"', name)
        for member in after.required:
            if member not in before.required:
                yield Loss(f'those without "{member}"', name)
        if before.root is not None and after.root is not None:
            yield from self.lost(before.root, after.root, name, depth + 1)


def _same_members(one: ModelDef, other: ModelDef) -> bool:
    return bool(one.fields) and one.fields.keys() == other.fields.keys()


def _lost_by_bounds(old: dict[str, Any], new: dict[str, Any], t: TypeExpr) -> Iterator[str]:
    """What narrower bounds lose, in words."""
    if old == new:
        return
    low_old, low_new = _lowest(old), _lowest(new)
    if low_new is not None and (low_old is None or low_new > low_old):
        yield f"values {'below' if low_new[1] == 0 else 'up to'} {_number(low_new[0])}"
    high_old, high_new = _highest(old), _highest(new)
    if high_new is not None and (high_old is None or high_new < high_old):
        number = _number(high_new[0])
        yield f"values above {number}" if high_new[1] == 0 else f"values from {number} on"
    multiple = new.get("mult")
    if multiple is not None and not _divides(multiple, old.get("mult")):
        yield f"values that are not multiples of {_number(multiple)}"
    what = "texts" if t.kind == "str" else "lists"
    if new.get("min", 0) > old.get("min", 0):
        yield f"{what} shorter than {new['min']}"
    if "max" in new and ("max" not in old or new["max"] < old["max"]):
        yield f"{what} longer than {new['max']}"
    if "pattern" in new and new["pattern"] != old.get("pattern"):
        yield f"texts that do not match {new['pattern']}"
    if new.get("finite") and not old.get("finite"):
        yield "infinite numbers and NaN"


def _lowest(bounds: dict[str, Any]) -> tuple[float, int] | None:
    """The lower bound: its number, and whether that itself is excluded (1)."""
    found = [(bounds[key], rank) for key, rank in (("ge", 0), ("gt", 1)) if key in bounds]
    return max(found) if found else None


def _highest(bounds: dict[str, Any]) -> tuple[float, int] | None:
    """The upper bound: its number, and whether that itself is excluded (-1)."""
    found = [(bounds[key], rank) for key, rank in (("le", 0), ("lt", -1)) if key in bounds]
    return min(found) if found else None


def _divides(multiple: float, old: float | None) -> bool:
    return old is not None and multiple != 0 and old % multiple == 0


def _number(value: float) -> str:
    if abs(value) < 1e6:
        return f"{value:g}"
    return str(value) if type(value) is int else f"{value:.0f}"  # beyond floats, too


def _plural(t: TypeExpr) -> str:
    return {
        "null": "null",
        "int": "integers",
        "float": "numbers with a fraction",
        "str": "texts",
        "bool": "true and false",
        "any": "values of any type",
        "object": "objects",
    }.get(t.kind, f"values of type {t}")
