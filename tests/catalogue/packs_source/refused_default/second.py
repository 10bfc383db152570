from invokeai.invocation_api import BaseInvocation, ImageField, ImageOutput, InputField, invocation


@invocation("wf_refused", title="Refused", version="1.0.0")
class RefusedInvocation(BaseInvocation):
    image: ImageField = InputField(default=None)

    def invoke(self, context) -> ImageOutput:
        raise NotImplementedError
