"""The client: one InvokeAI server as an object."""

from __future__ import annotations

import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote
from warnings import warn

from wflint.errors import ReleaseWarning
from wflint.live.client.cleanup import Leftovers
from wflint.live.client.errors import AnswerError, QueueWaitError, RunTimeoutError, ServerError
from wflint.live.client.gallery import Gallery
from wflint.live.client.node_cache import count_hits, mark_cached, may_be_cached
from wflint.live.client.queue import Queue
from wflint.live.client.release import Capabilities, capabilities, doubts, require_supported
from wflint.net.answers import release_in
from wflint.net.connect import DEFAULT_URL
from wflint.net.session import Session
from wflint.release import index_spelling
from wflint.stopping import stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType
    from typing import Self

    from wflint.catalogue.model import Catalogue
    from wflint.live.client.batch_run import Progress, Run
    from wflint.live.client.results import RunResult

DEFAULT_SECONDS: Final = 600.0
"""For a run, from its start on."""
DEFAULT_WAITING: Final = 3600.0
"""For a run, in the queue before it starts."""
_CLEAN_SECONDS: Final = 5.0  # for each question while tidying up; one that takes longer ends it
_STOPPED_SECONDS: Final = 4.0  # when somebody waits for our end
_LAST_SECONDS: Final = 2.0  # for each question about a run that took too long


