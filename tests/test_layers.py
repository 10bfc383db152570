"""The import layers of the package hold, without exemptions, and start-up stays lean."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def test_layers() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LINT_IMPORTS, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_exemptions() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    assert all("ignore_imports" not in contract for contract in config["contracts"])
    assert all(contract.get("exhaustive") for contract in config["contracts"] if contract["type"] == "layers")


def test_a_check_imports_nothing_heavy(tmp_path: Path) -> None:
    """Each of these costs start-up time that a run without need for it must not pay."""
    path = tmp_path / "good.json"
    path.write_text('{"id": "g", "nodes": {"a": {"id": "a", "type": "noise"}}, "edges": []}')
    heavy = {
        "requests",
        "pydantic",
        "jsonschema",
        "pathspec",
        "packaging",
        "multiprocessing",
        "concurrent.futures",
        "tomllib",
        "asyncio",
        "subprocess",
        "PIL",
    }
    code = (
        "import sys\nfrom wflint.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit: pass\n"
        f"print(*sorted({heavy!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "check", "--ignore", "TP", "--select", "ED", str(path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr.split() == [], done.stdout
    assert "No problems in 1 file" in done.stdout


def test_click_stays_in_the_command_line() -> None:
    package = ROOT / "lint" / "wflint"
    users = {
        path.relative_to(package).parts[0]
        for path in package.rglob("*.py")
        if "import click" in path.read_text("utf-8") or "from click" in path.read_text("utf-8")
    }
    assert users == {"cli"}
