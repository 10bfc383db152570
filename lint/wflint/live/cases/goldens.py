"""Golden pictures: what came out, held against what came out when it was right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wflint.diagnostics.words import numbered
from wflint.engine.project import inside
from wflint.live.cases.evidence import CaseLook
from wflint.live.cases.verdict import Check
from wflint.live.images.compare import MaskError, compare
from wflint.live.images.pixels import PictureError, open_picture, save_pixels
from wflint.live.images.show import save_difference
from wflint.writing import write_file

if TYPE_CHECKING:
    from pathlib import Path

    from wflint.live.cases.load import Case
    from wflint.live.cases.pictures import RunPictures
    from wflint.live.cases.schema import Golden
    from wflint.live.client.results import ImageResult
    from wflint.live.images.pixels import Picture

FOLDER = "goldens"


class GoldenShelf:
    """The golden pictures of one case, in ``goldens/`` beside the case file.

    ``<case>-1.png`` serves every device; ``<case>-1.cuda.png`` serves that one and goes before it.
    ``artifacts`` is where the pictures of a failure go (None: nowhere). ``looks`` are the pairs compared.
    """

    def __init__(self, case: Case, device: str, *, update: bool, artifacts: Path | None) -> None:
        self._case = case
        self._device = device
        self._update = update
        self._artifacts = artifacts
        self.written: list[Path] = []
        self.looks: list[CaseLook] = []

    def check(
        self, golden: Golden, images: list[ImageResult], pictures: RunPictures, name: str = ""
    ) -> list[Check]:
        """A check for each picture; with ``update``, the goldens are made what came out.

        Raises OutsideError where a link leads out of the project: it is neither read nor written through.
        """
        title = f"golden.{name}" if name else "golden"
        stem = self._case.golden_stem(name)
        found = [self._one(title, golden, stem, n, image, pictures) for n, image in enumerate(images, 1)]
        extra = self._path(golden, f"{stem}-{len(images) + 1}")
        if extra.is_file():
            if self._update:
                self._remove(stem, len(images))
            else:
                said = f"{numbered(len(images), 'image')} came out, but there is a golden {extra.name}"
                found.append(Check(title, "failed", said))
        return found

    def _one(
        self, title: str, golden: Golden, stem: str, number: int, image: ImageResult, pictures: RunPictures
    ) -> Check:
        stem = f"{stem}-{number}"
        path = self._path(golden, stem)
        picture = pictures.get(image)
        if self._update:
            if not path.is_file() or not _shows(picture, path):
                save_pixels(pictures.raw(image), path)
                self.written.append(path)
            return Check(title, "passed")
        if not path.is_file() and number > 1:
            return Check(title, "failed", f"image {number} came out, but its golden {path.name} is missing")
        if not path.is_file():
            said = f"golden image {path.parent.name}/{path.name} is missing; make it with --update-goldens"
            return Check(title, "error", said)
        try:
            wanted = open_picture(path)
            mask = open_picture(self._case.folder / golden.mask) if golden.mask else None
            result = compare(picture, wanted, golden.preset, limits=golden.limits, mask=mask)
        except (PictureError, MaskError) as error:
            return Check(title, "error", str(error))
        told = result.distance if result.same else "\n".join(result.faults)
        self.looks.append(CaseLook(stem, pictures.raw(image), path, f"{golden.preset}: {told}", result.same))
        if result.same:
            return Check(title, "passed", result.distance)
        said = f"differs from {FOLDER}/{_short(path.name)} ({golden.preset})"
        files: tuple[Path, ...] = ()
        if self._artifacts is not None:
            self._artifacts.mkdir(parents=True, exist_ok=True)
            got = self._artifacts / f"{stem}.png"
            write_file(got, pictures.raw(image), follow=False)
            sheet = save_difference(
                self._artifacts / f"{stem}.difference.png",
                picture,
                wanted,
                title=(f"{stem} {said}", *result.faults),
                worst=result.metrics.worst if result.metrics else None,
                mask=mask,
            )
            files = (got, sheet)
        return Check(title, "failed", said, files, result.faults)

    def _path(self, golden: Golden, stem: str) -> Path:
        folder = self._case.folder / FOLDER
        own = folder / f"{stem}.{self._device}.png"
        path = own if own.is_file() or golden.per_device else folder / f"{stem}.png"
        inside(str(path.relative_to(self._case.folder)), self._case.file)
        return path

    def _remove(self, stem: str, kept: int) -> None:
        """Remove the goldens of pictures that no longer come out."""
        pattern = re.compile(rf"{re.escape(stem)}-(\d+)(?:\.{re.escape(self._device)})?\.png")
        for path in (self._case.folder / FOLDER).iterdir():
            match = pattern.fullmatch(path.name)
            if match and int(match[1]) > kept:
                path.unlink()
                self.written.append(path)


def _shows(picture: Picture, path: Path) -> bool:
    """Whether a golden is that picture; one that cannot be read is not (a Git LFS pointer, half a file)."""
    try:
        return compare(picture, open_picture(path)).same
    except PictureError:
        return False


def _short(name: str) -> str:
    """A file's name that leaves room in a line; ends are what tell files apart."""
    return name if len(name) <= 48 else f"{name[:22]}...{name[-23:]}"
