from typing import Optional

from pydantic import BaseModel, Field

from invokeai.invocation_api import (
    BaseInvocation,
    BaseInvocationOutput,
    InputField,
    ModelIdentifierField,
    OutputField,
    invocation,
    invocation_output,
)


class PartField(BaseModel):
    name: str = Field()


class WholeField(BaseModel):
    parts: list[PartField] = Field(default=[])
    model: Optional[ModelIdentifierField] = None


@invocation_output("wf_build_output")
class BuildOutput(BaseInvocationOutput):
    whole: WholeField = OutputField()
    parts: list[PartField] = OutputField()


@invocation("wf_build", title="Build", version="1.0.0")
class BuildInvocation(BaseInvocation):
    whole: WholeField = InputField()
    one_or_more: PartField | list[PartField] = InputField()
    model: ModelIdentifierField = InputField()

    def invoke(self, context) -> BuildOutput:
        raise NotImplementedError
