"""A server on this machine that answers with recorded packets and breaks off as it is told.

`responses` replaces the sockets, so what happens on them is tested against this.
"""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import struct
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

_MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
Handler = "Callable[[Connection], None]"


class Connection:
    """One accepted connection, its request read."""

    def __init__(self, raw: socket.socket) -> None:
        self.raw = raw
        self._buffer = b""
        head = self._read_until(b"\r\n\r\n").decode("latin-1")
        lines = head.split("\r\n")
        self.method, self.path, _ = lines[0].split(" ", 2)
        self.headers = {
            k.lower(): v.strip() for k, v in (line.split(":", 1) for line in lines[1:] if ":" in line)
        }
        self.body = self._read(int(self.headers.get("content-length", "0")))

    def _read_until(self, end: bytes) -> bytes:
        while end not in self._buffer:
            piece = self.raw.recv(65536)
            if not piece:
                raise ConnectionError
            self._buffer += piece
        head, _, self._buffer = self._buffer.partition(end)
        return head

    def _read(self, count: int) -> bytes:
        while len(self._buffer) < count:
            piece = self.raw.recv(65536)
            if not piece:
                raise ConnectionError
            self._buffer += piece
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        return taken

    def json(self, value: Any, status: str = "200 OK") -> None:
        """Answer with JSON."""
        self.answer(json.dumps(value).encode(), status)

    def answer(self, body: bytes, status: str = "200 OK", length: int | None = None) -> None:
        """Answer; ``length`` announces another one than the body has."""
        head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nConnection: close\r\n"
        head += f"Content-Length: {len(body) if length is None else length}\r\n\r\n"
        self.raw.sendall(head.encode() + body)

    # -- websocket ---------------------------------------------------------------------------------

    def upgrade(self) -> None:
        """Become a websocket."""
        key = hashlib.sha1((self.headers["sec-websocket-key"] + _MAGIC).encode()).digest()
        self.raw.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + base64.b64encode(key) + b"\r\n\r\n"
        )

    def send(self, text: str) -> None:
        """One text frame."""
        raw = text.encode()
        if len(raw) < 126:
            head = struct.pack("!BB", 0x81, len(raw))
        elif len(raw) < 65536:
            head = struct.pack("!BBH", 0x81, 126, len(raw))
        else:
            head = struct.pack("!BBQ", 0x81, 127, len(raw))
        self.raw.sendall(head + raw)

    def receive(self) -> str:
        """The text of one frame from the client."""
        size = self._read(2)[1] & 0x7F
        if size == 126:
            [size] = struct.unpack("!H", self._read(2))
        mask = self._read(4)
        return bytes(b ^ mask[i % 4] for i, b in enumerate(self._read(size))).decode("utf-8", "replace")

    def socket_io(self) -> str:
        """Go through Socket.IO's opening; what the client subscribed to."""
        self.upgrade()
        self.send('0{"sid":"x","upgrades":[],"pingTimeout":20000,"pingInterval":25000}')
        self.opening = self.receive()
        self.send('40{"sid":"y"}')
        return self.receive()


class FakeServer:
    """Its handlers are tried in turn by the beginning of the path; ``seen`` lists the requests.

    With ``tls`` it speaks HTTPS.
    """

    def __init__(
        self, handlers: dict[str, Callable[[Connection], None]], tls: ssl.SSLContext | None = None
    ) -> None:
        self.handlers = handlers
        self._tls = tls
        self.seen: list[tuple[str, str]] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.stopped = threading.Event()
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                raw, _ = self._listener.accept()
                raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # arrival times are measured
                self._open.append(raw)
                threading.Thread(target=self._serve, args=(raw,), daemon=True).start()

    def _serve(self, raw: socket.socket) -> None:
        with suppress(OSError, ConnectionError, ValueError):
            if self._tls is not None:
                raw = self._tls.wrap_socket(raw, server_side=True)
            connection = Connection(raw)
            self.seen.append((connection.method, connection.path))
            for path, handler in self.handlers.items():
                if connection.path.startswith(path):
                    handler(connection)
                    break
            else:
                connection.json({"detail": "Not Found"}, "404 Not Found")
        with suppress(OSError):
            raw.shutdown(socket.SHUT_RDWR)
        raw.close()

    def close(self) -> None:
        """Stop, and break every connection."""
        self.stopped.set()
        for each in (self._listener, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


@contextmanager
def serving(
    handlers: dict[str, Callable[[Connection], None]], tls: ssl.SSLContext | None = None
) -> Iterator[FakeServer]:
    """A server for the length of a block."""
    server = FakeServer(handlers, tls)
    try:
        yield server
    finally:
        server.close()


def silent(connection: Connection) -> None:
    """Takes the request and never answers: ends only when the other side hangs up."""
    connection.raw.recv(1)


def drip(connection: Connection) -> None:
    """Sends its answer a byte at a time, for as long as the other side listens."""
    connection.raw.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n"
    )
    while True:
        connection.raw.sendall(b" ")
        time.sleep(0.02)
