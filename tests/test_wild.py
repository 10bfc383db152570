"""InvokeAI's own default workflows, of five releases, each against its own release.

The wheels are fetched from the package index (or taken from the folder WFLINT_WHEELS, where they are kept);
nothing of them is committed. Every error found in them was looked into and is a true defect; they are listed
below and described in docs/findings-in-the-wild.md.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import pytest

from wflint.catalogue.store import open_release
from wflint.diagnostics import Severity
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.selection import select_rules
from wflint.report.grouping import grouped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Diagnostic

pytestmark = pytest.mark.network

FOLDER = "invokeai/app/services/workflow_records/default_workflows/"
WORKFLOWS = {"4.2.9": 12, "5.6.2": 13, "5.15.0": 14, "6.9.0": 14, "6.14.2": 26}

GONE_PROCESSORS = {
    (f"{name}.json", "unknown-node-type", node_type)
    for name, node_type in (
        ("ESRGAN Upscaling with Canny ControlNet", "canny_image_processor"),
        ("Face Detailer with IP-Adapter & Canny (See Note in Details)", "canny_image_processor"),
        ("Multi ControlNet (Canny & Depth)", "canny_image_processor"),
        ("Multi ControlNet (Canny & Depth)", "midas_depth_image_processor"),
    )
}
STUCK_FLUX_DENOISE = {
    ("FLUX Image to Image.json", "unknown-input", "flux_denoise"),
    ("Flux Text to Image.json", "unknown-input", "flux_denoise"),
}
LEFT_OVER_EXPOSURES = {
    (f"{name}.json", "exposed-field-missing", node)
    for name in (
        "Extend Video - Wan 2.2 Lightning",
        "Extend Video to Image - Wan 2.2 Lightning",
        "Image to Video - Wan 2.2 Lightning",
        "Image to Video - Wan 2.2 TI2V-5B (Low Quality)",
        "Interpolate 2 Images to Video - Wan 2.2 Lightning",
        "Text to Video - Wan 2.2 Lightning",
    )
    for node in ("3466ad11-a931-4adc-b394-9ec287f0c23b", "9b4cde65-699f-42c1-8889-76ac91fcb62f")
}
NOTES = {"machine-specific-value", "node-version-mismatch", "prototype-node", "unset-exposed-input"}
WARNINGS = {"deprecated-node", "exposed-field-missing", "node-version-mismatch", "nothing-saved"}
TRUE_DEFECTS = {
    "4.2.9": set(),
    "5.6.2": set(),
    "5.15.0": GONE_PROCESSORS,
    "6.9.0": GONE_PROCESSORS | STUCK_FLUX_DENOISE,
    "6.14.2": GONE_PROCESSORS | STUCK_FLUX_DENOISE,
}


def fetch(version: str, folder: Path) -> None:
    """Put the wheel of a release into the folder, with pip or, without pip, with uv."""
    requirement = f"invokeai=={version}"
    pip = [sys.executable, "-m", "pip"]
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode == 0:
        options = ["--only-binary=:all:", "--python-version=3.11", "--quiet", f"--dest={folder}"]
        subprocess.run([*pip, "download", "--no-deps", *options, requirement], check=True)
        return
    uv = shutil.which("uv")
    if uv is None:
        pytest.fail("neither pip nor uv is here to download InvokeAI's wheels")
    with_files = folder / version
    options = ["--no-deps", "--python-version=3.11", "--quiet", f"--target={with_files}"]
    subprocess.run([uv, "pip", "install", *options, requirement], check=True)
    with zipfile.ZipFile(folder / f"invokeai-{version}-none.whl", "w") as wheel:
        for path in sorted((with_files / FOLDER).glob("*.json")):
            wheel.write(path, FOLDER + path.name)
    shutil.rmtree(with_files)


def wheel_in(folder: Path, version: str) -> Path | None:
    found = [p for p in folder.glob("*.whl") if p.name.lower().startswith(f"invokeai-{version}-")]
    return found[0] if found else None


@cache
def wheels() -> Path:
    kept = os.environ.get("WFLINT_WHEELS")
    folder = Path(kept or mkdtemp(prefix="wflint-wheels-"))
    if not kept:
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def default_workflows(version: str) -> Iterator[tuple[str, bytes]]:
    folder = wheels()
    if wheel_in(folder, version) is None:
        fetch(version, folder)
    wheel = wheel_in(folder, version)
    assert wheel is not None
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            if name.startswith(FOLDER) and name.endswith(".json"):
                yield name.removeprefix(FOLDER), archive.read(name)


@cache
def findings(version: str) -> dict[str, list[Diagnostic]]:
    """What every rule says, those that are off by default too."""
    checker = Checker([open_release(version)])
    found = {}
    for name, raw in default_workflows(version):
        examined = examine(raw, name, checker)
        assert [f.kind for f in examined.checked] == ["workflow"]
        found[name] = examined.diagnostics
    assert not checker.crashes
    return found


versions = pytest.mark.parametrize("version", WORKFLOWS)


@versions
def test_every_error_is_a_true_defect(version: str) -> None:
    found = findings(version)
    assert len(found) == WORKFLOWS[version]
    errors = {
        (name, d.slug, d.node_type or d.node)
        for name, diagnostics in found.items()
        for d in diagnostics
        if d.severity is Severity.ERROR
    }
    assert errors == TRUE_DEFECTS[version]


@versions
def test_what_the_ui_shrugs_off_is_a_warning(version: str) -> None:
    exposures = {
        (name, d.slug, d.node)
        for name, diagnostics in findings(version).items()
        for d in diagnostics
        if d.slug == "exposed-field-missing" and d.severity is Severity.WARNING
    }
    assert exposures == (LEFT_OVER_EXPOSURES if version == "6.14.2" else set())


@versions
def test_nobody_is_drowned(version: str) -> None:
    """By default people are shown one note of each kind a file at most; no warning but those listed."""
    on = select_rules([]).enabled
    for name, every in findings(version).items():
        shown = [group.first for group in grouped(d for d in every if d.slug in on)]
        notes = Counter(d.slug for d in shown if d.severity is Severity.INFO)
        assert set(notes) <= NOTES, name
        assert all(count == 1 for count in notes.values()), (name, notes)
        warnings = Counter(d.slug for d in shown if d.severity is Severity.WARNING)
        assert set(warnings) <= WARNINGS, name
        assert sum(warnings.values()) <= 2, (name, warnings)


@versions
def test_the_only_workflow_that_saves_nothing(version: str) -> None:
    found = findings(version)
    assert [n for n, ds in found.items() if any(d.slug == "nothing-saved" for d in ds)] == [
        "Prompt from File.json"
    ]
