"""The system's keyring, where the optional library ``keyring`` is installed and has one that keeps things."""

from __future__ import annotations

from typing import Any

_SERVICE = "wflint"


def put(url: str, secret: str) -> bool:
    """Keep a secret for an address; whether there is a keyring that did."""
    backend = _backend()
    if backend is None:
        return False
    try:
        backend.set_password(_SERVICE, url, secret)
        return bool(backend.get_password(_SERVICE, url) == secret)
    except Exception:  # each backend has failures of its own: locked, no session bus, refused
        return False


def get(url: str) -> str | None:
    """The secret that is kept for an address; None where there is none, or no keyring gives it."""
    backend = _backend()
    try:
        return backend.get_password(_SERVICE, url) if backend is not None else None
    except Exception:
        return None


def remove(url: str) -> bool:
    """Forget what is kept for an address; whether the keyring let us."""
    backend = _backend()
    if backend is None:
        return False
    try:
        backend.delete_password(_SERVICE, url)
    except Exception:
        return False
    return True


def _backend() -> Any:
    """The keyring in use; None where the library is missing or has but a placeholder, whose priority is 0."""
    try:
        import keyring

        backend = keyring.get_keyring()
        return backend if backend.priority > 0 else None
    except Exception:
        return None
