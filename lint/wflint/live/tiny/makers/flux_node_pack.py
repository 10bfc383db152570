"""A node pack without nodes, for tests only: makes InvokeAI take a tiny FLUX.1.

InvokeAI has the size of FLUX.1 built in, as parameter objects in one module. This changes their numbers, in
the server that loads the pack. Models of the real size cannot be loaded while it is there.
"""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from invokeai.backend.flux import util
from invokeai.backend.flux.model import FluxParams
from invokeai.backend.flux.modules.autoencoder import AutoEncoderParams

# The depth (19 and 38 blocks) and the width of a head (128) stay: InvokeAI's own code relies on them.
TRANSFORMER = {"hidden_size": 128, "num_heads": 1}
VAE = {"ch": 32, "ch_mult": [1, 1, 1, 1], "num_res_blocks": 1}


def _parameter_objects(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, item in value.items():
            if "klein" not in str(key).lower():  # FLUX.2 takes its size from its files
                yield from _parameter_objects(item)
    elif isinstance(value, (FluxParams, AutoEncoderParams)):
        yield value
    elif type(value).__name__ == "ModelSpec":  # before 6: both in one object
        for field in fields(value):
            yield from _parameter_objects(getattr(value, field.name))


for _value in list(vars(util).values()):
    for _found in _parameter_objects(_value):
        _numbers = TRANSFORMER if isinstance(_found, FluxParams) else VAE
        for _name, _number in _numbers.items():
            setattr(_found, _name, _number)
