from invokeai.app.invocations.constants import IMAGE_MODES
from invokeai.app.invocations.image import PIL_RESAMPLING_MODES
from invokeai.app.util.controlnet_utils import CONTROLNET_MODE_VALUES, CONTROLNET_RESIZE_VALUES
from invokeai.backend.flux.schedulers import FLUX_SCHEDULER_NAME_VALUES
from invokeai.invocation_api import (
    SCHEDULER_NAME_VALUES,
    BaseInvocation,
    BaseInvocationOutput,
    InputField,
    OutputField,
    UIType,
    invocation,
    invocation_output,
)


@invocation_output("wf_symbols_output")
class SymbolsOutput(BaseInvocationOutput):
    scheduler: SCHEDULER_NAME_VALUES = OutputField(ui_type=UIType.Scheduler)
    mode: IMAGE_MODES = OutputField()


@invocation("wf_symbols", title="Symbols", version="1.0.0")
class SymbolsInvocation(BaseInvocation):
    scheduler: SCHEDULER_NAME_VALUES = InputField(default="euler", ui_type=UIType.Scheduler)
    flux: FLUX_SCHEDULER_NAME_VALUES = InputField(default="euler")
    resample: PIL_RESAMPLING_MODES = InputField(default="bicubic")
    image_mode: IMAGE_MODES = InputField(default="RGB")
    control: CONTROLNET_MODE_VALUES = InputField(default="balanced")
    resize: CONTROLNET_RESIZE_VALUES = InputField(default="just_resize")

    def invoke(self, context) -> SymbolsOutput:
        raise NotImplementedError
