"""Addresses of servers in one spelling, so that two can be compared."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from wflint.net.http import NetError, without_credentials

DOCUMENT = "/openapi.json"
_PORTS = {"http": 80, "https": 443}
_HOST = r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?|[0-9a-f.]*:[0-9a-f:.]+"
_PATH = r"(/(?!\.{1,2}(/|\Z))[A-Za-z0-9._~!$&'()*+,;=:@%-]+)*"


def canonical(url: str) -> str:
    """The one spelling of an address: scheme, host, port and base path. Raises NetError when it is none.

    User name, password, query and fragment are no part of it, and the address of a server's OpenAPI document
    is the server's. Whoever asked whether an address is allowed must contact this spelling and no other:
    what two parsers read differently (a backslash, a tab, letters of other scripts) is not in it.
    """
    text = url.strip()
    if "://" not in text:
        text = f"http://{text}"
    try:
        parts = urlsplit(text)
        scheme, host, port = parts.scheme, parts.hostname or "", parts.port
        if not host.isascii():
            host = host.encode("idna").decode()
    except ValueError:  # UnicodeError is one
        raise _unusable(url) from None
    path = parts.path.rstrip("/").removesuffix(DOCUMENT).rstrip("/")
    usable = scheme in _PORTS and port != 0 and re.fullmatch(_HOST, host) and re.fullmatch(_PATH, path)
    if not usable or "\\" in text or ("[" in parts.netloc and ":" not in host):
        raise _unusable(url)
    place = f"[{host}]" if ":" in host else host
    if port is not None and port != _PORTS[scheme]:
        place += f":{port}"
    return f"{scheme}://{place}{path}"


def holds_user(url: str) -> bool:
    """Whether an address names a user or a password."""
    return "@" in re.split(r"[/?#]", url.partition("://")[2] or url, maxsplit=1)[0]


def _unusable(url: str) -> NetError:
    return NetError(f"{without_credentials(url)} is not a usable server address; write http://host:9090")
