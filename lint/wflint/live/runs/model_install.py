"""Having a server install a model: from a path that it sees, a URL or a hub's repository."""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.errors import Error
from wflint.live.client.errors import AnswerError, InputError, ServerError
from wflint.live.serve.models import installed_models
from wflint.net.answers import detail_text
from wflint.net.http import urls_without_credentials
from wflint.plain import one_line
from wflint.stopping import held, pause

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wflint.net.session import Session

_JOBS: Final = "/api/v2/models/install"
_ENDED: Final = frozenset({"completed", "error", "cancelled", "canceled"})
_THERE_ALREADY: Final = "DuplicateModelException"
_HUB: Final = re.compile(r"([^/:]+/[^/:]+)(?::(\w*)(?::/?([^:]+))?)?")
_LOCAL: Final = ("./", "../", "~", ".\\", "..\\")  # what can only be a path, even of a file that is not there
_REFUSALS: Final = frozenset({409, 415, 422, 424})
_NOT_FOUND: Final = (
    "not installed: there is no such file here, and the server could not look it up as a repository: it does "
    "not exist, the server has no access to it, or no connection (its log says more)"
)
_FASTEST_POLL: Final = 0.2
_SLOWEST_POLL: Final = 2.0
_CANCEL_SECONDS: Final = 4.0
_LONGEST_REASON: Final = 600


class ModelInstallError(Error):
    """A server did not install a model; the message has its own words. No credentials of a URL are in it."""

    def __init__(self, source: str, message: str) -> None:
        super().__init__(f"{urls_without_credentials(source)}: {message}")


class InstallProgress(NamedTuple):
    """How far an installation is.

    ``status`` is InvokeAI's: ``waiting``, ``downloading``, ``downloads_done``, ``running`` (it looks at the
    model and hashes it), ``paused``, ``completed``. ``bytes`` of ``total_bytes`` are downloaded, of a source
    that says its size.
    """

    status: str
    bytes: int = 0
    total_bytes: int = 0


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model on a server: its record (``key hash name base type`` and more).

    ``already`` says that it was there before, and that nothing was done.
    """

    model: dict[str, Any]
    already: bool = False


def install_model(
    session: Session,
    source: str | os.PathLike[str],
    changes: Mapping[str, str],
    *,
    inplace: bool = True,
    access_token: str | None = None,
    seconds: float | None = None,
    progress: Callable[[InstallProgress], None] | None = None,
) -> InstalledModel:
    """Install a model and wait until it is; see ``Server.install_model``.

    Raises InputError, ModelInstallError and ServerError.
    """
    wanted = _as_the_server_sees_it(source)
    there = _from_source(wanted, session)
    if there is not None:
        return InstalledModel(there, already=True)
    with held():  # the number of its job is the server's to give: without it, nobody could cancel it
        before = {job.get("id") for job in _jobs(session)}
        job = _start(session, wanted, changes, inplace=inplace, access_token=access_token)
    ours = job["id"] not in before  # else somebody is at it, and it is not ours to cancel
    try:
        ended = _wait(session, job, seconds, progress)
    except BaseException as error:
        if ours and not isinstance(error, ServerError):
            _cancel_quietly(session, job["id"])
        raise
    if ended is None:
        if ours:
            _cancel_quietly(session, job["id"])
        and_then = " and was cancelled" if ours else "; it goes on, somebody else began it"
        raise ModelInstallError(wanted, f"took longer than {seconds or 0:g} s{and_then}")
    return _result(session, wanted, ended)


def _result(session: Session, wanted: str, job: Mapping[str, Any]) -> InstalledModel:
    """What came of a job that has ended. Raises ModelInstallError."""
    if job["status"] == "completed":
        model = job.get("config_out")
        if not isinstance(model, dict):
            raise AnswerError(f"{session.name}: the model is installed, but not described", None)
        return InstalledModel(model)
    reason = str(job.get("error_reason") or "")
    if reason == _THERE_ALREADY:
        there = _named_in(str(job.get("error")), session) or _from_source(wanted, session)
        if there is not None:
            return InstalledModel(there, already=True)
    if job["status"] != "error":
        raise ModelInstallError(wanted, "not installed: somebody cancelled it on the server")
    raise ModelInstallError(wanted, f"not installed: {_said(reason, job)}")


def _as_the_server_sees_it(source: str | os.PathLike[str]) -> str:
    """A local path in full, since the server has a folder of its own; anything else as it is.

    Raises InputError for what is none: an empty path has InvokeAI search the folder that it was started in.
    """
    if not isinstance(source, str | os.PathLike):
        raise InputError(f"a model's source is a path, a URL or a repository, not {type(source).__name__}")
    text = os.fspath(source)
    if not text.strip() or "\0" in text:
        raise InputError(f"a model's source is a path, a URL or a repository, not {text!r}")
    path = os.path.expanduser(text)
    local = not isinstance(source, str) or text.startswith(_LOCAL) or os.path.exists(path)
    return os.path.abspath(path) if local else text


def _repository(source: str) -> str:
    """How InvokeAI writes a hub's ``owner/name:variant:folder``; anything else as it is."""
    found = _HUB.fullmatch(source)
    if found is None or os.path.exists(source):
        return source
    name, variant, folder = found.groups()
    return name + (f":{variant}" if variant else "") + (f"::{folder}" if folder else "")


