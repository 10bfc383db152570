"""wflint: lint and test InvokeAI workflows as code."""

__version__ = "0.1.0"
