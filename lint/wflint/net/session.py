"""A session with one server: address, credentials, TLS, time-outs, retries, and errors worth reading.

requests is imported when a session is made: most runs of wflint ask no server.
"""

from __future__ import annotations

import base64
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from wflint import stopping
from wflint.net import answers
from wflint.net.http import (
    TOKEN_VARIABLE,
    AnswerError,
    NetError,
    UnreachableError,
    address_of,
    proxies_for,
    within_origin,
    without_credentials,
)
from wflint.net.masking import Secrets
from wflint.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import requests

EMAIL_VARIABLE = "WFLINT_EMAIL"
PASSWORD_VARIABLE = "WFLINT_PASSWORD"
_LOGIN = "/api/v1/auth/login"
_CONNECT_SECONDS = 5.0
_MOST_CONTENT = 256 * 1024 * 1024  # bytes of a picture or video
_LONGEST_TOKEN = 16 * 1024
_RETRY_STATUS = frozenset({429, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_WORDS = {
    404: "the server does not have that",
    405: "the server does not offer that",
    413: "too large for the server",
    422: "the server refuses the request",
    429: "the server has too many requests",
}


class _Request(NamedTuple):
    method: str
    path: str
    params: Mapping[str, Any] | None = None
    body: Any = None
    files: Mapping[str, Any] | None = None
    most: int = answers.MOST_JSON


class Session:
    """HTTP with one server, and with no other: where it redirects elsewhere, nothing is sent there.

    ``url`` may have a base path (a reverse proxy's), lack the scheme, and hold a user name and password for
    that proxy. ``token`` is a bearer token. With ``email`` and ``password`` a multi-user server gives a token
    when it asks for one. Each that is None is taken from the environment (``WFLINT_TOKEN``, ``WFLINT_EMAIL``,
    ``WFLINT_PASSWORD``), as is right for a program that names its own server; an address out of a
    configuration goes through :mod:`wflint.net.connect`. No secret appears in messages, nor in what the
    server says, should it repeat one. ``verify`` is False to trust any certificate, or the path of a CA
    bundle. ``seconds`` is how long one request may take in all, ``retries``, how often it is tried again if
    nothing can run twice by that.
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
        from wflint.net.exchange import client

        self._secrets = Secrets()
        self.url, *self._basic = address_of(url)
        if any(self._basic):
            self._secrets.add_login(*self._basic)
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
        self._secrets.add(self._login[1])
        self._logging_in = False
        self._http = client()
        self._http.auth = self._authorize  # always there: else requests looks for a password in ~/.netrc
        self._proxies = proxies_for(self.url)
        self._token = ""
        self.token = token if token is not None else os.environ.get(TOKEN_VARIABLE, "")

    @property
    def token(self) -> str:
        """The bearer token in use; empty when there is none."""
        return self._token

    @token.setter
    def token(self, value: str) -> None:
        self._secrets.add(value)
        self._token = value

    @property
    def authorization(self) -> str:
        """The header with our credentials; empty when there are none."""
        if self._token or not any(self._basic):
            return self._token and f"Bearer {self._token}"
        return f"Basic {base64.b64encode(':'.join(self._basic).encode()).decode()}"

    def _authorize(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self.authorization:
            request.headers["Authorization"] = self.authorization
        return request

    def login(self, email: str, password: str, seconds: float | None = None) -> None:
        """Get a token from a multi-user server (6.12 and later). Raises what a request raises."""
        __tracebackhide__ = True  # pytest --showlocals would show the password
        self._login = (email, password)
        self._secrets.add(password)
        self._logging_in = True
        body = {"email": email, "password": password}
        try:
            self.token = ""
            answer = self.call("POST", _LOGIN, body=body, again=True, seconds=seconds)
        finally:
            self._logging_in = False
        token = answer.get("token") if isinstance(answer, dict) else None
        if not isinstance(token, str) or len(token) > _LONGEST_TOKEN or not _fits_header(token):
            raise AnswerError(f"{self.name}: the login gave no token", None)
        self.token = token

    @property
    def may_log_in(self) -> bool:
        """Whether there are an e-mail address and a password, and no token yet."""
        return all(self._login) and not self.token

    def log_in_again(self, seconds: float | None = None) -> bool:
        """Log in with what there is, within some seconds; whether that gave a token."""
        if self._logging_in or not all(self._login):
            return False
        try:
            self.login(*self._login, seconds)
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
        """The JSON answer to a request, secrets of ours masked in it.

        ``again`` says that the request may safely be made twice. Raises UnreachableError or AnswerError.
        """
        __tracebackhide__ = True
        request = _Request(method, path, params, body, files, answers.MOST_JSON)
        raw = self._persist(request, again, seconds)
        return self._read(raw, path, None if path == _LOGIN else self._secrets)

    def content(self, path: str, *, seconds: float | None = None) -> bytes:
        """The bytes behind a path, whole or not at all; tried again after passing failures."""
        raw = self._persist(_Request("GET", path, most=_MOST_CONTENT), True, seconds)
        if self._secrets.are_in(raw):
            raise AnswerError(f"{self.name}{path}: the answer repeats credentials of yours; not taken", None)
        return bytes(raw)

    def masked(self, text: str) -> str:
        """A text that the server wrote, with stars where it repeats credentials of ours."""
        return str(self._secrets.masked(text))

    def read_event(self, text: str) -> Any:
        """The value of a message by another way than HTTP, as ``call`` gives it. Raises AnswerError."""
        return self._read(text.encode("utf-8", "replace"), "", self._secrets)

    def _read(self, raw: bytes | bytearray, path: str, secrets: Secrets | None) -> Any:
        try:
            return answers.read_json(raw, secrets)
        except answers.UnreadableError as error:
            raise AnswerError(
                f"{self.name}{path}: the answer {error}; is this an InvokeAI server?", None
            ) from None

    def _persist(self, request: _Request, again: bool, seconds: float | None) -> bytearray:
        __tracebackhide__ = True
        limit = seconds if seconds is not None else self.seconds
        deadline = time.monotonic() + limit
        renewed = False
        attempt = 0
        while True:
            pause = 0.2 * 2**attempt
            try:
                return self._follow(request, max(deadline - time.monotonic(), 0.05))
            except AnswerError as error:
                if error.status == 401 and not renewed:
                    renewed = True
                    if self.log_in_again(max(deadline - time.monotonic(), 0.05)):
                        continue
                # 429 and 503 are refusals: nothing ran. Gateways may have passed a request on.
                refused = error.status in (429, 503)
                if error.status not in _RETRY_STATUS or not (again or refused):
                    raise
                failure: NetError = error
                pause = max(pause, error.retry_after)
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

    def _follow(self, request: _Request, limit: float) -> bytearray:
        """The answer to one request, redirects followed as long as they stay on this server."""
        __tracebackhide__ = True
        deadline = time.monotonic() + limit
        url = self.url + request.path
        for _ in range(_MOST_REDIRECTS):
            status, headers, raw = self._once(request, url, deadline, limit)
            location = headers.get("Location")
            if status in _REDIRECTS and location:
                url = self._redirected(request, url, location, status)
                request = request._replace(params=None)  # they are in the new address, where it wants them
                continue
            if not 200 <= status < 300:
                self._refuse(request.path, status, headers, raw)
            return raw
        raise AnswerError(f"{self.name}{request.path}: the server redirects in a cycle", status)

    def _redirected(self, request: _Request, url: str, location: str, status: int) -> str:
        there = within_origin(url, location)
        kept = request.method == "GET" or status in (307, 308)  # others make a GET of it, without its body
        if there is not None and kept:
            return there
        shown = self.masked(one_line(without_credentials(location)))[:200].removesuffix(request.path)
        message = f"{self.name}{request.path}: the server redirects to {shown} ({status})"
        if there is None and location.lower().startswith("http"):
            message += ", which is not followed; give that address if you trust it"
        raise AnswerError(message, status)

    def _once(
        self, request: _Request, url: str, deadline: float, limit: float
    ) -> tuple[int, Mapping[str, str], bytearray]:
        """Status, headers and body of one answer."""
        __tracebackhide__ = True
        import requests
        import urllib3

        from wflint.net import exchange

        errors = requests.exceptions
        place = f"{self.name}{request.path}"
        answer: requests.Response | None = None
        bounds = exchange.Exchange(deadline, request.most)
        late = UnreachableError(f"{place}: no answer within {round(limit, 1):g} s")
        try:
            with bounds.bounding():
                answer = self._http.request(
                    request.method,
                    url,
                    params=request.params,
                    json=request.body,
                    files=request.files,
                    timeout=(min(_CONNECT_SECONDS, limit), limit),
                    verify=self.verify,
                    proxies=self._proxies,
                    stream=True,
                    allow_redirects=False,
                )
                return answer.status_code, answer.headers, bounds.body(answer)
        except exchange.OverdueError:
            if answer is None:
                raise late from None
            raise UnreachableError(f"{place}: the answer took too long") from None
        except exchange.TooLargeError:
            # Without its status: it would be taken for the answer of a healthy server, and asked for again.
            megabytes = request.most // (1024 * 1024)
            raise AnswerError(f"{place}: the answer is too large (over {megabytes} MB)", None) from None
        except exchange.EncodingError as error:
            raise AnswerError(f"{place}: the answer {error}", None) from None
        except exchange.BrokenOffError:
            raise UnreachableError(f"{place}: the connection broke in mid-answer") from None
        except errors.ConnectTimeout:
            raise UnreachableError(f"{self.name}: cannot connect in time", sent=False) from None
        except errors.Timeout:
            raise late from None
        except errors.SSLError:
            raise UnreachableError(
                f"{self.name}: the server's certificate was not accepted", sent=False
            ) from None
        except errors.ConnectionError as error:
            if "NewConnectionError" in repr(error) or "NameResolutionError" in repr(error):
                raise UnreachableError(
                    f"{self.name}: cannot connect; is the server running?", sent=False
                ) from None
            if "timed out" in str(error):
                raise late from None
            raise UnreachableError(f"{place}: the connection broke") from None
        except (errors.ChunkedEncodingError, urllib3.exceptions.HTTPError):
            raise UnreachableError(f"{place}: the connection broke in mid-answer") from None
        except Exception as error:  # what requests and what is below it make of nonsense is no fixed list
            raise NetError(f"{place}: the request could not be made ({type(error).__name__})") from None
        finally:
            if answer is not None:
                answer.close()
                if answer.status_code >= 500:
                    self._http.close()  # the server closes it too, unless that is kept from us

    def _refuse(self, path: str, status: int, headers: Mapping[str, str], raw: bytearray) -> NoReturn:
        __tracebackhide__ = True
        try:
            told = answers.read_json(raw, self._secrets)
        except answers.UnreadableError:
            told = None
        detail = self._secrets.masked(told.get("detail", told) if isinstance(told, dict) else told)
        said = answers.detail_text(detail)  # masked before it is cut short
        message = f"{self.name}{path}: {self._status_text(status)}{': ' + said if said else ''}"
        error = AnswerError(message, status, detail)
        error.retry_after = answers.seconds_of(headers.get("Retry-After", ""))
        raise error

    def _status_text(self, status: int) -> str:
        if status == 401:
            return f"access denied (401); {self.advice}"
        if status == 403:
            return "access denied (403); your user is not allowed to do this"
        words = _WORDS.get(status, "the server failed" if status >= 500 else "the server refuses")
        return f"{words} ({status})"


def _fits_header(token: str) -> bool:
    return bool(token) and token.isascii() and token.isprintable() and " " not in token
