from invokeai.invocation_api import BaseInvocation, InputField, IntegerOutput, invocation


@invocation("wf_same", title="One of two", version="2.0.0")
class OneInvocation(BaseInvocation):
    value_2: int = InputField(default=2)

    def invoke(self, context) -> IntegerOutput:
        raise NotImplementedError
