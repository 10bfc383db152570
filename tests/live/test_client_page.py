"""docs/client.md: its examples run on real servers and print what stands there, and its table is right."""

from __future__ import annotations

import re
import shutil
from contextlib import redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import wflint
from wflint.cli.main import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.live.serve.server import InvokeAIServer

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "client.md").read_text("utf-8")
EXAMPLE = re.compile(r"```python\n(.*?)```\n```text\n(.*?)```", re.S)
TABLE = PAGE.partition("## The guide, function by function")[2]
# Every function and class of the guide.
GUIDE = """
InvokeAIClient execute_workflow wait_for_completion get_session_images download_image
create_advanced_sdxl_workflow build_workflow_edges FluxControlNetWorkflow create_flux_controlnet_workflow
execute_flux_workflow ImageToImageWorkflow create_img2img_workflow batch_img2img_variations
img2img_with_masking execute_workflow_robust validate_workflow apply_memory_optimizations BatchProcessor
process_batch get_available_models download_model CONTROLNET_COMPATIBILITY debug_controlnet_image
PerformanceMonitor
"""


@pytest.fixture
def folder(server: InvokeAIServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The root of the repository as the page has it, with a LoRA that no server has yet."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "workflows", "workflows")
    Path("models").mkdir()
    with wflint.Server(server.url) as client:
        [tiny] = [model for model in client.models("lora", "sd-1") if model["name"] == "tiny-lora-sd15"]
        raw = bytearray(Path(tiny["path"]).read_bytes())
        raw[-2] ^= 1  # InvokeAI 5 refuses the same weights under another name
        Path("models/fox.safetensors").write_bytes(raw)
        yield tmp_path
        for model in client.models("lora", "sd-1"):
            if model["name"] == "fox":
                with suppress(wflint.ServerError):  # 6.14.2 answers 500 when it has removed it
                    client.session.call("DELETE", f"/api/v2/models/i/{model['key']}")
        assert "fox" not in [model["name"] for model in client.models()]


@pytest.mark.live
def test_the_examples_give_what_stands_there(server: InvokeAIServer, folder: Path) -> None:
    names: dict[str, Any] = {"__name__": "page"}
    examples = EXAMPLE.findall(PAGE)
    assert len(examples) == PAGE.count("```python")
    for source, expected in examples:
        told = StringIO()
        with redirect_stdout(told):
            exec(source.replace("http://127.0.0.1:9090", server.url), names)
        assert told.getvalue() == expected, source
    assert (folder / "out" / "fox.png").read_bytes().startswith(b"\x89PNG")


def test_the_table_has_all_of_the_guide() -> None:
    first = " ".join(line.split("|")[1] for line in TABLE.splitlines() if line.startswith("|"))
    assert [name for name in GUIDE.split() if name not in first] == []


def test_what_the_table_names_is_there() -> None:
    second = " ".join(line.split("|", 2)[2] for line in TABLE.splitlines() if line.startswith("|"))
    for path in re.findall(r"`(workflows/\w+\.py)`", second):
        assert (ROOT / path).is_file(), path
    for name in re.findall(r"`wflint\.(\w+)", second):
        assert name in wflint.__all__, name
    for command in re.findall(r"`wflint (\w+)", second):
        assert command in COMMANDS, command
    for name in re.findall(r"`server\.(\w+)\(", second):
        assert hasattr(wflint.Server, name), name
    for page in re.findall(r"\]\((\w[\w-]*\.md)", PAGE):
        assert (ROOT / "docs" / page).is_file(), page
