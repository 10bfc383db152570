from typing import Any, Literal, Optional

from invokeai.invocation_api import (
    BaseInvocation,
    BaseInvocationOutput,
    ImageField,
    ImageOutput,
    InputField,
    LatentsField,
    OutputField,
    UIType,
    invocation,
    invocation_output,
)


@invocation_output("wf_count_output")
class CountOutput(BaseInvocationOutput):
    count: int = OutputField(description="words")
    share: float = OutputField(default=0.5)
    names: list[str] = OutputField()
    kind: Literal["x", "y"] = OutputField()
    maybe: Optional[LatentsField] = OutputField(default=None)
    anything: Any = OutputField(ui_type=UIType.Any)
    many: ImageField | list[ImageField] = OutputField()


@invocation_output("wf_more_output")
class MoreOutput(CountOutput):
    extra: bool = OutputField()
    count: float = OutputField()


@invocation_output("wf_image_and_more")
class ImageAndMoreOutput(ImageOutput):
    score: float = OutputField()


@invocation("wf_count", title="Count", version="1.0.0")
class CountInvocation(BaseInvocation):
    value: int = InputField(default=1)

    def invoke(self, context) -> CountOutput:
        raise NotImplementedError


@invocation("wf_wide", title="Wide", version="1.0.0")
class WideInvocation(CountInvocation):
    def invoke(self, context) -> MoreOutput:
        raise NotImplementedError


@invocation("wf_show", title="Show", version="1.0.0")
class ShowInvocation(BaseInvocation):
    def invoke(self, context) -> ImageAndMoreOutput:
        raise NotImplementedError
