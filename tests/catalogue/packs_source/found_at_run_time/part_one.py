from invokeai.invocation_api import BaseInvocation, InputField, IntegerOutput, invocation


@invocation("wf_part_one", version="1.0.0")
class BareInvocation(BaseInvocation):
    value: int = InputField(default=1)

    def invoke(self, context) -> IntegerOutput:
        raise NotImplementedError
