from invokeai.invocation_api import ImageOutput, InputField, WithBoard, WithMetadata, invocation

from .base import AnyFilter, WithSeed, WithStrength


@invocation("wf_mixins", title="Mixins", version="1.0.0")
class MixinsInvocation(AnyFilter, WithStrength, WithSeed, WithMetadata, WithBoard):
    radius: int = InputField(default=4, gt=0, le=64)
    extra: bool = InputField(default=True)

    def invoke(self, context) -> ImageOutput:
        raise NotImplementedError


@invocation("wf_mixins_more", title="More of it", version="1.0.1")
class MoreInvocation(MixinsInvocation):
    """Inherits everything, invoke included."""

    another: str = InputField(default="")
