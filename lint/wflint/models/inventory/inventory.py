"""What models a server has: records, and ways to find one.

An :class:`Inventory` is plain data. A server finds a model by its key alone (InvokeAI's
``app/services/model_records``: every loader passes ``identifier.key``); hash, name, base and type are
what people and other servers know it by. ``lock_file.py`` reads and writes inventories.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any


class ModelRecord(NamedTuple):
    """One installed model, in the terms of InvokeAI's model configurations.

    ``size`` is that of its files in bytes (``file_size``, told since 5.10.0). ``variant`` is the kind within
    a base (``inpaint``, ``schnell``, ``dev_fill``, ``klein_4b`` ...), ``repo_variant`` the precision of a
    diffusers folder's files (``fp16``, or None when not told). ``expert`` is which of Wan's two transformers
    a file holds (``high``, ``low``, ``none``), ``latent_channels`` the number of channels of a Wan VAE.
    ``fp8_storage`` and ``cpu_only`` are the model's settings of these names. Of models of external providers,
    ``provider`` is which one, ``modes`` what they can do (``txt2img img2img``), ``most_references`` and
    ``most_images`` how many images they take and make for one request. None: not told.
    """

    key: str
    name: str
    base: str
    type: str
    hash: str | None = None
    format: str | None = None
    variant: str | None = None
    size: int | None = None
    repo_variant: str | None = None
    expert: str | None = None
    latent_channels: int | None = None
    fp8_storage: bool | None = None
    cpu_only: bool | None = None
    provider: str | None = None
    modes: str | None = None
    most_references: int | None = None
    most_images: int | None = None

    @property
    def title(self) -> str:
        """How messages call it: ``"Juggernaut XL" (sdxl main)``."""
        return f'"{self.name}" ({self.base} {self.type})'


class Inventory:
    """The models of a server.

    ``models`` are in the order given; of equal keys the last counts. ``release`` is the server's InvokeAI
    release where known. ``name`` is what messages call the inventory: its file, or the server.
    ``without_key`` are the external providers (``openai``) for which the server has no key.
    """

    __slots__ = ("_by_hash", "_by_key", "_by_name", "models", "name", "release", "without_key")

    def __init__(
        self,
        models: Iterable[ModelRecord],
        *,
        release: str | None = None,
        name: str = "the inventory",
        without_key: Iterable[str] = (),
    ) -> None:
        self._by_key = {model.key: model for model in models}
        self.models = tuple(self._by_key.values())
        self.release = release
        self.name = name
        self.without_key = frozenset(without_key)
        self._by_hash: dict[str, list[ModelRecord]] = {}
        self._by_name: dict[str, list[ModelRecord]] = {}
        for model in self.models:
            if model.hash:
                self._by_hash.setdefault(model.hash, []).append(model)
            self._by_name.setdefault(model.name, []).append(model)

    def get(self, key: Any) -> ModelRecord | None:
        """The model with that key: what a server takes. None when there is none; any value is safe."""
        return self._by_key.get(key) if type(key) is str else None

    def with_hash(self, digest: Any) -> tuple[ModelRecord, ...]:
        """The models with that hash (of the same files; several when installed twice)."""
        return tuple(self._by_hash.get(digest, ())) if type(digest) is str else ()

    def named(self, name: Any, base: Any = None, kind: Any = None) -> tuple[ModelRecord, ...]:
        """The models of that name, and of that base and type where given."""
        found = self._by_name.get(name, ()) if type(name) is str else ()
        return tuple(m for m in found if base in (None, m.base) and kind in (None, m.type))

    def of(self, base: Any = None, kind: Any = None) -> tuple[ModelRecord, ...]:
        """The models of a base and type; None stands for any."""
        return tuple(m for m in self.models if base in (None, m.base) and kind in (None, m.type))

    def same_model(self, identifier: Mapping[str, Any]) -> ModelRecord | None:
        """The one model that an identifier of another server means: by hash, else by name, base and type.

        None when there is none, or more than one. The key is not asked.
        """
        found = self.with_hash(identifier.get("hash"))
        if len(found) == 1:
            return found[0]
        name, base, kind = (identifier.get(m) for m in ("name", "base", "type"))
        if not (type(base) is str and type(kind) is str):
            return None
        found = self.named(name, base, kind)
        return found[0] if len(found) == 1 else None

    def __len__(self) -> int:
        return len(self.models)

    def __repr__(self) -> str:
        return f"Inventory({self.name!r}, {len(self)} models)"
