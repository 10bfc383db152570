"""A node of a workflow under construction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from wflint.builders.errors import BuildError, UnknownNameError
from wflint.builders.values import FieldRef, Output
from wflint.graph.edges.wording import missing_field
from wflint.graph.server.ports import is_dynamic_input

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.builders.builder import Builder
    from wflint.builders.values import Unset
    from wflint.catalogue.model import NodeDef

Field_contra = TypeVar("Field_contra", bound=str, contravariant=True)


def has_input(definition: NodeDef, name: str) -> bool:
    """Whether a node has an input of that name, or takes one by any name."""
    return name in definition.inputs or definition.extra or is_dynamic_input(definition.type, name)


class Node(Generic[Field_contra]):
    """A node; its outputs are its attributes (``loader.unet``), to be given to the inputs of other nodes.

    ``label`` and ``notes`` are what the web UI shows. ``is_intermediate`` keeps a node's pictures out of the
    gallery; None leaves it to wflint, which does so for every node that another one takes something from.
    ``use_cache`` None leaves it to the release. Both may be ``UNSET``: the graph then does not say.
    """

    def __init__(
        self,
        builder: Builder,
        node_id: str,
        node_type: str,
        definition: NodeDef | None,
        *,
        label: str,
        notes: str,
        is_intermediate: bool | Unset | None,
        use_cache: bool | Unset | None,
    ) -> None:
        self._builder = builder
        self._definition = definition
        self._values: dict[str, Any] = {}  # plain JSON, by input
        self._given: dict[str, Any] = {}  # the same as its author wrote it
        self._open: set[str] = set()  # inputs that are UNSET
        self.automatic = False  # whether the id is wflint's own making
        self.id = node_id
        self.type = node_type
        self.label = label
        self.notes = notes
        self.is_intermediate = is_intermediate
        self.use_cache = use_cache

    @property
    def literals(self) -> Mapping[str, Any]:
        """The inputs that have a literal value, as plain JSON."""
        return dict(self._values)

    def out(self, name: str) -> Output:
        """The output of that name, also where its name is one of this class's own, or unknown to the stubs.

        Raises UnknownNameError.
        """
        definition = self._definition
        if definition is not None and name not in definition.outputs and self._builder.strict:
            raise UnknownNameError(missing_field(self.type, "output", name, list(definition.outputs)).line)
        return Output(self, name)

    def _attribute(self, name: str) -> Any:
        definition = self.__dict__.get("_definition")
        if definition is not None and name in definition.outputs:
            return Output(self, name)
        if name.startswith("_") or definition is None:
            raise AttributeError(f"a node has no attribute {name!r}")
        if name in definition.inputs:
            raise UnknownNameError(
                f'"{name}" of {self.type} is an input, not an output; write field("{name}")'
            )
        raise UnknownNameError(missing_field(self.type, "output", name, list(definition.outputs)).line)

    if not TYPE_CHECKING:  # type checkers know the outputs from the stubs, and no others
        __getattr__ = _attribute

    def __dir__(self) -> list[str]:
        definition = self._definition
        return sorted({*super().__dir__(), *(definition.outputs if definition is not None else ())})

    def field(self, name: Field_contra) -> FieldRef:
        """The input of that name: what ``expose`` shows and ``to_batch`` varies. Raises BuildError."""
        definition = self._definition
        if definition is not None and self._builder.strict and not has_input(definition, name):
            raise BuildError(missing_field(self.type, "input", name, list(definition.inputs)).line)
        return FieldRef(self, name)

    def set(self, /, **inputs: Any) -> None:
        """Give inputs other values or connections than they have; None takes away what they have.

        Raises BuildError, and then changes nothing.
        """
        self._builder._set(self, inputs)

    def __repr__(self) -> str:
        label = f' "{self.label}"' if self.label else ""
        return f"<{self.type}{label} {self.id}>"
