"""Which servers the user allowed, and what is kept for each: a file of the user's own, outside repositories.

A configuration in a repository is somebody else's. An address that it names is contacted only when the user
named it too (on a command line, in ``WFLINT_SERVER``) or it stands here, put by ``wflint login`` or
``wflint allow``.
"""

from __future__ import annotations

import json
import os
import shlex
import stat
import sys
from contextlib import suppress
from hashlib import sha256
from typing import Any, Final, NamedTuple

from wflint.net import keyrings
from wflint.net.address import canonical, holds_user
from wflint.net.http import NetError, without_credentials
from wflint.writing import write_file

SERVER_VARIABLE: Final = "WFLINT_SERVER"
FOLDER_VARIABLE: Final = "WFLINT_CONFIG_DIR"
NAME: Final = "servers.json"
TOKEN, PASSWORD = "token", "password"  # the kinds of secrets
_LONGEST = 4 * 1024 * 1024  # bytes; thousands of servers
_KEYS = {"kind": str, "email": str, "secret": str, "keyring": bool, "insecure": bool, "ca": str}


class NotAllowedError(NetError):
    """An address that a configuration names and the user did not allow. The text names the command."""


class StoreError(NetError):
    """The file of allowed servers cannot be used, or what is in it; the text says which file."""


class Allowed(NamedTuple):
    """A server that the user allowed, and how it is reached.

    ``url`` is the address in its one spelling. ``kind`` says what secret is kept for it: a token, the
    password that goes with ``email``, or, empty, none. ``secret`` is empty where the system's keyring has it.
    """

    url: str
    kind: str = ""
    email: str = ""
    secret: str = ""
    keyring: bool = False
    insecure: bool = False
    ca: str = ""

    def read_secret(self) -> str:
        """The secret, wherever it is kept. Raises StoreError."""
        if not self.keyring:
            return self.secret
        found = keyrings.get(self.url)
        if not found:
            raise StoreError(
                f"{self.url}: its {self.kind} is in the system's keyring, which does not give it; unlock the "
                f"keyring, or run `{command('login', self.url)}` again"
            )
        return found


def command(name: str, url: str) -> str:
    """A command of wflint for an address, to be typed as it stands."""
    return f"wflint {name} {shlex.quote(url)}"


# -- asking --------------------------------------------------------------------------------------------


def find(url: str) -> Allowed | None:
    """What is kept for an address that the user named; None where nothing is. Raises StoreError."""
    try:
        return read_all().get(canonical(url))
    except StoreError:
        raise
    except NetError:  # no usable address; whoever contacts it will say so
        return None


def require(url: str) -> tuple[str, Allowed | None]:
    """The one spelling of an address that a configuration names, and what is kept for it.

    It must be contacted in that spelling. Raises NotAllowedError when the user did not allow it, and NetError
    when it is no address.
    """
    if holds_user(url):
        raise NetError(
            f"{without_credentials(url)}: a configuration must not hold a user name or password; take them "
            "out of its address, and run `wflint login URL`"
        )
    address = canonical(url)
    kept = read_all().get(address)
    if kept is None and not _is_in_environment(address):
        raise NotAllowedError(
            f"{address} is named by a configuration, and you have not allowed it: run "
            f"`{command('allow', address)}`, or `{command('login', address)}` if it wants credentials"
        )
    return address, kept


def _is_in_environment(address: str) -> bool:
    try:
        return canonical(os.environ.get(SERVER_VARIABLE, "")) == address
    except NetError:
        return False


# -- the file ------------------------------------------------------------------------------------------


def user_folder() -> str | None:
    """The folder of the user's own files for wflint; None where there is none (no home folder).

    A relative path would lead into whatever repository wflint runs in, and is none. Raises StoreError.
    """
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        if not os.path.isabs(named):
            raise StoreError(f"{FOLDER_VARIABLE} must be an absolute path")
        return named
    if sys.platform == "win32":
        base = os.environ.get("APPDATA") or os.path.expanduser("~")
    else:
        base = os.environ.get("XDG_CONFIG_HOME") or ""
        if not os.path.isabs(base):
            base = os.path.join(os.path.expanduser("~"), ".config")
    return os.path.join(base, "wflint") if os.path.isabs(base) else None


