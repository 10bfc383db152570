"""Running the command line, in this process and as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def good_graph() -> dict[str, Any]:
    """An API graph without a fault."""
    return {
        "id": "show",
        "nodes": {
            "photo": {"id": "photo", "type": "image", "image": {"image_name": "a.png"}},
            "save": {"id": "save", "type": "save_image", "is_intermediate": False},
        },
        "edges": [
            {
                "source": {"node_id": "photo", "field": "image"},
                "destination": {"node_id": "save", "field": "image"},
            }
        ],
    }


def bad_graph(name: str = "gone") -> dict[str, Any]:
    """The same, with one edge that dangles besides."""
    graph = good_graph()
    graph["edges"].append(
        {"source": {"node_id": "photo", "field": "image"}, "destination": {"node_id": name, "field": "image"}}
    )
    return graph


class Ran(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """Standard output as JSON."""
        parsed: dict[str, Any] = json.loads(self.out)
        return parsed


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory without colours and configuration."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "WFLINT_DEBUG", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def put(here: Path) -> Callable[..., Path]:
    """Writes a file below the working directory: JSON values as JSON, text and bytes as they are."""

    def write(name: str, value: Any = None) -> Path:
        path = here / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(value, bytes):
            path.write_bytes(value)
        elif isinstance(value, str):
            path.write_text(value, "utf-8")
        else:
            path.write_text(json.dumps(good_graph() if value is None else value, indent=2), "utf-8")
        return path

    return write


@pytest.fixture
def wflint(
    here: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ran]:
    """Runs ``wflint`` in this process."""

    def run(*args: str) -> Ran:
        from wflint.cli.main import main

        capfd.readouterr()
        monkeypatch.setattr(sys, "argv", ["wflint", *args])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        return Ran(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture
def process(here: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Runs ``wflint`` as a process of its own."""

    def run(
        *args: str | bytes, stdin: bytes = b"", env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [*COMMAND, *args],
            input=stdin,
            capture_output=True,
            check=False,
            timeout=60,
            env={**os.environ, **(env or {})},
        )

    return run


COMMAND = (sys.executable, "-c", "from wflint.cli.main import main; main()")
