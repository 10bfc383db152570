"""What each node of a run gave, as far as a server shows it, and the first one that gave something else.

A server shows images and plain values. Latents, conditioning and masks of tensors stay in its own store.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics.words import listed
from wflint.live.images.compare import compare
from wflint.live.images.pixels import PictureError, open_picture

if TYPE_CHECKING:
    from wflint.live.client.client import Client
    from wflint.live.client.results import RunResult
    from wflint.live.compare.trial import Trial

_MOST_IMAGES: Final = 48  # of a run that are looked at
_MOST_BYTES: Final = 64 * 2**20
_NAMED: Final = 4
_WALKED: Final = 500


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


def first_other(a: Trial, b: Trial, preset: str) -> str:
    """A sentence on the first node that gave something else on the second server, "" where none did."""
    for node, mine in a.gave.items():
        theirs = b.gave.get(node)
        if theirs is None:
            continue
        said = _differs(mine, theirs, preset)
        if said:
            behind = _unseen_before(node, a)
            more = f"; what {listed(behind, _NAMED)} gave before it cannot be seen" if behind else ""
            return f"{a.named(node)} is the first node that gave something else ({said}){more}"
    return ""


def _differs(mine: NodeGave, theirs: NodeGave, preset: str) -> str:
    for (name, old), (_, new) in zip(mine.values, theirs.values, strict=False):
        if old != new:
            return f"{name}: {_shown(new)}, not {_shown(old)}"
    if len(mine.images) != len(theirs.images):
        return "another number of images"
    for old_image, new_image in zip(mine.images, theirs.images, strict=True):
        if old_image == new_image:
            continue
        try:
            if not compare(open_picture(new_image), open_picture(old_image), preset).same:
                return "another image"
        except PictureError:
            return "an image that cannot be read"
    return ""


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _unseen_before(node: str, trial: Trial) -> list[str]:
    """The nodes right before one whose results cannot be seen, and those before them, nearest first."""
    into: dict[str, list[str]] = {}
    for edge in trial.graph.get("edges") or ():
        into.setdefault(edge["destination"]["node_id"], []).append(edge["source"]["node_id"])
    found: dict[str, None] = {}
    waiting = [node]
    for _ in range(_WALKED):
        if not waiting:
            break
        for before in into.get(waiting.pop(0), ()):
            gave = trial.gave.get(before)
            if gave is not None and gave.hidden and before not in found:
                found[before] = None
                waiting.append(before)
    return [trial.named(each) for each in found]
