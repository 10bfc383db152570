"""Which classes of a pack are nodes, and what an entry says of each.

A node is a class under ``@invocation("type", ...)``, or, as up to InvokeAI 3.0, a class of an invocation
whose ``type`` is one literal.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.catalogue.packs.scan.fields import Fields, refused
from wflint.catalogue.packs.scan.modules import Outside, PackClass
from wflint.catalogue.packs.scan.values import UnknownValueError

if TYPE_CHECKING:
    from wflint.catalogue.packs.scan.annotations import Annotations
    from wflint.catalogue.packs.scan.classes import Classes, Lineage
    from wflint.catalogue.packs.scan.core import Core
    from wflint.catalogue.packs.scan.modules import Module, PackSource
    from wflint.catalogue.packs.scan.values import Constants

_LONGEST: Final = 200  # characters of a type, a version, a title
# What every node has beside its inputs, and every output beside its outputs.
_ATTRIBUTES: Final = frozenset({"id", "type", "is_intermediate", "use_cache", "workflow", "output_meta"})
_UNTOLD_VERSION: Final = "1.0.0"  # what InvokeAI takes where a node states none


class PackedNode(NamedTuple):
    """A node: its type, the facts of an entry, and the inputs whose default InvokeAI refuses."""

    type: str
    facts: dict[str, Any]
    refused: tuple[str, ...]


class Nodes:
    """Finds the nodes of one pack."""

    def __init__(
        self, pack: PackSource, classes: Classes, values: Constants, annotations: Annotations, core: Core
    ) -> None:
        self._pack = pack
        self._classes = classes
        self._values = values
        self._core = core
        self._fields = Fields(pack, values, annotations)

    def of_module(self, module: Module) -> list[PackedNode]:
        """The nodes that a module defines."""
        return [node for cls in module.classes if (node := self._node(cls)) is not None]

    def _node(self, cls: PackClass) -> PackedNode | None:
        stated = self._decorated(cls)
        lineage = self._classes.lineage(cls)
        if stated is None and self._is_old_node(lineage):
            stated = self._old(cls)
        if stated is None:
            return None
        node_type = stated.pop("type")
        facts: dict[str, Any] = {"version": None, **stated}
        facts["inputs"], bad = self._inputs(lineage)
        self._add_outputs(lineage, facts)
        unresolved = [*lineage.unresolved, *facts.pop("unresolved", ())]
        if unresolved:
            facts["unresolved"] = unresolved
        facts["versions_seen"] = [facts["version"] or _UNTOLD_VERSION]
        return PackedNode(node_type, facts, tuple(bad))

    def _decorated(self, cls: PackClass) -> dict[str, Any] | None:
        """What the decorator states; None without one, or where its type is worked out as the pack runs."""
        for node in cls.node.decorator_list:
            if not isinstance(node, ast.Call) or self._name(node.func, cls.module) != "invocation":
                continue
            given = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
            first = node.args[0] if node.args else given.get("invocation_type")
            node_type = self._text(first, cls.module)
            if not node_type or node_type.split() != [node_type]:
                return None
            stated: dict[str, Any] = {"type": node_type}
            positions = {name: node.args[at] for at, name in _POSITIONS.items() if at < len(node.args)}
            for name in ("version", "title", "category"):
                text = self._text(given.get(name, positions.get(name)), cls.module)
                if text is not None:
                    stated[name] = text
            return stated
        return None

    def _name(self, node: ast.expr, module: Module) -> str:
        found = self._pack.find(node, module)
        if isinstance(found, Outside):
            return found.name
        # An unknown star import may bring it along.
        return node.id if found is None and isinstance(node, ast.Name) else ""

    def _text(self, node: ast.expr | None, module: Module) -> str | None:
        if node is None:
            return None
        try:
            value = self._values.evaluate(node, module)
        except UnknownValueError:
            return None
        return value if isinstance(value, str) and 0 < len(value) <= _LONGEST else None

    def _is_old_node(self, lineage: Lineage) -> bool:
        return any(
            isinstance(each, str)
            and (each == "BaseInvocation" or self._core.outputs_of_node(each) is not None)
            for each in lineage.classes
        )

    def _old(self, cls: PackClass) -> dict[str, Any] | None:
        for statement in cls.node.body:
            if (
                isinstance(statement, ast.AnnAssign)
                and isinstance(statement.target, ast.Name)
                and statement.target.id == "type"
                and statement.value is not None
            ):
                node_type = self._text(statement.value, cls.module)
                if node_type and node_type.split() == [node_type]:
                    return {"type": node_type, **self._old_look(cls)}
        return None

    def _old_look(self, cls: PackClass) -> dict[str, Any]:
        """Title and category of a node up to 3.0: ``class Config: schema_extra = {"ui": {...}}``."""
        for inner in cls.node.body:
            if not (isinstance(inner, ast.ClassDef) and inner.name == "Config"):
                continue
            for statement in inner.body:
                try:
                    value = (
                        self._values.evaluate(statement.value, cls.module)
                        if isinstance(statement, ast.Assign)
                        else None
                    )
                except UnknownValueError:
                    continue
                look = value.get("ui") if isinstance(value, dict) else None
                if isinstance(look, dict):
                    texts = {name: look.get(name) for name in ("version", "title", "category")}
                    return {
                        name: text
                        for name, text in texts.items()
                        if isinstance(text, str) and 0 < len(text) <= _LONGEST
                    }
        return {}

    def _inputs(self, lineage: Lineage) -> tuple[dict[str, Any], list[str]]:
        inputs: dict[str, Any] = {}
        bad: dict[str, bool] = {}
        for each in lineage.classes:
            if isinstance(each, str):
                inputs.update(self._core.inputs(each) or {})
                continue
            for name, statement in _statements(each):
                field = self._fields.input(statement, each.module)
                if field is not None:
                    inputs[name] = field.facts
                    bad[name] = refused(field.facts, field.default)
            if each is not lineage.classes[-1] and self._decorated(each) is not None:
                self._allow_null(each, inputs)
        return inputs, [name for name, is_bad in bad.items() if is_bad]

    def _allow_null(self, base: PackClass, inputs: dict[str, Any]) -> None:
        """What a node inherits from another may be null where an edge could bring the value: InvokeAI changes
        the types of the first one's inputs as it registers it."""
        for each in self._classes.lineage(base).classes:
            for name, _ in _statements(each) if isinstance(each, PackClass) else ():
                facts = inputs.get(name)
                if facts and facts["required"] and facts.get("kind") != "direct" and facts["type"] != "any":
                    facts["nullable"] = True

    def _add_outputs(self, lineage: Lineage, facts: dict[str, Any]) -> None:
        """The outputs of the class that ``invoke`` says it returns."""
        for each in reversed(lineage.classes):
            if isinstance(each, str):
                outputs = self._core.outputs_of_node(each)
                if outputs is not None:
                    facts["outputs"] = outputs
                    return
                continue
            for statement in each.node.body:
                if (
                    isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef))
                    and statement.name == "invoke"
                ):
                    self._add_returned(statement.returns, each.module, facts)
                    return
        facts["outputs"] = {}

    def _add_returned(self, node: ast.expr | None, module: Module, facts: dict[str, Any]) -> None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node = ast.Name(node.value.rpartition(".")[2])
        found = None if node is None else self._pack.find(node, module)
        facts["outputs"] = {}
        if isinstance(found, PackClass):
            facts["output_class"] = found.node.name
            lineage = self._classes.lineage(found)
            facts["outputs"] = self._outputs(lineage)
            facts["unresolved"] = lineage.unresolved
            return
        name = found.name if isinstance(found, Outside) else getattr(node, "id", "")
        outputs = self._core.outputs(name)
        if name and len(name) <= _LONGEST:
            facts["output_class"] = name
            if outputs is None:
                facts["unresolved"] = (name,)
        facts["outputs"] = outputs or {}

    def _outputs(self, lineage: Lineage) -> dict[str, Any]:
        outputs: dict[str, Any] = {}
        for each in lineage.classes:
            if isinstance(each, str):
                outputs.update(self._core.outputs(each) or {})
                continue
            for name, statement in _statements(each):
                stated = self._fields.output(statement, each.module)
                if stated is not None:
                    outputs[name] = stated
        return outputs


_POSITIONS: Final = {1: "title", 3: "category", 4: "version"}  # of the decorator's arguments


def _statements(cls: PackClass) -> list[tuple[str, ast.AnnAssign]]:
    """The statements of a class that may make fields."""
    return [
        (statement.target.id, statement)
        for statement in cls.node.body
        if isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and not statement.target.id.startswith("_")
        and statement.target.id not in _ATTRIBUTES
    ]
