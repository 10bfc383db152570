"""The client for documents: what is public as ``wflint.Server``."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from wflint.live.client.client import DEFAULT_SECONDS, DEFAULT_WAITING, Client
from wflint.live.client.errors import QueueWaitError, RunTimeoutError, UnreachableError
from wflint.live.client.results import DONE
from wflint.live.runs.many import run_many
from wflint.live.runs.python_values import request_of
from wflint.live.runs.request import as_document
from wflint.live.runs.resources import ServerResources

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from os import PathLike

    from wflint.live.client.batch_run import Progress, Run
    from wflint.live.client.results import ItemResult, RunResult
    from wflint.live.runs.many import Told
    from wflint.live.runs.model_install import InstalledModel, InstallProgress
    from wflint.live.runs.python_values import Data, Sweep
    from wflint.live.runs.request import Runnable

    Finished = Callable[[ItemResult, int, int], object]


class DocumentClient(Client):
    """A running InvokeAI server, release 5.0 to 6.14 or 7.0, that takes workflows, graphs and enqueue bodies.

    Each is a path, a parsed document, its JSON, or a builder's ``Workflow``. Everything else is as
    :class:`Client` says.

    ``inputs`` gives values to inputs by the names that ``wflint run --set`` takes: a label or a title that
    the user sees, or ``node.field`` with a node's label, type or id. Values are numbers, texts, truth values,
    a ``Path`` or an image of PIL (uploaded; ``clear_uploads`` removes them), an ``ImageResult`` of an earlier
    run, JSON. ``models`` binds models: a name or key, a ``ModelRef`` or an identifier. All other models of
    the document are bound by hash or name, as ``wflint run`` does. ``sweep`` gives an input several values,
    one run for each; several entries are combined, and a tuple of inputs takes tuples of values::

        server.run("fox.json", inputs={"Positive Prompt": "a fox"}, sweep={"noise.seed": range(4)})
    """

    def request(
        self,
        source: Runnable,
        *,
        inputs: Mapping[str, Any] | None = None,
        models: Mapping[str, Any] | None = None,
        sweep: Sweep | None = None,
        runs: int | None = None,
        data: Data | None = None,
    ) -> dict[str, Any]:
        """The enqueue body of a document with its inputs set and its models bound; images are uploaded.

        ``runs`` is how often each combination runs (default: as the document says, else once), ``data`` batch
        data in InvokeAI's own form, beside the document's. Raises InputError for a name or value that does
        not fit (ModelNotFoundError for a model), OSError, ServerError, and BuildError or BatchError for a
        document that cannot run.
        """
        return request_of(
            self,
            as_document(source),
            ServerResources(self),
            inputs=inputs,
            models=models,
            sweep=sweep,
            runs=runs,
            data=data,
        )

    def submit(
        self,
        source: Runnable,
        *,
        inputs: Mapping[str, Any] | None = None,
        models: Mapping[str, Any] | None = None,
        sweep: Sweep | None = None,
        runs: int | None = None,
        data: Data | None = None,
    ) -> Run:
        """Enqueue a document, and do not wait: ``wait`` does. The arguments and errors are ``request``'s.

        Raises RefusedError when the server does not take it.
        """
        return self.enqueue(
            self.request(source, inputs=inputs, models=models, sweep=sweep, runs=runs, data=data)
        )

    def run(
        self,
        source: Runnable,
        *,
        inputs: Mapping[str, Any] | None = None,
        models: Mapping[str, Any] | None = None,
        sweep: Sweep | None = None,
        runs: int | None = None,
        data: Data | None = None,
        seconds: float | None = DEFAULT_SECONDS,
        waiting: float | None = DEFAULT_WAITING,
        progress: Callable[[Progress], None] | None = None,
        callback: Finished | None = None,
        retries: int = 0,
    ) -> RunResult:
        """Enqueue a document and wait. The first arguments are ``request``'s, the errors ``submit``'s.

        ``progress`` is called with everything that happens, ``callback`` with each item (of a sweep, one run)
        as soon as it has ended, and how many of how many have: its images can be fetched while others run.
        What one of them raises cancels the rest. ``waiting`` seconds are for
        its start, ``seconds`` for its end from then on.

        ``retries`` runs it anew, with growing pauses, when the server could not be reached or the run took
        too long; what was left of it is cancelled first, so nothing runs twice at once. A run that ends in
        an error is not tried again: it would end so again.
        """
        attempt = 0
        body: dict[str, Any] | None = None
        while True:
            attempt += 1
            try:
                if body is None:
                    body = self.request(
                        source, inputs=inputs, models=models, sweep=sweep, runs=runs, data=data
                    )
                run = self.enqueue(body)
                told = progress if callback is None else _Finishing(run, callback, progress)
                result = self.wait(run, seconds, told, waiting=waiting)
            except QueueWaitError:
                raise  # it would wait again, behind those that came since
            except (UnreachableError, RunTimeoutError):
                if attempt > retries:
                    raise
                time.sleep(min(2.0**attempt, 30.0))
            else:
                result.attempts = attempt
                return result

    def run_many(
        self,
        sources: Sequence[Runnable | tuple[Runnable, Mapping[str, Any]]],
        *,
        concurrent: int = 2,
        seconds: float | None = DEFAULT_SECONDS,
        waiting: float | None = DEFAULT_WAITING,
        callback: Told | None = None,
    ) -> list[RunResult | Exception]:
        """Run many documents on this server, a few at a time: :func:`wflint.run_many` with one server."""
        return run_many(
            sources,
            [self],
            concurrent=concurrent,
            seconds=seconds,
            waiting=waiting,
            callback=callback,
        )

    def install_model(
        self,
        source: str | PathLike[str],
        *,
        name: str | None = None,
        description: str | None = None,
        base: str | None = None,
        type: str | None = None,  # noqa: A002  # InvokeAI's word
        inplace: bool = True,
        access_token: str | None = None,
        seconds: float | None = None,
        progress: Callable[[InstallProgress], None] | None = None,
    ) -> InstalledModel:
        """Have the server install a model, and wait until it has.

        ``source`` is a file or folder that the server sees under that path, or what it can fetch itself: a
        URL, or a hub's repository (``owner/name``, ``owner/name:fp16:folder``). ``name``, ``description``,
        ``base`` and ``type`` go before what InvokeAI finds out itself. A local model stays where it is;
        without ``inplace`` it goes into the server's own folder (InvokeAI 5.15 copies it, 6.14 moves it).
        ``access_token`` is for a source that wants one. ``progress`` is told the state and the bytes
        whenever they change. When it takes longer than ``seconds``, or on Ctrl-C, it is cancelled.

        A model that is installed from there already is left as it is (``InstalledModel.already``). Raises
        ModelInstallError in the server's own words, InputError for a source that is none, and ServerError.
        """
        from wflint.live.runs.model_install import install_model

        wanted = {"name": name, "description": description, "base": base, "type": type}
        changes = {member: value for member, value in wanted.items() if value is not None}
        return install_model(
            self.session,
            source,
            changes,
            inplace=inplace,
            access_token=access_token,
            seconds=seconds,
            progress=progress,
        )


class _Finishing:
    """Tells of items as they end, each once, beside the progress that somebody else is told."""

    def __init__(self, run: Run, callback: Finished, progress: Callable[[Progress], None] | None) -> None:
        self._run = run
        self._callback = callback
        self._progress = progress
        self._told: set[int] = set()

    def __call__(self, progress: Progress) -> None:
        if self._progress is not None:
            self._progress(progress)
        if progress.what != "item" or progress.status not in DONE or progress.item_id in self._told:
            return
        item = self._run.item(progress.item_id)
        if item is not None:
            self._told.add(progress.item_id)
            self._callback(item, len(self._told), self._run.total)
