"""A node pack for tests and proofs only: nodes that take time or memory, and one that reads torch's own count
of video memory."""

import time

from invokeai.invocation_api import (
    BaseInvocation,
    BaseInvocationOutput,
    FloatOutput,
    InputField,
    IntegerOutput,
    InvocationContext,
    OutputField,
    invocation,
    invocation_output,
)


@invocation("wflint_sleep", title="Sleep", tags=["test"], category="test", version="1.0.0", use_cache=False)
class SleepInvocation(BaseInvocation):
    """Takes as long as it is told."""

    seconds: float = InputField(default=1.0, ge=0, le=60, description="How long")

    def invoke(self, context: InvocationContext) -> FloatOutput:
        time.sleep(self.seconds)
        return FloatOutput(value=self.seconds)


@invocation("wflint_hold", title="Hold", tags=["test"], category="test", version="1.0.0", use_cache=False)
class HoldInvocation(BaseInvocation):
    """Holds memory of the process, every page of it written, for a time."""

    mebibytes: int = InputField(default=64, ge=0, le=8192, description="How much")
    seconds: float = InputField(default=0.5, ge=0, le=60, description="How long")

    def invoke(self, context: InvocationContext) -> IntegerOutput:
        held = b"\x01" * (self.mebibytes * 2**20)
        time.sleep(self.seconds)
        return IntegerOutput(value=len(held) // 2**20)


@invocation_output("wflint_video_memory_output")
class VideoMemoryOutput(BaseInvocationOutput):
    """Bytes by torch's own count since it was last reset; -1 without CUDA."""

    reserved: int = OutputField(description="The most that torch took from the driver")
    allocated: int = OutputField(description="The most that tensors took of it")


@invocation(
    "wflint_video_memory",
    title="Video Memory",
    tags=["test"],
    category="test",
    version="1.0.0",
    use_cache=False,
)
class VideoMemoryInvocation(BaseInvocation):
    """Reads the peaks since the last reset, and resets them; makes the CUDA context, if there is none yet."""

    empty_cache: bool = InputField(default=True, description="Give what torch holds unused back first")

    def invoke(self, context: InvocationContext) -> VideoMemoryOutput:
        import torch

        if not torch.cuda.is_available():
            return VideoMemoryOutput(reserved=-1, allocated=-1)
        torch.zeros(1, device="cuda")
        torch.cuda.synchronize()
        peaks = torch.cuda.max_memory_reserved(), torch.cuda.max_memory_allocated()
        if self.empty_cache:
            torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
        return VideoMemoryOutput(reserved=peaks[0], allocated=peaks[1])
