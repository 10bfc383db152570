"""The tiny models as graphs name them, and the pictures that the graphs use."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).parents[2] / "fixtures" / "families"
MODELS = FIXTURES / "tiny-models.json"
SIZE = 64  # pixels: the least that every family takes
PICTURES = ("photo", "mask", "wide")


@cache
def records() -> list[dict[str, Any]]:
    """What a server knows of its tiny models."""
    listed: list[dict[str, Any]] = json.loads(MODELS.read_text("utf-8"))
    return listed


@cache
def identifiers() -> dict[str, dict[str, str]]:
    """The identifiers of all tiny models, by name."""
    fields = ("key", "hash", "name", "base", "type")
    return {record["name"]: {field: record[field] for field in fields} for record in records()}


def model(name: str) -> dict[str, str]:
    """The identifier of a tiny model, as the server gives it that the rows were recorded on."""
    return dict(identifiers()[name])


def picture(name: str = "photo") -> dict[str, str]:
    """The field that names one of the pictures: ``photo``, ``mask``, or ``wide`` (of another size)."""
    assert name in PICTURES
    return {"image_name": f"{name}.png"}


def is_model(value: Any) -> bool:
    """Whether a value is the identifier of a tiny model."""
    return isinstance(value, dict) and {"key", "base", "type"} <= value.keys()
