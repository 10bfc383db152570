from .nodes import OptionalInvocation
