"""wflint: lint and test InvokeAI workflows as code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.version import __version__

if TYPE_CHECKING:
    from wflint.builders.errors import BuildError
    from wflint.builders.refs import ModelRef
    from wflint.builders.values import NULL, UNSET
    from wflint.builders.workflow import Workflow
    from wflint.live.runs.document_client import DocumentClient as Server

__all__ = ["NULL", "UNSET", "BuildError", "ModelRef", "Server", "Workflow", "__version__"]

# Public name -> its module, imported when the name is first used, and its name there where it has another.
_LAZY = {
    "NULL": "wflint.builders.values",
    "UNSET": "wflint.builders.values",
    "BuildError": "wflint.builders.errors",
    "ModelRef": "wflint.builders.refs",
    "Server": "wflint.live.runs.document_client:DocumentClient",
    "Workflow": "wflint.builders.workflow",
}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, _, inner = _LAZY[name].partition(":")
    return getattr(import_module(module), inner or name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_LAZY])
