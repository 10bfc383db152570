"""What the web UI of a release does when it loads a workflow, and knows when it sends it: its profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.graph.webui.profiles import before_6_13, from_6_13, from_7
from wflint.graph.webui.profiles.generation import ALL, ENDS, FITTING, Generation
from wflint.release import UNKNOWN

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

# Newest first. The next one is a module of its own and a line here.
_GENERATIONS: Final = (from_7.GENERATION, from_6_13.GENERATION, before_6_13.GENERATION)
_LEGACY: Final = from_6_13.GENERATION  # what `--web-legacy` serves


class Profile:
    """What the web UI of one release does. Each fact is its release's, none is asked by number elsewhere.

    ``format`` is the one it writes, and the newest that it loads: it migrates older ones and refuses newer.
    A tolerant one (7) asks no file for its format; it writes 3.0.0 itself, reads 4.0.0 too. ``gate``: it
    refuses a file that states no format, or one that never was (from 3.5). ``form``: it knows the form
    builder (from 5.7). ``connectors``: it knows these, and the templates of inputs that a node
    makes up (from 6.13, with format 4.0.0). ``lora_lists``: it edits lists of LoRAs as values of an input
    (from 6.14, its wheels). ``types_migrate``: it reads formats whose inputs state their types by migrating
    them (from 4.0).
    ``null_pack``: null may stand for a node's package (before 5.0, types/invocation.ts). ``project``: a
    workflow may be of the category "project" (before 6.9, types/workflow.ts). All else it has from its
    generation (:class:`wflint.graph.webui.profiles.generation.Generation`). ``legacy``: it is the older of
    the two UIs that a server of InvokeAI 7 has.
    """

    __slots__ = (
        "batch_connectors",
        "connectors",
        "cycle_blocks",
        "edge_types",
        "form",
        "format",
        "gate",
        "lora_lists",
        "null_pack",
        "once",
        "project",
        "release",
        "stale_blocks",
        "takes_back",
        "tolerant",
        "types_migrate",
        "wires",
    )

    def __init__(self, release: Release, *, legacy: bool = False) -> None:
        generation = _generation(release, legacy=legacy)
        self.release = release
        self.format = max((f for f, since in FORMATS.items() if release.at_least(*since)), default="1.0.0")
        self.gate = release.at_least(3, 5)
        self.types_migrate = release.at_least(4)
        self.null_pack = not release.at_least(5)
        self.form = release.at_least(5, 7)
        self.project = not release.at_least(6, 9)
        self.connectors = release.at_least(6, 13)
        self.lora_lists = release.at_least(6, 14)
        self.wires = generation.wires
        self.tolerant = generation.tolerant
        self.once = generation.once
        self.takes_back = generation.takes_back
        self.stale_blocks = generation.stale_blocks
        self.cycle_blocks = generation.cycle_blocks
        self.batch_connectors = generation.batch_connectors
        self.edge_types = generation.edge_types

    def drops_misfits(self, graph: Graph) -> bool:
        """Whether it drops the wires of a workflow that do not fit, before the server sees them.

        A file with connectors is none of an older UI's: it is read as the newer ones read it.
        """
        return self.wires == FITTING or (self.wires == ENDS and bool(graph.connectors))


def _generation(release: Release, *, legacy: bool) -> Generation:
    """That of a release; of one whose number nobody knows, that of the newest stable releases."""
    if release == UNKNOWN or (legacy and release.at_least(*from_7.GENERATION.since)):
        return _LEGACY
    return next(g for g in _GENERATIONS if release.at_least(*g.since))


def profile(catalogue: Catalogue) -> Profile:
    """The profile of the web UI that belongs to a catalogue's release. Made once for a catalogue."""
    return catalogue.cached("ui-profile", _profile)


def _profile(catalogue: Catalogue) -> Profile:
    return Profile(catalogue.release, legacy=catalogue.web_legacy)


def held_version(node: Node, catalogue: Catalogue) -> str | None:
    """The version that a workflow's node has once the web UI has loaded it; None: none.

    A node of format 1.0.0 that states none gets one when the file is migrated, which began with format 2.0.0.
    """
    if node.version is not None and "version" not in node.raw and not profile(catalogue).gate:
        return None
    return node.version


def states_types(document: Document) -> bool:
    """Whether a workflow is of format 1.0.0 or 2.0.0, whose inputs state their types.

    A file without a format version, which most UIs refuse, is judged by its looks.
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


__all__ = [
    "ALL",
    "ENDS",
    "FITTING",
    "FORMATS",
    "OLD_FORMATS",
    "Profile",
    "held_version",
    "profile",
    "states_types",
]
