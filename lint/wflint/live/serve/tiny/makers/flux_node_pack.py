"""A node pack without nodes, for tests only: makes InvokeAI take a tiny FLUX.1.

InvokeAI has the size of FLUX.1 built in, as parameter objects in one module. This changes their numbers, in
the server that loads the pack, and those of Redux and of control LoRAs. Models of the real size cannot be
loaded while it is there.
"""

import contextlib
import gc
import importlib
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from invokeai.backend.flux import util

# The depth (19 and 38 blocks) and the width of a head (128) stay: InvokeAI's own code relies on them.
TRANSFORMER: dict[str, Any] = {"hidden_size": 128, "num_heads": 1}
VAE: dict[str, Any] = {"ch": 32, "ch_mult": [1, 1, 1, 1], "num_res_blocks": 1}

# By the classes' names: InvokeAI 7 has them in other modules.
_SIZES: dict[str, dict[str, Any]] = {"FluxParams": TRANSFORMER, "AutoEncoderParams": VAE}

REDUX = {"redux_dim": 32, "inner": 64}


def _parameter_objects(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, item in value.items():
            if "klein" not in str(key).lower():  # FLUX.2 takes its size from its files
                yield from _parameter_objects(item)
    elif type(value).__name__ in _SIZES:
        yield value
    elif type(value).__name__ == "ModelSpec":  # before 6: both in one object
        for field in fields(value):
            yield from _parameter_objects(getattr(value, field.name))


for _value in list(vars(util).values()):
    for _found in _parameter_objects(_value):
        for _name, _number in _SIZES[type(_found).__name__].items():
            setattr(_found, _name, _number)


def _small_redux() -> None:
    """FLUX Redux narrower inside; what it gives is as wide as the text that it joins."""
    from invokeai.backend.flux.redux.flux_redux_model import FluxReduxModel  # since 5.7
    from torch.nn import Linear, Module

    def small(self: Any, redux_dim: int = REDUX["redux_dim"], txt_in_features: int = 4096) -> None:
        Module.__init__(self)
        self.redux_dim = redux_dim
        self.redux_up = Linear(redux_dim, REDUX["inner"])
        self.redux_down = Linear(REDUX["inner"], txt_in_features)

    FluxReduxModel.__init__ = small


def _small_control_loras() -> None:
    """InvokeAI tells a control LoRA by the width of FLUX.1, in modules that share one function."""

    def likely(state_dict: dict[Any, Any]) -> bool:
        first, last = (state_dict.get(f"img_in.lora_{part}.weight") for part in "AB")
        if first is None or last is None:
            return False
        return bool(first.shape[1] == 128 and last.shape[0] == TRANSFORMER["hidden_size"])

    for module in _CONTROL_LORA_MODULES:
        importlib.import_module(module).is_state_dict_likely_flux_control = likely  # type: ignore[attr-defined]


_CONTROL_LORA_MODULES = (
    "invokeai.backend.patches.lora_conversions.flux_control_lora_utils",
    "invokeai.backend.patches.lora_conversions.formats",
    "invokeai.backend.model_manager.configs.lora",
    "invokeai.backend.model_manager.load.model_loaders.lora",
)

for _shrink in (_small_redux, _small_control_loras):
    with contextlib.suppress(ImportError):  # an older release, for which no such tiny model is made
        _shrink()

# After every run InvokeAI collects garbage. That takes longer than a run of tiny models, unless the million
# objects of the libraries are left out.
gc.freeze()
