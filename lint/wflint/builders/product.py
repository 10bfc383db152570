"""What becomes of a workflow under construction: graph, workflow file, enqueue body, findings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from wflint.builders.builder import Builder
from wflint.builders.emit import GRAPH_ID, graph_of
from wflint.builders.errors import BuildError
from wflint.builders.form import Form
from wflint.builders.source_text import python_name
from wflint.builders.values import FieldRef

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from wflint.builders.batch import Sweeps
    from wflint.builders.values import Unset
    from wflint.catalogue.model import Catalogue
    from wflint.diagnostics import Diagnostic
    from wflint.models.inventory.inventory import Inventory
    from wflint.rules.options import RuleOptions

# What every Product has beside its methods, and no method for a node type can be called.
_ATTRIBUTES = frozenset(
    {"author", "catalogue", "contact", "defaults", "description", "form", "graph_id", "is_intermediate"}
    | {"name", "notes", "strict", "tags", "use_cache", "version"}
)
DocumentKind = Literal["workflow", "graph", "batch"]


class Product(Builder):
    """A builder whose result can be written down.

    The texts are what the web UI shows of a workflow. ``defaults`` writes the release's default into the
    workflow file where an input is not given, so that the editor shows a control for it; ``UNSET`` keeps a
    single input out. ``graph_id`` is the ``id`` of the graph, None leaves it to the server.
    ``is_intermediate`` and ``use_cache`` are for nodes that do not say (see Node).
    """

    def __init__(
        self,
        target: str | Catalogue = "latest",
        *,
        name: str = "",
        description: str = "",
        author: str = "",
        version: str = "",
        contact: str = "",
        tags: str = "",
        notes: str = "",
        graph_id: str | None = GRAPH_ID,
        defaults: bool = True,
        strict: bool = True,
        is_intermediate: bool | Unset | None = None,
        use_cache: bool | Unset | None = None,
    ) -> None:
        super().__init__(target, strict=strict, is_intermediate=is_intermediate, use_cache=use_cache)
        given = (name, description, author, version, contact, tags, notes)
        for text in given:
            if not isinstance(text, str):
                raise BuildError(f"{text!r} is not a name, author or other text of a workflow; give a string")
        self.name = name
        self.description = description
        self.author = author
        self.version = version
        self.contact = contact
        self.tags = tags
        self.notes = notes
        self.graph_id = graph_id
        self.defaults = defaults
        self.form = Form()
        self._exposed: dict[FieldRef, None] = {}
        self._texts: dict[FieldRef, tuple[str, str]] = {}

    def expose(
        self,
        field: FieldRef,
        label: str = "",
        description: str = "",
        *,
        form: bool = True,
        linear: bool = True,
        show_description: bool = False,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        """Show an input to the users of the workflow, under its own title or a label.

        It goes into the form, at the place that is reached, and into the list of exposed fields, which older
        releases show and calls of saved workflows go by; ``form`` and ``linear`` leave one of them out.
        ``settings`` are the web UI's for the control. Raises BuildError for an input exposed already.
        """
        if not isinstance(field, FieldRef):
            raise BuildError(f'{field!r} is not an input; expose one, as in node.field("prompt")')
        if self._nodes.get(field.node.id) is not field.node:
            raise BuildError(f"{field!r} belongs to another workflow; use an input of this one")
        if linear and field in self._exposed:
            raise BuildError(f"{field!r} is exposed already; expose it once")
        if linear:
            self._exposed[field] = None
        if form:
            self.form.field(field, show_description=show_description, settings=settings)
        if label or description:
            self.describe(field, label, description)

    def describe(self, field: FieldRef, label: str = "", description: str = "") -> None:
        """Give an input a label and a description of its own, in the editor and wherever it is shown."""
        if not isinstance(field, FieldRef) or self._nodes.get(field.node.id) is not field.node:
            raise BuildError(f"{field!r} is not an input of this workflow; use one of its nodes")
        self._texts[field] = (label, description)

    def to_graph(self, *, inventory: Inventory | None = None) -> dict[str, Any]:
        """The API graph, as new objects. Raises BuildError when InvokeAI would refuse it.

        With the ``inventory`` of a server, references to models become those of that server.
        """
        return graph_of(self, self.graph_id, inventory)

    def to_workflow(self, *, inventory: Inventory | None = None) -> dict[str, Any]:
        """The workflow file, laid out for the editor. Raises BuildError for what the web UI would drop."""
        from wflint.builders.emit_workflow import workflow_of

        return workflow_of(self, inventory)

    def to_batch(
        self,
        sweeps: Sweeps | None = None,
        *,
        runs: int = 1,
        prepend: bool = False,
        origin: str | None = None,
        destination: str | None = None,
        inventory: Inventory | None = None,
    ) -> dict[str, Any]:
        """The body of ``enqueue_batch``.

        ``sweeps`` maps inputs to the values they take in turn; several entries are combined, each with each.
        A tuple of inputs takes tuples of values and varies together::

            wf.to_batch({seed.field("value"): [1, 2, 3], (pos.field("prompt"), neg.field("prompt")): [
                ("a fox", "blurry"), ("a cat", "dark")]})          # 3 x 2 runs

        The values of batch nodes are added. Raises BuildError.
        """
        from wflint.builders.batch_body import batch_body

        return batch_body(
            self,
            sweeps or {},
            runs=runs,
            prepend=prepend,
            origin=origin,
            destination=destination,
            inventory=inventory,
        )

    def check(
        self,
        kind: DocumentKind = "workflow",
        *,
        fail_on: Literal["error", "warning", "never"] = "never",
        options: RuleOptions | None = None,
    ) -> list[Diagnostic]:
        """What ``wflint check`` says of the result, with all rules.

        Raises CheckError when there is a finding at or above ``fail_on``.
        """
        from wflint.builders.checking import check

        return check(self, kind, fail_on, options)

    def save(
        self,
        path: str | os.PathLike[str],
        *,
        kind: DocumentKind | None = None,
        inventory: Inventory | None = None,
    ) -> None:
        """Write the result as JSON, whole or not at all; folders are not made. Raises OSError.

        ``kind`` is told from the name where it ends in ``.graph.json`` or ``.batch.json``.
        """
        from wflint.builders.files import kind_of
        from wflint.writing import write_file

        write_file(path, self.to_json(kind or kind_of(path), inventory=inventory))

    def to_json(self, kind: DocumentKind = "workflow", *, inventory: Inventory | None = None) -> str:
        """The text that ``save`` writes: as ``wflint format`` leaves it."""
        from wflint.engine.formatting import canonical_text

        made: dict[str, Any]
        if kind == "workflow":
            made = self.to_workflow(inventory=inventory)
        elif kind == "graph":
            made = self.to_graph(inventory=inventory)
        elif kind == "batch":
            made = self.to_batch(inventory=inventory)
        else:
            raise BuildError(f'{kind!r} is not a kind of file; write a "workflow", "graph" or "batch"')
        try:
            return canonical_text(made)
        except ValueError:  # a number that JSON lacks, which ``check`` tells of
            return json.dumps(made, indent=2) + "\n"


def method_name(node_type: str) -> str | None:
    """The method of a Workflow that adds a node of a type; None where ``node("type")`` alone does."""
    name = python_name(node_type)
    return None if name is None or name in _ATTRIBUTES or hasattr(Product, name) else name
