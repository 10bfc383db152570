"""Where a loader takes the parts of a model from, and what is left without a source.

Read from the loaders' ``invoke`` in app/invocations/*_model_loader.py of InvokeAI 6.14.2, 6.13.8 and 6.11.1;
tests/differential runs that code. A part comes from an input of its own, from the main model if that has it,
or from a further main model to borrow from. The loaders of other families take all parts from the main model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.bases import FAMILIES
from wflint.models.families.nodes import LOADERS, SUPPLIES
from wflint.models.flow.formats import is_single_file, lends_parts
from wflint.models.flow.reference import NamedModel

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Node
    from wflint.models.families.node_facts import PartSource, Supply
    from wflint.models.flow.dataflow import Families


class Lack:
    """What a loader cannot find. ``lender`` is the model that it would borrow from but that lends nothing."""

    __slots__ = ("certain", "lender", "main", "sources", "supply")

    def __init__(
        self,
        supply: Supply,
        main: NamedModel,
        sources: tuple[PartSource, ...],
        lender: NamedModel | None,
        certain: bool,
    ) -> None:
        self.supply = supply
        self.main = main
        self.sources = sources
        self.lender = lender
        self.certain = certain

    @property
    def error(self) -> str:
        """What InvokeAI says, in its own order."""
        return self.supply.refuses if self.lender is not None else self.sources[0].error


def lack(families: Families, catalogue: Catalogue, node: Node) -> Lack | None:
    """What a loader is left without; None when it has all, or when too little is known.

    Of a main model or lender of another type or family nothing is said: that is the fault, then. Inputs that
    the release requires are the business of `missing-input`.
    """
    supply, definition = SUPPLIES.get(node.type), catalogue.node(node.type)
    main = families.model(node, "model")
    if supply is None or definition is None or not isinstance(main, NamedModel):
        return None
    if not _right(main, LOADERS[node.type].bases):
        return None
    has_sdnq = families.has_pipelines
    own = lends_parts(main, supply.main, has_sdnq=has_sdnq)
    empty = tuple(s for s in supply.sources if _is_empty(families, catalogue, node, s.field))
    lender = families.model(node, supply.lender) if supply.lender else None
    if lender is None:
        return Lack(supply, main, empty, None, own.certain) if empty and not own.yes else None
    if not isinstance(lender, NamedModel) or not _right(lender, LOADERS[node.type].others[supply.lender]):
        return None
    wanted = empty if supply.lender_first or not own.yes else ()
    lent = lends_parts(lender, supply.lent, has_sdnq=has_sdnq)
    if lent.yes or not (wanted or (supply.strict and is_single_file(main))):
        return None
    return Lack(supply, main, wanted, lender, lent.certain and (supply.lender_first or own.certain))


def borrowed_from(families: Families, node: Node, main: NamedModel, field: str) -> NamedModel | None:
    """The model that a loader borrows the part of an empty input from; None if that has another source."""
    supply = SUPPLIES[node.type]
    lender = families.model(node, supply.lender)
    if families.model(node, field) is not None or not isinstance(lender, NamedModel):
        return None
    if not _right(lender, LOADERS[node.type].others[supply.lender]):
        return None
    has_sdnq = families.has_pipelines
    if not supply.lender_first and lends_parts(main, supply.main, has_sdnq=has_sdnq).yes:
        return None
    return lender if lends_parts(lender, supply.lent, has_sdnq=has_sdnq).yes else None


def _right(ref: NamedModel, bases: frozenset[str]) -> bool:
    return ref.type in ("", "main") and ref.base not in FAMILIES - bases


def _is_empty(families: Families, catalogue: Catalogue, node: Node, field: str) -> bool:
    """Whether the release has an input of this name that may stay empty, and it is."""
    definition = catalogue.node(node.type)
    spec = definition.inputs.get(field) if definition is not None else None
    if spec is None or spec.required:
        return False
    return families.model(node, field) is None and node.values.get(field) is None
