"""A session with one server: address, credentials, TLS, time-outs, retries, and errors worth reading.

Needs the ``live`` extra (requests), imported when a session is made.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

from wflint import stopping
from wflint.net.http import TOKEN_VARIABLE, NetError, proxies_for, without_credentials

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import requests

EMAIL_VARIABLE = "WFLINT_EMAIL"
PASSWORD_VARIABLE = "WFLINT_PASSWORD"
_LOGIN = "/api/v1/auth/login"
_CONNECT_SECONDS = 5.0
_CHUNK = 64 * 1024
_RETRY_STATUS = frozenset({429, 502, 503, 504})
_MOST_JSON = 512 * 1024 * 1024  # bytes; a session of a run that made thousands of images has some MB
_WORDS = {
    404: "the server does not have that",
    405: "the server does not offer that",
    413: "too large for the server",
    422: "the server refuses the request",
    429: "the server has too many requests",
}


class AnswerError(NetError):
    """The server answered, but not with what was asked for.

    ``status`` is the HTTP status, ``detail`` what the server said: a text, or the list of faults of a 422.
    """

    def __init__(self, message: str, status: int | None, detail: Any = None) -> None:
        super().__init__(message, status)
        self.detail = detail


class UnreachableError(NetError):
    """No answer: nobody listens, the connection broke, or it took too long.

    ``sent`` is False when the request certainly never reached the server.
    """

    def __init__(self, message: str, *, sent: bool = True) -> None:
        super().__init__(message)
        self.sent = sent


class Session:
    """HTTP with one server.

    ``url`` may have a base path (a reverse proxy's) and lack the scheme. ``token`` is a bearer token; it
    never appears in messages. With ``email`` and ``password`` a multi-user server gives a token when it asks
    for one. Each that is None is taken from the environment (``WFLINT_TOKEN``, ``WFLINT_EMAIL``,
    ``WFLINT_PASSWORD``), as is right for a program that names its own server; an address out of a
    configuration goes through :mod:`wflint.net.connect`. ``verify`` is False to trust any certificate, or the
    path of a CA bundle. ``seconds`` is how long one request may take in all, ``retries``, how often it is
    tried again if nothing can run twice by that.
    """

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        email: str | None = None,
        password: str | None = None,
        verify: bool | str = True,
        seconds: float = 60.0,
        retries: int = 3,
    ) -> None:
        try:
            import requests
        except ImportError:
            raise NetError(
                f"{without_credentials(url)} needs the live extra: pip install 'wflint[live]'"
            ) from None
        self.url = normal_url(url)
        self.name = without_credentials(self.url)
        self.verify = verify
        if verify is False:
            import urllib3

            # Else a warning with each request, for somebody who has just said that it is all right.
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        self.seconds = seconds
        self.retries = retries
        # What to do about a 401, for messages.
        self.advice = f"set {TOKEN_VARIABLE} to a token of the server"
        self._login = (
            os.environ.get(EMAIL_VARIABLE, "") if email is None else email,
            os.environ.get(PASSWORD_VARIABLE, "") if password is None else password,
        )
        self._logging_in = False
        self._http = requests.Session()
        self._http.headers["Accept"] = "application/json"
        self._proxies = proxies_for(self.url)
        self._token = ""
        self.token = token if token is not None else os.environ.get(TOKEN_VARIABLE, "")

    @property
    def token(self) -> str:
        """The bearer token in use; empty when there is none."""
        return self._token

    @token.setter
    def token(self, value: str) -> None:
        self._token = value
        # Not as a header of the session: a password for the host in ~/.netrc would replace that.
        self._http.auth = self._authorize if value else None

    def _authorize(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def login(self, email: str, password: str) -> None:
        """Get a token from a multi-user server (6.12 and later). Raises what a request raises."""
        self._login = (email, password)
        self._logging_in = True
        try:
            self.token = ""
            answer = self.call("POST", _LOGIN, body={"email": email, "password": password}, again=True)
        finally:
            self._logging_in = False
        token = answer.get("token") if isinstance(answer, dict) else None
        if not isinstance(token, str):
            raise AnswerError(f"{self.name}: the login gave no token", None)
        self.token = token

    @property
    def may_log_in(self) -> bool:
        """Whether there are an e-mail address and a password, and no token yet."""
        return all(self._login) and not self.token

    def log_in_again(self) -> bool:
        """Log in with what there is; whether that gave a token."""
        if self._logging_in or not all(self._login):
            return False
        try:
            self.login(*self._login)
        except NetError:
            return False
        return True

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def get(self, path: str, **options: Any) -> Any:
        """The JSON behind a path; tried again after passing failures."""
        return self.call("GET", path, again=True, **options)

    def call(
        self,
        method: str,
        path: str,
        *,
        again: bool = False,
        seconds: float | None = None,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        files: Mapping[str, Any] | None = None,
    ) -> Any:
        """The JSON answer to a request.

        ``again`` says that the request may safely be made twice. Raises UnreachableError or AnswerError.
        """
        raw = b"".join(
            self.stream(method, path, again=again, seconds=seconds, params=params, body=body, files=files)
        )
        if not raw.strip():
            return None
        try:
            return json.loads(raw)
        except (ValueError, RecursionError):
            what = "HTML" if raw.lstrip()[:1] == b"<" else "not JSON"
            raise AnswerError(
                f"{self.name}{path}: the answer is {what}; is this an InvokeAI server?", None
            ) from None

    def stream(
        self,
        method: str,
        path: str,
        *,
        again: bool = False,
        seconds: float | None = None,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        files: Mapping[str, Any] | None = None,
    ) -> Iterator[bytes]:
        """The bytes of an answer, whole or not at all: a connection that breaks is tried again or raises."""
        limit = seconds if seconds is not None else self.seconds
        deadline = time.monotonic() + limit
        renewed = False
        attempt = 0
        while True:
            pause = 0.2 * 2**attempt
            left = max(deadline - time.monotonic(), 0.05)
            try:
                return iter(self._once(method, path, left, params, body, files))
            except AnswerError as error:
                if error.status == 401 and not renewed and self.log_in_again():
                    renewed = True
                    continue
                # 429 and 503 are refusals: nothing ran. Gateways may have passed a request on.
                refused = error.status in (429, 503)
                if error.status not in _RETRY_STATUS or not (again or refused):
                    raise
                failure: NetError = error
                pause = max(pause, _retry_after(error))
            except UnreachableError as error:
                if error.sent and not again:
                    raise
                failure = error
            attempt += 1
            if attempt > self.retries or time.monotonic() + pause > deadline:
                raise failure
            stopping.pause(pause)

    @contextmanager
    def hurried(self, seconds: float, retries: int | None = None) -> Iterator[None]:
        """For a while, let no request take longer than some seconds; with ``retries``, try so often again."""
        before = (self.seconds, self.retries)
        self.seconds = min(self.seconds, seconds)
        self.retries = self.retries if retries is None else min(self.retries, retries)
        try:
            yield
        finally:
            self.seconds, self.retries = before

    def _once(
        self,
        method: str,
        path: str,
        limit: float,
        params: Mapping[str, Any] | None,
        body: Any,
        files: Mapping[str, Any] | None,
    ) -> list[bytes]:
        import requests
        import urllib3

        errors = requests.exceptions
        deadline = time.monotonic() + limit
        answer: requests.Response | None = None
        try:
            answer = self._http.request(
                method,
                self.url + path,
                params=params,
                json=body,
                files=files,
                timeout=(min(_CONNECT_SECONDS, limit), limit),
                verify=self.verify,
                proxies=self._proxies,
                stream=True,
            )
            pieces = self._read(answer, path, deadline)
        except errors.ConnectTimeout:
            raise UnreachableError(f"{self.name}: cannot connect in time", sent=False) from None
        except errors.Timeout:
            raise UnreachableError(f"{self.name}{path}: no answer within {round(limit, 1):g} s") from None
        except errors.SSLError:
            raise UnreachableError(
                f"{self.name}: the server's certificate was not accepted", sent=False
            ) from None
        except errors.ConnectionError as error:
            if "NewConnectionError" in repr(error) or "NameResolutionError" in repr(error):
                raise UnreachableError(
                    f"{self.name}: cannot connect; is the server running?", sent=False
                ) from None
            if "Read timed out" in str(error):
                raise UnreachableError(f"{self.name}{path}: no answer within {round(limit, 1):g} s") from None
            raise UnreachableError(f"{self.name}{path}: the connection broke") from None
        except (errors.ChunkedEncodingError, urllib3.exceptions.HTTPError) as error:
            if "timed out" in str(error):
                raise UnreachableError(f"{self.name}{path}: no answer within {round(limit, 1):g} s") from None
            raise UnreachableError(f"{self.name}{path}: the connection broke in mid-answer") from None
        except (errors.RequestException, ValueError) as error:
            raise NetError(
                f"{self.name}{path}: the request could not be made ({type(error).__name__})"
            ) from None
        finally:
            if answer is not None:
                answer.close()
        if answer.status_code >= 500:
            self._http.close()  # the server closes the connection too, unless that is kept from us
        if answer.status_code >= 400:
            self._refuse(answer, path, b"".join(pieces))
        return pieces

    def _read(self, answer: requests.Response, path: str, deadline: float) -> list[bytes]:
        pieces, size = [], 0
        for piece in _pieces(answer):
            pieces.append(piece)
            size += len(piece)
            if time.monotonic() > deadline:
                raise UnreachableError(f"{self.name}{path}: the answer took too long")
            if size > _MOST_JSON:
                raise AnswerError(f"{self.name}{path}: the answer is too large", answer.status_code)
        announced = answer.headers.get("Content-Length", "")
        if announced.isdigit() and "Content-Encoding" not in answer.headers and int(announced) > size:
            raise UnreachableError(f"{self.name}{path}: the connection broke in mid-answer")
        return pieces

    def _refuse(self, answer: requests.Response, path: str, raw: bytes) -> NoReturn:
        status = answer.status_code
        try:
            told = json.loads(raw)
            detail = told.get("detail", told) if isinstance(told, dict) else told
        except (ValueError, RecursionError):
            detail = None
        said = detail_text(detail)
        message = f"{self.name}{path}: {self._status_text(status)}{': ' + said if said else ''}"
        error = AnswerError(message, status, detail)
        error.__dict__["retry_after"] = answer.headers.get("Retry-After", "")
        raise error

    def _status_text(self, status: int) -> str:
        if status == 401:
            return f"access denied (401); {self.advice}"
        if status == 403:
            return "access denied (403); your user is not allowed to do this"
        words = _WORDS.get(status, "the server failed" if status >= 500 else "the server refuses")
        return f"{words} ({status})"


def _pieces(answer: requests.Response) -> Iterator[bytes]:
    """The body as it arrives: a server that sends a byte a second must not keep us for hours."""
    read = getattr(answer.raw, "read1", None)  # urllib3 2
    if read is None:
        yield from answer.iter_content(_CHUNK)
        return
    while piece := read(_CHUNK, decode_content=True):
        yield piece


def normal_url(url: str) -> str:
    """The address with a scheme and without a slash at the end. Raises NetError when it is none."""
    text = url.strip()
    if "://" not in text:
        text = f"http://{text}"
    text = text.rstrip("/")
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise NetError(f"{without_credentials(url)} is not a usable server address; write http://host:9090")
    return text


def detail_text(detail: Any) -> str:
    """What the server said of a refused request, in one line: a text, or pydantic's list of faults."""
    if isinstance(detail, str):
        return _clip(" ".join(detail.split()))
    if not isinstance(detail, list):
        return ""
    faults = []
    for fault in detail[:3]:
        if isinstance(fault, dict):
            where = ".".join(str(part) for part in fault.get("loc", ()) if part != "body")
            faults.append(f"{where}: {fault.get('msg', '')}".strip(": "))
    more = f" (and {len(detail) - 3} more)" if len(detail) > 3 else ""
    return _clip("; ".join(" ".join(f.split()) for f in faults)) + more


def _clip(text: str) -> str:
    return text if len(text) <= 600 else text[:600] + "..."


def _retry_after(error: AnswerError) -> float:
    text = str(error.__dict__.get("retry_after", ""))
    return float(text) if text.isdigit() else 0.0
