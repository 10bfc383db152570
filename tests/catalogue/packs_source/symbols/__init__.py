from .nodes import SymbolsInvocation
