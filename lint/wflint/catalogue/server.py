"""The catalogue of a running InvokeAI server, community nodes included."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from wflint.catalogue.errors import TargetError, TargetNotAllowedError
from wflint.catalogue.saved import from_document
from wflint.net.address import DOCUMENT
from wflint.net.allowed import NotAllowedError
from wflint.net.answers import release_in
from wflint.net.connect import connect, connect_configured
from wflint.net.http import NetError
from wflint.release import index_spelling

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.net.session import Session

_VERSION = "/api/v1/app/version"


def read_server(url: str, *, named: bool = False) -> Catalogue:
    """The catalogue of the server at ``url``: its root, or the address of its OpenAPI document.

    ``named`` says that the user named it, not a configuration. Raises TargetNotAllowedError, and TargetError
    when it cannot be reached or is no InvokeAI.
    """
    try:
        with closing(connect(server_root(url)) if named else connect_configured(url)) as session:
            return catalogue_of(session)
    except NotAllowedError as error:
        raise TargetNotAllowedError(f"target {error}") from None
    except (NetError, TargetError) as error:
        raise TargetError(f"target {error}") from None


def server_root(url: str) -> str:
    """The server's own address, where that of its OpenAPI document was given."""
    return url.rstrip("/").removesuffix(DOCUMENT)


def catalogue_of(session: Session) -> Catalogue:
    """The catalogue of a session's server. Raises NetError, and TargetError when it is no InvokeAI."""
    document = session.get(DOCUMENT)
    try:
        return from_document(document, session.name, _read_version(session))
    except ValueError as error:
        raise TargetError(f"{session.name}: {error}") from None


def _read_version(session: Session) -> str | None:
    """The server's release; None when it does not say."""
    try:
        answer = session.get(_VERSION)
    except NetError as error:
        if error.status is None:
            raise
        return None
    version = release_in(answer)
    return index_spelling(version) if version is not None else None
