"""Taking what failed cases left in their artifacts as the new golden images."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from wflint.engine.project import inside
from wflint.live.cases.goldens import FOLDER
from wflint.live.cases.shown_names import mirrored, shown_name
from wflint.live.images.compare import compare
from wflint.live.images.pixels import PictureError, open_picture, save_pixels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from wflint.live.cases.load import Case
    from wflint.live.cases.schema import Golden


class GoldenCandidate(NamedTuple):
    """An image that a case left, and the golden that it may become. ``said`` is how it differs from what is
    there now; ``fault`` why it cannot be taken."""

    case: str
    found: Path
    golden: Path
    said: str
    fault: str = ""

    def approve(self) -> None:
        """Make it the golden: its pixels alone. Raises PictureError, OSError."""
        self.golden.parent.mkdir(exist_ok=True)
        save_pixels(self.found.read_bytes(), self.golden)


def candidates(
    cases: Iterable[Case], artifacts: Path, base: Path | None, device: str | None
) -> Iterator[GoldenCandidate]:
    """The images of cases in a folder of artifacts (``wflint run --artifacts``), as seen from ``base``.

    ``device`` is the one that they are from, for goldens of that device alone; None takes the golden that is
    there for all. Raises OutsideError where a golden would lie outside its project.
    """
    for case in cases:
        folder = artifacts / mirrored(case.file, base)
        goldens: list[tuple[str, Golden]] = []
        if case.table.golden is not None:
            goldens.append((case.golden_stem(), case.table.golden))
        goldens += [
            (case.golden_stem(each.node), each.golden)
            for each in case.table.intermediate
            if each.golden is not None
        ]
        name = shown_name(case.file, case.id, base)
        for stem, golden in goldens:
            for found in _images(folder, stem):
                yield _candidate(case, name, found, golden, device)


def _images(folder: Path, stem: str) -> list[Path]:
    pattern = re.compile(rf"{re.escape(stem)}-(\d+)\.png")
    there = [(match, path) for path in _files(folder) if (match := pattern.fullmatch(path.name))]
    return [path for _, path in sorted(there, key=lambda pair: int(pair[0][1]))]


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []


def _candidate(case: Case, name: str, found: Path, golden: Golden, device: str | None) -> GoldenCandidate:
    shelf = case.folder / FOLDER
    target = shelf / found.name
    if device is not None and (golden.per_device or (shelf / f"{found.stem}.{device}.png").is_file()):
        target = shelf / f"{found.stem}.{device}.png"
    elif golden.per_device:
        fault = "the case has goldens of each device; say with --device which one this is from"
        return GoldenCandidate(name, found, target, "", fault)
    inside(str(target.relative_to(case.folder)), case.file)
    try:
        picture = open_picture(found)
    except PictureError as error:
        return GoldenCandidate(name, found, target, "", str(error))
    try:
        before = open_picture(target) if target.is_file() else None
    except PictureError:
        before = None
    if before is None:
        return GoldenCandidate(name, found, target, "it is the first")
    result = compare(picture, before, "exact")
    return GoldenCandidate(name, found, target, "; ".join(result.faults) or "every pixel is the same")
