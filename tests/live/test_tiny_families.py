"""A family of tiny models that cannot be made is left out and said; the others are made."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from wflint.live.serve import tiny
from wflint.live.serve.errors import TinyModelsError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="error numbers of POSIX")

GOOD = "MODELS = {{'tiny-{0}': lambda path: path.write_text('weights')}}"
# As InvokeAI 7 does to makers that build on what it no longer has.
BAD = "from nowhere.flux.autoencoder import AutoEncoder"
LATE = "MODELS = {{'half': lambda path: path.write_text('half'), 'tiny-{0}': lambda path: 1 / 0}}"
FULL = "def fail(path): raise OSError(28, 'No space left on device')\nMODELS = {{'tiny-{0}': fail}}"


@pytest.fixture
def made_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The makers' folder: build.py is the real one, torch and the makers are not."""
    makers = tmp_path / "recipes" / "makers"
    makers.mkdir(parents=True)
    (makers / "__init__.py").touch()
    (makers / "build.py").write_text((tiny._HERE / "makers" / "build.py").read_text())
    (tmp_path / "recipes" / "torch.py").write_text("def set_grad_enabled(on): pass")
    monkeypatch.setattr(tiny, "_HERE", tmp_path / "recipes")
    monkeypatch.setenv("WFLINT_CACHE", str(tmp_path / "cache"))
    return makers


def make(makers: Path, monkeypatch: pytest.MonkeyPatch, **families: str) -> tuple[list[str], list[str]]:
    """The names of the models that were made, and what was said."""
    for family, source in families.items():
        (makers / f"{family}.py").write_text(source.format(family))
    monkeypatch.setattr(tiny, "FAMILIES", dict.fromkeys(families, (5, 0)))
    said: list[str] = []
    models = tiny.tiny_models("7.0.0a3", Path(sys.executable), said.append)
    return [model.changes["name"] for model in models], said


def test_the_others_are_made(made_by: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    names, said = make(made_by, monkeypatch, one=GOOD, flux=BAD, late=LATE, two=GOOD)
    assert names == ["tiny-one", "tiny-two"]
    assert "made 2 families of tiny models" in said[1]
    assert said[2:] == [
        "no tiny models of flux: InvokeAI 7.0.0a3 does not let us make them "
        "(ModuleNotFoundError: No module named 'nowhere')",
        "no tiny models of late: InvokeAI 7.0.0a3 does not let us make them "
        "(ZeroDivisionError: division by zero)",
    ]
    (folder,) = [path for path in (tmp_path / "cache" / "tiny").iterdir() if path.is_dir()]
    assert not (folder / "late").exists()  # not half of it
    assert len(json.loads((folder / "skipped.json").read_text())) == 2
    again, said = make(made_by, monkeypatch, one=GOOD, flux=BAD, late=LATE, two=GOOD)
    assert again == names
    assert [line[:22] for line in said] == ["no tiny models of flux", "no tiny models of late"]


def test_none_can_be_made(made_by: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TinyModelsError, match="exit code 1") as raised:
        make(made_by, monkeypatch, flux=BAD, late=BAD)
    assert raised.value.details[-1] == "ModuleNotFoundError: No module named 'nowhere'"
    assert all("\n" not in line for line in raised.value.details)


def test_a_full_disk_is_not_the_family_s(made_by: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TinyModelsError, match=os.strerror(28)):
        make(made_by, monkeypatch, one=GOOD, late=FULL)
