"""One silent change: since when, of which nodes, under which condition on the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from wflint.diagnostics.words import listed
from wflint.records import NamedTuple
from wflint.upgrade.silent.holds import Holds

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.catalogue.model import NodeDef
    from wflint.graph.ir import Node
    from wflint.upgrade.silent.look import SilentLook

    Condition = Callable[[SilentLook, Node], Holds]


def always(_look: SilentLook, _node: Node) -> Holds:
    """The condition of a change that concerns every node of its types."""
    return Holds.YES


class SilentChange(NamedTuple):
    """A node that makes something else of the same inputs since a release.

    ``id`` is a name for programs. The change concerns a step from a release before ``since`` to that or a
    later one. ``when`` says the condition in words that follow the node's name ("with a denoise mask"), empty
    for every node, and ``meets`` decides it. ``what`` is a sentence without its full stop that says what the
    node makes now. ``surely`` tells that a file which meets the condition gives another result; else it may.
    ``image`` is what happens to the image: it is another one, or one that is hard to tell from the old.
    ``evidence`` is commits or files of InvokeAI, or how it was measured.

    ``flips`` names a behaviour that has only two sides: each change of that name turns it over, so two of
    them in a step leave it as it was. ``needs`` are inputs that the condition asks for and that the nodes
    have not always had: where an older release lacks one, there was no result that could be another now.
    """

    id: str
    since: str
    nodes: tuple[str, ...]
    when: str
    what: str
    image: Literal["similar", "other"]
    evidence: str
    meets: Condition = always
    surely: bool = True
    flips: str = ""
    needs: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The change in one sentence without its full stop."""
        return f"{listed(self.nodes)}{self.when and ' '}{self.when}: {self.what}"

    def concerns(self, node: NodeDef) -> bool:
        """Whether a node, as a release has it, can meet the condition there."""
        return all(name in node.inputs for name in self.needs)


class Met(NamedTuple):
    """A silent change that a document meets, and the ids of its nodes.

    ``surely`` says that at least one of them gives another result; else they may.
    """

    change: SilentChange
    nodes: tuple[str, ...]
    surely: bool = True
