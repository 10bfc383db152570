"""SD3 and separate CLIPs, which InvokeAI loads without what SD3 needs of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.flow.reference import NamedModel
from wflint.models.judges.variants.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families


def judge_loader(families: Families, node: Node) -> Iterator[Fault]:
    """Separate CLIPs are loaded without the projection that SD3's pooled prompt comes from."""
    errors = {
        "clip_l_model": "RuntimeError: Tensors must have same number of dimensions",
        "clip_g_model": "ValueError: Only Tokenizer and TextEncoder submodels are currently supported",
    }
    for field, error in errors.items():
        ref = families.model(node, field)
        if isinstance(ref, NamedModel) and ref.type in ("", "clip_embed"):
            yield Fault(
                node,
                field,
                ref.pointer or node.input_pointer(field),
                f"is {ref.called}, which InvokeAI loads without what SD3 needs of it",
                "clear it, and choose an SD3 model that has its own text encoders",
                error=error,
            )


JUDGES = {"sd3_model_loader": judge_loader}
