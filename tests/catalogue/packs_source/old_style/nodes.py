from typing import Literal, Optional

from pydantic import Field

from invokeai.app.invocations.baseinvocation import BaseInvocation, BaseInvocationOutput
from invokeai.app.invocations.primitives import ImageField


class OldOutput(BaseInvocationOutput):
    type: Literal["wf_old_output"] = "wf_old_output"
    value: int = Field(description="words")


class OldInvocation(BaseInvocation):
    type: Literal["wf_old"] = "wf_old"

    image: Optional[ImageField] = Field(default=None, description="words")
    size: int = Field(default=512, ge=64, multiple_of=8)
    mode: Literal["a", "b"] = Field(default="a")
    plain: float = 1.5

    def invoke(self, context) -> OldOutput:
        raise NotImplementedError
