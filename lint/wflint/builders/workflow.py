"""``Workflow``: a method for each node type of a release, and what becomes of the result."""

from __future__ import annotations

import keyword
from typing import Any

from wflint.builders.node_method import NodeMethod
from wflint.builders.product import Product


class Workflow(Product):
    """A workflow under construction, for one InvokeAI release.

    Every node type is a method: ``wf.noise(seed=7)`` adds a node and gives it back, its outputs are
    attributes. (``if`` is ``if_``.) ``target`` is a release (``6.14``), ``latest``, a catalogue file or a
    server's URL. With ``strict=False`` nothing is refused; ``check()`` then tells what is wrong.
    """

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or "catalogue" not in self.__dict__:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return NodeMethod(self, name[:-1] if keyword.iskeyword(name.removesuffix("_")) else name)

    def __dir__(self) -> list[str]:
        names = (f"{t}_" if keyword.iskeyword(t) else t for t in self.catalogue.node_types)
        return sorted({*super().__dir__(), *(n for n in names if n.isidentifier())})
