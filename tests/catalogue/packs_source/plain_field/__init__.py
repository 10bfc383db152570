from pydantic import Field

from invokeai.invocation_api import BaseInvocation, IntegerOutput, invocation


@invocation("wf_plain_field", title="Plain", version="1.0.0")
class PlainInvocation(BaseInvocation):
    value: int = Field(default=1)

    def invoke(self, context) -> IntegerOutput:
        raise NotImplementedError
