"""What a rule is, and what it is given.

A rule is a module ``rules/<area>/<slug_with_underscores>.py`` with a docstring (its manual page), a
``RULE`` record, and one or more functions named ``check*`` that take a :class:`Context` and yield
findings. Nothing needs to be registered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from wflint.diagnostics import Effect, Outcome, Severity, Stage
from wflint.document import Document, Kind
from wflint.graph.ir import UI_ONLY_NODES, Edge, Graph, Node
from wflint.graph.naming import NodeNames
from wflint.graph.webui.profile import ALL, profile
from wflint.records import NamedTuple
from wflint.rules.options import RuleOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wflint.catalogue.model import Catalogue

T = TypeVar("T")


def rejected(stage: Stage = Stage.ENQUEUE, severity: Severity = Severity.ERROR) -> Outcome:
    """InvokeAI refuses: nothing runs."""
    return Outcome(Effect.REJECTED, stage, severity)


def fails(stage: Stage = Stage.RUN, severity: Severity = Severity.ERROR) -> Outcome:
    """InvokeAI accepts, then the run ends in an error."""
    return Outcome(Effect.FAILS, stage, severity)


def stalls(severity: Severity = Severity.ERROR) -> Outcome:
    """InvokeAI accepts, then cannot take it from the queue, nor anything behind it."""
    return Outcome(Effect.STALLS, Stage.DEQUEUE, severity)


def silent(stage: Stage = Stage.RUN, severity: Severity = Severity.WARNING) -> Outcome:
    """InvokeAI runs something else than the file says, and does not tell."""
    return Outcome(Effect.SILENT, stage, severity)


def advice(stage: Stage = Stage.RUN, severity: Severity = Severity.WARNING) -> Outcome:
    """Runs as written; hygiene, portability, upgrades."""
    return Outcome(Effect.ADVICE, stage, severity)


class Rule(NamedTuple):
    """What the engine and the manual know of a rule.

    ``workflow`` and ``graph`` are the outcomes for the two families of documents: files that the web UI
    loads, and graphs that go straight to the server (API graph, enqueue body, session; the guide dialect
    counts as one). None: the rule does not apply there. ``kinds`` narrows further. ``default`` is False for
    opt-in rules, ``preview`` marks rules too new to be on.

    ``nodes`` and ``when`` save time: the rule surely has nothing to say of a document without a node of one
    of those types, nor of one for which the look gives nothing. Its module is not even imported then. A look
    is named by its place under ``wflint.rules``: ``shared.edges:edge_faults.dangling,direct`` is what
    ``ctx.analysis(edge_faults)`` has under either of those names.
    """

    code: str
    summary: str
    workflow: Outcome | None = None
    graph: Outcome | None = None
    kinds: frozenset[Kind] | None = None
    default: bool = True
    preview: bool = False
    nodes: frozenset[str] | None = None
    when: str | None = None

    def outcome(self, kind: Kind) -> Outcome | None:
        """The outcome for that kind of document; None when the rule does not apply to it."""
        if self.kinds is not None and kind not in self.kinds:
            return None
        return self.workflow if kind is Kind.WORKFLOW else self.graph


class Context:
    """One document against one catalogue: all a rule may look at."""

    __slots__ = (
        "_cache", "_names", "_whole", "catalogue", "document", "graph", "is_workflow", "kind", "options",
    )  # fmt: skip

    def __init__(
        self,
        document: Document,
        graph: Graph,
        catalogue: Catalogue,
        options: RuleOptions | None = None,
        whole: Graph | None = None,
    ) -> None:
        """``whole`` is the document's graph where ``graph`` is a part of it: nodes keep their names."""
        self.document = document
        self.kind = document.kind
        self.is_workflow = document.kind is Kind.WORKFLOW
        self.graph = graph
        self.catalogue = catalogue
        self.options = options or RuleOptions()
        self._cache: dict[Any, Any] = {}
        self._names: NodeNames | None = None
        self._whole = whole or graph

    def analysis(self, make: Callable[[Context], T]) -> T:
        """The result of an analysis that several rules share, computed once per document and catalogue."""
        try:
            result: T = self._cache[make]
        except KeyError:
            result = self._cache[make] = make(self)
        return result

    @property
    def names(self) -> NodeNames:
        """What messages call nodes, inputs, outputs and edges."""
        if self._names is None:
            self._names = NodeNames(self._whole, self.catalogue, by_id=not self.is_workflow)
        return self._names

    def describe(self, node: Node) -> str:
        """How messages call a node: see :meth:`wflint.graph.naming.NodeNames.node`."""
        return self.names.node(node)

    @property
    def drops_wires(self) -> bool:
        """Whether the web UI drops wires that do not fit before the server sees them."""
        return self.is_workflow and profile(self.catalogue).drops_misfits(self.graph)

    @property
    def sends_wires(self) -> bool:
        """Whether the web UI sends the edges of a workflow as they are: whether they fit, the server says."""
        return self.is_workflow and profile(self.catalogue).wires == ALL

    def server_nodes(self) -> Iterable[Node]:
        """The nodes that reach the server: all but the batch and generator nodes of a workflow."""
        if not self.is_workflow:
            return self.graph.nodes.values()
        return [n for n in self.graph.nodes.values() if n.type not in UI_ONLY_NODES]

    def finding_edge(self, edge: Edge) -> str:
        """How messages call an edge: see :meth:`wflint.graph.naming.NodeNames.edge`."""
        return self.names.edge(edge)
