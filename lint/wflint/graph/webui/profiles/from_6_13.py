"""The web UI from InvokeAI 6.13 on, which 7 still has under ``--web-legacy`` (6.14.2 was run)."""

from __future__ import annotations

from typing import Final

from wflint.graph.webui.profiles.generation import FITTING, Generation

GENERATION: Final = Generation(
    since=(6, 13),
    wires=FITTING,
    tolerant=False,
    once=True,
    takes_back=True,
    stale_blocks=True,
    cycle_blocks=False,
    batch_connectors=False,
    edge_types=False,
)
