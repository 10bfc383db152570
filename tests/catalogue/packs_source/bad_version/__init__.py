from invokeai.invocation_api import BaseInvocation, InputField, IntegerOutput, invocation


@invocation("wf_bad_version", version="1.0")
class BareInvocation(BaseInvocation):
    value: int = InputField(default=1)

    def invoke(self, context) -> IntegerOutput:
        raise NotImplementedError