def store_path() -> str | None:
    """Where the file of allowed servers is, or would be. Raises StoreError."""
    folder = user_folder()
    return os.path.join(folder, NAME) if folder is not None else None


def read_all() -> dict[str, Allowed]:
    """All that is allowed, by address. Raises StoreError."""
    path = store_path()
    raw = read_private(path) if path is not None else None
    if path is None or raw is None:
        return {}
    try:
        servers = json.loads(raw)["servers"]
        return {url: _record(url, data) for url, data in servers.items()}
    except (NetError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise StoreError(
            f"{path}: this is not a list of allowed servers; remove it, and `wflint allow` yours again"
        ) from None


def _record(url: str, data: dict[str, Any]) -> Allowed:
    values = {key: data[key] for key in _KEYS if key in data}
    if url != canonical(url) or any(type(value) is not _KEYS[key] for key, value in values.items()):
        raise ValueError(url)
    return Allowed(url, **values)


def read_private(path: str) -> bytes | None:
    """The bytes of a file of the user's own; None where there is none. Raises StoreError."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise StoreError(f"{path}: this is not an ordinary file")
        with open(path, "rb") as file:
            _check_private(os.fstat(file.fileno()), path, 0o077, "600")
            raw = file.read(_LONGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror or error}") from None
    return raw if len(raw) <= _LONGEST else b""


def _check_private(found: os.stat_result, path: str, others: int, mode: str) -> None:
    """Refuse what somebody else may have written, or could read. Windows keeps a user's folders private."""
    if sys.platform != "win32":
        if os.getuid() not in (0, found.st_uid) and found.st_uid != 0:
            raise StoreError(f"{path}: it belongs to another user, who could allow servers in your name")
        if found.st_mode & others:
            raise StoreError(f"{path}: other users have access to it; run `chmod {mode} {shlex.quote(path)}`")


def keep(server: Allowed, secret: str = "") -> Allowed:
    """Write down that a server is allowed, its secret in the keyring if there is one. Raises StoreError."""
    known = read_all()
    if secret:
        in_keyring = keyrings.put(server.url, secret)
        server = server._replace(secret="" if in_keyring else secret, keyring=in_keyring)
        before = known.get(server.url)
        if before is not None and before.keyring and not in_keyring:
            keyrings.remove(server.url)
    known[server.url] = server
    _write(known)
    return server


def forget(url: str) -> bool | None:
    """Take a server off the list, with all that is kept for it. Raises NetError.

    None when it was not on it; False when the keyring did not let go of its secret.
    """
    known = read_all()
    gone = known.pop(canonical(url), None)
    if gone is None:
        return None
    all_gone = keyrings.remove(gone.url) if gone.keyring else True
    _write(known)
    if gone.ca == _authority_path(_own_folder(), gone.url):
        with suppress(OSError):
            os.unlink(gone.ca)
    return all_gone


def keep_authority(url: str, pem: bytes) -> str:
    """Keep the certificates to trust for a server; the path of the copy. Raises StoreError.

    A copy, as the file that the user names often lies in the repository, whose next commit may replace it.
    """
    path = _authority_path(_own_folder(), url)
    _put(path, pem)
    return path


def _authority_path(folder: str, url: str) -> str:
    return os.path.join(folder, f"ca-{sha256(url.encode()).hexdigest()[:16]}.pem")


def _write(known: dict[str, Allowed]) -> None:
    servers = {}
    for url, server in sorted(known.items()):
        servers[url] = {key: value for key in _KEYS if (value := getattr(server, key))}
    write_private(NAME, (json.dumps({"schema": 1, "servers": servers}, indent=2) + "\n").encode())


def write_private(name: str, content: bytes) -> None:
    """Write a file into the user's own folder, for the user alone. Raises StoreError."""
    _put(os.path.join(_own_folder(), name), content)


def _put(path: str, content: bytes) -> None:
    try:
        write_file(path, content, mode=0o600)
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error.strerror or error}") from None


def _own_folder() -> str:
    """The user's folder, made if need be, for the user alone. Raises StoreError."""
    folder = user_folder()
    if folder is None:
        raise StoreError(f"there is no home folder to keep allowed servers in; set {FOLDER_VARIABLE}")
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        _check_private(os.stat(folder), folder, 0o022, "700")
    except OSError as error:
        raise StoreError(f"cannot make {folder}: {error.strerror or error}") from None
    return folder
