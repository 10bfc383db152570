"""The web UI before InvokeAI 6.13 (read off the UI in the wheels of 5.0.2 to 6.12.0; 5.15.0 was run)."""

from __future__ import annotations

from typing import Final

from wflint.graph.webui.profiles.generation import ENDS, Generation

GENERATION: Final = Generation(
    since=(0, 0),
    wires=ENDS,
    tolerant=False,
    once=False,
    takes_back=True,
    stale_blocks=True,
    cycle_blocks=False,
    batch_connectors=False,
    edge_types=False,
)
