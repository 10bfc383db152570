from .nodes import GoneInvocation
