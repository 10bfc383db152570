from .nodes import BuildInvocation
