from invokeai.invocation_api import BaseInvocation, InputField, IntegerOutput, invocation


@invocation("wf-no/version")
class BareInvocation(BaseInvocation):
    value: int = InputField(default=1)

    def invoke(self, context) -> IntegerOutput:
        raise NotImplementedError
