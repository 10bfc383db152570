"""Taking what failed cases left in their artifacts as the new golden images."""

from __future__ import annotations

import os
import re
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wflint.engine.project import inside
from wflint.live.cases.goldens import FOLDER
from wflint.live.cases.shown_names import mirrored, shown_name
from wflint.live.images.compare import compare
from wflint.live.images.pixels import PictureError, open_picture, save_pixels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.live.cases.load import Case
    from wflint.live.cases.schema import Golden


_DEEP = 3  # folders around the artifacts
_MOST = 10_000  # entries of one depth


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

    The folder may be in another, as CI systems pack artifacts, and there may be several; of two images for
    one golden neither is taken. ``device`` is the one that they are from, for goldens of that device alone;
    None takes the golden that is there for all. Raises OSError, and OutsideError where a golden would lie
    outside its project.
    """
    found = list(_candidates(cases, artifacts, base, device))
    times = Counter(each.golden for each in found)
    for each in found:
        if times[each.golden] > 1 and not each.fault:
            yield each._replace(
                fault="there is another image for the same golden; name its folder with --from"
            )
        else:
            yield each


def _candidates(
    cases: Iterable[Case], artifacts: Path, base: Path | None, device: str | None
) -> Iterator[GoldenCandidate]:
    roots = list(_roots(artifacts))
    for case in cases:
        place = mirrored(case.file, base)
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
            for found in (image for root in roots for image in _images(root / place, stem)):
                if _leads_out(found, artifacts):
                    fault = f"a link on the way leads out of {artifacts}"
                    yield GoldenCandidate(name, found, case.folder / FOLDER / found.name, "", fault)
                    continue
                yield _candidate(case, name, found, golden, device)


def _roots(artifacts: Path) -> Iterator[Path]:
    """A folder of artifacts and those in it, breadth first and no further than people nest downloads."""
    level = [artifacts]
    for depth in range(_DEEP + 1):
        yield from level
        inner = (entry for folder in level for entry in sorted(folder.iterdir()) if depth < _DEEP)
        level = [entry for entry in islice(inner, _MOST) if entry.is_dir() and not entry.is_symlink()]


def _leads_out(path: Path, folder: Path) -> bool:
    """Whether a link on the way to a file in a folder leads elsewhere: to what is not from that run."""
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


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
    except (PictureError, OSError) as error:
        return GoldenCandidate(name, found, target, "", str(error))
    try:
        before = open_picture(target) if target.is_file() else None
    except (PictureError, OSError):
        before = None
    if before is None:
        return GoldenCandidate(name, found, target, "it is the first")
    result = compare(picture, before, "exact")
    return GoldenCandidate(name, found, target, "; ".join(result.faults) or "every pixel is the same")
