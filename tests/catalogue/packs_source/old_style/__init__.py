from .nodes import OldInvocation
