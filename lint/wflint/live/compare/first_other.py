"""The first node of a case that gave something else on the second server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics.words import listed
from wflint.live.images.compare import compare
from wflint.live.images.pixels import PictureError, open_picture

if TYPE_CHECKING:
    from wflint.live.compare.gave import NodeGave
    from wflint.live.compare.trial import Trial

_NAMED: Final = 4
_WALKED: Final = 500


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
