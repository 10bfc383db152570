"""The ``server`` table of a configuration: where workflows run.

A configuration is written by whoever wrote the repository. It says where a server is; whether that is
contacted, with which credentials and under which certificate is the user's business (``wflint login``).
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from wflint.rules.options import Key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Fail = Callable[[str, str | None], Exception]

# Keys that earlier releases had -> the option of `wflint login` that took their place.
_GONE = {
    **{f"token{ending}": "" for ending in ("", "-env", "-file")},
    **dict.fromkeys(("email", "password", "password-env", "password-file"), " --email EMAIL"),
    "ca": " --ca FILE",
    "insecure": " --insecure",
}
_WHY = {
    "ca": "a repository does not say which certificates you trust",
    "insecure": "a repository does not turn off the check of certificates",
}


def server_keys() -> dict[str, Key]:
    """The keys of the table."""
    about = "The server's address; contacted once you have allowed it (`wflint login`, `wflint allow`)."
    return {"url": Key("text", about, '"https://gpu.lab"')}


def read_server(data: Any, fail: Fail) -> str:
    """The address in the table. ``fail`` makes the error for a message and the key that it is about."""
    if not isinstance(data, dict):
        raise fail('server must be a table such as { url = "http://gpu:9090" }', "server")
    known = server_keys()
    for key in data:
        spelled = str(key).replace("_", "-")
        if spelled in _GONE:
            why = _WHY.get(spelled, "credentials do not belong into a configuration")
            login = f"wflint login{_address(data)}{_GONE[spelled]}"
            raise fail(f"server.{key}: {why}; take it out and run `{login}`", str(key))
        if key not in known:
            raise fail(f'unknown key "server.{key}"; known keys are {", ".join(known)}', str(key))
    if "url" not in data:
        raise fail("server.url is missing", "server")
    url = data["url"]
    if not isinstance(url, str) or not url:
        raise fail("server.url must be a string", "url")  # what it is may be a secret
    from wflint.net.address import holds_user

    if holds_user(url):
        said = "credentials do not belong into a configuration; take the user name and password out"
        raise fail(f"server.url: {said} and run `wflint login{_address(data)}`", "url")
    return url


def _address(data: Mapping[str, Any]) -> str:
    """The address of the table as a word of a command line."""
    from wflint.net.address import canonical
    from wflint.net.http import NetError

    try:
        return f" {shlex.quote(canonical(str(data['url'])))}"
    except (KeyError, NetError):
        return " URL"
