"""Write the stubs that ship with wflint: the types of the newest release's nodes.

Run after a release was added (``add_release.py``) and after changes to ``builders/stubs.py``.
"""

from __future__ import annotations

from pathlib import Path

from wflint.builders.stubs import stub_text
from wflint.catalogue.store import latest_release, open_release

STUB = Path(__file__).parents[1] / "wflint" / "builders" / "workflow.pyi"

if __name__ == "__main__":
    STUB.write_text(stub_text(open_release(latest_release())), encoding="utf-8")
