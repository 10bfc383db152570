from invokeai.invocation_api import InputField, invocation

from .. import shared
from ..first import FirstInvocation
from .outputs import SecondOutput


@invocation(f"{shared.PREFIX}second", title="Second", version=shared.VERSION)
class SecondInvocation(FirstInvocation):
    other: float = InputField(default=-1.5 * 2)

    def invoke(self, context) -> "SecondOutput":
        raise NotImplementedError
