"""``python -m wflint``."""

import os
import sys
from contextlib import suppress

# Python looks for modules in the current folder first, which may be a stranger's repository: its requests.py
# or keyring.py is not to run. With -P it does not look there, and the first entry is another.
with suppress(OSError):  # a folder that is gone
    if not sys.flags.safe_path and sys.path and sys.path[0] == os.getcwd():
        del sys.path[0]

from wflint.cli.main import main

main()
