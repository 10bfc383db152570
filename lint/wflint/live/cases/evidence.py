"""What a case leaves to look at, beside its verdict: pictures, the time of each node, memory, inputs, log."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class NodeSpan:
    """One execution of a node. ``start`` is in seconds from the first event of the run, as events arrived.

    ``name`` is how its user knows it. ``model_seconds`` of ``seconds`` went into loading models. ``cached``
    ones were served from InvokeAI's node cache.
    """

    name: str
    node_type: str
    start: float
    seconds: float
    model_seconds: float = 0.0
    cached: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class CaseLook:
    """A picture that came out, as a file's bytes, beside the file of the one that should have.

    Either is None where it is missing. ``said`` are the figures of the comparison, ``same`` whether it
    passed; None where nothing was compared.
    """

    name: str
    found: bytes | None
    wanted: bytes | Path | None = None
    said: str = ""
    same: bool | None = None


@dataclass(slots=True)
class Evidence:
    """Everything of one case. ``memory`` is the server's resident memory: seconds of the run, bytes.

    ``inputs`` and ``models`` are pairs of a name and what it was set to; ``command`` runs the case again.
    ``verdict`` is a word for it that is none of a run's own ("within noise"), ``why`` a line beside its name
    though nothing is wrong.
    """

    inputs: list[tuple[str, str]] = field(default_factory=list)
    models: list[tuple[str, str]] = field(default_factory=list)
    spans: list[NodeSpan] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    looks: list[CaseLook] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    command: str = ""
    verdict: str = ""
    why: str = ""
