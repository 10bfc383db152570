"""What the tests of the catalogue share."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
EXTRACTS = ROOT / "fixtures" / "releases"
sys.path.insert(0, str(ROOT / "lint" / "scripts"))  # the scripts are run by path, and import each other


def extract(version: str) -> Any:
    """The extract of a release's OpenAPI document: some nodes, with what they refer to, no descriptions."""
    return json.loads((EXTRACTS / f"{version}.json").read_bytes())


EXTRACTED = sorted(path.stem for path in EXTRACTS.glob("*.json"))


@pytest.fixture(params=EXTRACTED)
def version(request: pytest.FixtureRequest) -> str:
    """Each release there is an extract of."""
    return str(request.param)
