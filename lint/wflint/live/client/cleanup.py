"""Removing what runs left on a server."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, Final

from wflint.live.client.computing import stops_computing
from wflint.live.client.errors import AnswerError
from wflint.live.client.items import Timings, item_result, queue_item
from wflint.live.client.results import DONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wflint.live.client.gallery import Gallery
    from wflint.live.client.release import Capabilities
    from wflint.live.client.results import ItemResult, RunResult
    from wflint.net.session import Session

_STOP_SECONDS: Final = 10.0  # that the node of a cancelled run is waited for
_LATE_SECONDS: Final = 3.0  # the same where the server does not say whether it still computes
_LOOK_SECONDS: Final = 0.5
_PAGE: Final = 100
_AT_ONCE: Final = 50  # deletions in one request, so that each is quick
_REMEMBERED: Final = 50


class Leftovers:
    """The uploads and runs of one client, and the removal of all that came of them.

    A node that runs while its item is cancelled goes on, and saves its picture afterwards. So sessions that
    were cancelled are looked for among the newest pictures when it is over, and again at each later removal.
    """

    def __init__(
        self, session: Session, gallery: Gallery, queue_path: str, offers: Callable[[], Capabilities]
    ) -> None:
        self._session = session
        self._gallery = gallery
        self._path = queue_path
        self._offers = offers
        self._items: list[ItemResult] = []
        self._cancelled: deque[str] = deque(maxlen=_REMEMBERED)  # session ids

    def note(self, result: RunResult) -> None:
        """Take in the result of a run, whatever became of it."""
        self._items += result.items

    def remove(self) -> int:
        """Delete everything; the number of pictures and videos deleted. Raises ServerError.

        What could not be deleted, or found out, is tried again at the next call. A question that failed does
        not keep the rest from being deleted; then it is raised.
        """
        failed: AnswerError | None = None
        names = {"image": set(self._gallery.uploaded), "video": set(self._gallery.uploaded_videos)}
        unclear: list[ItemResult] = []
        fresh = busy = False
        for item in self._items:
            try:
                now = item if item.status in DONE else self._again(item)
                for kind, found in self._made(now).items():
                    names[kind] |= found
            except AnswerError as error:
                unclear.append(item)
                failed = error
                continue
            if now.status == "canceled" and now.session_id not in self._cancelled:
                self._cancelled.append(now.session_id)
                fresh, busy = True, busy or bool(now.nodes)
        over = stops_computing(self._session, self._path, _STOP_SECONDS) if fresh else True
        if over is False:
            said = "a run that was cancelled is still being computed, and its image is still to come"
            failed = AnswerError(f"{self._session.name}: {said}", None)
        if self._cancelled:
            for kind in ("image", "video") if self._offers().videos else ("image",):
                try:
                    names[kind] |= self._late(kind, wait=busy and over is None)
                except AnswerError as error:
                    failed = error  # the rest is no less to be removed
        count = 0
        for kind, found in names.items():
            wanted = sorted(found)
            for start in range(0, len(wanted), _AT_ONCE):
                count += len(self._gallery.delete(wanted[start : start + _AT_ONCE], kind))
        self._items = unclear[-_REMEMBERED:]
        if failed is not None:
            raise failed
        return count

    def _made(self, item: ItemResult) -> dict[str, set[str]]:
        """The pictures and videos among an item's outputs that it made, by kind."""
        made: dict[str, set[str]] = {}
        for kind, name in {(image.kind, image.name) for image in item.images}:
            if self._gallery.made_by(name, item.session_id, kind):
                made.setdefault(kind, set()).add(name)
        return made

    def _again(self, item: ItemResult) -> ItemResult:
        """An item of which we did not see the end, as it is now. Raises ServerError."""
        try:
            raw = self._session.get(f"{self._path}/i/{item.item_id}")
        except AnswerError as error:
            if error.status == 404:
                return item  # somebody deleted it
            raise
        return item_result(queue_item(raw, self._session.name), Timings())

    def _late(self, kind: str, *, wait: bool) -> set[str]:
        """What the cancelled sessions made; with ``wait``, until nothing new came for a moment."""
        deadline = time.monotonic() + _LATE_SECONDS
        found = set(self._of_cancelled(kind))
        while wait and time.monotonic() < deadline:
            time.sleep(_LOOK_SECONDS)
            before, found = found, set(self._of_cancelled(kind))
            wait = not found or found != before
        return found

    def _of_cancelled(self, kind: str) -> Iterator[str]:
        params = {"limit": _PAGE, "offset": 0, "starred_first": "false"}
        answer = self._session.get(f"/api/v1/{kind}s/", params=params)
        records = answer.get("items") if isinstance(answer, dict) else None
        for record in records if isinstance(records, list) else ():
            if isinstance(record, dict) and record.get("session_id") in self._cancelled:
                name = record.get(f"{kind}_name")
                if isinstance(name, str):
                    yield name
