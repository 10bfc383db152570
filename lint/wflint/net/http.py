"""HTTP for the rest of wflint: one place for time-outs, tokens and the wording of failures.

Needs the ``live`` extra (requests), which is imported only when a request is made.
"""

from __future__ import annotations

import os
import re
from typing import Any
from urllib.parse import urlsplit, urlunsplit

TOKEN_VARIABLE = "WFLINT_TOKEN"
_CONNECT_SECONDS = 5.0
_LOOPBACK = re.compile(r"(.+\.)?localhost|::1|127(\.\d+){1,3}")
_READ_SECONDS = 60.0  # a server makes its OpenAPI document on the first request


class NetError(Exception):
    """A request failed. The message is one line and holds no credentials.

    ``status`` is the HTTP status of the answer, None when there was none.
    """

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


def get_json(url: str) -> Any:
    """The JSON document at a URL. Raises NetError when there is none to be had.

    A bearer token is taken from the environment variable ``WFLINT_TOKEN``.
    """
    try:
        import requests
    except ImportError:
        raise NetError("reading from a server needs the live extra: pip install 'wflint[live]'") from None
    shown = without_credentials(url)
    headers = {"Accept": "application/json"}
    if token := os.environ.get(TOKEN_VARIABLE):
        headers["Authorization"] = f"Bearer {token}"
    try:
        answer = requests.get(
            url, headers=headers, timeout=(_CONNECT_SECONDS, _READ_SECONDS), proxies=proxies_for(url)
        )
    except requests.exceptions.Timeout:
        raise NetError(f"{shown}: no answer in time") from None
    except requests.exceptions.SSLError:
        raise NetError(f"{shown}: the server's certificate was not accepted") from None
    except requests.exceptions.ConnectionError:
        raise NetError(f"{shown}: cannot connect") from None
    except (requests.exceptions.RequestException, ValueError):
        raise NetError(f"{shown}: not a usable URL") from None
    if answer.status_code in (401, 403):
        raise NetError(f"{shown}: access denied; set {TOKEN_VARIABLE} to a token", answer.status_code)
    if not answer.ok:
        raise NetError(f"{shown}: the server answered {answer.status_code}", answer.status_code)
    try:
        return answer.json()
    except ValueError:
        raise NetError(f"{shown}: the answer is no JSON; is this an InvokeAI server?") from None


def is_loopback(url: str) -> bool:
    """Whether a URL points at this machine itself."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return bool(_LOOPBACK.fullmatch(host))


def proxies_for(url: str) -> dict[str, str]:
    """What requests is to be told of proxies: none for this machine, whatever ``HTTP_PROXY`` says.

    A proxy would look for 127.0.0.1 on its own machine; whoever sets one up rarely thinks of ``NO_PROXY``.
    """
    return {"no_proxy": urlsplit(url).hostname or ""} if is_loopback(url) else {}


def without_credentials(url: str) -> str:
    """The URL without user name and password, fit for messages."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "the URL"
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
