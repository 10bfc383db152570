"""An import hook that stands in for heavy packages (torch, diffusers, ...) while InvokeAI is imported.

Every module below a faked root exists, and every attribute of it is a class that can be subclassed,
called, indexed, compared and used as an annotation or decorator. That is enough to import InvokeAI's
application and to build its schema, which depends on few of their values; it is not enough to run
anything. A package that is neither faked nor installed fails loudly, as always.
"""

from __future__ import annotations

import abc
import ast
import contextlib
import importlib.abc
import importlib.machinery
import sys
from functools import cache
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_VERSION = "99.0.0"


class FakeMeta(abc.ABCMeta):
    """The class of fake classes: unknown attributes are fake classes again."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return _made(f"{cls.__module__}.{cls.__qualname__}", name)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls.__dict__.get("_fake"):
            if len(args) == 1 and not kwargs and isinstance(args[0], (FunctionType, type)):
                return args[0]  # used as a decorator
            return cls.__new__(cls)  # type: ignore[call-arg, arg-type]
        return super().__call__(*args, **kwargs)

    def __getitem__(cls, _item: Any) -> Any:
        return cls

    def __iter__(cls) -> Iterator[Any]:
        return iter(())

    def __or__(cls, other: Any) -> Any:
        return super().__or__(other) if isinstance(other, type) or other is None else cls

    def __ror__(cls, other: Any) -> Any:
        return super().__ror__(other) if isinstance(other, type) or other is None else cls

    def __bool__(cls) -> bool:
        return True

    def __lt__(cls, other: Any) -> bool:
        return False

    __gt__ = __le__ = __ge__ = __lt__

    def __len__(cls) -> int:
        return 0

    def __int__(cls) -> int:
        return 0

    def __float__(cls) -> float:
        return 0.0


class Fake(metaclass=FakeMeta):
    """The base of fake classes; instances are as permissive as the classes."""

    _fake = True

    def __init_subclass__(cls, **_kwargs: Any) -> None:
        super().__init_subclass__()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return _made(f"{type(self).__module__}.{type(self).__qualname__}", name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and not kwargs and isinstance(args[0], (FunctionType, type)):
            return args[0]
        return self

    def __getitem__(self, _item: Any) -> Any:
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return False

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_exc: object) -> None:
        return None

    def __lt__(self, _other: Any) -> bool:
        return False

    __gt__ = __le__ = __ge__ = __lt__

    def __int__(self) -> int:
        return 0

    def __float__(self) -> float:
        return 0.0


def _same(fake: Any, *_others: Any) -> Any:
    return fake


# Arithmetic with a fake gives the fake. Classes have their own `|`: it makes unions of annotations.
for _name in (
    "add",
    "sub",
    "mul",
    "matmul",
    "truediv",
    "floordiv",
    "mod",
    "pow",
    "lshift",
    "rshift",
    "and",
    "xor",
):
    for _operator in (f"__{_name}__", f"__r{_name}__"):
        setattr(FakeMeta, _operator, _same)
        setattr(Fake, _operator, _same)
for _operator in ("__neg__", "__pos__", "__abs__", "__invert__"):
    setattr(FakeMeta, _operator, _same)
    setattr(Fake, _operator, _same)
Fake.__or__ = Fake.__ror__ = _same  # type: ignore[method-assign]


_classes: dict[tuple[str, str], Any] = {}


def _made(owner: str, name: str) -> Any:
    key = (owner, name)
    if key not in _classes:
        _classes[key] = FakeMeta(name, (Fake,), {"_fake": True, "__module__": owner})
    return _classes[key]


class FakeModule(ModuleType):
    """A module whose every attribute is a fake class, or the fake submodule of that name."""

    def __getattr__(self, name: str) -> Any:
        if name == "__version__":
            return _VERSION
        source: Path | None = self.__dict__.get("_source")
        if source is not None and name.isupper():
            with contextlib.suppress(KeyError):
                return literals(source)[name]
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        submodule = sys.modules.get(f"{self.__name__}.{name}")
        return submodule if submodule is not None else _made(self.__name__, name)


@cache
def literals(source: Path) -> dict[str, Any]:
    """The constants that a module's source spells out (``NAMES = [...]``), without running it."""
    found: dict[str, Any] = {}
    for item in ast.parse(source.read_text(encoding="utf-8")).body:
        target = item.targets[0] if isinstance(item, ast.Assign) else None
        if isinstance(target, ast.Name) and isinstance(item, ast.Assign):
            with contextlib.suppress(ValueError):
                found[target.id] = ast.literal_eval(item.value)
    return found


class FakeFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds every module below the faked roots, and notes which other top-level modules nobody found.

    ``sources`` is a folder with the source of some faked packages: their constants are read there, as
    InvokeAI takes a few defaults from them.
    """

    def __init__(self, roots: Iterable[str], sources: Path) -> None:
        self.roots = frozenset(roots)
        self.sources = sources
        self.missing: set[str] = set()

    def install(self) -> None:
        """Put the finder first on the import path, and its note-taker last."""
        sys.meta_path.insert(0, self)
        sys.meta_path.append(_NoteTaker(self.missing))

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """A spec for modules below the faked roots."""
        if fullname.partition(".")[0] not in self.roots:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """The fake module."""
        module = FakeModule(spec.name)
        module.__path__ = []
        path = self.sources.joinpath(*spec.name.split("."))
        for source in (path.with_suffix(".py"), path / "__init__.py"):
            if source.is_file():
                module.__dict__["_source"] = source
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""


class _NoteTaker(importlib.abc.MetaPathFinder):
    def __init__(self, missing: set[str]) -> None:
        self.missing = missing

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> None:
        """Nobody found this module."""
        if "." not in fullname:
            self.missing.add(fullname)
