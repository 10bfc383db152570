from typing import Literal

from invokeai.invocation_api import BaseInvocation, InputField, IntegerOutput, invocation


@invocation("wf_refused_type", title="Refused", version="1.0.0")
class RefusedInvocation(BaseInvocation):
    value: str = InputField(default=1)

    def invoke(self, context) -> IntegerOutput:
        raise NotImplementedError
