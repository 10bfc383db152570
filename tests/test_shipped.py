"""Files that come with wflint are found in the package first, then in the source tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint import shipped

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_package_goes_before_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package, checkout = tmp_path / "package", tmp_path / "checkout"
    monkeypatch.setattr(shipped, "_PACKAGE", package)
    monkeypatch.setattr(shipped, "_CHECKOUT", checkout)
    assert shipped.shipped_folder("schemas", "docs/schema") is None
    (checkout / "docs" / "schema").mkdir(parents=True)
    assert shipped.shipped_folder("schemas", "docs/schema") == checkout / "docs" / "schema"
    package.mkdir()
    (package / "schemas").write_text("a file is no folder")
    assert shipped.shipped_folder("schemas", "docs/schema") == checkout / "docs" / "schema"
    (package / "schemas").unlink()
    (package / "schemas").mkdir()
    assert shipped.shipped_folder("schemas", "docs/schema") == package / "schemas"


def test_this_checkout_has_them() -> None:
    for place in (
        ("schemas", "docs/schema"),
        ("workflows", "workflows"),
        ("templates", "templates"),
    ):
        found = shipped.shipped_folder(*place)
        assert found is not None
        assert any(found.iterdir())
