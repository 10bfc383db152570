from invokeai.invocation_api import BaseInvocationOutput, OutputField, invocation_output


@invocation_output("wf_second_output")
class SecondOutput(BaseInvocationOutput):
    total: int = OutputField(title="The total")
    parts: list[float] = OutputField()
