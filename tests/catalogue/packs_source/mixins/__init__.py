from . import nodes
