"""The server's events, as they arrive.

InvokeAI speaks Socket.IO at ``/ws/socket.io``. Only its websocket transport works (long polling answers
500 in 6.14.2), and of the protocol we need five kinds of packets; so this speaks it directly over
websocket-client. python-socketio hands every message to a thread of its own, which loses their order and
blurs their times, and both are what we measure.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from wflint.net.http import AnswerError, is_loopback

if TYPE_CHECKING:
    from wflint.net.session import Session

_HANDSHAKE_SECONDS: Final = 5.0
_SILENCE_SECONDS: Final = 60.0  # the server pings every 25 s and gives up after 20 more
_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 10.0
_MOST_MESSAGE: Final = 16 * 1024 * 1024  # bytes of one message; with a preview picture it has some 100 kB
_MOST_WAITING: Final = 20_000  # events that nobody has taken yet; polling makes up for those beyond
_MODEL_LOAD: Final = '42["model_load_'
_OPEN, _CLOSE, _PING, _MESSAGE = "0", "1", "2", "4"  # Engine.IO packet types
_CONNECTED, _EVENT, _REFUSED = "40", "42", "44"  # with the Socket.IO type behind the message's


_KEPT: Final = (
    "item_id", "status", "invocation", "invocation_source_id", "error_type", "percentage", "message",
)  # fmt: skip
_LONGEST_TEXT: Final = 2000


class Event(NamedTuple):
    """``at`` is when it arrived (``time.monotonic``, seconds). Of its ``data`` only what a run looks at."""

    name: str
    data: dict[str, Any]
    at: float


class EventStream:
    """A thread that listens to one queue of a server and hands events to those who wait for a batch.

    It connects with the session's address and the credentials that it has then, and reconnects by itself.
    ``alive`` says whether events arrive right now; whoever waits has to poll while they do not.
    """

    def __init__(self, session: Session, queue_id: str) -> None:
        parts = urlsplit(session.url)
        scheme = "wss" if parts.scheme == "https" else "ws"
        path = f"{parts.path.rstrip('/')}/ws/socket.io/"
        self._url = urlunsplit((scheme, parts.netloc, path, "EIO=4&transport=websocket", ""))
        self._queue_id = queue_id
        self._session = session
        self._waiting: dict[str, SimpleQueue[Event]] = {}
        self._connected = threading.Event()
        self._tried = threading.Event()
        self._stopped = threading.Event()
        self._wake = threading.Event()  # ends the pause between two tries
        self._known = False  # whether it ever was connected: then it is worth waiting for again
        self._socket: Any = None
        self._thread = threading.Thread(target=self._run, name="wflint-events", daemon=True)

    @property
    def alive(self) -> bool:
        """Whether the connection stands."""
        return self._connected.is_set()

    def start(self, seconds: float = _HANDSHAKE_SECONDS) -> bool:
        """Connect; whether that worked within the time. Goes on trying in the background if not.

        Called again, it tries at once where the connection broke and the next try was still to come.
        """
        if not self._thread.is_alive() and not self._stopped.is_set():
            self._thread.start()
        elif self._known and not self._connected.is_set():
            self._tried.clear()
            self._wake.set()
        deadline = time.monotonic() + seconds
        while not self._connected.is_set() and time.monotonic() < deadline:
            if self._tried.wait(0.02):
                break
            self._connected.wait(0.05)
        return self._connected.is_set()

    def watch(self, batch_id: str) -> SimpleQueue[Event]:
        """A queue of the events of a batch. Ask before enqueuing it, so that none is missed."""
        return self._waiting.setdefault(batch_id, SimpleQueue())

    def forget(self, batch_id: str) -> None:
        """Stop collecting a batch's events."""
        self._waiting.pop(batch_id, None)

    def close(self) -> None:
        """Disconnect and end the thread."""
        self._stopped.set()
        self._wake.set()
        socket = self._socket
        if socket is not None:
            with contextlib.suppress(Exception):
                socket.sock.shutdown(2)  # wakes the reader at once
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout=5.0)

    # -- the thread --------------------------------------------------------------------------------

    def _run(self) -> None:
        pause = _FIRST_PAUSE
        while not self._stopped.is_set():
            try:
                self._listen()
                pause = _FIRST_PAUSE
            except Exception:
                # Whatever is wrong with the socket, runs go on by polling, which names the reason.
                pause = min(pause * 2, _LONGEST_PAUSE) if not self._connected.is_set() else _FIRST_PAUSE
            self._connected.clear()
            self._tried.set()
            self._wake.wait(pause)
            self._wake.clear()

    def _listen(self) -> None:
        token = self._session.token
        socket = self._connect()
        self._socket = socket
        try:
            socket.begin(_HANDSHAKE_SECONDS)
            self._handshake(socket, token)
            socket.settimeout(_SILENCE_SECONDS)
            while not self._stopped.is_set():
                socket.begin(2 * _SILENCE_SECONDS)
                packet = socket.recv()
                at = time.monotonic()
                if not isinstance(packet, str) or packet == "" or packet[0] == _CLOSE:
                    return
                if packet[0] == _PING:
                    socket.send("3" + packet[1:])
                elif packet.startswith(_EVENT):
                    self._deliver(packet, at)
                elif packet.startswith("41"):
                    return
        finally:
            self._socket = None
            with contextlib.suppress(Exception):
                socket.close(timeout=0.2)

    def _connect(self) -> Any:
        from wflint.live.client.bounded_socket import connect

        options: dict[str, Any] = {}
        if is_loopback(self._url):
            # Whatever HTTP_PROXY and NO_PROXY say. The library hears of exceptions only beside a proxy.
            options["http_no_proxy"] = [urlsplit(self._url).hostname]
            options |= {"http_proxy_host": "proxy.invalid", "http_proxy_port": 1, "proxy_type": "http"}
        verify = self._session.verify
        if verify is False:
            import ssl

            options["sslopt"] = {"cert_reqs": ssl.CERT_NONE, "check_hostname": False}
        elif isinstance(verify, str):
            options["sslopt"] = {"ca_certs": verify}
        if authorization := self._session.authorization:
            options["header"] = [f"Authorization: {authorization}"]
        return connect(self._url, _HANDSHAKE_SECONDS, _MOST_MESSAGE, options)

    def _handshake(self, socket: Any, token: str) -> None:
        if not str(socket.recv()).startswith(_OPEN):
            raise ConnectionError("not a Socket.IO server")
        socket.send(_CONNECTED + (json.dumps({"token": token}) if token else ""))
        answer = str(socket.recv())
        while answer[:1] == _PING:
            socket.send("3" + answer[1:])
            answer = str(socket.recv())
        if not answer.startswith(_CONNECTED):
            raise ConnectionError("refused" if answer.startswith(_REFUSED) else "not a Socket.IO server")
        socket.send(_EVENT + json.dumps(["subscribe_queue", {"queue_id": self._queue_id}]))
        self._known = True
        self._connected.set()

    def _deliver(self, packet: str, at: float) -> None:
        # Models are loaded for whoever runs, and the event does not say for whom.
        for_all = packet.startswith(_MODEL_LOAD)
        if not for_all and not any(batch_id in packet for batch_id in tuple(self._waiting)):
            return  # most events of a busy server are none of our business
        try:
            name, data = self._session.read_event(packet[2:])[:2]
        except (AnswerError, ValueError, TypeError):
            return
        if not isinstance(name, str) or not isinstance(data, dict):
            return
        if for_all:
            for waiting in tuple(self._waiting.values()):
                _put(waiting, Event(name, {}, at))
            return
        batch_id = data.get("batch_id")
        found = self._waiting.get(batch_id) if isinstance(batch_id, str) else None
        if found is not None:
            _put(found, Event(name, _kept(data), at))


def _put(waiting: SimpleQueue[Event], event: Event) -> None:
    if waiting.qsize() < _MOST_WAITING:
        waiting.put(event)


def _kept(data: dict[str, Any]) -> dict[str, Any]:
    """What a run looks at, cut to a size that thousands of events may have."""
    kept = {name: data.get(name) for name in _KEPT}
    invocation = kept["invocation"]
    if isinstance(invocation, dict):
        kept["invocation"] = {name: _short(invocation.get(name)) for name in ("id", "type")}
    return {
        name: value if name == "invocation" and isinstance(value, dict) else _short(value)
        for name, value in kept.items()
    }


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return value[:_LONGEST_TEXT]
    return value if isinstance(value, int | float) else None
