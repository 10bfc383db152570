import sys
from typing import Annotated, Optional

import numpy as np
from pydantic import Field

from invokeai.app.invocations.constants import LATENT_SCALE_FACTOR
from invokeai.app.util.misc import SEED_MAX
from invokeai.invocation_api import BaseInvocation, InputField, IntegerOutput, invocation

LOW = -4
HIGH: float = 1 / 2


@invocation("wf_bounds", title="Bounds", version="1.0.0")
class BoundsInvocation(BaseInvocation):
    seed: int = InputField(default=0, ge=0, le=SEED_MAX)
    size: int = InputField(default=64, multiple_of=LATENT_SCALE_FACTOR, gt=0, lt=10_000)
    share: float = InputField(default=0.5, ge=LOW, le=HIGH)
    wide: int = InputField(default=0, ge=np.iinfo(np.int32).min, le=np.iinfo(np.uint16).max)
    most: int = InputField(default=0, le=sys.maxsize)
    maybe: Optional[int] = InputField(default=None, ge=1)
    noted: Annotated[int, Field(ge=2, le=9)] = InputField(default=3)
    name: str = InputField(default="abc", min_length=2, max_length=10)
    names: list[str] = InputField(default=["a"], min_length=1, max_length=3)

    def invoke(self, context) -> IntegerOutput:
        raise NotImplementedError
