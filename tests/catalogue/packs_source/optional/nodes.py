from typing import Optional

from pydantic_core import PydanticUndefined

from invokeai.invocation_api import BaseInvocation, ImageField, InputField, IntegerOutput, invocation

SHARED = InputField(default=5, ge=1)


@invocation("wf_optional", title="Optional", version="1.0.0-beta.1")
class OptionalInvocation(BaseInvocation):
    needed: ImageField = InputField()
    needed_or_null: Optional[int] = InputField(ge=0)
    left_out: Optional[ImageField] = InputField(default=None)
    null_or_number: int | None = InputField(default=None)
    number_or_null: None | int = InputField(default=4)
    undefined: int = InputField(default=PydanticUndefined)
    shared: int = SHARED

    def invoke(self, context) -> IntegerOutput:
        raise NotImplementedError
