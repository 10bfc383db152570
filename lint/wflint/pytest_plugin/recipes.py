"""Workflows in Python as test items: each builds, lints, survives a round trip, and is what is committed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from wflint.plain import one_line
from wflint.pytest_plugin.documents import finding_line, target_of
from wflint.pytest_plugin.failures import ItemFailedError, told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

    from wflint.builders.recipe import Recipe
    from wflint.builders.workflow import Workflow


class RecipeFile(pytest.File):
    """A file with a ``build`` function."""

    def collect(self) -> Iterator[pytest.Item]:
        """Four items for each variant. Loads the file, as pytest does with every test file."""
        from wflint.builders.recipe import RecipeError, load_recipe

        try:
            recipe = load_recipe(self.path)
        except RecipeError as error:
            raise self.CollectError(one_line(str(error))) from None
        target: str | None = target_of(self.config)
        for variant in recipe.variants:
            built = Built(recipe, variant, target)
            for kind in (BuildItem, LintBuiltItem, RecipeRoundTripItem, StoredItem):
                name = one_line(f"{kind.title}[{variant}]") if variant else kind.title
                yield kind.from_parent(self, name=name, built=built)


class Built:
    """A variant, built once for all its items (of this xdist worker). What goes wrong is kept for each."""

    def __init__(self, recipe: Recipe, variant: str, target: str | None) -> None:
        self.recipe = recipe
        self.variant = variant
        self.target = target
        self._workflow: Workflow | None = None
        self._error: Exception | None = None

    def workflow(self) -> Workflow:
        """It. Raises RecipeError, ParameterError."""
        if self._workflow is None and self._error is None:
            try:
                target = self.target if "target" in self.recipe.parameters else None
                self._workflow = self.recipe.make(variant=self.variant, target=target)
            except Exception as error:
                self._error = error
        if self._error is not None:
            raise self._error
        assert self._workflow is not None
        return self._workflow

    def workflow_or_skip(self) -> Workflow:
        """It, for the items after the first: one that does not build is one failure."""
        try:
            return self.workflow()
        except Exception as error:
            pytest.skip(one_line(f"it does not build: {error}"))


class _Item(pytest.Item):
    title = ""

    def __init__(self, *, built: Built, **options: Any) -> None:
        super().__init__(**options)
        self.built = built
        self.add_marker("wflint")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What is wrong instead of a traceback through wflint."""
        return told(excinfo.value) or super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[PathLike[str] | str, int | None, str]:
        """Where it is."""
        return self.path, 0, one_line(f"{self.name} {self.path.name}")


class BuildItem(_Item):
    """``build()`` runs and returns a workflow."""

    title = "build"

    def runtest(self) -> None:
        """Build it. Raises RecipeError, ParameterError."""
        self.built.workflow()


class LintBuiltItem(_Item):
    """The built workflow has no errors on its release."""

    title = "lint"

    def runtest(self) -> None:
        """Check it. Raises ItemFailedError."""
        from wflint.diagnostics import Severity

        found = self.built.workflow_or_skip().check()
        errors = [finding_line(self.path, d) for d in found if d.severity is Severity.ERROR]
        if errors:
            raise ItemFailedError(errors)


class RecipeRoundTripItem(_Item):
    """The workflow that the editor opens makes the very graph that the code describes."""

    title = "round-trip"

    def runtest(self) -> None:
        """Convert there and back. Raises ItemFailedError."""
        from wflint.pytest_plugin.round_trip import lost_in_workflow

        lost = lost_in_workflow(self.built.workflow_or_skip())
        if lost:
            raise ItemFailedError(lost.split("\n"))


class StoredItem(_Item):
    """The JSON files beside the code are what it builds."""

    title = "stored"

    def runtest(self) -> None:
        """Compare. Raises ItemFailedError; skips when nothing is stored, or for another release."""
        from wflint.pytest_plugin.stored import stale

        built = self.built
        if built.target is not None:
            pytest.skip(one_line(f"the files beside it are not built for {built.target}"))
        lines = stale(built.recipe, built.variant, built.workflow_or_skip())
        if lines is None:
            pytest.skip(one_line(f"nothing is stored beside it: wflint build {self.path.name}"))
        if lines:
            stored = one_line(f"to store what it builds now: wflint build {self.path.name}")
            raise ItemFailedError([*lines, stored])
