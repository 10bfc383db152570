from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Optional

from invokeai.invocation_api import (
    BaseInvocation,
    BaseInvocationOutput,
    ImageField,
    InputField,
    OutputField,
    invocation,
    invocation_output,
)

if TYPE_CHECKING:
    from invokeai.app.invocations.a_module_of_yesterday import Gone


@invocation_output("wf_postponed_output")
class PostponedOutput(BaseInvocationOutput):
    value: "int | None" = OutputField()


@invocation("wf_postponed", title="Postponed", version="1.0.0")
class PostponedInvocation(BaseInvocation):
    image: "ImageField" = InputField()
    images: Optional[list["ImageField"]] = InputField(default=None)
    mode: "Literal['a', 'b']" = InputField(default="b")

    def invoke(self, context: Gone) -> PostponedOutput:
        raise NotImplementedError