class Client:
    """A running InvokeAI server, release 5.0 to 6.14 or 7.0, that takes enqueue bodies.

    ``url`` may be a session with it (:func:`wflint.net.connect.connect`), which has the credentials then.
    ``token`` is a bearer token (default: the environment's ``WFLINT_TOKEN``); for multi-user servers
    ``email`` and ``password`` (``WFLINT_EMAIL``, ``WFLINT_PASSWORD``) log in instead. ``verify`` is False
    to trust any certificate, or the path of a CA bundle. ``queue`` is the queue's id. ``events`` False
    polls only.
    ``patience`` is for how many seconds a server may be silent while something runs on it. InvokeAI takes
    about a minute to start again: with more than that, a restart is waited through. What was running is
    cancelled by the restart, and its result says so; what was pending runs afterwards.
    A pre-release, or a release that wflint was not tried with, gives a ReleaseWarning, once a process.
    ``any_release`` talks to releases that nobody tried.

    Usable as a context manager. Nothing is asked of the server until a method needs it; then everything
    raises ServerError (UnreachableError, AnswerError, UnsupportedReleaseError ...).
    """

    def __init__(
        self,
        url: str | Session = DEFAULT_URL,
        *,
        token: str | None = None,
        email: str | None = None,
        password: str | None = None,
        verify: bool | str = True,
        queue: str = "default",
        seconds: float = 60.0,
        patience: float = 30.0,
        events: bool = True,
        any_release: bool = False,
    ) -> None:
        self.session = (
            url
            if isinstance(url, Session)
            else Session(url, token=token, email=email, password=password, verify=verify, seconds=seconds)
        )
        self.gallery = Gallery(self.session)
        self.queue = Queue(self.session, queue, lambda: self.capabilities, events=events, patience=patience)
        self._any_release = any_release
        self._version: str | None = None
        self._catalogue: Catalogue | None = None
        self._unended: dict[str, Run] = {}  # of which nobody has heard the end: submitted, not waited for
        self._left = Leftovers(self.session, self.gallery, self.queue.path, lambda: self.capabilities)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.session.name!r})"

    def close(self) -> None:
        """Stop listening and give connections back. What runs on the server goes on."""
        self.queue.close()
        self.session.close()

    # -- what it is --------------------------------------------------------------------------------

    @property
    def version(self) -> str:
        """The server's release, as the package index spells it (``7.0.0a3``, where it says 7.0.0-alpha.3).

        Raises UnsupportedReleaseError when it is not one of 5.0 to 6.14 or 7.0.
        """
        if self._version is None:
            try:
                answer = self.session.get("/api/v1/app/version")
            except AnswerError as error:
                if error.status == 404:
                    raise AnswerError(f"{self.session.name} is not an InvokeAI server", 404) from None
                raise
            version = release_in(answer)
            if version is None:
                raise AnswerError(f"{self.session.name} is not an InvokeAI server", None)
            version = index_spelling(version)
            if not self._any_release:
                require_supported(version, self.session.name)
            if doubt := doubts(version, self.session.name):
                warn(doubt, ReleaseWarning, stacklevel=2)
            self._version = version
        return self._version

    @property
    def capabilities(self) -> Capabilities:
        """What its release offers."""
        return capabilities(self.version)

    def catalogue(self, node_types: Iterable[str] = ()) -> Catalogue:
        """The server's nodes: its release's from the store, or its own where it has others beside them."""
        if self._catalogue is None:
            from wflint.catalogue.store import open_release

            try:
                self._catalogue = open_release(self.version)
            except FileNotFoundError:
                self._catalogue = self._own_catalogue()
        if any(name not in self._catalogue.node_types for name in node_types):
            self._catalogue = self._own_catalogue()
        return self._catalogue

    def _own_catalogue(self) -> Catalogue:
        from wflint.catalogue.saved import from_document

        try:
            return from_document(self.session.get("/openapi.json"), self.session.name, self.version)
        except ValueError as error:
            raise AnswerError(f"{self.session.name}: {error}", None) from None

    def login(self, email: str, password: str) -> None:
        """Get a token from a multi-user server (6.12 and later)."""
        self.session.login(email, password)

    def models(self, model_type: str | None = None, base: str | None = None) -> list[dict[str, Any]]:
        """The installed models: dictionaries with ``key hash name base type`` and more."""
        params = {k: v for k, v in (("model_type", model_type), ("base_models", base)) if v is not None}
        answer = self.session.get("/api/v2/models/", params=params)
        found = answer.get("models") if isinstance(answer, dict) else None
        if not isinstance(found, list):
            raise AnswerError(f"{self.session.name}: the answer is not a list of models", None)
        return [model for model in found if isinstance(model, dict)]

    def providers_without_key(self) -> list[str]:
        """The external providers (``openai``) for which the server has no key; asks from 6.13 on."""
        try:
            answer = self.session.get("/api/v1/app/external_providers/status")
        except AnswerError:
            return []  # this release has none, or does not say
        entries = answer if isinstance(answer, list) else []
        lacking = [e for e in entries if isinstance(e, dict) and e.get("configured") is False]
        return [e["provider_id"] for e in lacking if type(e.get("provider_id")) is str]

    def model_stats(self) -> dict[str, Any] | None:
        """The model cache's statistics since the last run began; None before the first."""
        answer = self.session.get("/api/v2/models/stats")
        return answer if isinstance(answer, dict) else None

    def dynamic_prompts(
        self, prompt: str, most: int, *, combinatorial: bool, seed: int | None = None
    ) -> list[str]:
        """The prompts that a dynamic prompt stands for; empty where it is none, as in the UI."""
        body: dict[str, Any] = {"prompt": prompt, "max_prompts": most, "combinatorial": combinatorial}
        if seed is not None:
            body["seed"] = seed
        answer = self.session.call("POST", "/api/v1/utilities/dynamicprompts", body=body, again=True)
        if not isinstance(answer, dict) or answer.get("error"):
            return []
        prompts = answer.get("prompts")
        return [p for p in prompts if isinstance(p, str)] if isinstance(prompts, list) else []

    def boards(self) -> list[dict[str, Any]]:
        """The boards, with ``board_id`` and ``board_name``."""
        answer = self.session.get("/api/v1/boards/", params={"all": "true"})
        return [board for board in answer if isinstance(board, dict)] if isinstance(answer, list) else []

    def board_images(self, board_id: str) -> list[str]:
        """The names of a board's pictures."""
        answer = self.session.get(f"/api/v1/boards/{quote(board_id, safe='')}/image_names")
        return [name for name in answer if isinstance(name, str)] if isinstance(answer, list) else []

    # -- running -----------------------------------------------------------------------------------

    def enqueue(self, body: dict[str, Any]) -> Run:
        """Send an enqueue body as it is. Raises RefusedError when the server does not take it."""
        if self.session.may_log_in and self.capabilities.users:
            # Now: the event socket is refused without a token, and asks only once.
            self.session.log_in_again()
        before = count_hits(self.session) if may_be_cached(body) else None
        run = self.queue.enqueue(body)
        run.cache_before = before
        self._unended[run.batch_id] = run
        return run

    @contextmanager
    def marked(self, what: str, *, stays: bool = True) -> Iterator[None]:
        """For a while, let runs say what they are for, in the queue and to ``wflint queue list``.

        ``stays`` False says that their results are not to stay on the server, whatever happens to us.
        """
        queue = self.queue
        before = queue.what, queue.stays
        queue.what, queue.stays = what, stays
        try:
            yield
        finally:
            queue.what, queue.stays = before

    def wait(
        self,
        run: Run,
        seconds: float | None = DEFAULT_SECONDS,
        progress: Callable[[Progress], None] | None = None,
        *,
        waiting: float | None = DEFAULT_WAITING,
    ) -> RunResult:
        """Wait for a run: ``waiting`` seconds for its start, and ``seconds`` from its start to its end.

        When it takes longer, or on Ctrl-C, it is cancelled. A run that fails is a result like any other (see
        ``RunResult.require``). Raises RunTimeoutError (QueueWaitError when it did not start), and
        UnreachableError when the server stays silent.
        """
        run.on_progress = progress
        try:
            while not run.done:
                run.deadline = due = run.due(seconds, waiting)
                left = 1.0 if due is None else due - time.monotonic()
                if left <= 0:
                    self._expire(run, seconds, waiting)
                    continue
                run.pump(min(left, 1.0))
        except BaseException as error:
            if not isinstance(error, RunTimeoutError):
                self.queue.cancel_quietly(run.batch_id)
            raise
        finally:
            run.close()
            result = run.result()
            self._note(run, result)
        self.queue.ended(run.batch_id)
        self._mark_cached(run, result)
        return result

    def _note(self, run: Run, result: RunResult) -> None:
        self._unended.pop(run.batch_id, None)
        self._left.note(result)

    def _mark_cached(self, run: Run, result: RunResult) -> None:
        mark_cached(result, run.cache_before, count_hits(self.session) if run.cache_before else None)

    def _expire(self, run: Run, seconds: float | None, waiting: float | None) -> None:
        """Cancel a run that took too long. Raises RunTimeoutError, unless it has just started after all."""
        if run.started_at is not None:
            self._cancelled(run)
            raise RunTimeoutError(f"the run took longer than {seconds:g} s and was cancelled", run.result())
        if run.has_started():
            return
        before = self.queue.before(run)
        paused = self.queue.paused()
        self._cancelled(run)
        said = "the queue is paused; resume it in the web UI" if paused else "nothing is before it"
        if before is None:
            said = "the server does not say what is before it"
        elif before and not paused:
            said = f"{before} item{'s are' if before > 1 else ' is'} before it"
        message = f"the run waited {waiting:g} s in the queue and was cancelled: {said}"
        raise QueueWaitError(message, run.result(), before)

    def _cancelled(self, run: Run) -> None:
        self.queue.cancel_quietly(run.batch_id)
        with suppress(ServerError), self.session.hurried(_LAST_SECONDS, 0):
            run.pump(1.0)
            run.refresh()

    def turn(
        self,
        run: Run,
        seconds: float | None,
        moment: float,
        *,
        waiting: float | None = DEFAULT_WAITING,
    ) -> RunResult | Exception | None:
        """Give one of several runs a moment, in seconds. Its outcome if it is over: a result or an error.

        ``seconds`` and ``waiting`` are as for ``wait``.
        """
        try:
            if not run.pump(moment):
                due = run.due(seconds, waiting)
                if due is not None and time.monotonic() > due:
                    self._expire(run, seconds, waiting)
                return None
        except (ServerError, RunTimeoutError) as error:
            if not isinstance(error, RunTimeoutError):
                self.queue.cancel_quietly(run.batch_id)
            run.close()
            self._note(run, run.result())
            return error
        run.close()
        self.queue.ended(run.batch_id)
        result = run.result()
        self._note(run, result)
        self._mark_cached(run, result)
        return result

    def abandon(self, run: Run) -> None:
        """Cancel a run, without a word when the server does not answer, and listen to it no more.

        What it made is removed by ``clean_up``.
        """
        self.queue.cancel_quietly(run.batch_id)
        run.close()
        self._note(run, run.result())

    def cancel(self, batch_id: str) -> None:
        """Cancel what is left of a batch."""
        self.queue.cancel(batch_id)

    # -- leaving nothing behind ---------------------------------------------------------------------

    def clear_uploads(self) -> None:
        """Delete what this object uploaded. Raises ServerError."""
        with self.session.hurried(_clean_seconds()):
            self.gallery.delete_uploads()

    def clean_up(self) -> int:
        """Delete everything that this object put on the server: uploads, pictures and videos of its runs.

        Runs that were submitted and not waited for are cancelled. What a run merely passed on stays. The
        number of pictures and videos deleted. Raises ServerError; then the next call tries again, and so
        does ``wflint queue clean`` where there is none.
        """
        with self.session.hurried(_clean_seconds()):
            self.queue.cancel_rest()
            for run in list(self._unended.values()):
                self.abandon(run)
            return self._left.remove()


def _clean_seconds() -> float:
    return _STOPPED_SECONDS if stopped() else _CLEAN_SECONDS
