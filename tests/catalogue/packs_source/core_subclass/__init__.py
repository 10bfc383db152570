from .nodes import DenoiseMoreInvocation, GrowInvocation, ReadBackInvocation
