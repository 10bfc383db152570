"""The catalogue of a running InvokeAI server, community nodes included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.catalogue.saved import from_document
from wflint.catalogue.targets import TargetError
from wflint.net.http import NetError, get_json, without_credentials
from wflint.release import index_spelling

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue

_DOCUMENT = "/openapi.json"
_VERSION = "/api/v1/app/version"


def read_server(url: str) -> Catalogue:
    """The catalogue of the server at ``url``: its root, or the address of its OpenAPI document.

    Raises TargetError when it cannot be reached or is no InvokeAI.
    """
    root = url.rstrip("/").removesuffix(_DOCUMENT)
    name = without_credentials(root)
    try:
        return from_document(get_json(root + _DOCUMENT), name, _read_version(root))
    except NetError as exc:
        raise TargetError(f"target {exc}") from None
    except ValueError as exc:
        raise TargetError(f"target {name}: {exc}") from None


def _read_version(root: str) -> str | None:
    """The server's release; None when it does not say."""
    try:
        answer = get_json(root + _VERSION)
    except NetError as exc:
        if exc.status is None:
            raise
        return None
    version = answer.get("version") if isinstance(answer, dict) else None
    return index_spelling(version) if isinstance(version, str) else None
