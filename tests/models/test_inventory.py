"""Inventories: finding models, the file, and what of a server's answer ends up in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from wflint.models.inventory.inventory import Inventory, ModelRecord
from wflint.models.inventory.lock_file import from_server, lock_file_text, read_lock_file

ROOT = Path(__file__).parents[2]
SCHEMA = Draft202012Validator(json.loads((ROOT / "docs/schema/models.schema.json").read_text("utf-8")))
FOX = ModelRecord("k1", "Fox", "sd-1", "lora", "blake3:01")
MAIN = ModelRecord("k2", "Dream", "sd-1", "main", "blake3:02", "checkpoint", "normal", 2_000_000_000)


def recorded(release: str) -> list[dict[str, Any]]:
    answers = json.loads((ROOT / "fixtures" / "http" / f"{release}.json").read_text("utf-8"))
    models: list[dict[str, Any]] = answers["models_tiny"]["json"]["models"]
    return models


def test_only_the_key_finds_a_model() -> None:
    inventory = Inventory([FOX, MAIN])
    assert inventory.get("k1") is FOX
    assert inventory.get("Fox") is None
    for odd in (None, 7, ["k1"], {"key": "k1"}, "", float("nan")):
        assert inventory.get(odd) is None
        assert inventory.with_hash(odd) == ()
        assert inventory.named(odd) == ()


def test_the_same_model_of_another_server() -> None:
    twin = FOX._replace(key="k3")
    inventory = Inventory([FOX, MAIN])
    assert inventory.same_model({"key": "x", "hash": "blake3:02"}) is MAIN
    assert inventory.same_model({"name": "Fox", "base": "sd-1", "type": "lora"}) is FOX
    assert inventory.same_model({"name": "Fox", "base": "sdxl", "type": "lora"}) is None
    assert inventory.same_model({"name": "Fox"}) is None
    assert inventory.same_model({"hash": ["a"], "name": {}, "base": 1, "type": None}) is None
    assert Inventory([FOX, twin]).same_model({"hash": "blake3:01"}) is None, "which of the two?"


def test_models_of_a_base_and_type() -> None:
    inventory = Inventory([FOX, MAIN])
    assert inventory.of("sd-1") == (FOX, MAIN)
    assert inventory.of(kind="main") == (MAIN,)
    assert inventory.of("sdxl", "main") == ()


def test_the_file_is_stable_whatever_the_order() -> None:
    text = lock_file_text(Inventory([FOX, MAIN], release="6.14.2"))
    assert text == lock_file_text(Inventory([MAIN, FOX], release="6.14.2"))
    again = read_lock_file(text.encode(), "models.lock.json")
    assert set(again.models) == {FOX, MAIN}
    assert (again.release, again.name) == ("6.14.2", "models.lock.json")
    assert lock_file_text(again) == text
    assert len(text.splitlines()) == 6, "a model a line: a change shows as one"


@pytest.mark.parametrize("release", ["6.14.2", "5.15.0"])
def test_what_a_real_server_answers(release: str) -> None:
    answer = recorded(release)
    inventory = from_server(answer, release=release, name="server")
    text = lock_file_text(inventory)
    assert len(inventory) == len(answer) > 30
    SCHEMA.validate(json.loads(text))
    assert "/models/" not in text, "paths are nobody's business"
    flux = {m.name: m.variant for m in inventory.of("flux", "main")}
    assert flux == {
        "tiny-flux-dev": "dev",
        "tiny-flux-fill": "dev_fill",
        "tiny-flux-kontext": "dev",
        "tiny-flux-schnell": "schnell",
    }, "5.15 says it by config_path"
    assert all(m.size for m in inventory.models)


def test_settings_of_a_model_are_kept_and_oddities_are_not() -> None:
    model = {
        "key": "k", "name": "n", "base": "sdxl", "type": "main", "hash": 7, "file_size": "big", "variant": [],
        "default_settings": {"fp8_storage": True, "cpu_only": False}, "path": "/home/kim/n", "extra": set(),
    }  # fmt: skip
    (record,) = from_server([model, {"key": "no name"}, {}], release=None, name="s").models
    assert record == ModelRecord("k", "n", "sdxl", "main", fp8_storage=True)


def test_what_wan_needs_is_kept() -> None:
    answer = [
        {"key": "a", "name": "high", "base": "wan", "type": "main", "variant": "t2v_a14b", "expert": "high"},
        {"key": "b", "name": "vae", "base": "wan", "type": "vae", "latent_channels": 48},
    ]
    inventory = from_server(answer, release="6.14.2", name="s")
    assert [(m.expert, m.latent_channels) for m in inventory.models] == [("high", None), (None, 48)]
    text = lock_file_text(inventory)
    SCHEMA.validate(json.loads(text))
    assert set(read_lock_file(text.encode(), "models.lock.json").models) == set(inventory.models)


def listing(**members: object) -> bytes:
    model = {"key": "k", "name": "n", "base": "b", "type": "t", **members}
    return json.dumps({"wflint_models": 1, "models": [model]}).encode()


BROKEN = {
    "no JSON": b"{",
    "a server's answer": b'{"models": []}',
    "nested": b"[" * 100_000,
    "list": b"[]",
    "null": b"null",
    "format": b'{"wflint_models": 2, "models": []}',
    "true is no 1": b'{"wflint_models": true, "models": []}',
    "format list": b'{"wflint_models": [1], "models": []}',
    "release": b'{"wflint_models": 1, "invokeai": 6, "models": []}',
    "no models": b'{"wflint_models": 1}',
    "model": b'{"wflint_models": 1, "models": [7]}',
    "member": listing(x=1),
    "size": listing(size=-1),
    "channels": listing(latent_channels="16"),
    "expert": listing(expert=1),
    "flag": listing(cpu_only=1),
    "hash": listing(hash=[]),
    "empty key": listing(key=""),
    "twice": b'{"wflint_models": 1, "models": ['
    + b", ".join([b'{"key": "k", "name": "n", "base": "b", "type": "t"}'] * 2)
    + b"]}",
    "bytes": b"\xff\xfe\x00",
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_one_clear_line(raw: bytes) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # what it says differs
        read_lock_file(raw, "models.lock.json")
    assert "\n" not in str(caught.value)
