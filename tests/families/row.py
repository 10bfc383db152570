"""A row of the truth table: a graph, what is wrong with it, and what InvokeAI makes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tests.families.recipe import Recipe

Effect = Literal["ok", "rejected", "fails", "silent", "advice"]

# The beginnings of what InvokeAI says of several faults.
NONE_TYPE = "TypeError: argument of type 'NoneType' is not iterable"
MATRICES = "RuntimeError: mat1 and mat2 shapes cannot be multiplied"
TENSOR_SIZE = "RuntimeError: The size of tensor a"
ASSERTION = "AssertionError"
MAIN_PIPELINE = "Exception: A submodel type must be provided when loading main pipelines."


@dataclass(frozen=True)
class Row:
    """One graph.

    ``name`` is ``<slug of the rule>/<what>``; ``ok/<what>`` for correct graphs, that give no finding.
    ``says`` begins InvokeAI's own error (``TypeError: argument of type``) where there is one.
    ``twin`` names the correct row that differs only in the fault; ``same`` says that the pictures of the
    two are equal, pixel by pixel: what the fault is about did nothing.
    """

    name: str
    recipe: Recipe
    wrong: str = ""
    effect: Effect = "ok"
    says: str = ""
    twin: str = ""
    same: bool | None = None

    @property
    def slug(self) -> str:
        """The rule that finds it; ``ok`` for none."""
        return self.name.partition("/")[0]

    def under(self, slug: str) -> Row:
        """The row under the name of a rule; a row whose name has one keeps it."""
        return self if "/" in self.name else replace(self, name=f"{slug}/{self.name}")


def ok(name: str, recipe: Recipe) -> Row:
    """A correct graph."""
    return Row(f"ok/{name}", recipe)


def fails(name: str, recipe: Recipe, wrong: str, says: str) -> Row:
    """Accepted, then the run ends in an error."""
    return Row(name, recipe, wrong, "fails", says)


def refused(name: str, recipe: Recipe, wrong: str, says: str = "") -> Row:
    """Not even queued (HTTP 422)."""
    return Row(name, recipe, wrong, "rejected", says)


def silent(name: str, recipe: Recipe, wrong: str, twin: str = "", *, same: bool | None = None) -> Row:
    """A picture comes out, and nobody is told."""
    return Row(name, recipe, wrong, "silent", twin=twin and f"ok/{twin}", same=same)


def advice(name: str, recipe: Recipe, wrong: str) -> Row:
    """Runs as written, but hardly as meant."""
    return Row(name, recipe, wrong, "advice")
