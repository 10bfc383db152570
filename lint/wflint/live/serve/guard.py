"""The process between wflint and a server: no server outlives its owner, however the owner ends.

Run by path, as ``python -I guard.py SPEC`` with a JSON object as the only argument:

* ``argv``: the server's command line; ``log``: the file that takes its output; ``cwd``: where it runs;
* ``grace``: seconds between asking the server to stop and killing it;
* ``remove``: files and folders to delete once the server is gone, unless the owner sees to that;
* ``record`` and ``end``, if given: should the server end without being asked to while it is detached, the end
  of its log, its exit code and what the record says are written to ``end`` before anything is deleted.

The server's life is tied to the owner's: to the owner's end of the standard input pipe and to the process
itself, until the owner writes a ``D`` into the pipe (detached). A ``K`` keeps what was to be removed.

Says ``{"pid": N}`` when the server was started, then ``{"exit": N}`` when it ended by itself, each as a line
on standard output. SIGTERM and SIGHUP stop the server. Uses nothing but the standard library.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from typing import Any

_PR_SET_PDEATHSIG = 1
_POLL_SECONDS = 0.25
_LOG_BYTES = 16_000
_LOG_LINES = 100


class Guard:
    """One server and what ends it."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self._spec = spec
        self._owner = os.getppid()
        self._detached = False
        self._keep = False
        self._over = threading.Event()  # the owner is gone, or somebody wants the server stopped

    def run(self) -> int:
        """Start the server, wait for its end or for the owner's, clean up; the server's exit code."""
        for name in ("SIGTERM", "SIGINT", "SIGBREAK", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is None or (name == "SIGHUP" and signal.getsignal(number) is signal.SIG_IGN):
                continue  # nohup has it ignored
            signal.signal(number, lambda *_: self._over.set())
        process = self._start()
        self._say(pid=process.pid)
        threading.Thread(target=self._watch_pipe, daemon=True).start()
        try:
            while process.poll() is None and not self._finished():
                self._over.wait(_POLL_SECONDS)
            if process.poll() is None:
                self._stop(process)
            else:
                self._say(exit=process.returncode)
                self._tell_end(process.returncode)
                while not self._detached and not self._finished():
                    self._over.wait(_POLL_SECONDS)
        finally:
            _kill_group(process)
            self._remove()
        return process.returncode or 0

    def _start(self) -> subprocess.Popen[bytes]:
        options: dict[str, Any] = {}
        if sys.platform == "win32":
            options["creationflags"] = subprocess.CREATE_NEW_PROCESS_GROUP
        else:
            options["start_new_session"] = True
        if sys.platform == "linux":
            options["preexec_fn"] = _die_with_parent
        with open(self._spec["log"], "ab", buffering=0) as log:
            return subprocess.Popen(
                self._spec["argv"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self._spec["cwd"],
                **options,
            )

    def _finished(self) -> bool:
        # A process forked off the owner may hold the pipe open after the owner's death; its id tells.
        return self._over.is_set() or (not self._detached and os.getppid() != self._owner)

    def _watch_pipe(self) -> None:
        with contextlib.suppress(OSError):
            while told := os.read(0, 64):
                if b"D" in told:
                    self._detached = True
                    return
                self._keep = b"K" in told
        self._over.set()

    def _stop(self, process: subprocess.Popen[bytes]) -> None:
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                process.terminate()
            else:
                os.killpg(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(self._spec["grace"])
        _kill_group(process)

    def _say(self, **what: int) -> None:
        with contextlib.suppress(OSError):
            os.write(1, json.dumps(what).encode() + b"\n")

    def _tell_end(self, code: int) -> None:
        """Write down how a server ended whose log and record are about to go. No record: nobody asks."""
        if not self._spec.get("end"):
            return
        with contextlib.suppress(OSError, ValueError):
            with open(self._spec["record"], encoding="utf-8") as file:
                record = json.load(file)
            with open(self._spec["log"], "rb") as log:
                log.seek(0, os.SEEK_END)
                log.seek(max(0, log.tell() - _LOG_BYTES))
                lines = log.read().decode("utf-8", "replace").splitlines()[-_LOG_LINES:]
            ended = {"exit": code, "ended": time.time(), "server": record, "log": lines}
            half = self._spec["end"] + ".half"
            with open(half, "w", encoding="utf-8") as file:
                json.dump(ended, file)
            os.replace(half, self._spec["end"])

    def _remove(self) -> None:
        for path in () if self._keep else self._spec["remove"]:
            if os.path.isdir(path):
                shutil.rmtree(path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    os.unlink(path)


def _die_with_parent() -> None:
    """In the server, before it begins: have the kernel kill it should this guard be killed itself."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill the server and all that it started and left behind."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


if __name__ == "__main__":
    sys.exit(Guard(json.loads(sys.argv[1])).run())
