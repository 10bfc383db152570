from .nodes import GreyInvocation, MixInvocation

__all__ = ["GreyInvocation", "MixInvocation"]
