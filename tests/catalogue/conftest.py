"""What the tests of the catalogue share."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from wflint.catalogue import store
from wflint.catalogue.entry import make_history

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def without_newest(folder: Path) -> None:
    """A copy of the shipped store as it was before 6.14.2 was added, with the lines that only that has."""
    shutil.copytree(store.DATA, folder)
    index = json.loads((folder / "index.json").read_text("utf-8"))
    index["releases"].remove("6.14.2")
    (folder / "index.json").write_text(json.dumps(index, indent=1) + "\n", "utf-8")
    (folder / "releases" / "6.14.2.json").unlink()
    history = make_history(store.Store(folder))
    (folder / "history.json").write_text(json.dumps(history, indent=0) + "\n", "utf-8")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache of its own, without added releases; the store is the shipped one again afterwards."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("WFLINT_CACHE", str(folder))
    yield folder
    store.use(None)
