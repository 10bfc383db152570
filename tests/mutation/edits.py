"""The kinds of change: what each does to one node of the syntax tree."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
}
OTHER = {"any": "all", "all": "any", "min": "max", "max": "min"}
RECORDS = {"Finding", "Rule"}
KEYWORDS = {"node", "node_type", "field", "confidence", "related", "outcome"}


class Edit(NamedTuple):
    """A change of one node: its kind, the node as it was, and what stands there instead.

    ``shown`` says it where the two alone would be long or dull; ``choice`` numbers edits of which only a few
    are taken (entries of one table).
    """

    kind: str
    old: ast.AST
    new: ast.AST
    shown: str | None = None
    choice: int | None = None


def edits(node: ast.AST) -> Iterator[Edit]:
    """Every change of this node itself, not of what it holds."""
    match node:
        case ast.If() | ast.IfExp():
            yield from _condition(node.test, both=True)
        case ast.While():
            yield from _condition(node.test, both=False)  # always true is a hang, no news
        case ast.comprehension():
            for test in node.ifs:
                yield from _condition(test, both=True)
        case ast.Compare():
            yield from _turned(node)
        case ast.BoolOp():
            yield from _bool_op(node)
        case ast.Constant():
            yield from _constant(node)
        case ast.Dict() | ast.Set() | ast.Tuple():
            yield from _entries(node)
        case ast.Call():
            yield from _call(node)
        case ast.Slice():
            for bound in (node.lower, node.upper):
                if bound is not None:
                    yield Edit("slice", bound, ast.BinOp(bound, ast.Add(), ast.Constant(1)))
        case ast.stmt():
            yield from _statement(node)


def _condition(test: ast.expr, *, both: bool) -> Iterator[Edit]:
    if isinstance(test, ast.Constant) or getattr(test, "id", None) == "TYPE_CHECKING":
        return
    yield Edit("iffalse", test, ast.Constant(False))
    if both:
        yield Edit("iftrue", test, ast.Constant(True))


def _turned(node: ast.Compare) -> Iterator[Edit]:
    for n, op in enumerate(node.ops):
        ops = [*node.ops[:n], TURNED[type(op)](), *node.ops[n + 1 :]]
        yield Edit("compare", node, ast.Compare(node.left, ops, node.comparators))


def _bool_op(node: ast.BoolOp) -> Iterator[Edit]:
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield Edit("andor", node, ast.BoolOp(other, node.values))
    for n, operand in enumerate(node.values):
        rest = [*node.values[:n], *node.values[n + 1 :]]
        new = rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
        yield Edit("dropoperand", node, new, f"`{ast.unparse(operand)}` dropped of `{ast.unparse(node)}`")


def _constant(node: ast.Constant) -> Iterator[Edit]:
    value = node.value
    if isinstance(value, bool):
        yield Edit("bool", node, ast.Constant(not value))
    elif isinstance(value, int | float):
        for n, step in enumerate((1, -1)):
            yield Edit("const", node, ast.Constant(value + step), choice=n)


def _entries(node: ast.Dict | ast.Set | ast.Tuple) -> Iterator[Edit]:
    if isinstance(node, ast.Dict):
        for n, key in enumerate(node.keys):
            rest = ast.Dict([*node.keys[:n], *node.keys[n + 1 :]], [*node.values[:n], *node.values[n + 1 :]])
            entry = f"**{ast.unparse(node.values[n])}" if key is None else ast.unparse(key)
            yield Edit("tableentry", node, rest, f"entry {entry} removed", choice=n)
        return
    if len(node.elts) < 2 or (isinstance(node, ast.Tuple) and not _is_table(node)):
        return
    for n, element in enumerate(node.elts):
        elements = [*node.elts[:n], *node.elts[n + 1 :]]
        new = ast.Set(elements) if isinstance(node, ast.Set) else ast.Tuple(elements, ast.Load())
        shown = f"entry {ast.unparse(element)} removed of {len(node.elts)}"
        yield Edit("tableentry", node, new, shown, choice=n)


def _is_table(node: ast.Tuple) -> bool:
    """A tuple of texts, or of rows; any other is a record, and without a member no record."""
    if all(isinstance(e, ast.Constant) and isinstance(e.value, str) for e in node.elts):
        return True
    return all(isinstance(e, ast.Tuple | ast.Call | ast.Dict) for e in node.elts)


def _call(node: ast.Call) -> Iterator[Edit]:
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    if isinstance(node.func, ast.Name) and name in OTHER:
        yield Edit("anyall", node, ast.Call(ast.Name(OTHER[name], ast.Load()), node.args, node.keywords))
    if name in RECORDS:
        for n, keyword in enumerate(node.keywords):
            if keyword.arg in KEYWORDS:
                rest = [*node.keywords[:n], *node.keywords[n + 1 :]]
                shown = f"{name}({ast.unparse(keyword)}) dropped"
                yield Edit(f"kw-{keyword.arg}", node, ast.Call(node.func, node.args, rest), shown)


def _statement(node: ast.stmt) -> Iterator[Edit]:
    """A statement without which the others still make sense is removed; a way out is no way out."""
    match node:
        case ast.Continue() | ast.Break():
            yield Edit("continue", node, ast.Pass())
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield Edit("return", node, ast.Return(ast.Constant(None)))
        case ast.Return(value=ast.Constant(value=str())):
            yield Edit("return", node, ast.Return(ast.Constant(None)))
        case ast.Expr(value=ast.Constant()):
            pass  # a docstring
        case ast.Expr() | ast.AugAssign() | ast.Delete() | ast.Raise():
            yield Edit("rmstmt", node, ast.Pass())
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield Edit("rmstmt", node, ast.Pass())
