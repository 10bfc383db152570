"""Random literals for random inputs: right ones, nearly right ones, and values made to mislead."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from wflint.graph.ir import UI_ONLY_NODES
from wflint.graph.server.validators import node_check

if TYPE_CHECKING:
    import random

    from wflint.catalogue.model import Catalogue, NodeDef
    from wflint.catalogue.types import TypeExpr

# prompt_from_file looks at the server's disk; the classes of batch and generator nodes cannot be built; what
# a graph node of 3.x holds is judged with the graph around it.
LEFT_OUT = UI_ONLY_NODES | {"prompt_from_file", "graph"}

ADVERSARIAL: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 3, 5, 7, 8, 9, 16, 63, 64, 255, 256, 512, 513, 4294967295, 4294967296,
    2**53 + 1, 2**63, 2**64, -(2**63) - 1, 10**30, 10**308, 10**309, 10**400, 0.0, -0.0, 1.0, 0.5, 1.5,
    -0.5, 3.0, 8.0, 0.1 + 0.2, 1e-300, 1e18, 9.3e18, 1e300, 7.999999999999999, 16.000000000000004,
    float("nan"), float("inf"), float("-inf"), "", " ", "\t", "x", "0", "1", "8", "12", " 12 ", "+12",
    "-12", "--1", "1_000", "_1", "1_", "1__0", "0__1", "0_", "12.0", "12.", "12.5", "12.00", "12.0_0",
    "1e3", "1E3", "1e", "1_0.5", "0x10", "012", "00", "-0", ".5", "5.", ".", "\u0663", "\uff11\uff12",
    "12\u00a0", "\u200b12", "\u200912", "1\x00", "\x1c1", "\x851", "inf", "-Infinity", "NaN", "nan",
    "i_nf", "1e400", "9" * 30, "9" * 4301, "0.5", "true", "True", "YES", "yes ", "off", "t", "N", "ON",
    "none", "null", "auto", "\ud800", "é", "é", "😀", "1,2,3", "1,2,", "\u0661,\u0662", "5\n", "[]", "%d",
    "ADD", "DIV", "EXP", "MOD", "SQRT", [], [None], [0], [1], ["1"], [True], [1.5, "2"], ["a", 1], [[]],
    [[1]], [{}], [1, [2]], list(range(20)), ["x"] * 4, [float("nan")], ["\ud800"], [3], [-1], [0.5, 2.0],
    [-2], {}, {"": 1}, {"image_name": "a.png"}, {"image_name": 5}, {"image_name": None},
    {"image_name": "a", "extra": 1},
    {"key": "k", "hash": "h", "name": "n", "base": "sdxl", "type": "main"},
    {"r": 1, "g": 2, "b": 3, "a": 4},
    {"key": "k", "hash": "h", "name": "n", "base": "sd-9", "type": "main"}, {"r": 1, "g": 2, "b": 3},
    {"key": "k", "name": "n", "base": "sdxl", "type": "main"}, {"board_id": "b"}, {"type": "x"},
    {"\ud800": 1}, {"label": "a", "value": 1}, {"lora": {}, "weight": 1},
    {"x_min": 0, "x_max": 1, "y_min": 0, "y_max": 1},
)  # fmt: skip


class ValueCases:
    """Draws ``(node type, values)``: all schema-required inputs set right, then one to three inputs odd."""

    def __init__(self, catalogue: Catalogue, rng: random.Random) -> None:
        self.catalogue = catalogue
        self.rng = rng
        self.nodes = [
            n for n in catalogue.nodes() if n.type not in LEFT_OUT and not n.type.startswith("metadata_")
        ]
        self.checked = [n for n in self.nodes if node_check(n, catalogue) is not None]

    def draw(self) -> tuple[str, dict[str, Any]]:
        """One node, about half of them right in every value."""
        rng = self.rng
        node = rng.choice(self.checked if rng.random() < 0.2 else self.nodes)
        values = {n: self.right(i.type) for n, i in node.inputs.items() if i.schema_required}
        names = [n for n in node.inputs if n != "workflow_inputs" or node.type != "call_saved_workflow"]
        for name in rng.sample(names, min(len(names), rng.choice((1, 1, 1, 2, 3, 6)))):
            values[name] = self.right(node.inputs[name].type)
        if names and rng.random() < 0.6:
            self._spoil(node, values, rng.choice(names))
        if values and rng.random() < 0.03:
            del values[rng.choice(list(values))]
        return node.type, values

    def _spoil(self, node: NodeDef, values: dict[str, Any], name: str) -> None:
        rng = self.rng
        chance = rng.random()
        if chance < 0.5:
            values[name] = copy.deepcopy(rng.choice(ADVERSARIAL))
        elif chance < 0.6:
            values["no_such_input"] = 1
        else:
            values[name] = self.mutate(self.right(node.inputs[name].type))

    def right(self, expected: TypeExpr, depth: int = 0) -> Any:
        """A value of that type, mostly within its limits."""
        rng = self.rng
        kind = expected.kind
        if kind == "null":
            return None
        if kind in ("any", "object"):
            return copy.deepcopy(rng.choice(ADVERSARIAL)) if kind == "any" else {"a": 1}
        if kind == "bool":
            return rng.random() < 0.5
        if kind in ("int", "float"):
            return self._number(expected)
        if kind == "str":
            return rng.choice(("", "text", "1", "a b"))
        if kind == "enum":
            return rng.choice(expected.options)
        if kind == "bound":
            return self.right(expected.args[0], depth)
        if kind == "union":
            return self.right(rng.choice(expected.args), depth)
        if kind == "dict":
            return {"a": self.right(expected.args[0], depth + 1)}
        if kind == "tuple":
            return [self.right(a, depth + 1) for a in expected.args]
        if kind == "list":
            least, most = expected.bounds.get("min", 0), expected.bounds.get("max", 4)
            return [
                self.right(expected.args[0], depth + 1) for _ in range(rng.randint(least, max(least, most)))
            ]
        return self._model(expected, depth)

    def _model(self, expected: TypeExpr, depth: int) -> Any:
        model = self.catalogue.model(expected.name)
        assert model is not None
        if model.options:
            return self.rng.choice(model.options)
        if model.root is not None:
            return self.right(model.root, depth + 1)
        return {
            name: self.right(member, depth + 1)
            for name, member in model.fields.items()
            if name in model.required or (depth < 3 and self.rng.random() < 0.4)
        }

    def _number(self, expected: TypeExpr) -> Any:
        rng, bounds = self.rng, expected.bounds
        low = bounds.get("ge", bounds.get("gt", -10))
        high = bounds.get("le", bounds.get("lt", low + rng.choice((1, 10, 5000))))
        step = bounds.get("mult", 1)
        if expected.kind == "int":
            number = int(rng.randint(int(low), int(max(low, high))) // step * step)
            edge = rng.choice((number, number, number, int(low), int(high)))
            return rng.choice((edge, edge, edge, float(edge), str(edge)))
        number = rng.choice(
            (rng.uniform(low, high), rng.uniform(low, high), low, high, float(low), float(high))
        )
        return rng.choice((number, number, number, str(number)))

    def mutate(self, value: Any) -> Any:
        """The value with one part changed, added or taken away."""
        rng = self.rng
        if isinstance(value, list) and value:
            changed = list(value)
            chance = rng.random()
            if chance < 0.6:
                i = rng.randrange(len(changed))
                changed[i] = self.mutate(changed[i])
            elif chance < 0.8:
                changed.append(copy.deepcopy(rng.choice(ADVERSARIAL)))
            else:
                return changed[0]
            return changed
        if isinstance(value, dict) and value:
            key = rng.choice(list(value))
            chance = rng.random()
            if chance < 0.6:
                return {**value, key: self.mutate(value[key])}
            if chance < 0.8:
                return {k: v for k, v in value.items() if k != key}
            return {**value, "surplus": 1}
        if isinstance(value, str) and value and rng.random() < 0.5:
            return rng.choice((value.upper(), value + " ", value[:-1], [value], value.swapcase()))
        if isinstance(value, int | float) and abs(value) < 1e300 and rng.random() < 0.7:
            options = (
                value + 1,
                value - 1,
                value * 2,
                value + 1e-9,
                value + 0.5,
                -value,
                [value],
                str(value),
                f" {value} ",
            )
            return rng.choice(options)
        return copy.deepcopy(rng.choice(ADVERSARIAL))
