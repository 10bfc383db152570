"""One request and its answer, with bounds: until when, how many bytes, and only with whom we meant to talk.

requests bounds each wait for bytes, not the exchange, and a server that sends a header a second keeps it for
ever. So connections look at the clock before each read, headers, chunks and proxies included, and count what
arrives. Nothing else follows redirects here, keeps cookies or looks into ~/.netrc.
"""

from __future__ import annotations

import http.client
import io
import logging
import time
import zlib
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Any, Final

import requests
from requests.adapters import HTTPAdapter

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE: Final = 64 * 1024
_HEAD: Final = 1024 * 1024  # bytes of headers, of 100 (continue) and the like, beside the body
_LEAST: Final = 0.001  # seconds; a socket with no time at all would not wait, but fail in another way


class OverdueError(Exception):
    """The time is up."""


class TooLargeError(Exception):
    """More bytes came than are taken."""


class EncodingError(Exception):
    """The body is packed in a way that was not asked for, or badly. The text says how."""


class BrokenOffError(Exception):
    """Less came than was announced."""


class Exchange:
    """The bounds of one request: ``deadline`` by time.monotonic, ``most`` bytes of body, unpacked."""

    def __init__(self, deadline: float, most: int) -> None:
        self.most = most
        self._deadline = deadline
        self._on_wire = 0

    def left(self) -> float:
        """Seconds that are left. Raises OverdueError when there are none."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise OverdueError
        return max(left, _LEAST)

    def count(self, size: int) -> None:
        """Note bytes that arrived. Raises TooLargeError."""
        self._on_wire += size
        # Twice: chunks have a length each, and packing can make small things larger.
        if self._on_wire > 2 * self.most + _HEAD:
            raise TooLargeError

    @contextmanager
    def bounding(self) -> Iterator[None]:
        """Bound what connections of ``client`` do within the block."""
        before = _bounds.set(self)
        try:
            yield
        finally:
            _bounds.reset(before)

    def body(self, answer: requests.Response) -> bytearray:
        """The body, unpacked; what does not arrive whole raises."""
        body = bytearray()
        packed = 0
        unpacker = _unpacker(answer.headers.get("Content-Encoding", ""))
        while piece := answer.raw.read(_PIECE, decode_content=False):
            self.left()
            packed += len(piece)
            for part in unpacker.parts(piece):
                body += part
                if len(body) > self.most:
                    raise TooLargeError
        announced = answer.headers.get("Content-Length", "")
        whole = unpacker.whole or not packed
        if announced.isascii() and announced.isdigit() and len(announced) < 20:
            whole = whole and int(announced) <= packed
        if not whole:
            raise BrokenOffError
        return body


_bounds: ContextVar[Exchange | None] = ContextVar("bounds", default=None)


class _Plain:
    """A body that is not packed."""

    whole = True

    def parts(self, piece: bytes) -> Iterator[bytes]:
        yield piece


class _Gzip:
    """A body packed by gzip, unpacked a little at a time: it may become a thousand times larger."""

    def __init__(self) -> None:
        self._unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)

    @property
    def whole(self) -> bool:
        return self._unpacker.eof

    def parts(self, piece: bytes) -> Iterator[bytes]:
        part = b""
        while piece or len(part) == _PIECE:
            if self._unpacker.eof:
                if piece:
                    raise EncodingError("goes on behind its end")
                return
            try:
                part = self._unpacker.decompress(piece, _PIECE)
            except zlib.error:
                raise EncodingError("is not valid gzip") from None
            yield part
            piece = self._unpacker.unconsumed_tail or self._unpacker.unused_data


def _unpacker(encoding: str) -> _Plain | _Gzip:
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return _Plain()
    if name in ("gzip", "x-gzip"):
        return _Gzip()
    raise EncodingError("is packed in a way that was not asked for")


# -- requests, bounded ---------------------------------------------------------------------------------


def client() -> requests.Session:
    """A session of requests that keeps to the bounds of the exchange it is used in."""
    for name in ("connection", "connectionpool"):  # of urllib3 2 and 1
        logging.getLogger(f"urllib3.{name}").addFilter(_quiet)  # the same again is no second one
    made = _Client()
    made.headers["Accept"] = "application/json"
    made.headers["Accept-Encoding"] = "gzip"
    made.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    for scheme in ("http://", "https://"):
        made.mount(scheme, _Adapter())
    return made


def _quiet(record: logging.LogRecord) -> bool:
    """Not its warning of odd headers: that quotes them unmasked, and pytest shows it with a failed test."""
    return not str(record.msg).startswith("Failed to parse headers")


class _Client(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: requests would follow, or unpack the whole body before it asks whether to follow."""


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        _bound(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
        manager = super().proxy_manager_for(*args, **options)
        _bound(manager)
        return manager


def _bound(manager: Any) -> None:
    manager.pool_classes_by_scheme = {
        scheme: _bounded(pool) for scheme, pool in manager.pool_classes_by_scheme.items()
    }


@cache
def _bounded(pool: type[Any]) -> type[Any]:
    if issubclass(pool.ConnectionCls, _Connection):
        return pool
    connection = type("BoundedConnection", (_Connection, pool.ConnectionCls), {})
    return type("BoundedPool", (pool,), {"ConnectionCls": connection})


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: Any, *args: Any, **options: Any) -> None:
        super().__init__(_Readable(sock), *args, **options)  # type: ignore[arg-type]


class _Connection:
    response_class = _Response
    sock: Any

    def send(self, data: Any) -> None:
        bounds = _bounds.get()
        if self.sock is None:
            self.connect()  # type: ignore[attr-defined]
        if bounds is not None:
            self.sock.settimeout(bounds.left())  # not that for connecting, which urllib3 has left there
        super().send(data)  # type: ignore[misc]


class _Readable:
    """A socket as far as an answer needs it: something to read from, within bounds."""

    def __init__(self, sock: Any) -> None:
        self._sock = sock

    def makefile(self, mode: str) -> Any:
        bounds = _bounds.get()
        if bounds is None:
            return self._sock.makefile(mode)
        return io.BufferedReader(_Raw(self._sock, bounds), _PIECE)


class _Raw(io.RawIOBase):
    def __init__(self, sock: Any, bounds: Exchange) -> None:
        super().__init__()
        self._sock = sock
        self._file = sock.makefile("rb", buffering=0)
        self._bounds = bounds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._bounds.left())
        try:
            size: int | None = self._file.readinto(buffer)
        except TimeoutError:
            raise OverdueError from None
        self._bounds.count(size or 0)
        return size

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()
