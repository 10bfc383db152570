"""The version, alone at the bottom so that every layer may name it."""

__version__ = "0.2.0"
