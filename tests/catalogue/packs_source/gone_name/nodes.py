from invokeai.app.invocations.baseinvocation import BaseInvocation, InputField, invocation
from invokeai.app.invocations.primitives import ImageField, ImageOutput


@invocation("wf_gone", title="Gone", version="1.0.0")
class GoneInvocation(BaseInvocation):
    image: ImageField = InputField()

    def invoke(self, context) -> ImageOutput:
        raise NotImplementedError