def _start(
    session: Session,
    source: str,
    changes: Mapping[str, str],
    *,
    inplace: bool,
    access_token: str | None,
) -> dict[str, Any]:
    params = {"source": source, "inplace": str(inplace).lower()}
    if access_token is not None:
        params["access_token"] = access_token
    try:
        job = session.call("POST", _JOBS, params=params, body=dict(changes))
    except AnswerError as error:
        if error.status == 500 and _HUB.fullmatch(source):  # it asks the hub before it answers
            raise ModelInstallError(source, _NOT_FOUND) from None
        if error.status not in _REFUSALS:
            raise
        said = detail_text(error.detail) or str(error)
        if os.path.isabs(source):
            said += f"; {session.name} may see no such path"
        raise ModelInstallError(source, f"not installed: {said}") from None
    return _job(job, session)


def _wait(
    session: Session,
    job: dict[str, Any],
    seconds: float | None,
    progress: Callable[[InstallProgress], None] | None,
) -> dict[str, Any] | None:
    """The job when it has ended, well or not; None when it takes too long."""
    deadline = None if seconds is None else time.monotonic() + seconds
    told: InstallProgress | None = None
    wait = _FASTEST_POLL
    while True:
        now = InstallProgress(job["status"], _count(job.get("bytes")), _count(job.get("total_bytes")))
        if progress is not None and now != told:
            progress(now)
        wait = _FASTEST_POLL if now != told else min(wait * 1.3, _SLOWEST_POLL)
        told = now
        if job["status"] in _ENDED:
            return job
        if deadline is not None and time.monotonic() > deadline:
            return None
        pause(wait)
        job = _job(session.get(f"{_JOBS}/{job['id']}"), session)


def _cancel_quietly(session: Session, number: int) -> None:
    try:
        with session.hurried(_CANCEL_SECONDS, 0):
            session.call("DELETE", f"{_JOBS}/{number}", again=True)
    except ServerError:
        pass  # there is an error already


def _jobs(session: Session) -> list[dict[str, Any]]:
    answer = session.get(_JOBS)
    return [job for job in answer if isinstance(job, dict)] if isinstance(answer, list) else []


def _job(answer: Any, session: Session) -> dict[str, Any]:
    if isinstance(answer, dict) and type(answer.get("id")) is int and isinstance(answer.get("status"), str):
        return answer
    raise AnswerError(f"{session.name}: the answer is not an installation of a model", None)


def _count(value: Any) -> int:
    return value if type(value) is int and value >= 0 else 0


def _said(reason: str, job: Mapping[str, Any]) -> str:
    said = one_line(str(job.get("error") or ""))
    if reason and not said.startswith(reason):
        said = f"{one_line(reason)}: {said}" if said else one_line(reason)
    return said[:_LONGEST_REASON] or "the server does not say why"


def _from_source(source: str, session: Session) -> dict[str, Any] | None:
    """The model that was installed from a source, or lies at that path."""
    names = {source, _repository(source)}
    for model in installed_models(session):
        if model.get("source") in names or model.get("path") == source:
            return model
    return None


def _named_in(said: str, session: Session) -> dict[str, Any] | None:
    """The installed model that the error of a second installation speaks of.

    Not one that merely has the name: that may be another, and the user can choose a name.
    """
    for model in installed_models(session):
        path, key = (str(model.get(member) or "\n") for member in ("path", "key"))
        if f"'{path}'" in said or f"'{key}'" in said or said.endswith(path):
            return model
    return None
