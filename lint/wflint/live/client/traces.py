"""What wflint has on a server, found by its mark, and its removal by a later process.

Nothing without a mark is touched: not what others put there, nor what an older wflint did.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.live.client import journal
from wflint.live.client.computing import stops_computing
from wflint.live.client.errors import AnswerError
from wflint.live.client.item_list import ListedItem, list_items, with_sessions
from wflint.live.client.mark import Mark, read_mark, state, this_process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wflint.live.client.client import Client

STRANGER_SECONDS: Final = 3600.0
"""For how long what a wflint on another machine put there is taken for its own, in seconds."""
_PAGE: Final = 500
_MOST_PAGES: Final = 400
_AT_ONCE: Final = 50
_STOP_SECONDS: Final = 30.0  # that a node of a cancelled run is waited for
_SLACK: Final = 60.0  # seconds by which an image may seem to be older than its item


class Made(NamedTuple):
    """An image or video on the server. ``mark`` is that of an upload of ours."""

    kind: str
    name: str
    session_id: str
    created: str
    starred: bool
    mark: Mark | None


class Trace(NamedTuple):
    """A queue item of ours, or an upload (``item`` None), with the images and videos that came of it.

    ``age`` is in seconds, by the server's clock and ours; None where the server does not say. ``owner`` is
    ``running``, ``ended`` or ``elsewhere``; ``stays``: its results were meant to stay on the server.
    """

    item: ListedItem | None
    mark: Mark
    age: float | None
    owner: str
    stays: bool
    media: tuple[Made, ...]

    @property
    def what(self) -> str:
        """What it is for, as far as its origin says."""
        return "upload" if self.item is None else self.item.origin.removeprefix("wflint").strip() or "a run"


class Removal(NamedTuple):
    """What to remove: at least ``older`` seconds old; ``results`` too; ``everything`` of anybody's wflint."""

    older: float | None = None
    results: bool = False
    everything: bool = False

    def kept(self, trace: Trace) -> str | None:
        """Why something is not removed; None when it is."""
        if self.older is not None and (trace.age is None or trace.age < self.older):
            return "younger"
        if self.everything:
            return None
        if trace.owner == "running":
            return f"running {trace.mark.owner.pid}"
        if self.older is None and trace.owner == "elsewhere" and (trace.age or 0.0) < STRANGER_SECONDS:
            return "elsewhere"
        return "results" if trace.stays and not self.results else None


@dataclass(slots=True)
class Cleaned:
    """What was removed, what was left and why (by reason), and what could not be removed."""

    cancelled: int = 0
    items: int = 0
    images: int = 0
    videos: int = 0
    uploads: int = 0
    listed: int = 0  # items that are over, and that this release lists for ever
    starred: int = 0
    kept: dict[str, int] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)


def find_traces(client: Client) -> list[Trace]:
    """Everything of wflint on the server that is of this user. Raises ServerError."""
    path, offers = client.queue.path, client.capabilities
    listed = list_items(client.session, path, offers)
    me, among_all = _user(client) if client.capabilities.users else ("", False)
    marked = [(item, mark) for item in listed if (mark := read_mark(item.batch_id)) is not None]
    ours = [item for item, _ in marked if not me or item.user_id in ("", me)]
    marks = {item.item_id: mark for item, mark in marked}
    ours = with_sessions(client.session, path, ours)
    # The gallery shows an administrator everybody's uploads, and does not say whose they are.
    made = [
        each
        for each in _made(client, ours)
        if each.mark is None or not among_all or each.mark.owner.machine == this_process().machine
    ]
    states: dict[Any, str] = {}
    unseen: dict[Any, frozenset[str]] = {}

    def trace(mark: Mark, created: str, item: ListedItem | None, media: Iterable[Made]) -> Trace:
        owner = mark.owner
        if owner not in states:
            states[owner], unseen[owner] = state(owner), journal.unseen(owner)
        lost = states[owner] == "ended" and item is not None and item.batch_id in unseen[owner]
        stays = mark.stays and item is not None and item.status == "completed" and not lost
        return Trace(item, mark, _age(created), states[owner], stays, tuple(media))

    by_session: dict[str, list[Made]] = {}
    for each in made:
        by_session.setdefault(each.session_id, []).append(each)
    found = [
        trace(marks[item.item_id], item.created, item, by_session.get(item.session_id, ())) for item in ours
    ]
    found += [trace(each.mark, each.created, None, (each,)) for each in made if each.mark is not None]
    return found


def clean_traces(client: Client, traces: Iterable[Trace], wanted: Removal, *, dry: bool = False) -> Cleaned:
    """Cancel and remove what is wanted; ``dry`` only says what would be.

    What cannot be removed is told in the result. Raises ServerError when the server no longer answers.
    """
    done = Cleaned()
    chosen: list[Trace] = []
    for each in traces:
        reason = wanted.kept(each)
        if reason is None:
            chosen.append(each)
        else:
            done.kept[reason] = done.kept.get(reason, 0) + 1
    going = [each for each in chosen if each.item is not None and not each.item.over]
    done.cancelled = len(going)
    if going and not dry:
        _cancel(client, going)
    at_work = False
    if going and not dry:
        # Each of them: since it was listed, one that waited may have been begun.
        at_work = stops_computing(client.session, client.queue.path, _STOP_SECONDS) is not True
        chosen = _as_now(client, chosen)
    stuck = _remove_media(client, chosen, done, dry=dry)
    # An item stays as long as an image of it: without it, nobody finds that again.
    items = [
        each.item
        for each in chosen
        if each.item is not None and not any((m.kind, m.name) in stuck for m in each.media)
    ]
    if not client.capabilities.item_ids:
        done.listed = len(items)
        return done
    if at_work:  # their images are still to come: by them, the next one finds those
        items = [item for item in items if item.over]
        done.trouble.append("a cancelled run is still being computed; run `wflint queue clean` again later")
    for item in items:
        _delete_item(client, item, done, dry=dry)
    return done


