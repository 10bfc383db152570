"""One silent change: since when, of which nodes, under which condition on the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Graph, Node

    Condition = Callable[[Graph, Node, Catalogue], bool]


class SilentChange(NamedTuple):
    """A node that makes something else of the same inputs since a release.

    ``id`` is a name for programs. It concerns a step from a release before ``since`` (and not before
    ``after``, if that is set: what came with a release and went with the next) to ``since`` or a later one.
    ``when`` says the condition in words, and ``meets`` decides it for a node of a graph (the catalogue is the
    older release's); where only models, pictures or the machine decide, it is true for what may be concerned.
    ``surely`` tells that a file which meets it gives another result; else it may. ``image`` is what happens
    to the image. ``evidence`` is a commit or a file of InvokeAI.
    """

    id: str
    since: str
    nodes: tuple[str, ...]
    when: str
    what: str
    image: Literal["similar", "other"]
    evidence: str
    meets: Condition
    surely: bool = True
    after: str | None = None


class Met(NamedTuple):
    """A silent change that a document meets, and the ids of its nodes."""

    change: SilentChange
    nodes: tuple[str, ...]
