from .nodes import BoundsInvocation
