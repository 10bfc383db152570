from .nodes import KindsInvocation
