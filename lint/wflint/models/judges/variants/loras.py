"""LoRAs on models of their own family, but of another size or kind: their layers have other shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.nodes import LORAS
from wflint.models.flow.loras import loras_of
from wflint.models.judges.variants.fault import Fault, model_of, origin, place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families
    from wflint.models.flow.reference import NamedModel

    # What is wrong with a LoRA ("which is for..."), what to do, InvokeAI's words, whether that is certain.
    Told = tuple[str, str, str, bool]
    Judge = Callable[[Families, Node], Iterator[Fault]]


def lora_judge(
    base: str, tell: Callable[[NamedModel, NamedModel | None, Node], Told | None]
) -> dict[str, Judge]:
    """A judge for each LoRA node of a family; ``tell`` looks at a LoRA, the main model and the node."""

    def judge(families: Families, node: Node) -> Iterator[Fault]:
        field = LORAS[node.type].field
        main = model_of(families.into(node.id, "transformer"))
        for fact in loras_of(families, node, LORAS[node.type]):
            ref = fact.model
            if ref is None or ref.type not in ("", "lora") or ref.base != base:
                continue
            told = tell(ref, main, node)
            if told is not None:
                says, cure, error, certain = told
                pointer = ref.pointer or place_of(families, node, field)
                says = f"{'has' if field == 'loras' else 'is'} {ref.called}, {says}"
                related = origin(main) if main is not None else ()
                yield Fault(node, field, pointer, says, cure, error=error, certain=certain, related=related)

    return {name: judge for name, node in LORAS.items() if base in node.bases}
