"""PiD decoders of another family than the node that they are connected to, and latents of another one.

Every node of PiD compares its decoder's base with its own first of all (assert_pid_decoder_matches_base in
backend/pid/decode.py of InvokeAI 6.14.2): Z-Image's takes FLUX.1's decoders, since the two share a VAE.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Effect
from wflint.models.families.nodes import PID_NODES
from wflint.models.flow.spaces import shapes, spaces, vae_classes
from wflint.models.judges.compat import MeetingOutcome
from wflint.models.judges.conflict import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families
    from wflint.models.flow.facts import Fact

_DECODER = MeetingOutcome(Effect.FAILS, "ValueError: ... requires a ... PiD decoder")
_VAE = MeetingOutcome(Effect.FAILS, "ValueError: PiD Upscale requires a FLUX AutoEncoder VAE")


def judge_pid(families: Families) -> Iterator[Conflict]:
    """Nodes with a PiD decoder, in the order of the document."""
    for node in families.graph.nodes.values():
        spec = PID_NODES.get(node.type)
        if spec is None:
            continue
        own = frozenset((spec.decoder,))
        decoder = families.into(node.id, "pid_decoder")
        if decoder is not None and decoder.bases and not decoder.bases & own:
            yield Conflict(
                "place", "pid_decoder", node.id, "pid_decoder", _DECODER, culprit=decoder, wanted=own
            )
            continue
        latents = families.into(node.id, "latents")
        if latents is not None and latents.bases and not latents.bases & spec.bases:
            yield from _latents(node, latents)
        vae = families.into(node.id, "vae") if node.type == "pid_upscale" else None
        classes = vae_classes(vae) if vae is not None else frozenset()
        if vae is not None and classes and "AutoEncoder" not in classes:
            yield Conflict("place", "vae", node.id, "vae", _VAE, culprit=vae, wanted=own)


def _latents(node: Node, latents: Fact) -> Iterator[Conflict]:
    spec = PID_NODES[node.type]
    if spaces(latents.bases) & spaces(spec.bases):
        return
    mine, theirs = shapes(latents.bases), shapes(spec.bases)
    if mine and theirs and {channels for channels, _ in mine}.isdisjoint(channels for channels, _ in theirs):
        outcome = MeetingOutcome(Effect.FAILS, spec.error, bool(spec.error))
    else:
        outcome = MeetingOutcome(Effect.SILENT, "", False)
    yield Conflict("decoder", "latents", node.id, "latents", outcome, culprit=latents, wanted=spec.bases)
