"""What a case is called among others: by its path, as seen from where wflint was called."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from wflint.file_names import safe_name


def shown_path(path: Path, base: Path | None) -> str:
    """A path as seen from a folder, with forward slashes; the absolute one where that says it shorter.

    Without a base, the path as it is.
    """
    if base is None:
        return path.as_posix()
    whole = Path(os.path.abspath(path))
    try:
        seen = Path(os.path.relpath(whole, base)).as_posix()
    except ValueError:  # on another drive
        return whole.as_posix()
    return whole.as_posix() if seen.startswith("../") and len(seen) > len(whole.as_posix()) else seen


def shown_name(file: Path, case_id: str, base: Path | None) -> str:
    """The folder of a case's file, as seen from ``base``, and the case's id: ``text/fox.other-seed``.

    Without a base, the id alone.
    """
    if base is None:
        return case_id
    folder = shown_path(file.parent, base)
    return case_id if folder == "." else f"{folder.rstrip('/')}/{case_id}"


def mirrored(file: Path, base: Path | None) -> Path:
    """The folder for files about a case, as seen from the folder for those of all cases.

    It is the folder of the case, as seen from ``base``, so that two cases of one name never share a file. A
    part of it that no folder on every disk may be called by (``..`` too) is spelled otherwise.
    """
    if base is None:
        return Path()
    folder = shown_path(file.parent, base)
    parts = [part for part in folder.split("/") if part not in ("", ".")]
    return Path(*(["_root"] if folder.startswith("/") else []), *(_safe(part) for part in parts))


def _safe(part: str) -> str:
    safe = safe_name(part)
    if safe == part:
        return part
    digest = hashlib.sha256(os.fsencode(part)).hexdigest()[:8]  # else "a:b" would be "a_b" as well
    return f"{safe}-{digest}"
