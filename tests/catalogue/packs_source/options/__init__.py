from .nodes import OptionsInvocation
