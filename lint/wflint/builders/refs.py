"""References to models by what they are, instead of by the key that one server gave them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self


@dataclass(frozen=True, slots=True)
class ModelRef:
    """A model by its base (``sdxl``), type (``main``, ``lora`` ...) and name, in InvokeAI's terms.

    What is left out is taken from the input it is given to: ``ModelRef("sdxl")`` for an SDXL main model. The
    key and hash of a model mean something on one server only. They are filled in when the models of a
    server are known (``inventory=``, or ``wflint run``); until then the graph says
    ``wflint.models.flow.unresolved.UNRESOLVED`` in their place.
    """

    base: str | None = None
    type: str | None = None
    name: str | None = None
    key: str | None = None
    hash: str | None = None
    submodel_type: str | None = None

    @classmethod
    def parse(cls, text: str, default: Self | None = None) -> Self:
        """The reference in a text (``-p model=...``): ``name``, ``base/name`` or ``base/type/name``.

        What the text leaves out is as in ``default``.
        Raises ValueError for an empty text.
        """
        text = text.strip()
        if not text:
            raise ValueError("an empty text names no model; write base/type/name, base/name or name")
        base, kind = (default.base, default.type) if default is not None else (None, None)
        parts = [part.strip() or None for part in text.split("/", 2)]
        if len(parts) == 3:
            return cls(parts[0] or base, parts[1] or kind, parts[2])
        if len(parts) == 2:
            return cls(parts[0] or base, kind, parts[1])
        return cls(base, kind, parts[0])

    def __str__(self) -> str:
        """``"Juggernaut XL" (sdxl main)``, as messages call it."""
        kind = " ".join(part for part in (self.base, self.type) if part)
        if not self.name:
            return f"{kind} model".strip()
        return f'"{self.name}" ({kind or "model"})'
