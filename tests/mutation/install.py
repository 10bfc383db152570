"""A change put in place in a forked child, the files as they are.

A changed function gets its new code; everybody who imported it sees it. What runs on import cannot be changed
so, nor a function that already ran before the first test: these need a process that has not imported it yet.
"""

from __future__ import annotations

import gc
import sys
from types import CodeType, FunctionType
from typing import TYPE_CHECKING

from tests.mutation.changes import Change, changed
from tests.mutation.lines import Finder

if TYPE_CHECKING:
    from pathlib import Path

Functions = dict[tuple[str, str, int], list[FunctionType]]


def functions(folder: Path) -> Functions:
    """All functions that were made from code in this folder, by file, qualified name and first line."""
    found: Functions = {}
    start = f"{folder}/"
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__code__.co_filename.startswith(start):
            code = thing.__code__
            key = (code.co_filename, code.co_qualname, code.co_firstlineno)
            found.setdefault(key, []).append(thing)
    return found


def hook(change: Change, path: Path) -> None:
    """Modules that are imported from now on have the change."""
    sys.meta_path.insert(0, Finder({path: lambda source: changed(source, change.number)}))


def install(change: Change, path: Path, known: Functions) -> bool:
    """Put the change in place; False if that needs a fresh process."""
    if change.function is None:
        return False
    key = (str(path), *change.function)
    if any(getattr(m, "__file__", None) == str(path) for m in list(sys.modules.values())):
        code = _code_of(compile(changed(path.read_text("utf-8"), change.number), str(path), "exec"), key)
        made = known.get(key, [])
        if code is None or not made or any(f.__code__.co_freevars != code.co_freevars for f in made):
            return False
        for function in made:
            function.__code__ = code
        return True
    hook(change, path)
    return True


def _code_of(module: CodeType, key: tuple[str, str, int]) -> CodeType | None:
    stack = [module]
    while stack:
        code = stack.pop()
        if (code.co_qualname, code.co_firstlineno) == key[1:]:
            return code
        stack += [c for c in code.co_consts if isinstance(c, CodeType)]
    return None
