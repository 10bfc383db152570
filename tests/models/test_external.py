"""Models of external providers: their records, and requests that they cannot fulfil."""

from __future__ import annotations

from typing import Any

import pytest

from tests.models.graphs import body, findings, model
from wflint.models.inventory.inventory import Inventory
from wflint.models.inventory.lock_file import from_server, lock_file_text, read_lock_file

KIND = "external_image_generator"
CAN = {
    "modes": ["txt2img", "img2img"],
    "supports_reference_images": True,
    "max_reference_images": 2,
    "max_images_per_request": 4,
}


def inventory(*, without_key: list[str] | None = None, **can: Any) -> Inventory:
    """What a server says, through a lock file and back."""
    config = {**model("external", KIND, "Fox 1"), "provider_id": "openai", "capabilities": {**CAN, **can}}
    pulled = from_server([config], release="6.14.2", name="server", without_key=without_key or ())
    read = read_lock_file(lock_file_text(pulled).encode(), "models.lock.json")
    assert (read.models, read.without_key) == (pulled.models, pulled.without_key)
    return read


def told(models: Inventory, provider: str = "openai", **inputs: Any) -> list[str | None]:
    node = {"type": f"{provider}_image_generation", "model": model("external", KIND, "Fox 1"), **inputs}
    return [f.field for f in findings(body({"n": node}, ""), models, rules=("model-variant",))]


IMAGE = {"image_name": "a.png"}


@pytest.mark.parametrize(
    ("inputs", "field"),
    [
        ({}, None),
        ({"provider": "gemini"}, "model"),
        ({"mode": "img2img", "init_image": IMAGE}, None),
        ({"mode": "inpaint", "init_image": IMAGE, "mask_image": IMAGE}, "mode"),
        ({"num_images": 4}, None),
        ({"num_images": 5}, "num_images"),
        ({"reference_images": [IMAGE] * 2}, None),
        ({"reference_images": [IMAGE] * 3}, "reference_images"),
    ],
)
def test_requests(inputs: dict[str, Any], field: str | None) -> None:
    assert told(inventory(), **inputs) == ([field] if field else [])


def test_a_provider_without_a_key() -> None:
    """Who compares a request with the record asks for the key first, but after the provider."""
    assert told(inventory(without_key=["openai"])) == ["model"]
    assert told(inventory(without_key=["openai"]), num_images=5) == ["model"]
    assert told(inventory(without_key=["gemini"])) == []
    with pytest.raises(ValueError, match="without_key"):
        read_lock_file(b'{"wflint_models": 1, "without_key": [1], "models": []}', "models.lock.json")


def test_a_model_without_references() -> None:
    assert told(inventory(supports_reference_images=False), reference_images=[IMAGE]) == ["reference_images"]
    assert told(inventory(supports_reference_images=False)) == []


def test_what_is_not_told() -> None:
    assert told(inventory(max_images_per_request=None), num_images=100) == []
    assert told(Inventory([]), num_images=100) == []
