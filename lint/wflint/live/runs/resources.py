"""What values on the command line may name: images, models and boards of a server."""

from __future__ import annotations

from copy import copy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from wflint.diagnostics.suggest import did_you_mean
from wflint.diagnostics.words import article
from wflint.document.pointers import unfetched_file
from wflint.live.client.errors import InputError
from wflint.live.runs.binding import find_model, identifier
from wflint.live.runs.locate import typed

if TYPE_CHECKING:
    from wflint.live.client.client import Client
    from wflint.live.runs.inputs import Slot
    from wflint.live.runs.locate import Locate


class ServerResources:
    """The resources of a server, asked for once each. ``uploads`` maps files to their names there.

    With ``dry`` nothing is uploaded: a file's own name stands in. ``file`` is the local file that a text
    names, None when it names none; it raises OutsideError for a file that its writer must not name.
    """

    def __init__(self, server: Client, *, dry: bool = False, file: Locate = typed) -> None:
        self._server = server
        self._dry = dry
        self.file = file
        self._models: list[dict[str, Any]] | None = None
        self.uploads: dict[str, str] = {}

    @property
    def models(self) -> list[dict[str, Any]]:
        """The installed models."""
        if self._models is None:
            self._models = self._server.models()
        return self._models

    def image(self, text: str, kind: str = "image") -> dict[str, Any]:
        """A file is uploaded; anything else has to be the name of a picture (or video) on the server."""
        path = self.file(text.removeprefix("@"))
        if path is not None:
            return self.upload(path, kind)
        if "/" in text or "\\" in text or not self._server.gallery.exists(text, kind):
            raise InputError(f'there is no file "{text}", nor {article(kind)} of that name on the server')
        return {f"{kind}_name": text}

    def upload(self, path: Path, kind: str = "image") -> dict[str, Any]:
        """A local file, uploaded."""
        key = str(path.resolve())
        if key not in self.uploads:
            try:
                pointer = unfetched_file(key)
                if pointer is not None:
                    raise InputError(f"{path} is {pointer}")
                self.uploads[key] = path.name if self._dry else self._server.gallery.upload(path)
            except OSError as error:
                raise InputError(f"cannot read {path}: {error.strerror or error}") from None
        return {f"{kind}_name": self.uploads[key]}

    def picture(self, picture: Any) -> dict[str, Any]:
        """An image in memory (of PIL), uploaded as PNG."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / "image.png"
            picture.save(path)
            return {"image_name": path.name if self._dry else self._server.gallery.upload(path)}

    def with_files(self, file: Locate) -> ServerResources:
        """The same resources, for texts that may name other files."""
        other = copy(self)
        other.file = file
        return other

    def model(self, text: str, slot: Slot) -> dict[str, Any]:
        """The installed model of that name or key."""
        return identifier(find_model(text, slot, self.models))

    def board(self, text: str) -> Any:
        """``none``, ``auto``, or the board of that name or id."""
        if text in ("none", "auto"):
            return text
        boards = [b for b in self._server.boards() if text in (b.get("board_id"), b.get("board_name"))]
        if not boards:
            names = [str(b.get("board_name")) for b in self._server.boards()]
            raise InputError(f'the server has no board "{text}"{did_you_mean(text, names)}')
        return {"board_id": boards[0].get("board_id")}


class NoResources:
    """Stands in where there is no server to ask."""

    def __init__(self, *, file: Locate = typed) -> None:
        self.file = file

    def with_files(self, file: Locate) -> NoResources:
        """The same, for texts that may name other files."""
        return NoResources(file=file)

    def image(self, text: str, kind: str = "image") -> dict[str, Any]:
        """The name as it is."""
        return {f"{kind}_name": Path(text.removeprefix("@")).name}

    @property
    def models(self) -> list[dict[str, Any]]:
        """None are known."""
        return []

    def picture(self, picture: Any) -> dict[str, Any]:
        """Some name."""
        return {"image_name": "image.png"}

    def model(self, text: str, slot: Slot) -> dict[str, Any]:
        """There is no telling the key of a model."""
        raise InputError(f'{slot.name}: without a server "{text}" cannot be turned into a model')

    def board(self, text: str) -> Any:
        """``none`` and ``auto`` need no server."""
        if text in ("none", "auto"):
            return text
        raise InputError(f'without a server "{text}" cannot be turned into a board')
