"""The web UI of InvokeAI 7 (the scripts of 7.0.0a3 were run by tests/differential/bundle_oracle.mjs)."""

from __future__ import annotations

from typing import Final

from wflint.graph.webui.profiles.generation import ALL, Generation

GENERATION: Final = Generation(
    since=(7, 0),
    wires=ALL,
    tolerant=True,
    once=True,
    takes_back=False,
    stale_blocks=False,
    cycle_blocks=True,
    batch_connectors=True,
    edge_types=True,
)
