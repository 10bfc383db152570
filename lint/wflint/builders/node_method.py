"""The method that adds a node of one type, with a signature for interactive use."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from wflint.builders.errors import UnknownNameError
from wflint.builders.values import UNSET

if TYPE_CHECKING:
    from wflint.builders.builder import Builder


class NodeMethod:
    """``wf.noise``. Raises UnknownNameError when the release has no such node."""

    def __init__(self, builder: Builder, node_type: str) -> None:
        self._builder = builder
        self.__name__ = node_type
        definition = builder.catalogue.node(node_type)
        if definition is None:
            from wflint.catalogue.describe import unknown_node

            raise UnknownNameError(unknown_node(builder.catalogue, node_type))
        self._definition = definition

    def __call__(self, /, **inputs: Any) -> Any:
        return self._builder.node(self.__name__, **inputs)

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        outputs = ", ".join(f"{o.name} ({o.type})" for o in self._definition.outputs.values()) or "none"
        return f"Add a node of type {self.__name__} ({self._definition.title}). Outputs: {outputs}."

    @property
    def __signature__(self) -> inspect.Signature:
        from wflint.builders.builder import KEYWORDS

        parameters = []
        for field in self._definition.inputs.values():
            needed = field.required and not field.has_default
            default = inspect.Parameter.empty if needed else field.default if field.has_default else UNSET
            parameters.append(
                inspect.Parameter(
                    field.name,
                    inspect.Parameter.KEYWORD_ONLY,
                    default=default,
                    annotation=str(field.type.full),
                )
            )
        parameters += [
            inspect.Parameter(k, inspect.Parameter.KEYWORD_ONLY, default=None)
            for k in KEYWORDS
            if k not in self._definition.inputs
        ]
        return inspect.Signature(parameters)

    def __repr__(self) -> str:
        return f"<method {self.__name__} of InvokeAI {self._builder.catalogue.name}>"
