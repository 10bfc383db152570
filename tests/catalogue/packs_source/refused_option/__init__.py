from typing import Literal

from invokeai.invocation_api import BaseInvocation, InputField, IntegerOutput, invocation


@invocation("wf_refused_option", title="Refused", version="1.0.0")
class RefusedInvocation(BaseInvocation):
    value: Literal["a"] = InputField(default="b")

    def invoke(self, context) -> IntegerOutput:
        raise NotImplementedError
