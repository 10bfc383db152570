"""What is in a queue, whoever put it there, as each release tells it.

Before 6.7 the queue has pages (``list``); since then one asks for the ids and then for the items, graphs and
all (``items_by_ids``), from 6.14 on without the graphs (``item_summaries_by_ids``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.live.client.errors import AnswerError
from wflint.live.client.items import is_id
from wflint.live.client.results import DONE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wflint.live.client.release import Capabilities
    from wflint.net.session import Session

_PAGE: Final = 500
_MOST_PAGES: Final = 200
_WHOLE: Final = 20  # items with their graphs in one answer
_SHORT: Final = 500  # items without
_LONGEST: Final = 500  # characters of a text that are kept


class ListedItem(NamedTuple):
    """A queue item as far as lists tell; texts that they do not tell are empty."""

    item_id: int
    status: str
    batch_id: str
    session_id: str
    origin: str
    created: str
    user_id: str

    @property
    def over(self) -> bool:
        """Whether it is in its last status."""
        return self.status in DONE


def list_items(session: Session, path: str, offers: Capabilities) -> list[ListedItem]:
    """All items of the queue behind a path, each once. Raises ServerError."""
    rows = _pages(session, path) if offers.item_pages else _by_ids(session, path, offers)
    return list({item.item_id: item for item in rows}.values())


def with_sessions(session: Session, path: str, items: Sequence[ListedItem]) -> list[ListedItem]:
    """The same items with their session ids, which summaries lack. Raises ServerError."""
    lacking = [item.item_id for item in items if not item.session_id]
    known = {item.item_id: item for item in _asked(session, f"{path}/items_by_ids", lacking, _WHOLE)}
    return [
        item if item.session_id or item.item_id not in known
        else item._replace(session_id=known[item.item_id].session_id)
        for item in items
    ]  # fmt: skip


def items_before(session: Session, path: str, offers: Capabilities, first: int) -> int:
    """How many items run or are to run before the one of that id, which waits. Raises ServerError.

    What was put at the front and still waits is not counted: lists do not tell its place.
    """
    return sum(
        item.status == "in_progress" or (not item.over and item.item_id < first)
        for item in list_items(session, path, offers)
    )


def _pages(session: Session, path: str) -> Iterator[ListedItem]:
    params: dict[str, Any] = {"limit": _PAGE}
    for _ in range(_MOST_PAGES):
        page = session.get(f"{path}/list", params=params)
        rows = page.get("items") if isinstance(page, dict) else None
        if not isinstance(rows, list):
            raise AnswerError(f"{session.name}: the answer is not a list of queue items", None)
        yield from filter(None, map(_listed, rows))
        last = rows[-1] if rows and isinstance(rows[-1], dict) else {}
        if not page.get("has_more") or not is_id(last.get("item_id")):
            return
        params |= {"cursor": last["item_id"], "priority": last.get("priority") or 0}


def _by_ids(session: Session, path: str, offers: Capabilities) -> Iterator[ListedItem]:
    answer = session.get(f"{path}/item_ids")
    ids = answer.get("item_ids") if isinstance(answer, dict) else None
    if not isinstance(ids, list):
        raise AnswerError(f"{session.name}: the answer is not a list of queue items", None)
    ids = [each for each in ids if is_id(each)]
    if offers.summaries:
        yield from _asked(session, f"{path}/item_summaries_by_ids", ids, _SHORT)
    else:
        yield from _asked(session, f"{path}/items_by_ids", ids, _WHOLE)


def _asked(session: Session, path: str, ids: Sequence[int], most: int) -> Iterator[ListedItem]:
    for start in range(0, len(ids), most):
        body = {"item_ids": list(ids[start : start + most])}
        rows = session.call("POST", path, body=body, again=True)
        if not isinstance(rows, list):
            raise AnswerError(f"{session.name}: the answer is not a list of queue items", None)
        yield from filter(None, map(_listed, rows))


def _listed(row: Any) -> ListedItem | None:
    if not isinstance(row, dict) or not is_id(row.get("item_id")):
        return None
    texts = {name: _text(row.get(name)) for name in ("batch_id", "session_id", "origin", "user_id")}
    return ListedItem(
        item_id=row["item_id"], status=_text(row.get("status")), created=_text(row.get("created_at")), **texts
    )


def _text(value: Any) -> str:
    return value[:_LONGEST] if isinstance(value, str) else ""
