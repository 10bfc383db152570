"""How bad a fault is, what InvokeAI does with it, where, and how sure wflint is."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """What a finding means for the exit code; ``error`` and up fail a check by default."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Larger is worse: info 0, warning 1, error 2."""
        return _RANKS[self]


_RANKS = {Severity.INFO: 0, Severity.WARNING: 1, Severity.ERROR: 2}


class Effect(StrEnum):
    """What a real InvokeAI of the target release does with the fault."""

    REJECTED = "rejected"  # refused before anything runs
    STALLS = "stalls"  # accepted, then the whole queue stands still until somebody clears it
    FAILS = "fails"  # accepted, then an error when a node runs
    SILENT = "silent"  # runs, but not as the file says
    ADVICE = "advice"  # runs as written


class Stage(StrEnum):
    """Where on its way through InvokeAI the fault shows."""

    READ = "read"  # the file is parsed
    LOAD = "load"  # the web UI loads a workflow: migrates, updates nodes, drops bad edges, resets values
    READY = "ready"  # the web UI's readiness check blocks the Invoke button
    ENQUEUE = "enqueue"  # the server validates graph and batch
    DEQUEUE = "dequeue"  # the session is parsed with the batch values filled in
    RUN = "run"  # nodes execute


class Confidence(StrEnum):
    """``likely`` is for findings that rest on names or conventions rather than on InvokeAI's own data."""

    CERTAIN = "certain"
    LIKELY = "likely"
