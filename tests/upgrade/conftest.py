"""The command line, as tests of other commands run it."""

from tests.cli.conftest import here, process, put, wflint

__all__ = ["here", "process", "put", "wflint"]