def _cancel(client: Client, going: list[Trace]) -> None:
    batches = sorted({each.item.batch_id for each in going if each.item is not None})
    for start in range(0, len(batches), _AT_ONCE):
        body = {"batch_ids": batches[start : start + _AT_ONCE]}
        client.session.call("PUT", f"{client.queue.path}/cancel_by_batch_ids", body=body, again=True)


def _as_now(client: Client, chosen: list[Trace]) -> list[Trace]:
    """The same traces with all that came of them until now."""
    made: dict[str, list[Made]] = {}
    for each in _made(client, [trace.item for trace in chosen if trace.item is not None]):
        made.setdefault(each.session_id, []).append(each)
    return [
        each if each.item is None else each._replace(media=tuple(made.get(each.item.session_id, ())))
        for each in chosen
    ]


def _remove_media(client: Client, chosen: list[Trace], done: Cleaned, *, dry: bool) -> set[tuple[str, str]]:
    """Remove what came of them; what could not be removed, by kind and name."""
    stuck: set[tuple[str, str]] = set()
    for upload in (False, True):
        for kind in ("image", "video"):
            media = [m for t in chosen if (t.item is None) is upload for m in t.media if m.kind == kind]
            done.starred += sum(m.starred for m in media)
            names = list(dict.fromkeys(m.name for m in media if not m.starred))
            left = set() if dry else _delete_media(client, names, kind, done)
            stuck |= {(kind, name) for name in left}
            gone = len(names) - len(left)
            if upload:
                done.uploads += gone
            elif kind == "image":
                done.images += gone
            else:
                done.videos += gone
    return stuck


def _delete_media(client: Client, names: list[str], kind: str, done: Cleaned) -> set[str]:
    """Delete images or videos; those that are still there."""
    left: set[str] = set()
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        try:
            unsaid = set(some).difference(client.gallery.delete(some, kind))
        except AnswerError as error:
            done.trouble.append(str(error))
            left |= set(some)
            continue
        for name in sorted(unsaid):
            if client.gallery.exists(name, kind):
                done.trouble.append(f"the server did not delete {kind} {name}")
                left.add(name)
    return left


def _delete_item(client: Client, item: ListedItem, done: Cleaned, *, dry: bool) -> None:
    try:
        if not dry:
            client.session.call("DELETE", f"{client.queue.path}/i/{item.item_id}", again=True)
    except AnswerError as error:
        if error.status != 404:  # which says that somebody else deleted it
            done.trouble.append(f"queue item {item.item_id}: {error}")
            return
    done.items += 1


# -- looking -------------------------------------------------------------------------------------------


def _made(client: Client, items: list[ListedItem]) -> list[Made]:
    """The images and videos of some items' sessions, and uploads of ours."""
    sessions = {item.session_id for item in items if item.session_id}
    oldest = min((item.created for item in items), key=_seconds, default="")
    found: dict[tuple[str, str], Made] = {}
    for kind in ("image", "video") if client.capabilities.videos else ("image",):
        if sessions:
            for each in _newest(client, kind, {}, lambda each: each.session_id in sessions, oldest):
                found[kind, each.name] = each
        external = {f"{kind}_origin": "external"}
        for each in _newest(client, kind, external, lambda each: each.mark is not None, ""):
            found[kind, each.name] = each
    return list(found.values())


def _newest(
    client: Client, kind: str, params: dict[str, str], wanted: Callable[[Made], bool], oldest: str
) -> Iterator[Made]:
    """What is wanted of a gallery's images or videos, newest first, back to a time."""
    since = _seconds(oldest) - _SLACK if oldest else float("-inf")
    for page in range(_MOST_PAGES):
        asked = {
            "limit": _PAGE,
            "offset": page * _PAGE,
            "starred_first": "false",
            "order_dir": "DESC",
            **params,
        }
        answer = client.session.get(f"/api/v1/{kind}s/", params=asked)
        rows = answer.get("items") if isinstance(answer, dict) else None
        if not isinstance(rows, list):
            raise AnswerError(f"{client.session.name}: the answer is not a list of {kind}s", None)
        for row in rows:
            name = row.get(f"{kind}_name") if isinstance(row, dict) else None
            if isinstance(name, str):
                session_id, created = (
                    value if isinstance(value := row.get(key), str) else ""
                    for key in ("session_id", "created_at")
                )
                made = Made(
                    kind, name, session_id, created, row.get("starred") is True, read_mark(session_id)
                )
                if 0 < _seconds(created) < since:
                    return
                if wanted(made):
                    yield made
        if len(rows) < _PAGE:
            return


def _user(client: Client) -> tuple[str, bool]:
    """The id of the user that we are, and whether an administrator; empty on a server of one user.

    Raises ServerError: not to know who we are does not make everything ours.
    """
    status = client.session.get("/api/v1/auth/status")
    if not isinstance(status, dict) or status.get("multiuser_enabled") is not True:
        return "", False
    answer = client.session.get("/api/v1/auth/me")
    found = answer.get("user_id") if isinstance(answer, dict) else None
    if not isinstance(found, str) or not found:
        raise AnswerError(f"{client.session.name}: the answer is not a user", None)
    return found, answer.get("is_admin") is True


def _seconds(text: str) -> float:
    """A time of the server's database, which is UTC; 0 where it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return 0.0
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _age(created: str) -> float | None:
    return max(0.0, time.time() - since) if (since := _seconds(created)) else None
