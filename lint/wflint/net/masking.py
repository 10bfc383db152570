"""What must not be shown: the credentials of a session, wherever a server repeats them."""

from __future__ import annotations

import base64
import html
import json
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterator

MASK: Final = "***"
_SHORTEST: Final = 4  # characters; what is shorter than that is found in every text
_LONG: Final = 16  # of a secret as long as this its beginning is masked too: servers cut texts short
_BEGINNING: Final = 12
_UNMISTAKABLE: Final = 8
_CLASSES: Final = ("[a-z]", "[A-Z]", "[0-9]", "[^A-Za-z0-9]")


class Secrets:
    """The secrets of a session, in all the spellings in which servers write what they were sent.

    Whatever a server says in words is masked whole. In data only what is unmistakable is: a password
    "invokeai" must not turn the names of nodes into stars.
    """

    def __init__(self) -> None:
        self._all: list[str] = []  # spellings in small letters, the longest first
        self._unmistakable: list[str] = []

    def add(self, secret: str) -> None:
        """From now on, this is not shown."""
        if len(secret) < _SHORTEST:
            return
        spellings = {spelling.lower() for spelling in _spellings(secret)}
        self._all = _longest_first({*self._all, *spellings})
        if len(secret) >= _UNMISTAKABLE and sum(bool(re.search(c, secret)) for c in _CLASSES) > 1:
            self._unmistakable = _longest_first({*self._unmistakable, *spellings})

    def add_login(self, user: str, password: str) -> None:
        """The same of a user name with a password, as a header of HTTP spells them."""
        self.add(password or user)
        if password:
            pair = {spelling.lower() for spelling in _base64(f"{user}:{password}")}
            self._all = _longest_first({*self._all, *pair})
            self._unmistakable = _longest_first({*self._unmistakable, *pair})

    def masked(self, said: Any) -> Any:
        """What the server says in words, be it a text or the parts of one, with stars in place of secrets."""
        return _masked(said, self._all)

    def masked_data(self, value: Any) -> Any:
        """Data of the server's, its keys and texts masked."""
        return _masked(value, self._unmistakable)

    def may_be_in(self, text: str) -> bool:
        """Whether data, as JSON, could hold any; much quicker than to look into each of its texts."""
        if not self._unmistakable:
            return False
        lowered = text.lower()
        return "\\u00" in lowered or any(_start(secret) in lowered for secret in self._unmistakable)

    def are_in(self, raw: bytes | bytearray) -> bool:
        """Whether bytes that are not text (a picture) hold one."""
        lowered = raw.lower() if self._unmistakable else b""
        return any(secret.encode() in lowered for secret in self._unmistakable)


def _spellings(secret: str) -> Iterator[str]:
    yield secret
    yield repr(secret)[1:-1]
    for spell in (quote, quote_plus):
        yield spell(secret, safe="")
        yield spell(secret)
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield html.escape(secret)
    yield html.escape(secret, quote=False)
    yield from _base64(secret)


def _base64(secret: str) -> Iterator[str]:
    raw = secret.encode("utf-8", "surrogatepass")
    yield base64.b64encode(raw).decode().rstrip("=")
    yield base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _longest_first(texts: set[str]) -> list[str]:
    return sorted(texts, key=lambda text: (-len(text), text))


def _start(secret: str) -> str:
    return secret[:_BEGINNING] if len(secret) >= _LONG else secret


def _masked(value: Any, secrets: list[str]) -> Any:
    if isinstance(value, str):
        return _masked_text(value, secrets)
    if isinstance(value, list):
        return [_masked(item, secrets) for item in value]
    if isinstance(value, dict):
        return {_masked_text(key, secrets): _masked(item, secrets) for key, item in value.items()}
    return value


def _masked_text(text: str, secrets: list[str]) -> str:
    lowered = text.lower()
    if len(lowered) != len(text):  # some letters have longer small ones: places would not fit
        lowered = text
    found: list[tuple[int, int]] = []
    for secret in secrets:
        start = _start(secret)
        place = lowered.find(start)
        while place >= 0:
            size = len(start)
            while size < len(secret) and lowered[place + size : place + size + 1] == secret[size]:
                size += 1
            found.append((place, place + size))
            place = lowered.find(start, place + size)
    if not found:
        return text
    pieces, done = [], 0
    for begin, end in sorted(found):
        if begin >= done:
            pieces += [text[done:begin], MASK]
        done = max(done, end)
    return "".join([*pieces, text[done:]])
