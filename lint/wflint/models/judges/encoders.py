"""Text encoders in the wrong input of a prompt node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Effect
from wflint.models.families.nodes import CLIP_PROMPTS
from wflint.models.flow.encoders import clip_size, refuses
from wflint.models.judges.compat import MeetingOutcome
from wflint.models.judges.conflict import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.models.families.node_facts import Prompt
    from wflint.models.flow.dataflow import Families
    from wflint.models.flow.facts import Fact

_ASSERTION = "AssertionError"
_DIMENSIONS = "RuntimeError: Tensors must have same number of dimensions"
_MATRICES = "RuntimeError: mat1 and mat2 shapes cannot be multiplied"


def judge_encoders(families: Families) -> Iterator[Conflict]:
    """Prompt nodes whose text encoders have another shape than the node's conditioning is made of."""
    for node in families.graph.nodes.values():
        encoder = CLIP_PROMPTS.get(node.type)
        if encoder is None:
            continue
        clips = {name: families.into(node.id, name) for name in encoder.inputs}
        sizes = {name: clip_size(clip) if clip is not None else "" for name, clip in clips.items()}
        exchanged = node.type == "sd3_text_encoder" and sizes == {"clip_l": "G", "clip_g": "L"}
        for name, clip in clips.items():
            if clip is None or _separate_for_sd3(families, clip):
                continue
            size = sizes[name]
            refused = refuses(encoder, clip)
            if not refused and (not size or size in encoder.inputs[name]):
                continue
            # Exchanged, both are there, so that every width is right.
            failed = MeetingOutcome(Effect.FAILS, _error(encoder, refused))
            outcome = MeetingOutcome(Effect.SILENT) if exchanged else failed
            # The second encoder where the first belongs, or the other way round: a slip of the wire.
            kind = "swapped" if size in ("L", "G") and size not in encoder.inputs[name] else "family"
            yield Conflict(kind, "clip", node.id, name, outcome, culprit=clip)


def _separate_for_sd3(families: Families, clip: Fact) -> bool:
    """Whether SD3's own loader names it, which is at fault whatever the encoder's size (model-variant)."""
    ref = clip.model
    if ref is None or ref.type != "clip_embed":
        return False
    loader = families.graph.nodes.get(ref.node)
    return loader is not None and loader.type == "sd3_model_loader"


def _error(encoder: Prompt, refused: bool) -> str:
    if not refused:
        return _MATRICES
    return _ASSERTION if encoder.plain else _DIMENSIONS
