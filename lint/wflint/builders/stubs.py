"""Stubs: the types of a release's nodes for editors and type checkers.

``stub_text`` gives a ``.pyi`` with one method a node type; ``module_text`` the module that goes with it, for
releases other than the one whose stubs ship with wflint. Node types that are no Python identifiers, or that
wflint's own methods are called, are left out: ``wf.node("name")`` reaches those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.builders.product import method_name
from wflint.builders.source_text import is_name, literal, numbered, quoted
from wflint.builders.stub_types import ANY_OUTPUT, TAKEN, Ports, camel, is_text, type_word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.catalogue.model import Catalogue, InputDef, ModelDef, NodeDef
    from wflint.catalogue.types import TypeExpr

# A node type may be called as a class of Python's (``float`` is), hence other names inside the class.
_SCALARS: Final = {"int": "Int", "float": "Float", "str": "Str", "bool": "Bool", "any": "Any", "null": "Null"}
_LONGEST_DEFAULT: Final = 30
_OWN: Final = {
    "id": "Str | None",
    "label": "Str",
    "notes": "Str",
    "ignore": "Sequence[Str]",
    "is_intermediate": "Bool | Unset | None",
    "use_cache": "Bool | Unset | None",
}


class _Stub:
    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.ports = Ports(catalogue)
        self.aliases: dict[tuple[str, ...], str] = {}
        self.choices: dict[str, str] = {}
        self.node_classes: dict[object, tuple[str, tuple[tuple[str, str], ...]]] = {}
        self.models: dict[str, str] = {}  # the class of each nested value
        self._taken = {*TAKEN, *self.ports.classes}

    def _name(self, wanted: str) -> str:
        """A name that nothing else of the module has."""
        found, number = wanted, 1
        while found in self._taken:
            number += 1
            found = f"{wanted}{number}"
        self._taken.add(found)
        return found

    def takes(self, name: str) -> bool:
        """Whether something of the module has that name."""
        return name in self._taken

    # -- types -------------------------------------------------------------------------------------

    def literal(self, t: TypeExpr, hint: str) -> list[str]:
        """The members of a union that says which values a type takes. ``hint`` names a choice of values."""
        if t.kind == "bound":
            return self.literal(t.args[0], hint)
        if t.kind in _SCALARS:
            return [_SCALARS[t.kind]]
        if t.kind == "ref":
            return self._reference(t.name, hint)
        if t.kind == "list":
            return [f"Sequence[{' | '.join(self.literal(t.args[0], hint))}]"]
        if t.kind == "tuple":
            return ["Sequence[Any]"]
        if t.kind == "union":
            members = [m for a in t.args for m in self.literal(a, hint)]
            members = [m for m in members if not (m == "Int" and "Float" in members)]
            return list(dict.fromkeys(members))
        if t.kind == "enum":
            return [self._choice(t.options, hint)]
        return ["Mapping[str, Any]"]

    def _reference(self, name: str, hint: str) -> list[str]:
        model = self.catalogue.model(name)
        if model is None:
            return ["Mapping[str, Any]"]
        if model.options:
            return [self._choice(model.options, hint)]
        if model.root is not None:
            return self.literal(model.root, hint)
        own = (
            ["ModelRef"]
            if {"key", "hash", "base"} <= model.fields.keys() or "base_model" in model.fields
            else []
        )
        if model.extra == "allow" or not all(is_name(f) and f not in TAKEN for f in model.fields):
            return [*own, "Mapping[str, Any]"]
        if name not in self.models:
            self.models[name] = self._name(camel(name))
        return [*own, self.models[name]]

    def _choice(self, options: Iterable[Any], hint: str) -> str:
        names = [_literal(o) for o in options if is_text(o)]
        if not names:
            return "Any"
        text = f"Literal[{', '.join(names)}]"
        if len(text) < 60:
            return text
        if text not in self.choices:
            self.choices[text] = self._name(f"{camel(hint)}Choice")
        return self.choices[text]

    def outputs(self, classes: tuple[str, ...], t: TypeExpr) -> str:
        """The classes of outputs that an input takes: themselves if they are few, else an alias."""
        if len(classes) <= 2:
            return " | ".join(classes)
        found = self.aliases.get(classes)
        if found is None:
            first = next((a for a in t.args if a.kind != "null"), t) if t.kind in ("union", "bound") else t
            word = type_word(first, "Choice").removeprefix("Optional")
            found = self.aliases[classes] = self._name(f"{word}Source")
        return found

    # -- nodes -------------------------------------------------------------------------------------

    def node_class(self, node: NodeDef) -> str:
        """The class of a node: what outputs it has. Nodes with the same outputs share it."""
        members = tuple(
            (n, self.ports.output_class(node, o))
            for n, o in node.outputs.items()
            if is_name(n) and n != "property" and not self.takes(n)
        )
        found = self.node_classes.get(members)
        if found is None:
            wanted = f"{camel(node.output_type or node.type)}Node".replace("OutputNode", "Node")
            found = self.node_classes[members] = (self._name(wanted), members)
        return found[0]

    def method(self, node: NodeDef, name: str) -> str:
        """The method that adds a node."""
        fields = [f for f in node.inputs.values() if is_name(f.name) and f.name != "self"]
        lines = [self._parameter(node, field) for field in fields]
        lines.sort(key=lambda line: " = " in line)  # required ones first; keywords may come in any order
        lines += [f"{k}: {t} = ..." for k, t in _OWN.items() if k not in node.inputs]
        if node.extra or len(fields) < len(node.inputs):
            lines.append("**inputs: Any")
        literal = ", ".join(map(quoted, node.inputs)) if node.inputs and not node.extra else ""
        names = f"Literal[{literal}]" if literal else "Str"
        parameters = "".join(f"        {line},\n" for line in lines)
        star = "        *,\n" if any(not line.startswith("**") for line in lines) else ""
        words = _words(node)
        return (
            f"    def {name}(\n        self,\n{star}{parameters}    ) -> {self.node_class(node)}[{names}]:\n"
            f"        {words}\n"
        )

    def _parameter(self, node: NodeDef, field: InputDef) -> str:
        members = self.literal(field.type, field.name) if field.kind != "connection" else []
        taken = self.ports.taken_by(node, field)
        if taken:
            members.append(self.outputs(taken, field.type))
        collected = self.ports.collected_by(node, field)
        if collected:
            members.append(f"Sequence[{self.outputs(collected, field.type)}]")
        if "Any" in members:
            members = ["Any"]
        required = field.required and not field.has_default
        if not required:
            members.append("None")
        if members != ["Any"]:
            members.append("Unset")
        text = f"{field.name}: {' | '.join(dict.fromkeys(members))}"
        return text if required else f"{text} = {_default(field)}"


def _literal(value: Any) -> str:
    return quoted(value) if type(value) is str else literal(value)


def _default(field: InputDef) -> str:
    value = field.default
    if not field.has_default or not is_text(value) or field.kind == "connection":
        return "..."
    text = _literal(value)
    return text if len(text) <= _LONGEST_DEFAULT else "..."


def _words(node: NodeDef) -> str:
    kind = "" if node.classification == "stable" else f" ({node.classification})"
    version = f" {node.version}" if node.version else ""
    text = f"{node.title}{version}{kind}"
    plain = text.isascii() and text.isprintable() and not {'"', "\\"} & set(text)
    return f'"""{text}"""' if plain else quoted(text)


def stub_text(catalogue: Catalogue, target: str | None = None) -> str:
    """The text of a ``.pyi`` whose ``Workflow`` has a method for each node of the catalogue.

    ``target`` is what ``Workflow()`` without arguments is for.
    """
    stub = _Stub(catalogue)
    methods = []
    for node in catalogue.nodes():
        name = method_name(node.type)
        if name is not None:
            methods.append((name, stub.method(node, name)))
    models = _models(stub)
    out = [_head(catalogue)]
    out.append(f"class {ANY_OUTPUT}(Output): ...\n")
    out += [f"class {name}({stub.ports.base_of(name)}): ...\n" for name in stub.ports.classes]
    out += [f"{name}: TypeAlias = {text}\n" for text, name in stub.choices.items()]
    out += [f"{name}: TypeAlias = {' | '.join(classes)}\n" for classes, name in stub.aliases.items()]
    out += models
    for name, members in stub.node_classes.values():
        body = "".join(f"    {_member(m, c)}" for m, c in members) or "    ...\n"
        out.append(f"class {name}(Node[F]):\n{body}")
    out.append(_workflow_head(target or "latest"))
    # A method called as a type would stand in that type's place in the methods below it.
    out += [text for name, text in methods if not stub.takes(name)]
    return "\n".join(out).replace("): ...\n\nclass", "): ...\nclass").replace("\n\n    def", "\n    def")


def module_text(catalogue: Catalogue, target: str) -> str:
    """The text of the module that a stub for another target is about.

    A ``target`` that is a catalogue file is meant from where the module lies.
    """
    from wflint.catalogue.store import list_releases

    shown = quoted(target)
    is_file = target not in list_releases()
    place = f"str(Path(__file__).parent / {shown})" if is_file else shown
    version = numbered(catalogue.version)
    return (
        f'"""Workflows for InvokeAI {version}; their types are in the .pyi beside this file."""\n\n'
        + ("from pathlib import Path\n" if is_file else "")
        + "from typing import Any\n\n"
        "from wflint.builders.workflow import Workflow as _Workflow\n\n\n"
        "class Workflow(_Workflow):\n"
        f'    """A workflow under construction, for InvokeAI {version}."""\n\n'
        f"    def __init__(self, target: Any = {place}, **options: Any) -> None:\n"
        "        super().__init__(target, **options)\n"
    )


def _member(name: str, output_class: str) -> str:
    return f"@property\n    def {name}(self) -> {output_class}: ...\n"


def _models(stub: _Stub) -> list[str]:
    """The classes of nested values; writing one down may name others."""
    written: dict[str, str] = {}
    while waiting := [name for name in stub.models if name not in written]:
        for name in waiting:
            model = stub.catalogue.model(name)
            assert model is not None  # it was asked for before
            written[name] = _typed_dict(stub, model)
    return list(written.values())


def _typed_dict(stub: _Stub, model: ModelDef) -> str:
    lines = []
    for name, t in model.fields.items():
        text = " | ".join("None" if m == "Null" else m for m in stub.literal(t, name))
        lines.append(f"    {name}: {text if name in model.required else f'NotRequired[{text}]'}\n")
    return f"class {stub.models[model.name]}(TypedDict):\n{''.join(lines) or '    ...'}"


def _head(catalogue: Catalogue) -> str:
    return (
        f"# The nodes of InvokeAI {numbered(catalogue.version)}, written by `wflint stubs`. Do not edit.\n"
        "# ruff: noqa\n# fmt: off\n"
        "from collections.abc import Mapping, Sequence\n"
        "from typing import Any, Literal, NotRequired, TypeAlias, TypedDict, TypeVar\n\n"
        "from wflint.builders.node import Node as Node\n"
        "from wflint.builders.product import Product\n"
        "from wflint.builders.refs import ModelRef\n"
        "from wflint.builders.values import Null, Output, Unset\n"
        "from wflint.catalogue.model import Catalogue\n\n"
        'F = TypeVar("F", bound=str, contravariant=True)\n'
        "Int: TypeAlias = int\nFloat: TypeAlias = float\nStr: TypeAlias = str\nBool: TypeAlias = bool\n"
    )


def _workflow_head(target: str) -> str:
    return (
        "class Workflow(Product):\n"
        "    def __init__(\n"
        "        self,\n"
        f"        target: Str | Catalogue = {quoted(target)},\n"
        "        *,\n"
        '        name: Str = "",\n'
        '        description: Str = "",\n'
        '        author: Str = "",\n'
        '        version: Str = "",\n'
        '        contact: Str = "",\n'
        '        tags: Str = "",\n'
        '        notes: Str = "",\n'
        '        graph_id: Str | None = "graph",\n'
        "        defaults: Bool = True,\n"
        "        strict: Bool = True,\n"
        "        is_intermediate: Bool | Unset | None = None,\n"
        "        use_cache: Bool | Unset | None = None,\n"
        "    ) -> None: ..."
    )
