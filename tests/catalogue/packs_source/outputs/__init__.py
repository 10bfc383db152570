from .nodes import CountInvocation, ShowInvocation, WideInvocation
