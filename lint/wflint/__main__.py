"""``python -m wflint``."""

from wflint.cli.main import main

main()
