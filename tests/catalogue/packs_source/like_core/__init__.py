from invokeai.invocation_api import BaseInvocation, InputField, IntegerOutput, invocation


@invocation("add", title="One of two", version="9.0.0")
class OneInvocation(BaseInvocation):
    value_9: int = InputField(default=9)

    def invoke(self, context) -> IntegerOutput:
        raise NotImplementedError
