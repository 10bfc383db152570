"""A server's process as wflint holds it: started under a guard, seen through the guard's messages."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wflint.stopping import held

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GUARD = Path(__file__).with_name("guard.py")
END_SUFFIX = ".ended"  # beside a detached server's record: how it ended (``ends.py``)
_START_SECONDS = 30.0
_MARGIN_SECONDS = 10.0


class ServerProcess:
    """A command that runs under a guard (``guard.py``), which ends it when its owner ends."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        cwd: Path,
        log: Path,
        environment: Mapping[str, str],
        remove: Sequence[Path] = (),
        record: Path | None = None,
        grace: float = 15.0,
    ) -> None:
        """``record`` is the file by which a detached server is known; the guard tells there of its end."""
        spec: dict[str, Any] = {
            "argv": list(argv),
            "cwd": str(cwd),
            "log": str(log),
            "grace": grace,
            "remove": [str(path) for path in remove],
        }
        if record is not None:
            spec |= {"record": str(record), "end": str(record.with_suffix(END_SUFFIX))}
        self._grace = grace
        self._started = threading.Event()
        self._ended = threading.Event()
        self.pid: int | None = None
        self.exit_code: int | None = None
        options: dict[str, Any] = {}
        if sys.platform == "win32":
            options["creationflags"] = subprocess.CREATE_NEW_PROCESS_GROUP
        else:
            options["start_new_session"] = True  # Ctrl-C on the terminal is for wflint, which then stops it
        self._reader = threading.Thread(target=self._read, name="wflint-server-guard", daemon=True)
        # Its errors go to the log: a detached guard must not hold on to the caller's terminal or pipe.
        guard: subprocess.Popen[bytes] | None = None
        try:
            with held(), log.open("ab") as errors:
                self._guard = guard = subprocess.Popen(
                    [sys.executable, "-I", str(GUARD), json.dumps(spec)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    env=dict(environment),
                    **options,
                )
                self._reader.start()
            if not self._started.wait(_START_SECONDS) or self.pid is None:
                raise OSError(f"cannot start {argv[0]}")
        except BaseException:
            if guard is not None:
                self.stop(keep=True)
            raise

    @property
    def guard_pid(self) -> int:
        """The process id of the guard."""
        return self._guard.pid

    @property
    def alive(self) -> bool:
        """Whether the server runs."""
        return not self._ended.is_set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the server ends by itself; false when it still runs after that time."""
        return self._ended.wait(seconds)

    def stop(self, *, keep: bool = False) -> None:
        """Stop the server: asked first, killed after the grace time. Returns when it is gone.

        So is what was given as ``remove`` then, unless ``keep`` leaves that to the caller. Both are the
        guard's work, and go on should the caller be ended meanwhile.
        """
        assert self._guard.stdin is not None
        if keep:
            with contextlib.suppress(OSError, ValueError):
                self._guard.stdin.write(b"K")
                self._guard.stdin.flush()
        with contextlib.suppress(OSError):
            self._guard.stdin.close()
        try:
            self._guard.wait(self._grace + _MARGIN_SECONDS)
        except subprocess.TimeoutExpired:
            self._guard.kill()
            self._guard.wait()
        self._kill_rest()
        self._reader.join(_MARGIN_SECONDS)
        if self._guard.stdout is not None:
            self._guard.stdout.close()

    def detach(self) -> None:
        """Let the server go on without this process."""
        assert self._guard.stdin is not None
        self._guard.stdin.write(b"D")
        self._guard.stdin.close()
        self._guard.returncode = 0  # no child of ours any more: nothing to wait for or to warn about

    def _kill_rest(self) -> None:
        """Kill the server's process group in case the guard could not."""
        if self.pid is not None and sys.platform != "win32" and not self._ended.is_set():
            with contextlib.suppress(OSError):
                os.killpg(self.pid, signal.SIGKILL)

    def _read(self) -> None:
        assert self._guard.stdout is not None
        with contextlib.suppress(ValueError, OSError):
            for line in self._guard.stdout:
                message = json.loads(line)
                if "pid" in message:
                    self.pid = message["pid"]
                    self._started.set()
                if "exit" in message:
                    self.exit_code = message["exit"]
                    self._ended.set()
        self._ended.set()
        self._started.set()
