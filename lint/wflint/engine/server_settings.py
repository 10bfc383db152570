"""The ``server`` table of a configuration: where workflows run, and where its credentials are kept.

A configuration is written by whoever wrote the repository, so it must not be able to send a user's secrets to
an address of its own choosing: credentials of the table are for its own ``url`` alone, environment variables
it names begin with ``WFLINT_``, and files it names lie beside it or in the user's ``wflint`` folder.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from wflint.net.credentials import Secret, ServerSettings
from wflint.rules.options import Key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Fail = Callable[[str, str | None], Exception]

PREFIX = "WFLINT_"
SECRETS = ("", "-env", "-file")  # endings of a secret's keys: itself, the variable, the file that holds it


def server_keys() -> dict[str, Key]:
    """The keys of the table."""
    beside = "which lies beside the configuration or in the user's own folder for wflint"
    return {
        "url": Key(
            "text", "The server's address; the credentials here are sent to it alone.", '"https://gpu.lab"'
        ),
        "ca": Key("file", "The certificate authority of the server, as a PEM file.", '"lab.pem"'),
        "insecure": Key(
            "switch", "Whether to accept a certificate that no authority has signed.", "true", False
        ),
        "token-env": Key("variable", "The variable that holds the server's token.", '"WFLINT_LAB_TOKEN"'),
        "token-file": Key("text", f"The file that holds the token, {beside}.", '"~/.config/wflint/lab"'),
        "token": Key("text", "The token itself; all who can read the file can read it."),
        "email": Key("text", "Who logs in, on a server of several users.", '"me@lab"'),
        "password-env": Key("variable", "The variable that holds the password.", '"WFLINT_LAB_PASSWORD"'),
        "password-file": Key("text", f"The file that holds the password, {beside}."),
        "password": Key("text", "The password itself; all who can read the file can read it."),
    }


def read_server(data: Any, source: str, fail: Fail) -> ServerSettings:
    """The settings in the table. ``fail`` makes the error for a message and the key that it is about."""
    if not isinstance(data, dict):
        raise fail('server must be a table such as { url = "http://gpu:9090" }', "server")
    known = server_keys()
    for key in data:
        if key not in known:
            from difflib import get_close_matches

            near = get_close_matches(str(key).replace("_", "-"), known, n=1, cutoff=0.5)
            hint = f'did you mean "{near[0]}"?' if near else f"known keys are {', '.join(known)}"
            raise fail(f'unknown key "server.{key}"; {hint}', str(key))
    for key, value in data.items():
        if known[key].form == "switch":
            if not isinstance(value, bool):
                raise fail(f"server.{key} must be true or false", key)
        elif not isinstance(value, str) or not value:
            raise fail(f"server.{key} must be a string", key)  # what it is may be a secret
    if "url" not in data:
        raise fail("server.url is missing: credentials are sent to that address alone", "server")
    folder = os.path.dirname(source)
    token, password = (_secret(data, kind, folder, fail) for kind in ("token", "password"))
    if bool(data.get("email")) != (password != Secret()):
        raise fail("server: email and password go together", "email" if "email" in data else "password")
    return ServerSettings(
        url=data["url"],
        ca=_authority(data["ca"], source, fail) if "ca" in data else None,
        insecure=data.get("insecure", False),
        token=token,
        email=data.get("email", ""),
        password=password,
        warnings=tuple(_warnings(data, source)),
    )


def _authority(name: str, source: str, fail: Fail) -> str:
    from wflint.engine.project import OutsideError, inside

    try:
        inside(name, source)
    except OutsideError as error:
        raise fail(f"server.ca: {error}", "ca") from None
    return os.path.join(os.path.dirname(source), name)


def _warnings(data: Mapping[str, Any], source: str) -> Iterator[str]:
    for kind in ("token", "password"):
        if kind in data:
            yield (
                f"{source}: the {kind} of the server is in the file, for all who can read it; name a "
                f'file ({kind}-file) or a variable ({kind}-env = "{PREFIX}...") instead, and have the {kind} '
                "replaced"
            )
    if "@" in data["url"].partition("://")[2].partition("/")[0]:
        yield (
            f"{source}: the server's url holds a user name or password, for all who can read the file; "
            "give it with WFLINT_SERVER instead"
        )


def _secret(data: Mapping[str, Any], kind: str, folder: str, fail: Fail) -> Secret:
    variable, file = data.get(f"{kind}-env"), data.get(f"{kind}-file")
    if variable is not None and not variable.startswith(PREFIX):
        said = f'server.{kind}-env must name a variable that begins with "{PREFIX}", not "{variable}"'
        raise fail(f"{said}: a repository must not read other secrets", f"{kind}-env")
    if file is not None:
        try:
            path = os.path.realpath(os.path.join(folder, os.path.expanduser(file)))
        except ValueError:  # a name with a null character
            raise fail(f"server.{kind}-file is not a valid file name", f"{kind}-file") from None
        homes = [os.path.realpath(home) for home in (folder, user_folder())]
        if not any(os.path.commonpath((home, path)) == home for home in homes if _same_drive(home, path)):
            said = f"server.{kind}-file must lie beside the configuration or in {user_folder()}"
            raise fail(f"{said}: a repository must not read other files", f"{kind}-file")
        file = path
    return Secret(variable, file, data.get(kind))


def user_folder() -> str:
    """The folder of the user's own files for wflint: ``wflint`` where the platform keeps configurations."""
    if sys.platform == "win32":
        return os.path.join(os.environ.get("APPDATA") or os.path.expanduser("~"), "wflint")
    base = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    return os.path.join(base, "wflint")


def _same_drive(one: str, other: str) -> bool:
    return os.path.splitdrive(one)[0].lower() == os.path.splitdrive(other)[0].lower()
