from invokeai.invocation_api import BaseInvocation, InputField, IntegerOutput, invocation

from .shared import *
from .shared import PREFIX as P


@invocation(P + "first", title="First of many", version=VERSION)
class FirstInvocation(BaseInvocation):
    value: int = InputField(default=LIMITS["low"], ge=LIMITS["low"], le=LIMITS["high"])

    def invoke(self, context) -> IntegerOutput:
        raise NotImplementedError
