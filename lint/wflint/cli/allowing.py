"""What ``login``, ``logout`` and ``allow`` have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.cli.errors import Failure

if TYPE_CHECKING:
    from wflint.net.allowed import Allowed


def address(url: str) -> str:
    """The one spelling of an address that the user gave."""
    from wflint.net.address import canonical, holds_user
    from wflint.net.http import NetError

    try:
        found = canonical(url)
    except NetError as error:
        raise Failure(str(error)) from None
    if holds_user(url):
        raise Failure(f"{found}: give the address without user name and password; they are asked for")
    return found


def authority(ca: str | None) -> bytes:
    """The certificates in a file; empty where none is named."""
    if ca is None:
        return b""
    import ssl

    try:
        with open(ca, "rb") as file:
            pem = file.read()
        ssl.create_default_context(cadata=pem.decode("ascii"))
    except (OSError, ValueError) as error:  # of ssl, and of text that is none
        reason = error.strerror if type(error) is OSError and error.strerror else "no certificates in PEM"
        raise Failure(f"{ca}: {reason}") from None
    return pem


def kept_authority(url: str, pem: bytes) -> str:
    """The path of the copy that is kept; empty where there is nothing to keep. Raises StoreError."""
    from wflint.net.allowed import keep_authority

    return keep_authority(url, pem) if pem else ""


def place() -> str:
    """The file that holds what is allowed."""
    from wflint.net.allowed import store_path

    return store_path() or ""


def show() -> None:
    """Print the servers that are allowed, a line each, without secrets."""
    from wflint.cli.output import note, write
    from wflint.net.allowed import read_all
    from wflint.net.http import NetError
    from wflint.net.repositories import allowed_repositories

    try:
        known = read_all()
        folders = allowed_repositories()
    except NetError as error:
        raise Failure(str(error)) from None
    if not known:
        note("no server is allowed; `wflint allow URL` allows one")
    write(f"{_line(server)}\n" for server in known.values())
    write(f"{root}  plugins\n" for root in folders)


def _line(server: Allowed) -> str:
    kept = {"token": "token", "password": f"password of {server.email}"}.get(server.kind, "no credentials")
    parts = [server.url, kept + (", in the keyring" if server.keyring else "")]
    if server.insecure:
        parts.append("any certificate")
    elif server.ca:
        parts.append("certificate kept")
    return "  ".join(parts)


def is_folder(given: str) -> bool:
    """Whether a repository is meant, not a server; one that is gone is still one."""
    import os

    from wflint.net.http import is_url

    return not is_url(given) and (os.path.isdir(given) or os.path.isabs(given) or given.startswith("."))


def refuse_word(given: str, address: str) -> None:
    """Raises Failure for a word that may as well be a folder with a mistake in its name as a server."""
    host = given.strip().partition("/")[0]
    if not {".", ":"} & set(host) and host.lower() != "localhost":
        raise Failure(f"{given.strip()}: no such folder; if it is a server, write {address}")


def allow_folder(folder: str, *, remove: bool) -> None:
    """Put the repository around a folder on the list of those that may name plugins, or take it off."""
    import os

    from wflint.cli.output import note
    from wflint.engine.project import project_root
    from wflint.net.http import NetError
    from wflint.net.repositories import allow_repository, forget_repository, repositories_path

    try:
        if remove:
            root = project_root(os.path.join(folder, "any")) if os.path.isdir(folder) else folder
            if not (forget_repository(root) or forget_repository(os.path.abspath(folder))):
                raise Failure(f"{root} is not among what is allowed (`wflint allow --list`)")
            note(f"{root}: its configurations may name no plugins any more")
            return
        if not os.path.isdir(folder):
            raise Failure(f"{folder}: there is no such folder")
        root = project_root(os.path.join(folder, "any"))
        allow_repository(root)
    except NetError as error:
        raise Failure(str(error)) from None
    note(f"{root}: its configurations may name plugins now, which are code; kept in {repositories_path()}")


def forget(url: str) -> None:
    """Take a server off the list."""
    from wflint.cli.output import note
    from wflint.net.allowed import forget as take_off
    from wflint.net.http import NetError

    try:
        gone = take_off(url)
    except NetError as error:
        raise Failure(str(error)) from None
    if gone is None:
        raise Failure(f"{address(url)} is not among the servers that are allowed (`wflint allow --list`)")
    note(f"{address(url)}: forgotten{'' if gone else ', but its secret is still in the keyring'}")
