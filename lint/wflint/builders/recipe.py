"""Workflows as files of Python: a file with a function ``build`` that returns a ``Workflow``.

A file is recognised by its text and runs only when it is loaded. Loading and building execute it, with its
folder at hand for imports as ``python FILE`` has it.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.builders.parameters import Parameter, ParameterError, check_given, parameters_of
from wflint.diagnostics.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from wflint.builders.workflow import Workflow

FUNCTION = "build"
VARIANTS = "VARIANTS"
TARGET = "target"
_VARIANT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_HINT = re.compile(rf"^def {FUNCTION}\b", re.MULTILINE)


class RecipeError(Exception):
    """A file that cannot be loaded, or that fails to build. The text begins with file and line."""


class Recipe(NamedTuple):
    """A loaded file. ``variants`` are named sets of parameter values; "" is the one without any."""

    path: Path
    summary: str
    function: Callable[..., Any]
    parameters: dict[str, Parameter]
    variants: dict[str, dict[str, Any]]

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem

    def stem(self, variant: str = "") -> str:
        """What the names of the files of a variant begin with: ``flux_controlnet.depth``."""
        return f"{self.name}.{variant}" if variant else self.name

    def make(
        self, values: Mapping[str, Any] | None = None, *, variant: str = "", target: str | None = None
    ) -> Workflow:
        """Build it. ``target`` is an InvokeAI release, for files whose ``build`` takes one.

        Raises ParameterError for values that do not fit, RecipeError when the file's own code fails.
        """
        from wflint.builders.workflow import Workflow

        given = {**self.variants[variant], **(values or {})}
        if target is not None:
            if TARGET not in self.parameters:
                raise ParameterError(f'its {FUNCTION}() has no parameter "{TARGET}"; give it one')
            given[TARGET] = target
        check_given(given, self.parameters)
        with _running(self.path):
            made = self.function(**given)
        if not isinstance(made, Workflow):
            raise RecipeError(f"{self.path}: {FUNCTION}() returned {type(made).__name__}, not a Workflow")
        return made


def is_recipe(path: Path) -> bool:
    """Whether a file is one by its text: it imports wflint and has ``def build(...) -> Workflow`` at its top.

    Runs nothing. What is named on a command line is loaded without being asked this; it is for searches,
    which must not run the code of others.
    """
    try:
        source = path.read_bytes()
        if b"wflint" not in source or _HINT.search(source.decode("utf-8", "replace")) is None:
            return False
        tree = ast.parse(source)
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(map(_defines_build, tree.body)) and any(map(_imports_wflint, ast.walk(tree)))


def summary_of(path: Path) -> str:
    """The first line of a file's docstring; nothing is run. Raises OSError, SyntaxError."""
    text = ast.get_docstring(ast.parse(path.read_bytes())) or ""
    return text.partition("\n")[0]


def load_recipe(path: Path) -> Recipe:
    """Load a file: executes it. Raises OSError when it cannot be read, RecipeError for all else."""
    source = path.read_bytes()
    module = ModuleType(f"wflint_recipe_{re.sub(r'[^0-9a-zA-Z_]', '_', path.stem)}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module  # dataclasses and annotations look their module up
    with _running(path):
        exec(compile(source, str(path), "exec", dont_inherit=True), module.__dict__)
    function = getattr(module, FUNCTION, None)
    if not callable(function):
        raise RecipeError(f"{path}: it has no function {FUNCTION}() that returns a Workflow")
    try:
        parameters = parameters_of(function)
        variants = _variants(getattr(module, VARIANTS, {}), parameters)
    except ParameterError as error:
        raise RecipeError(f"{path}: {error}") from None
    summary = (module.__doc__ or "").strip().partition("\n")[0]
    return Recipe(path, summary, function, parameters, variants)


def _defines_build(node: ast.stmt) -> bool:
    if not isinstance(node, ast.FunctionDef) or node.name != FUNCTION or node.returns is None:
        return False
    return "Workflow" in ast.unparse(node.returns)


def _imports_wflint(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").partition(".")[0] == "wflint"
    return isinstance(node, ast.Import) and any(a.name.partition(".")[0] == "wflint" for a in node.names)


def _variants(found: Any, parameters: dict[str, Parameter]) -> dict[str, dict[str, Any]]:
    """The variants of a file, checked. Raises ParameterError."""
    if not isinstance(found, dict):
        raise ParameterError(f"{VARIANTS} is a {type(found).__name__}, not a dict of names to parameters")
    variants: dict[str, dict[str, Any]] = {"": {}}
    for name, values in found.items():
        if not isinstance(name, str) or not _VARIANT_NAME.fullmatch(name):
            raise ParameterError(f"{VARIANTS}: {name!r} is not a file name; use letters, digits, _ and -")
        if not isinstance(values, dict):
            raise ParameterError(f"{VARIANTS}: {name} is not a dict of parameters")
        for key in values:
            if key not in parameters:
                near = did_you_mean(key, parameters) if isinstance(key, str) else ""
                raise ParameterError(f"{VARIANTS}: {name} sets {key!r}, which is not a parameter{near}")
        variants[name] = values
    return variants


@contextmanager
def _running(path: Path) -> Iterator[None]:
    """Run a file's code: imports from its folder work, its errors say where in the file they were made.

    What it imports from its own folder is forgotten afterwards, so that two folders may each have a module
    of the same name.
    """
    folder = str(path.parent.resolve())
    before = set(sys.modules)
    sys.path.insert(0, folder)
    try:
        yield
    except KeyboardInterrupt:
        raise
    except RecipeError:
        raise
    except BaseException as error:
        raise RecipeError(_explained(error, path)) from error
    finally:
        if folder in sys.path:
            sys.path.remove(folder)
        own = [name for name in set(sys.modules) - before if _is_own(name, path.parent)]
        for name in own:
            del sys.modules[name]


def _is_own(name: str, folder: Path) -> bool:
    """Whether a module was found in that folder itself, rather than in an environment that lies in it."""
    root = name.partition(".")[0]
    file = getattr(sys.modules.get(root), "__file__", None)
    if root.startswith("wflint") or not isinstance(file, str):
        return False
    places = (folder / f"{root}.py", folder / root / "__init__.py")
    return os.path.realpath(file) in map(os.path.realpath, places)


def _explained(error: BaseException, path: Path) -> str:
    """``fox.py:12: NameError: name 'x' is not defined``: the deepest line of the file that led to it."""
    line = 0
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return f"{path}:{error.lineno or 1}: SyntaxError: {error.msg}"
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    said = " ".join(str(error).split()) or "no message"
    if not type(error).__module__.startswith("wflint"):  # wflint's own errors are sentences for the user
        said = f"{type(error).__name__}: {said}"
    return f"{path}:{line}: {said}" if line else f"{path}: {said}"
