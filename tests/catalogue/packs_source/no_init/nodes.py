from invokeai.invocation_api import BaseInvocation, InputField, IntegerOutput, invocation


@invocation("wf_no_init", title="One of two", version="1.0.0")
class OneInvocation(BaseInvocation):
    value_1: int = InputField(default=1)

    def invoke(self, context) -> IntegerOutput:
        raise NotImplementedError
