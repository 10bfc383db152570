"""A node pack for tests only: it makes nodes of InvokeAI itself worse, each in one way.

Denoise has another default scheduler, Blur Image takes longer, Adjust Image Hue holds memory and complains.
"""

import time

from invokeai.app.invocations.denoise_latents import DenoiseLatentsInvocation
from invokeai.app.invocations.image import ImageBlurInvocation, ImageHueAdjustmentInvocation
from invokeai.backend.stable_diffusion.schedulers.schedulers import SCHEDULER_NAME_VALUES
from invokeai.invocation_api import ImageOutput, InputField, InvocationContext, invocation

SECONDS = 2.5
MEBIBYTES = 600


@invocation("denoise_latents", title="Denoise - SD1.5, SDXL", category="latents", version="1.6.0")
class OtherDenoiseInvocation(DenoiseLatentsInvocation):
    """As InvokeAI's own, but for the scheduler that it takes where none is chosen."""

    scheduler: SCHEDULER_NAME_VALUES = InputField(default="ddpm", description="The scheduler")


_blur, _adjust = ImageBlurInvocation.invoke, ImageHueAdjustmentInvocation.invoke


def _slowly(self: ImageBlurInvocation, context: InvocationContext) -> ImageOutput:
    time.sleep(SECONDS)
    return _blur(self, context)


def _greedily(self: ImageHueAdjustmentInvocation, context: InvocationContext) -> ImageOutput:
    context.logger.warning("this hue takes memory")
    time.sleep(1)  # it holds Python's lock while it allocates: events of before get out first
    held = b"\x01" * (MEBIBYTES * 2**20)
    time.sleep(1)  # somebody may look
    try:
        return _adjust(self, context)
    finally:
        del held


ImageBlurInvocation.invoke = _slowly  # type: ignore[method-assign]
ImageHueAdjustmentInvocation.invoke = _greedily  # type: ignore[method-assign]
