"""What the rest of wflint has to know of HTTP before there is a session: addresses, failures."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

TOKEN_VARIABLE = "WFLINT_TOKEN"
_LOOPBACK = re.compile(r"(.+\.)?localhost|::1|127(\.\d+){1,3}")


class NetError(Exception):
    """A request failed. The message is one line and holds no credentials.

    ``status`` is the HTTP status of the answer, None when there was none.
    """

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


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
    return urlunsplit(
        (parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, parts.fragment)
    )
