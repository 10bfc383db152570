"""wflint: lint and test InvokeAI workflows as code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.version import __version__

if TYPE_CHECKING:
    from wflint.api.checking import check
    from wflint.api.converting import convert
    from wflint.api.errors import FileError, InternalError, MissingFileError, SourceError
    from wflint.api.fixing import Fixed, fix
    from wflint.api.formatting import Formatted
    from wflint.api.formatting import format_document as format  # noqa: A004
    from wflint.api.loading import load
    from wflint.api.reports import merge, render
    from wflint.builders.conversion import Conversion
    from wflint.builders.errors import BuildError
    from wflint.builders.refs import ModelRef
    from wflint.builders.values import NULL, UNSET
    from wflint.builders.workflow import Workflow
    from wflint.catalogue.errors import TargetError
    from wflint.diagnostics import CheckedFile, Diagnostic, Report, Severity, Span
    from wflint.diagnostics.fix import Edit, Fix, Safety
    from wflint.document import Document, Kind
    from wflint.engine.configuration import ConfigError
    from wflint.engine.inventories import InventoryError
    from wflint.errors import Error
    from wflint.graph.convert.decisions import ConversionError, Decision
    from wflint.live.client.errors import (
        InputError,
        QueueWaitError,
        RefusedError,
        RunFailedError,
        RunTimeoutError,
        ServerError,
        UnreachableError,
    )
    from wflint.live.runs.document_client import DocumentClient as Server
    from wflint.live.runs.many import run_many
    from wflint.live.runs.model_install import ModelInstallError

__all__ = [
    "NULL",
    "UNSET",
    "BuildError",
    "CheckedFile",
    "ConfigError",
    "Conversion",
    "ConversionError",
    "Decision",
    "Diagnostic",
    "Document",
    "Edit",
    "Error",
    "FileError",
    "Fix",
    "Fixed",
    "Formatted",
    "InputError",
    "InternalError",
    "InventoryError",
    "Kind",
    "MissingFileError",
    "ModelInstallError",
    "ModelRef",
    "QueueWaitError",
    "RefusedError",
    "Report",
    "RunFailedError",
    "RunTimeoutError",
    "Safety",
    "Server",
    "ServerError",
    "Severity",
    "SourceError",
    "Span",
    "TargetError",
    "UnreachableError",
    "Workflow",
    "__version__",
    "check",
    "convert",
    "fix",
    "format",
    "load",
    "merge",
    "render",
    "run_many",
]

# Public name -> its module, imported when the name is first used, and its name there where it has another.
_LAZY = {
    "NULL": "wflint.builders.values",
    "UNSET": "wflint.builders.values",
    "BuildError": "wflint.builders.errors",
    "CheckedFile": "wflint.diagnostics",
    "ConfigError": "wflint.engine.configuration",
    "Conversion": "wflint.builders.conversion",
    "ConversionError": "wflint.graph.convert.decisions",
    "Decision": "wflint.graph.convert.decisions",
    "Diagnostic": "wflint.diagnostics",
    "Document": "wflint.document",
    "Edit": "wflint.diagnostics.fix",
    "Error": "wflint.errors",
    "FileError": "wflint.api.errors",
    "Fix": "wflint.diagnostics.fix",
    "Fixed": "wflint.api.fixing",
    "Formatted": "wflint.api.formatting",
    "InputError": "wflint.live.client.errors",
    "InternalError": "wflint.api.errors",
    "InventoryError": "wflint.engine.inventories",
    "Kind": "wflint.document",
    "MissingFileError": "wflint.api.errors",
    "ModelInstallError": "wflint.live.runs.model_install",
    "ModelRef": "wflint.builders.refs",
    "QueueWaitError": "wflint.live.client.errors",
    "RefusedError": "wflint.live.client.errors",
    "Report": "wflint.diagnostics",
    "RunFailedError": "wflint.live.client.errors",
    "RunTimeoutError": "wflint.live.client.errors",
    "Safety": "wflint.diagnostics.fix",
    "Server": "wflint.live.runs.document_client:DocumentClient",
    "ServerError": "wflint.live.client.errors",
    "Severity": "wflint.diagnostics",
    "SourceError": "wflint.api.errors",
    "Span": "wflint.diagnostics",
    "TargetError": "wflint.catalogue.errors",
    "UnreachableError": "wflint.live.client.errors",
    "Workflow": "wflint.builders.workflow",
    "check": "wflint.api.checking",
    "convert": "wflint.api.converting",
    "fix": "wflint.api.fixing",
    "format": "wflint.api.formatting:format_document",
    "load": "wflint.api.loading",
    "merge": "wflint.api.reports",
    "render": "wflint.api.reports",
    "run_many": "wflint.live.runs.many",
}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, _, inner = _LAZY[name].partition(":")
    return getattr(import_module(module), inner or name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_LAZY])
