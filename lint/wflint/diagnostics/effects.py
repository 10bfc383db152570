"""What InvokeAI does with a fault, in words: one phrase for each effect at each stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wflint.diagnostics.finding import Outcome

_PHRASES = {
    ("rejected", "read"): "InvokeAI cannot read the file",
    ("rejected", "load"): "the web UI refuses to load the workflow",
    ("rejected", "ready"): "the web UI blocks Invoke",
    ("rejected", "enqueue"): "the server refuses it; nothing runs",
    ("stalls", "dequeue"): "accepted, then the whole queue stands still until it is cleared",
    ("fails", "run"): "run fails",
    ("silent", "load"): "the web UI silently loads something else",
    ("silent", "ready"): "the web UI silently invokes something else",
    ("silent", "enqueue"): "the server silently reads something else",
    ("silent", "dequeue"): "the server silently reads something else",
    ("silent", "run"): "runs, but silently not as the file says",
    ("advice", "load"): "loads as it is",
    ("advice", "ready"): "the web UI waits for your choice",
    ("advice", "run"): "runs as written",
}


def consequence(outcome: Outcome, then: str = "", error: str = "") -> str:
    """What InvokeAI does: ``then``, or the phrase for the outcome; with its own words behind a colon."""
    words = then or _PHRASES.get(
        (outcome.effect.value, outcome.stage.value), f"{outcome.effect} at {outcome.stage}"
    )
    return f"{words}: {error}" if error else words
