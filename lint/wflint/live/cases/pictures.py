"""The pictures of a run, downloaded once each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.live.images.pixels import open_picture

if TYPE_CHECKING:
    from wflint.live.client.gallery import Gallery
    from wflint.live.client.results import ImageResult
    from wflint.live.images.pixels import Picture

_KEPT = 64  # decoded pictures; a 1024 x 1024 one takes 12 MB


class RunPictures:
    """Decodes pictures of a server. Raises ServerError (cut short, gone) and PictureError."""

    def __init__(self, gallery: Gallery) -> None:
        self._gallery = gallery
        self._kept: dict[str, tuple[Picture, bytes]] = {}

    def get(self, image: ImageResult | str) -> Picture:
        """The picture."""
        return self._load(image)[0]

    def raw(self, image: ImageResult | str) -> bytes:
        """Its file as the server has it."""
        return self._load(image)[1]

    def _load(self, image: ImageResult | str) -> tuple[Picture, bytes]:
        name = image if isinstance(image, str) else image.name
        if name not in self._kept:
            raw = self._gallery.content(image)
            while len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[name] = (open_picture(raw), raw)
        return self._kept[name]
