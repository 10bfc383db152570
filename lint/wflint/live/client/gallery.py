"""Pictures and videos on a server: upload, look at, download, delete."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from wflint.live.client.errors import AnswerError, UnreachableError
from wflint.live.client.mark import new_mark
from wflint.stopping import held
from wflint.writing import write_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.live.client.results import ImageResult
    from wflint.net.session import Session

_ENDINGS = {b"\x89PNG": b"IEND\xaeB`\x82"}
_TYPES = {
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp", ".png": "image/png",
    ".mp4": "video/mp4",
}  # fmt: skip


class Gallery:
    """The pictures and videos of one server.

    ``uploaded`` and ``uploaded_videos`` are the names of those that we put there. Videos came with 6.14.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.uploaded: list[str] = []
        self.uploaded_videos: list[str] = []

    def upload(self, path: str | Path, *, category: str = "user", intermediate: bool = False) -> str:
        """Put a picture, or a video (``.mp4``), on the server; its name there.

        Its session is our mark, which changes nothing but that it is found again (``wflint queue clean``).
        Raises OSError when the file cannot be read, AnswerError when the server does not take it.
        """
        path = Path(path)
        content_type = _TYPES.get(path.suffix.lower(), "image/png")
        kind = content_type.partition("/")[0]
        raw = path.read_bytes()
        with held():  # its name is the server's to give: without it, nobody could remove it
            answer = self._session.call(
                "POST",
                f"/api/v1/{kind}s/upload",
                params={
                    f"{kind}_category": category,
                    "is_intermediate": str(intermediate).lower(),
                    "session_id": new_mark(stays=False),
                },
                files={"file": (path.name, raw, content_type)},
            )
            name = answer.get(f"{kind}_name") if isinstance(answer, dict) else None
            if not isinstance(name, str):
                raise AnswerError(f"{self._session.name}: the upload of {path.name} was not confirmed", None)
            (self.uploaded if kind == "image" else self.uploaded_videos).append(name)
        return name

    def info(self, name: str, kind: str = "image") -> dict[str, Any]:
        """The server's record of it: size, category, session, board. 404 is an AnswerError."""
        answer = self._session.get(_path(name, kind))
        return answer if isinstance(answer, dict) else {}

    def exists(self, name: str, kind: str = "image") -> bool:
        """Whether the server has a picture or video of that name."""
        try:
            self.info(name, kind)
        except AnswerError as error:
            if error.status == 404:
                return False
            raise
        return True

    def metadata(self, name: str) -> dict[str, Any] | None:
        """The generation metadata stored with a picture; None when there is none."""
        answer = self._session.get(f"{_path(name)}/metadata")
        return answer if isinstance(answer, dict) else None

    def workflow(self, name: str) -> dict[str, Any]:
        """The workflow and graph stored with a picture, as JSON texts or None."""
        answer = self._session.get(f"{_path(name)}/workflow")
        return answer if isinstance(answer, dict) else {}

    def content(self, image: ImageResult | str) -> bytes:
        """The bytes of a picture or video, as the server stores them (its metadata inside).

        Raises UnreachableError when what arrived is cut short.
        """
        kind = "image" if isinstance(image, str) else image.kind
        name = image if isinstance(image, str) else image.name
        raw = self._session.content(f"{_path(name, kind)}/full")
        ending = _ENDINGS.get(raw[:4])
        if not raw or (ending is not None and not raw.endswith(ending)):
            raise UnreachableError(f"{self._session.name}: {name} arrived cut short ({len(raw)} bytes)")
        return raw

    def download(self, image: ImageResult | str, path: str | Path, *, replace: bool = True) -> Path:
        """Save a picture under a path, whole or not at all; a link of that name is replaced, not followed.

        Raises OSError as well; without ``replace`` FileExistsError when something has that name.
        """
        raw = self.content(image)
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, raw, replace=replace, follow=False)
        return path

    def delete(self, names: Iterable[str], kind: str = "image") -> list[str]:
        """Delete pictures or videos; the names of those that are gone."""
        wanted = list(dict.fromkeys(names))
        if not wanted:
            return []
        path, body = f"/api/v1/{kind}s/delete", {f"{kind}_names": wanted}
        answer = self._session.call("POST", path, body=body, again=True)
        gone = answer.get(f"deleted_{kind}s") if isinstance(answer, dict) else None
        if kind == "image":
            self.uploaded = [name for name in self.uploaded if name not in wanted]
        else:
            self.uploaded_videos = [name for name in self.uploaded_videos if name not in wanted]
        return [name for name in gone if isinstance(name, str)] if isinstance(gone, list) else wanted

    def delete_uploads(self) -> None:
        """Delete what we uploaded."""
        self.delete(list(self.uploaded))
        self.delete(list(self.uploaded_videos), "video")

    def made_by(self, name: str, session_id: str, kind: str = "image") -> bool:
        """Whether it is there and was made in that session; a node may also pass on what was there before."""
        try:
            return bool(session_id) and self.info(name, kind).get("session_id") == session_id
        except AnswerError as error:
            if error.status == 404:
                return False
            raise


def _path(name: str, kind: str = "image") -> str:
    return f"/api/v1/{kind}s/i/{quote(name, safe='')}"
