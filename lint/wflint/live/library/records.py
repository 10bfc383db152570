"""The workflow records of a server: ``/api/v1/workflows``, the same routes from 5.0 to 6.14.

What a server answers is a stranger's: ids become parts of paths and names of files, so those that are no
plain words are not used; a library has an end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.live.client.errors import AnswerError
from wflint.live.library.content import DEFAULT, category_of, fingerprint, keeps_forms, sent
from wflint.release import release_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from wflint.live.client.client import Client

_PATH: Final = "/api/v1/workflows/"
_PAGE: Final = 100  # records that are asked for at once
_MOST: Final = 20_000  # records of one server
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")


def unreadable(name: str, identity: str, error: AnswerError) -> str:
    """A line about a record that the server has, but does not give. Raises the error where all would fail."""
    if error.status in (401, 429):
        raise error
    return f'workflow "{name}" ({identity}) cannot be read: {error}'


class SavedRecord(NamedTuple):
    """A workflow on the server; what it holds is asked for when it is needed."""

    id: str
    name: str
    fingerprint: str
    default: bool = False


class Fetched(NamedTuple):
    """A record with its workflow."""

    record: SavedRecord
    workflow: dict[str, Any]


class Records:
    """The records of one server. Everything raises ServerError."""

    def __init__(self, server: Client) -> None:
        self._server = server
        self._session = server.session
        self.server = server.session.name
        self.forms = keeps_forms(server.version)
        self._lists_all = release_of(server.version).at_least(5, 8)

    def all(
        self, *, defaults: bool = False, progress: Callable[[int, int], None] | None = None
    ) -> tuple[list[SavedRecord], list[str], set[str]]:
        """The records; what is wrong with those that cannot be used, a line for each; the ids of these."""
        found: list[SavedRecord] = []
        problems: list[str] = []
        unread: set[str] = set()
        ids = list(self._ids(defaults, problems))
        for done, (identity, name) in enumerate(ids, 1):
            try:
                fetched = self.get(identity)
            except AnswerError as error:
                problems.append(unreadable(name, identity, error))
                unread.add(identity)
            else:
                if fetched is not None and (defaults or not fetched.record.default):
                    found.append(fetched.record)
            if progress is not None:
                progress(done, len(ids))
        return found, problems, unread

    def _ids(self, defaults: bool, problems: list[str]) -> Iterator[tuple[str, str]]:
        seen: set[str] = set()
        # Before 5.8 a list is of one category, and of the user's own unless another is asked for.
        categories = ("user", DEFAULT) if defaults and not self._lists_all else (None,)
        for category in categories:
            page, new = 0, True
            while new:
                items, pages = self._page(page, category)
                page += 1
                before = len(seen)
                for item in items:
                    identity = item.get("workflow_id") if isinstance(item, dict) else None
                    if not isinstance(identity, str) or not _ID.fullmatch(identity):
                        problems.append(f"a workflow is left out: its id is {str(identity)[:100]!r}")
                    elif identity not in seen:
                        seen.add(identity)
                        if defaults or item.get("category") != DEFAULT:
                            yield identity, str(item.get("name"))[:200]
                if len(seen) > _MOST or len(problems) > _MOST:
                    raise AnswerError(f"{self.server} has more than {_MOST:,} workflows", None)
                new = len(seen) > before and not (type(pages) is int and page >= pages)

    def _page(self, page: int, category: str | None) -> tuple[list[Any], Any]:
        """A page of the list, and how many the server says there are."""
        # The newest last: what is saved meanwhile moves nothing from a page to the next.
        wanted = {"page": page, "per_page": _PAGE, "order_by": "created_at", "direction": "ASC"}
        if category is not None:
            wanted["category"] = category
        answer = self._session.get(_PATH, params=wanted)
        items = answer.get("items") if isinstance(answer, dict) else None
        if not isinstance(items, list):
            raise AnswerError(f"{self.server}: the answer is not a list of workflows", None)
        return items, answer.get("pages")

    def get(self, identity: str) -> Fetched | None:
        """A record; None where the server has none of that id, or there can be none."""
        if not _ID.fullmatch(identity):
            return None
        try:
            answer = self._session.get(f"{_PATH}i/{identity}")
        except AnswerError as error:
            if error.status == 404:
                return None
            raise
        return self._fetched(answer, identity)

    def create(self, workflow: Mapping[str, Any]) -> Fetched:
        """Save a new one; the server gives the id."""
        body = {"workflow": sent(workflow, forms=self.forms)}
        return self._fetched(self._session.call("POST", _PATH, body=body), None)

    def update(self, identity: str, workflow: Mapping[str, Any]) -> Fetched:
        """Save another content of one that is there."""
        body = {"workflow": {**sent(workflow, forms=self.forms), "id": identity}}
        answer = self._session.call("PATCH", f"{_PATH}i/{identity}", body=body, again=True)
        return self._fetched(answer, identity)

    def delete(self, identity: str) -> None:
        """Remove one."""
        self._session.call("DELETE", f"{_PATH}i/{identity}")

    def fingerprint(self, workflow: Mapping[str, Any]) -> str:
        """The hash of what this server would keep of a workflow. Raises ValueError."""
        return fingerprint(workflow, forms=self.forms)

    def _fetched(self, answer: Any, identity: str | None) -> Fetched:
        found = answer.get("workflow_id") if isinstance(answer, dict) else None
        workflow = answer.get("workflow") if isinstance(answer, dict) else None
        if (
            not isinstance(found, str)
            or not _ID.fullmatch(found)
            or (identity is not None and found != identity)
            or not isinstance(workflow, dict)
            or not isinstance(workflow.get("nodes"), list)
            or not isinstance(workflow.get("edges"), list)
        ):
            raise AnswerError(f"{self.server}: the answer is not a saved workflow", None)
        name = workflow.get("name")
        record = SavedRecord(
            found,
            name if isinstance(name, str) else "",
            self.fingerprint(workflow),
            category_of(workflow) == DEFAULT,
        )
        return Fetched(record, workflow)
