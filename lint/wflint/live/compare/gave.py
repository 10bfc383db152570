"""What each node of a run gave, as far as a server shows it.

A server shows images and plain values. Latents, conditioning and masks of tensors stay in its own store.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from wflint.live.client.client import Client
    from wflint.live.client.results import RunResult

_MOST_IMAGES: Final = 48  # of a run that are looked at
_MOST_BYTES: Final = 64 * 2**20


@dataclass
class NodeGave:
    """``values`` are plain values by output, ``images`` files; ``hidden`` tells that there is more, which no
    server shows."""

    values: list[tuple[str, Any]] = field(default_factory=list)
    images: list[bytes] = field(default_factory=list)
    hidden: bool = False


def what_nodes_gave(result: RunResult, server: Client) -> dict[str, NodeGave]:
    """By node id, in the order of execution. Raises ServerError."""
    found: dict[str, NodeGave] = {}
    for item in result.items:
        for node, outputs in item.results.items():
            gave = found.setdefault(node, NodeGave())
            for output in outputs:
                for name, value in output.items():
                    if name != "type":
                        _take(gave, name, value)
    room = _MOST_BYTES
    for image in [image for image in result.all_images() if image.kind == "image"][:_MOST_IMAGES]:
        if room > 0 and image.node in found:
            found[image.node].images.append(server.gallery.content(image))
            room -= len(found[image.node].images[-1])
    return found


def _take(gave: NodeGave, name: str, value: Any) -> None:
    if value is None or isinstance(value, str | int | float):
        gave.values.append((name, value))
    elif isinstance(value, list) and all(isinstance(each, str | int | float) for each in value):
        gave.values.append((name, tuple(value)))
    elif isinstance(value, dict):
        # A name in the server's store, other than an image's; models are references, by keys of the server.
        gave.hidden |= any(key.endswith("_name") and key != "image_name" for key in value)
    elif isinstance(value, list):
        for each in value:
            _take(gave, name, each)
