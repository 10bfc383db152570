"""All that variants cannot do: the judges of every family, by the type of node that they look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.judges.variants import (
    external,
    flux1,
    flux2,
    krea2,
    metadata,
    qwen3,
    qwen_image,
    regions,
    sd3,
    unets,
    wan,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.models.flow.dataflow import Families
    from wflint.models.judges.variants.fault import Fault

JUDGES = {
    **unets.JUDGES,
    **sd3.JUDGES,
    **external.JUDGES,
    **flux1.JUDGES,
    **flux2.JUDGES,
    **metadata.JUDGES,
    **krea2.JUDGES,
    **qwen3.JUDGES,
    **qwen_image.JUDGES,
    **regions.JUDGES,
    **wan.JUDGES,
}


def faults(families: Families) -> Iterator[Fault]:
    """All such faults of a document, in its order."""
    for node in families.graph.nodes.values():
        judge = JUDGES.get(node.type)
        if judge is not None:
            yield from judge(families, node)
