"""Models of external providers: what a list of the server's models says that they can do.

InvokeAI compares a request with the model's record before it asks the provider
(app/invocations/external_image_generation.py and external_generation_default.py of 6.14.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics.words import numbered, quoted
from wflint.models.judges.variants.fault import Fault, is_fed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families

_ENDING = "_image_generation"
NODES = ("openai", "gemini", "seedream", "alibabacloud", "atlascloud")


def _request(families: Families, node: Node) -> Iterator[Fault]:
    value = node.values.get("model")
    if families.inventory is None or type(value) is not dict or is_fed(families, node, "model"):
        return
    record = families.inventory.get(value.get("key"))
    if record is None or record.provider is None:
        return
    sizes, called, own = families.sizes, quoted(record.name), node.type.removesuffix(_ENDING)
    if record.provider != own:
        yield _fault(
            node,
            "model",
            f"is {called} of {record.provider}, another provider",
            f"choose a model of {own}",
            f"ValueError: Selected model provider '{record.provider}' does not match node provider '{own}'",
        )
        return
    if own in families.inventory.without_key:
        yield _fault(
            node,
            "model",
            f"is {called} of {own}, for which the server has no key",
            f"give the server a key for {own}, then run `wflint models pull` again",
            f"ExternalProviderNotConfiguredError: Provider '{own}' is missing credentials",
        )
        return
    mode = sizes.literal(node, "mode")
    if type(mode) is str and record.modes and mode not in record.modes.split():
        yield _fault(
            node,
            "mode",
            f"is {quoted(mode)}, which {called} cannot do",
            f"use {' or '.join(record.modes.split())}",
            f"ExternalProviderCapabilityError: Mode '{mode}' is not supported by ...",
        )
        return
    images, most = sizes.number(node, "num_images"), record.most_images
    if images is not None and most is not None and images > most:
        yield _fault(
            node,
            "num_images",
            f"is {images}, but {called} makes at most {most}",
            f"use {most} or less",
            "ExternalProviderCapabilityError: ... supports at most ... images per request",
        )
        return
    references, most = sizes.literal(node, "reference_images"), record.most_references
    if type(references) is list and most is not None and len(references) > most:
        takes = f"at most {most}" if most else "none"
        yield _fault(
            node,
            "reference_images",
            f"has {numbered(len(references), 'image')}, but {called} takes {takes}",
            f"keep {most}" if most else "remove them",
            "ExternalProviderCapabilityError: ... supports at most ... reference images"
            if most
            else "ExternalProviderCapabilityError: Reference images are not supported by ...",
        )


def _fault(node: Node, field: str, says: str, cure: str, error: str) -> Fault:
    return Fault(node, field, node.declared_pointer(field), says, cure, error=error)


JUDGES = {f"{name}{_ENDING}": _request for name in NODES}
