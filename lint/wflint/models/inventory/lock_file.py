"""The file ``models.lock.json``: an inventory that a repository commits.

::

    {"wflint_models": 1,           the version of this format
     "invokeai": "6.14.2",         the server's release, null when unknown
     "without_key": ["openai"],    external providers for which the server has no key, if there are any
     "models": [{"key": ..., "name": ..., "base": ..., "type": ..., "hash": ..., ...}, ...]}

One model a line, sorted by base, type, name and key, and nothing that differs between two pulls of the same
server or that is nobody's business: no address, time, path or credentials. The schema is
``docs/schema/models.schema.json``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from wflint.models.inventory.inventory import Inventory, ModelRecord
from wflint.reading import parse_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FORMAT: Final = 1
FILE_NAME: Final = "models.lock.json"
_REQUIRED: Final = ("key", "name", "base", "type")
_TEXTS: Final = ("hash", "format", "variant", "repo_variant", "expert", "provider", "modes")
_FLAGS: Final = ("fp8_storage", "cpu_only")
# Before 6.9.0 the kind of a FLUX.1 model stood in its configuration's name, and ``variant`` was ``normal``.
_FLUX_CONFIGS: Final = {"flux-dev": "dev", "flux-schnell": "schnell", "flux-dev-fill": "dev_fill"}
_COUNTS: Final = {
    "size": "bytes",
    "latent_channels": "channels",
    "most_references": "images",
    "most_images": "images",
}
_MEMBERS: Final = frozenset({*_REQUIRED, *_TEXTS, *_FLAGS, *_COUNTS})


def read_lock_file(raw: bytes, name: str) -> Inventory:
    """The inventory in a file's bytes; ``name`` is what messages call it.

    Raises ValueError, with one line that says what is wrong, when it is no such file.
    """
    try:
        document = parse_json(raw)
    except ValueError as error:
        from wflint.document.pointers import unfetched

        raise ValueError(unfetched(raw) or str(error)) from None
    if type(document) is not dict or "wflint_models" not in document:
        hint = "write it with `wflint models pull`"
        if type(document) is dict and type(document.get("models")) is list:
            hint = "this looks like a server's answer; " + hint
        raise ValueError(f"not a list of models: {hint}")
    if document["wflint_models"] != FORMAT or type(document["wflint_models"]) is not int:
        raise ValueError(
            f"a list of models of format {document['wflint_models']!r}; this wflint reads {FORMAT}"
        )
    release = document.get("invokeai")
    if not (release is None or type(release) is str):
        raise ValueError('"invokeai" must be a release or null')
    models = document.get("models")
    if type(models) is not list:
        raise ValueError('"models" must be a list')
    records = [_record(model, number) for number, model in enumerate(models)]
    seen: set[str] = set()
    for record in records:
        if record.key in seen:
            raise ValueError(f"two models have the key {record.key!r}")
        seen.add(record.key)
    without_key = document.get("without_key", [])
    if type(without_key) is not list or not all(type(provider) is str for provider in without_key):
        raise ValueError('"without_key" must be a list of strings')
    return Inventory(records, release=release, name=name, without_key=without_key)


def _record(model: Any, number: int) -> ModelRecord:
    if type(model) is not dict:
        raise ValueError(f"model {number} is not an object")
    for member in _REQUIRED:
        if type(model.get(member)) is not str or not model[member]:
            raise ValueError(f'model {number} has no string "{member}"')
    where = f"model {number} ({model['name']!r})"
    if unknown := [member for member in model if member not in _MEMBERS]:
        raise ValueError(f"{where} has an unknown member {unknown[0]!r}")
    for member in _TEXTS:
        if not (model.get(member) is None or type(model[member]) is str):
            raise ValueError(f'{where}: "{member}" must be a string')
    for member in _FLAGS:
        if not (model.get(member) is None or type(model[member]) is bool):
            raise ValueError(f'{where}: "{member}" must be true or false')
    for member, unit in _COUNTS.items():
        count = model.get(member)
        if not (count is None or (type(count) is int and count >= 0)):
            raise ValueError(f'{where}: "{member}" must be a number of {unit}')
    return ModelRecord(**model)


def lock_file_text(inventory: Inventory) -> str:
    """The text of the file; the same models give the same text, whatever order a server lists them in."""
    models = sorted(inventory.models, key=lambda m: (m.base, m.type, m.name, m.key))
    lines = ",\n".join(
        "  " + json.dumps({k: v for k, v in m._asdict().items() if v is not None}, ensure_ascii=False)
        for m in models
    )
    body = f"[\n{lines}\n ]" if lines else "[]"
    members = [f'"wflint_models": {FORMAT}', f'"invokeai": {json.dumps(inventory.release)}']
    if inventory.without_key:
        members.append(f'"without_key": {json.dumps(sorted(inventory.without_key))}')
    members.append(f'"models": {body}')
    return "{" + ",\n ".join(members) + "}\n"


def from_server(
    answer: Iterable[Mapping[str, Any]],
    *,
    release: str | None,
    name: str,
    without_key: Iterable[str] = (),
) -> Inventory:
    """The inventory in what a server answers to ``GET /api/v2/models/`` (5.0 to 6.14).

    Entries without key, name, base or type are left out: nothing can name them. What a release does not
    tell stays None: ``file_size`` came with 5.10.0; ``variant`` stands on main models and some encoders,
    ``repo_variant`` on diffusers folders, ``expert`` and ``latent_channels`` on models of Wan, ``cpu_only``
    and ``fp8_storage`` in ``default_settings`` (the former on encoders themselves) from 6.12.
    """
    return Inventory(
        (record for model in answer if (record := _from_config(model)) is not None),
        release=release,
        name=name,
        without_key=without_key,
    )


def _from_config(model: Mapping[str, Any]) -> ModelRecord | None:
    if any(type(model.get(member)) is not str or not model[member] for member in _REQUIRED):
        return None
    settings = model.get("default_settings")
    settings = settings if isinstance(settings, dict) else {}
    told: dict[str, Any] = {member: model[member] for member in _REQUIRED}
    told |= {m: model[m] for m in _TEXTS if type(model.get(m)) is str and model[m]}
    told |= {m: True for m in _FLAGS if (settings.get(m) if model.get(m) is None else model[m]) is True}
    config = model.get("config_path")
    if told["base"] == "flux" and type(config) is str and config in _FLUX_CONFIGS:
        told["variant"] = _FLUX_CONFIGS[config]
    for member, source in (("size", "file_size"), ("latent_channels", "latent_channels")):
        count = model.get(source)
        if type(count) is int and count > 0:
            told[member] = count
    return ModelRecord(**told, **_provided(model))


def _provided(model: Mapping[str, Any]) -> dict[str, Any]:
    """What a model of an external provider can do (``ExternalModelCapabilities``, from 6.13 on)."""
    provider, can = model.get("provider_id"), model.get("capabilities")
    if type(provider) is not str or not provider or not isinstance(can, dict):
        return {}
    told: dict[str, Any] = {"provider": provider}
    modes = can.get("modes")
    if isinstance(modes, list) and modes and all(type(mode) is str for mode in modes):
        told["modes"] = " ".join(modes)
    for member, source in (
        ("most_references", "max_reference_images"),
        ("most_images", "max_images_per_request"),
    ):
        count = can.get(source)
        if type(count) is int and count > 0:
            told[member] = count
    if can.get("supports_reference_images") is False:
        told["most_references"] = 0
    return told
