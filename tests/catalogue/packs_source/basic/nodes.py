from invokeai.invocation_api import (
    BaseInvocation,
    ImageField,
    ImageOutput,
    InputField,
    IntegerOutput,
    InvocationContext,
    invocation,
)


@invocation("wf_grey", title="Grey", tags=["image"], category="image", version="1.2.3")
class GreyInvocation(BaseInvocation):
    image: ImageField = InputField(description="words")
    amount: float = InputField(default=0.5, description="words")
    steps: int = InputField(default=3)
    invert: bool = InputField(default=False)
    label: str = InputField(default="words of somebody")

    def invoke(self, context: InvocationContext) -> ImageOutput:
        raise NotImplementedError


@invocation("wf_mix", "Mix", ["math"], "math", "0.1.0", False)
class MixInvocation(BaseInvocation):
    a: int = InputField(0)
    b: int = InputField(1, description="words")

    def invoke(self, context) -> IntegerOutput:
        raise NotImplementedError
