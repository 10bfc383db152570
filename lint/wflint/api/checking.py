"""``wflint.check``: files, bytes or data to a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wflint.api.errors import InternalError, SourceError, readable
from wflint.api.settings import configured, wanted
from wflint.api.sources import given, is_path, path_of, without_places
from wflint.engine.baseline_places import BaselineWish
from wflint.engine.check_files import CheckRequest, check_files
from wflint.engine.files import STDIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.api.settings import Config
    from wflint.api.sources import Path, Source
    from wflint.diagnostics import Report


def check(
    source: Source | Sequence[Path],
    *,
    target: Path | None = None,
    models: Path | None = None,
    config: Config = None,
    name: str | None = None,
    images: bool = False,
    skip_unknown: bool = False,
) -> Report:
    """Find the faults of a document, of a file, or of all files in a folder.

    ``source`` is a path (a text is always one), a list of paths, the bytes of a file, or the data of a
    document. A folder is searched as ``wflint check`` does, with ``images`` for pictures too. ``target`` and
    ``models`` are what ``--target`` and ``--models`` are. ``config`` None reads no configuration and no
    baseline; ``"auto"`` heeds those that the command would find, a path names the one for all files, and a
    mapping has the keys of ``[tool.wflint]``. ``name`` is what to call bytes or data, as a path.
    ``skip_unknown`` passes over what is no document of InvokeAI's, as a search of a folder does.

    Nothing that a file holds raises: it is in the report. Raises MissingFileError and FileError for paths
    that are named and cannot be read, SourceError for what is no source, TargetError, InventoryError and
    ConfigError for what cannot be used, and InternalError for a fault of wflint's own; all are Error.
    """
    stdin = None
    asked = configured(config)
    data = isinstance(source, Mapping)
    if isinstance(source, list | tuple) or is_path(source):
        paths = tuple(map(_path, source if isinstance(source, list | tuple) else (source,)))
        if name is not None:
            raise SourceError("name goes with bytes and data; a file has its own")
    else:
        raw, name, _ = given(source, name)  # type: ignore[arg-type]  # a sequence of paths was looked for
        paths, stdin = (STDIN,), lambda: raw
    request = CheckRequest(
        paths,
        wanted(target, models),
        images=images,
        skip_unknown=skip_unknown,
        jobs=1,
        stdin=stdin,
        stdin_name=name,
        debug=True,
        configured=asked,
        baseline=BaselineWish("off" if asked.isolated or asked.given is not None else "use"),
    )
    result = check_files(request)
    report = result.report
    if data:
        report.diagnostics = list(map(without_places, report.diagnostics))
    if result.internal:
        first = result.internal[0].split("\n")[0]
        raise InternalError(f"{first} (please report it)", report, result.internal)
    return report


def _path(source: object) -> str:
    if not is_path(source):
        raise SourceError(f"a list holds paths, not {type(source).__name__}; give documents one by one")
    path = path_of(source)  # type: ignore[arg-type]
    readable(path)
    return path
