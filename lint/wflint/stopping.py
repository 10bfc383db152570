"""Ctrl-C, SIGTERM and SIGHUP as one exception on the main thread, so that whoever is ended can clean up.

It is a KeyboardInterrupt, so that all that gets ready for Ctrl-C is ready for the others. Signals that were
ignored before stay so (``nohup``, jobs in the background of a script), and so do handlers of others.
"""

from __future__ import annotations

# The module signal makes enumerations of all numbers first; this is what is behind it, in every Python.
import _signal  # type: ignore[import-not-found]
import _thread
import os
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Self

# Windows has no SIGHUP; its SIGBREAK comes when a console is closed.
_NAMES = ("SIGTERM", "SIGHUP", "SIGBREAK")
_SAME_SECONDS = 1.0  # what comes this soon is the same wish: `timeout` sends its signal twice
_HELD_SECONDS = 5.0
_LOST_SECONDS = 0.01
_AGAIN_SECONDS = 0.1


class StoppedError(KeyboardInterrupt):
    """A signal wants this process to end. ``number`` is the signal's."""

    def __init__(self, number: int) -> None:
        super().__init__(f"signal {number}")
        self.number = number


class Stops:
    """Raises StoppedError on the main thread when a signal comes, as a context manager.

    What comes within a second of the first signal is the same one. One that comes later ends the step of the
    cleaning up that is under way, and a third the process. ``seconds`` is how long cleaning up may take in
    all, None for as long as it needs. ``interrupt`` takes Ctrl-C too.

    ``number`` is that of the first signal, ``code`` the exit code that says so.
    """

    def __init__(self, *, seconds: float | None = None, interrupt: bool = False) -> None:
        self.number: int | None = None
        self.code: int | None = None
        self._seconds = seconds
        self._interrupt = interrupt
        self._before: dict[int, Any] = {}
        self._hook: Callable[[Any], Any] | None = None
        self._outer: Stops | None = None
        self._thread = 0
        self._count = 0
        self._at = 0.0
        self._holding = 0  # blocks that are not to be left in the middle
        self._waiting = False  # a signal came within one
        self._due = False  # a signal that came earlier is to be raised, not counted
        self._finishing = False

    def __enter__(self) -> Self:
        self.watch()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def watch(self) -> None:
        """Begin. Does nothing the second time."""
        global _current  # signals belong to the process
        if self._before:
            return
        names = ("SIGINT", *_NAMES) if self._interrupt else _NAMES
        with suppress(ValueError):  # not on the main thread: then nothing is changed
            for number in [getattr(_signal, name) for name in names if hasattr(_signal, name)]:
                before = _signal.getsignal(number)
                if before in (_signal.SIG_DFL, _signal.default_int_handler):
                    _signal.signal(number, self._handle)
                    self._before[number] = before
        if not self._before:
            return
        self._outer, _current = _current, self
        self._thread = _thread.get_ident()
        if sys.unraisablehook is sys.__unraisablehook__:
            self._hook, sys.unraisablehook = sys.unraisablehook, self._unraisable

    def finish(self) -> None:
        """From now on, only note what comes: the rest is short, and is to be done."""
        self._finishing = True

    def close(self) -> None:
        """Handle signals as before. Does nothing the second time."""
        global _current  # noqa: PLW0603
        for number, before in self._before.items():
            if _signal.getsignal(number) == self._handle:
                _signal.signal(number, before)
        self._before = {}
        if self._hook is not None:
            sys.unraisablehook, self._hook = self._hook, None
        if _current is self:
            _current = self._outer

    def leave(self) -> None:
        """End the process with ``code`` if a signal came; what stands in Python's way is not waited for."""
        self.finish()
        if self.code is not None:
            for stream in (sys.stdout, sys.stderr):
                with suppress(Exception):  # the terminal may be gone
                    stream.flush()
            os._exit(self.code)

    # -- what comes ---------------------------------------------------------------------------------

    def _handle(self, number: int, _frame: object) -> None:
        if self._due:
            self._due = False
            if self._waiting:
                self._waiting = False
                raise StoppedError(self.number or number)
            return  # the block ended while it was being hurried
        now = time.monotonic()
        if self._count and (self._finishing or now - self._at < _SAME_SECONDS):
            return
        self._at = now
        self._count += 1
        if self.number is None:
            self.number, self.code = number, 128 + number
            if self._seconds is not None:
                _start(self._end_after, self._seconds)
        elif self._count > 2:
            os._exit(self.code or 128 + number)
        if self._finishing:
            return
        if self._holding and self._count == 1:
            self._waiting = True
            _start(self._insist_after, _HELD_SECONDS)
            return
        raise StoppedError(self.number)

    def _end_after(self, seconds: float) -> NoReturn:
        time.sleep(seconds)
        os._exit(self.code or 1)

    def _insist_after(self, seconds: float) -> None:
        """From a thread of its own: have what waits raised, if it still does.

        Again and again: a signal that comes just before a system call does not end what that waits for.
        """
        time.sleep(seconds)
        while self._waiting and self._before and self.number is not None:
            self._due = True
            if hasattr(_signal, "pthread_kill"):  # ends what the thread waits for too
                _signal.pthread_kill(self._thread, self.number)
            else:
                _thread.interrupt_main(self.number)  # type: ignore[arg-type]  # any number
            time.sleep(_AGAIN_SECONDS)

    def _unraisable(self, lost: Any) -> None:
        """Where Python drops an exception (``__del__``, callbacks), a signal's is raised again behind it."""
        if isinstance(lost.exc_value, StoppedError):
            self._waiting = True
            _start(self._insist_after, _LOST_SECONDS)
        elif self._hook is not None:
            self._hook(lost)

    # -- blocks that are not left in the middle -----------------------------------------------------

    def _hold(self) -> None:
        self._holding += _thread.get_ident() == self._thread

    def _release(self) -> None:
        if _thread.get_ident() != self._thread:
            return  # signals are the main thread's
        self._holding -= 1
        if self._waiting and not self._holding and self.number is not None:
            self._waiting = False
            raise StoppedError(self.number)


_current: Stops | None = None


class held:  # noqa: N801  # used like a function
    """A block that a first signal lets come to its end, for 5 seconds: whoever asks a server to keep
    something, or starts a process, is to learn its name, or nobody could remove it."""

    def __enter__(self) -> None:
        self._stops = _current
        if self._stops is not None:
            self._stops._hold()

    def __exit__(self, *_: object) -> None:
        if self._stops is not None:
            self._stops._release()


def pause(seconds: float) -> None:
    """Sleep; in a held block too, a signal is raised at once here."""
    stops = _current
    if stops is None or _thread.get_ident() != stops._thread:
        time.sleep(seconds)
        return
    holding, stops._holding = stops._holding, 1
    try:
        stops._release()
        time.sleep(seconds)
    finally:
        stops._holding = holding


def stopped() -> bool:
    """Whether a signal came, and what is done now is cleaning up."""
    return _current is not None and _current.number is not None


def end_with(code: int) -> None:
    """Say how a process that a signal ended is to exit: for commands that are meant to be ended so."""
    if _current is not None and _current.number is not None:
        _current.code = code


def _start(work: Callable[[float], object], seconds: float) -> None:
    with suppress(RuntimeError):  # no more threads as Python ends
        _thread.start_new_thread(work, (seconds,))
