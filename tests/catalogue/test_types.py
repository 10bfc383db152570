"""Types as the store writes them, as messages show them, and when they are equal."""

from __future__ import annotations

from typing import Any

import pytest

from wflint.catalogue.types import type_from_json

SHOWN: list[tuple[Any, str, str]] = [
    ("int", "int", "int"),
    ({"t": "int", "ge": 0, "mult": 8}, "int", "int (>= 0, a multiple of 8)"),
    ({"ref": "ImageField"}, "ImageField", "ImageField"),
    ({"list": {"ref": "ImageField"}, "max": 3}, "list[ImageField]", "list[ImageField] (at most 3 long)"),
    ({"union": ["int", "null"]}, "int", "int or null"),
    ({"union": ["float", {"list": "float"}]}, "float or list[float]", "float or list[float]"),
    ({"enum": ["a", 1]}, "enum", "one of a, 1"),
    ({"bound": {"ge": -1}, "of": {"union": ["int", "str"]}}, "int or str", "(int or str) (>= -1)"),
    ({"dict": "str"}, "dict[str, str]", "dict[str, str]"),
    ({"tuple": ["int", "str"]}, "tuple[int, str]", "tuple[int, str]"),
    ({"t": "float", "finite": True}, "float", "float (finite)"),
]


@pytest.mark.parametrize(("stored", "short", "full"), SHOWN)
def test_shown(stored: Any, short: str, full: str) -> None:
    found = type_from_json(stored)
    assert (str(found), found.full) == (short, full)


EQUAL: list[tuple[Any, Any]] = [
    ({"t": "int", "ge": 0}, "int"),
    ({"union": ["int", "null"]}, {"union": ["null", "int"]}),
    ({"enum": ["a", "b"]}, {"enum": ["b", "a"]}),
    ({"bound": {"ge": 0}, "of": {"union": ["int", "str"]}}, {"union": ["int", "str"]}),
]
DIFFERENT: list[tuple[Any, Any]] = [
    ("int", "bool"),
    ({"enum": [1]}, {"enum": [True]}),
    ({"list": "int"}, {"list": "float"}),
    ({"ref": "A"}, {"ref": "B"}),
    ({"union": ["int", "null"]}, "int"),
]


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_equal(one: Any, other: Any) -> None:
    assert type_from_json(one) == type_from_json(other)
    assert hash(type_from_json(one)) == hash(type_from_json(other))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different(one: Any, other: Any) -> None:
    assert type_from_json(one) != type_from_json(other)


@pytest.mark.parametrize(
    ("stored", "nullable"),
    [
        ("null", True),
        ("any", True),
        ("int", False),
        ({"union": ["int", "null"]}, True),
        ({"enum": ["a", None]}, True),
        ({"bound": {"ge": 0}, "of": {"union": ["int", "null"]}}, True),
        ({"list": "null"}, False),
    ],
)
def test_nullable(stored: Any, nullable: bool) -> None:
    assert type_from_json(stored).nullable is nullable


def test_references() -> None:
    stored = {"union": [{"list": {"ref": "A"}}, {"dict": {"ref": "B"}}, {"bound": {}, "of": {"ref": "C"}}]}
    assert list(type_from_json(stored).references()) == ["A", "B", "C"]


@pytest.mark.parametrize("stored", ["complex", {"what": 1}])
def test_unknown_form(stored: Any) -> None:
    with pytest.raises(ValueError, match="unknown type"):
        type_from_json(stored)
