from invokeai.invocation_api import BaseInvocation, InputField, IntegerOutput, invocation


@invocation("wf_used", title="Used", version="1.0.0")
class UsedInvocation(BaseInvocation):
    value: int = InputField(default=1)

    def invoke(self, context) -> IntegerOutput:
        raise NotImplementedError
