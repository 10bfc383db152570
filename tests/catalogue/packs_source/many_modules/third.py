try:
    from invokeai.app.invocations.a_module_of_tomorrow import BaseInvocation
except ImportError:
    from invokeai.app.invocations.baseinvocation import BaseInvocation

from invokeai.invocation_api import InputField, StringOutput, invocation

if True:

    @invocation(invocation_type="wf_many_third", version="1.0.0")
    class ThirdInvocation(BaseInvocation):
        text: str = InputField()

        def invoke(self, context) -> StringOutput:
            raise NotImplementedError
