"""Building one file of Python: its variants, their findings, and the JSON files that come of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from wflint.cli.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wflint.builders.artifacts import Artifact
    from wflint.builders.recipe import Recipe
    from wflint.builders.workflow import Workflow


class FileBuilder:
    """What the command line asks for, applied to one file after the other. ``stale`` says that a check failed
    for a file that is not what the code builds."""

    def __init__(
        self,
        params: tuple[str, ...],
        variant: str | None,
        target: str | None,
        output: Path | None,
        *,
        check: bool,
        lint: bool,
    ) -> None:
        self.params = params
        self.variant = variant
        self.target = target
        self.output = output
        self.check = check
        self.lint = lint
        self.stale = False
        self._built: dict[Path, Path] = {}  # what was written (or compared), and from which code

    def build(self, recipe: Recipe) -> bool:
        """Build (or check) a file with its variants; False when something of it is wrong.

        Raises click.UsageError for parameters that do not fit.
        """
        done = [self._one(recipe, variant) for variant in self._variants(recipe)]  # all, whatever fails
        return all(done)

    def _variants(self, recipe: Recipe) -> list[str]:
        if self.variant is not None:
            if self.variant not in recipe.variants or not self.variant:
                from wflint.diagnostics.suggest import did_you_mean

                names = [name for name in recipe.variants if name]
                known = f"there are {', '.join(names)}" if names else "it has none"
                near = did_you_mean(self.variant, names)
                raise click.UsageError(f'{recipe.path} has no variant "{self.variant}"{near}; {known}')
            return [self.variant]
        return [""] if self.params else list(recipe.variants)

    def _one(self, recipe: Recipe, variant: str) -> bool:
        from wflint.builders.artifacts import UnwritableError, artifacts_of
        from wflint.builders.parameters import ParameterError, parse_values
        from wflint.builders.recipe import RecipeError
        from wflint.cli.output import complain

        try:
            values = parse_values(self.params, recipe.parameters)
            workflow = recipe.make(values, variant=variant, target=self.target)
            artifacts = artifacts_of(workflow)
        except ParameterError as error:
            raise click.UsageError(f"{recipe.path}: {error}") from None
        except RecipeError as error:
            complain(str(error))
            return False
        except UnwritableError as error:
            complain(f"{recipe.path}{f' ({variant})' if variant else ''}: {error}")
            return False
        folder = self.output or recipe.path.parent
        paths = [(folder / (recipe.stem(variant) + a.ending), a) for a in artifacts]
        for path, _ in paths:
            other = self._built.setdefault(path, recipe.path)
            if other != recipe.path:
                raise click.UsageError(f"{other} and {recipe.path} would both be written to {path}")
        if self.lint and not _clean(workflow, recipe.path, variant):
            return False
        return self._compare(paths, recipe.path) if self.check else _write(paths)

    def _compare(self, paths: list[tuple[Path, Artifact]], code: Path) -> bool:
        from wflint.builders.artifacts import is_current
        from wflint.cli.output import complain

        current = True
        for path, artifact in paths:
            try:
                if is_current(path, artifact):
                    continue
                said = f"{path} is stale: {code} builds something else"
            except FileNotFoundError:
                said = f"{path} is missing: {code} builds it"
            except OSError as error:
                raise Failure(f"{path}: {error.strerror or error}") from None
            complain(said)
            self.stale, current = True, False
        return current


def describe(recipe: Recipe) -> Iterator[str]:
    """The parameters of a file as lines: name, type, default; and its variants."""
    yield f"{recipe.path}: {recipe.summary}\n" if recipe.summary else f"{recipe.path}\n"
    width = max(map(len, recipe.parameters), default=0)
    for parameter in recipe.parameters.values():
        default = "must be given" if parameter.required else f"default {parameter.default!r}"
        yield f"  {parameter.name:{width}}  {parameter.type_name}, {default}\n"
    for name, values in recipe.variants.items():
        if name:
            yield f"  variant {name}: {', '.join(f'{k}={v!r}' for k, v in values.items())}\n"


def _clean(workflow: Workflow, path: Path, variant: str) -> bool:
    from wflint.cli.output import complain
    from wflint.diagnostics import Severity

    errors = [d for d in workflow.check() if d.severity is Severity.ERROR]
    for d in errors:
        complain(f"{path}{f' ({variant})' if variant else ''}: {d.code} {d.slug}: {d.line}")
    return not errors


def _write(paths: list[tuple[Path, Artifact]]) -> bool:
    from wflint.cli.output import write
    from wflint.writing import write_file

    for path, artifact in paths:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_file(path, artifact.text)
        except OSError as error:
            raise Failure(f"{error.filename or path}: {error.strerror or error}") from None
        write([f"{path}\n"])
    return True
