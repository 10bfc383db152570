from .nodes import PostponedInvocation
