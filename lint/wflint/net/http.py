"""What the rest of wflint has to know of HTTP before there is a session: addresses, failures."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from wflint.errors import Error

TOKEN_VARIABLE = "WFLINT_TOKEN"
_LOOPBACK = re.compile(r"(.+\.)?localhost|::1|127(\.\d+){1,3}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[/\\]+")
_AUTHORITY = re.compile(r"[^/\\?#]*")
_HOST = re.compile(r"(\[[^\[\]]*\]|[^:]*)(:[0-9]{0,5})?")
_IN_TEXT = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S*[^\s'\",;:.)\]}`]")
_PORTS: Final = {"http": 80, "https": 443}


class NetError(Error):
    """A request failed. The message is one line and holds no credentials.

    ``status`` is the HTTP status of the answer, None when there was none.
    """

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class AnswerError(NetError):
    """The server answered, but not with what was asked for.

    ``status`` is the HTTP status, ``detail`` what the server said: a text, or the list of faults of a 422.
    """

    def __init__(self, message: str, status: int | None, detail: Any = None) -> None:
        super().__init__(message, status)
        self.detail = detail
        self.retry_after = 0.0  # seconds, where the server asked for that


class UnreachableError(NetError):
    """No answer: nobody listens, the connection broke, or it took too long.

    ``sent`` is False when the request certainly never reached the server.
    """

    def __init__(self, message: str, *, sent: bool = True) -> None:
        super().__init__(message)
        self.sent = sent


class Address(NamedTuple):
    """A server's address, apart from the user name and password that stood in it."""

    url: str
    user: str = ""
    password: str = ""


def address_of(url: str) -> Address:
    """The parts of an address. Raises NetError as ``normal_url`` does."""
    full = normal_url(url)
    parts = urlsplit(full)
    netloc = parts.netloc.rpartition("@")[2]
    return Address(
        urlunsplit(parts._replace(netloc=netloc)),
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )


def normal_url(url: str) -> str:
    """The address with a scheme and without a slash at the end. Raises NetError when it is none."""
    text = url.strip()
    if "://" not in text:
        text = f"http://{text}"
    text = text.partition("#")[0].rstrip("/")
    try:
        parts = urlsplit(text)
        usable = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
        usable = usable and "@" not in parts.path  # a slash in a password would make a path of its end
    except ValueError:
        usable = False
    if not usable or any(char.isspace() or not char.isprintable() for char in text):
        raise NetError(f"{without_credentials(url)} is not a usable server address; write http://host:9090")
    if parts.query:
        raise NetError(f"{without_credentials(url)}: a server's address has nothing behind a question mark")
    return text


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


def within_origin(url: str, location: str) -> str | None:
    """Where a redirect leads, as long as scheme, host and port stay the same; None when they do not."""
    try:
        here, there = urlsplit(url), urlsplit(urljoin(url, location))
        same = here.scheme == there.scheme and here.hostname == there.hostname and _port(here) == _port(there)
    except ValueError:
        return None
    # Put together anew: whatever else the server wrote beside the host is left out.
    return urlunsplit((here.scheme, here.netloc, there.path, there.query, "")) if same else None


def _port(parts: Any) -> int | None:
    return parts.port or _PORTS.get(parts.scheme)


def is_url(text: str) -> bool:
    """Whether somebody meant an address by this, not a file."""
    return text.lstrip()[:8].lower().startswith(("http://", "https://"))


def urls_without_credentials(text: str) -> str:
    """A text with its URLs as they may be shown."""
    return _IN_TEXT.sub(lambda found: without_credentials(found.group()), text) if "://" in text else text


def without_credentials(url: str) -> str:
    """The URL without user name, password, query and fragment, fit for messages.

    What is malformed is not understood first: a password may hold whatever ends a host in a URL, so all is
    left out that could belong to one.
    """
    text = url.strip()
    if not text.isascii():
        import unicodedata

        text = unicodedata.normalize("NFKC", text)  # a wide @ divides as well
    found = _SCHEME.match(text)
    scheme, rest = (found.group(), text[found.end() :]) if found else ("", text)
    before, at, after = rest.rpartition("@")
    if at:
        # Behind the first slash or question mark it is part of a password, or of a path that we can spare.
        within = len(_AUTHORITY.match(rest).group()) > len(before)  # type: ignore[union-attr]
        rest = after if within else f"***@{after}"
    rest = re.split(r"[?#]", rest, maxsplit=1)[0]
    authority = _AUTHORITY.match(rest).group()  # type: ignore[union-attr]
    if not _HOST.fullmatch(authority):
        return f"{scheme}{authority.partition(':')[0]}:***" if ":" in authority else f"{scheme}***"
    return scheme + rest
