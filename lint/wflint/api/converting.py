"""``wflint.convert``: one kind of document made of another."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from wflint.api.settings import path_text
from wflint.api.sources import given
from wflint.builders.conversion import ConvertOptions, convert_document
from wflint.document.load import load_bytes
from wflint.engine.targets import TargetError, open_targets
from wflint.graph.convert.decisions import ConversionError

if TYPE_CHECKING:
    from wflint.api.sources import Path, Source
    from wflint.builders.conversion import Conversion
    from wflint.catalogue.model import Catalogue


def convert(
    source: Source,
    to: Literal["graph", "workflow", "batch", "python"],
    *,
    target: Path | None = None,
    part: str | None = None,
    board: str | None = None,
    runs: int | None = None,
    defaults: bool = False,
) -> Conversion:
    """Turn a workflow, graph, enqueue body or image into another of these, or into Python code.

    The options are those of ``wflint convert``. The result has the ``value`` (a dict; a text for ``python``),
    ``decisions`` (what was decided or lost) and ``source`` (the document that it was made of). Raises
    ConversionError for what cannot be converted, TargetError, FileError and SourceError.
    """
    if to not in ("graph", "workflow", "batch", "python"):
        raise ConversionError(
            f'a document cannot be made {to!r}; give "graph", "workflow", "batch" or "python"'
        )
    _check(to, part, board, runs, defaults=defaults)
    raw, name, _ = given(source)
    loaded = load_bytes(raw, name)
    if not loaded.documents:
        reason = loaded.findings[0].message if loaded.findings else loaded.reason
        raise ConversionError(f"{name}: {reason or 'nothing in it can be converted'}")
    options = ConvertOptions(part=part, board=board, runs=runs, defaults=defaults)
    try:
        found = convert_document(loaded.documents, to, _catalogue(target), options)
        if not isinstance(found.value, str):
            json.dumps(found.value, allow_nan=False)
    except RecursionError:
        raise ConversionError(f"{name}: a value in it is nested too deep to be converted") from None
    except ConversionError as error:
        raise ConversionError(f"{name}: {error}") from None
    except (TargetError, UnicodeError):
        raise
    except ValueError:
        raise ConversionError(f"{name}: it holds values that are not valid JSON (NaN, Infinity)") from None
    return found


def _check(to: str, part: object, board: object, runs: object, *, defaults: bool) -> None:
    """Raise ConversionError for options that ``wflint convert`` refuses."""
    for name, text in (("part", part), ("board", board)):
        if text is not None and not isinstance(text, str):
            raise ConversionError(f"{name} must be a string, not {text!r:.60}")
    if runs is not None:
        if type(runs) is not int or runs < 1:
            raise ConversionError(f"runs must be a whole number from 1, not {runs!r:.60}")
        if to != "batch":
            raise ConversionError(f'runs goes with "batch", not with {to!r}')
    if defaults and to != "workflow":
        raise ConversionError(f'defaults goes with "workflow", not with {to!r}')


def _catalogue(target: Path | None) -> Catalogue:
    found = open_targets(path_text(target, "target"), named=True)
    if len(found) > 1:
        raise TargetError(f"{target} names {len(found)} releases; give one of them, such as {found[-1].name}")
    return found[0]
