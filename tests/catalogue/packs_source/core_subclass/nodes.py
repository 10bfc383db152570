from invokeai.app.invocations.denoise_latents import DenoiseLatentsInvocation
from invokeai.app.invocations.image import ImageResizeInvocation
from invokeai.app.invocations.latents_to_image import LatentsToImageInvocation
from invokeai.invocation_api import ImageOutput, InputField, LatentsOutput, OutputField, invocation, invocation_output


@invocation_output("wf_counted_image")
class CountedImageOutput(ImageOutput):
    count: int = OutputField()


@invocation("wf_denoise_more", title="Denoise more", version="1.0.0")
class DenoiseMoreInvocation(DenoiseLatentsInvocation):
    more: float = InputField(default=0.25, ge=0)

    def invoke(self, context) -> LatentsOutput:
        raise NotImplementedError


@invocation("wf_grow", title="Grow", version="1.0.0")
class GrowInvocation(ImageResizeInvocation):
    width: int = InputField(default=64, ge=8)

    def invoke(self, context) -> CountedImageOutput:
        raise NotImplementedError


@invocation("wf_read_back", title="Read back", version="1.0.0")
class ReadBackInvocation(LatentsToImageInvocation):
    pass
