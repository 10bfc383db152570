from .used import UsedInvocation
