"""What the web UI of a release does when it loads a workflow, and knows when it sends it: its profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.catalogue.model import Catalogue
    from wflint.document import Document
    from wflint.graph.ir import Graph, Node
    from wflint.release import Release

# The first release (major, minor) whose web UI reads and writes a format, from the tags of InvokeAI's
# repository: features/nodes/types/workflow.ts, before 3.5 features/nodes/types/types.ts.
FORMATS: Final[Mapping[str, tuple[int, int]]] = {
    "1.0.0": (3, 0),
    "2.0.0": (3, 5),
    "3.0.0": (4, 0),
    "4.0.0": (6, 13),
}
# The formats whose inputs state their types.
OLD_FORMATS: Final = ("1.0.0", "2.0.0")

# What becomes of the wires of a file that is loaded.
ENDS: Final = "ends"  # those go whose nodes or fields are not there; the server judges the others
FITTING: Final = "fitting"  # those go, too, that the editor would not let a user draw


class Profile:
    """What the web UI of one release does. Each fact is its release's, none is asked by number elsewhere.

    ``format`` is the one it writes, and the newest that it loads: it migrates older ones and refuses newer.
    ``gate``: it refuses a file that states no format, or one that never was (from 3.5). ``form``: it knows
    the form builder (from 5.7). ``connectors``: it knows these, and the templates of inputs that a node
    makes up (from 6.13, with format 4.0.0). ``wires``: what it does to the wires of a file that it loads,
    ``ENDS`` or ``FITTING`` (from 6.13; read off the UI in the wheels of 5.0.2 to 6.14.2; 5.15.0 and 6.14.2
    were run in a browser). ``lora_lists``: it edits lists of LoRAs as values of an input (from 6.14, its
    wheels). ``types_migrate``: it reads formats whose inputs state their types by migrating them (from 4.0).
    ``null_pack``: null may stand for a node's package (before 5.0, types/invocation.ts). ``project``: a
    workflow may be of the category "project" (before 6.9, types/workflow.ts).
    """

    __slots__ = (
        "connectors",
        "form",
        "format",
        "gate",
        "lora_lists",
        "null_pack",
        "project",
        "release",
        "types_migrate",
        "wires",
    )

    def __init__(self, release: Release) -> None:
        self.release = release
        self.format = max((f for f, since in FORMATS.items() if release.at_least(*since)), default="1.0.0")
        self.gate = release.at_least(3, 5)
        self.types_migrate = release.at_least(4)
        self.null_pack = not release.at_least(5)
        self.form = release.at_least(5, 7)
        self.project = not release.at_least(6, 9)
        self.connectors = release.at_least(6, 13)
        self.wires = FITTING if release.at_least(6, 13) else ENDS
        self.lora_lists = release.at_least(6, 14)

    def drops_misfits(self, graph: Graph) -> bool:
        """Whether it drops the wires of a workflow that do not fit, before the server sees them.

        A file with connectors is none of an older UI's: it is read as the newer ones read it.
        """
        return self.wires is FITTING or bool(graph.connectors)


def profile(catalogue: Catalogue) -> Profile:
    """The profile of the web UI that belongs to a catalogue's release. Made once for a catalogue."""
    return catalogue.cached("ui-profile", _profile)


def _profile(catalogue: Catalogue) -> Profile:
    return Profile(catalogue.release)


def held_version(node: Node, catalogue: Catalogue) -> str | None:
    """The version that a workflow's node has once the web UI has loaded it; None: none.

    A node of format 1.0.0 that states none gets one when the file is migrated, which began with format 2.0.0.
    """
    if node.version is not None and "version" not in node.raw and not profile(catalogue).gate:
        return None
    return node.version


def states_types(document: Document) -> bool:
    """Whether a workflow is of format 1.0.0 or 2.0.0, whose inputs state their types.

    A file without a format version, which the UI refuses, is judged by its looks.
    """
    if document.version is not None:
        return document.version in OLD_FORMATS
    data: Any = document.data
    nodes = data.get("nodes")
    for node in nodes if type(nodes) is list else ():
        body = node.get("data") if type(node) is dict else None
        if type(body) is dict and "outputs" in body:
            return True
    return False
