"""The folders in which the commands of the pages are run: what each page takes for there."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from tests.catalogue.releases_made import Index, document_of, facts_of
from tests.cli.conftest import bad_graph, good_graph
from tests.console_page import put_tool, run
from tests.docs.blocks import ROOT
from tests.upgrade import documents
from wflint.catalogue.store import DATA

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

_MODEL = {"key": "0a1b2c3d", "hash": "blake3:5e6f", "name": "Deliberate", "base": "sd-1", "type": "main"}


def prepared(page: str, folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Make the folder of a page, such as ``ci.md`` or ``start/artist.md``, and put ``wflint`` beside it."""
    folder.mkdir(parents=True)
    put_tool(folder)
    FOLDERS.get(page, _nothing)(folder, patch)


def _nothing(_folder: Path, _patch: pytest.MonkeyPatch) -> None:
    """A page whose commands need nothing."""


def _write(path: Path, document: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=2) + "\n", "utf-8")


def _commit(folder: Path, *commands: str) -> None:
    for command in commands or ("init -q", "add -A", "commit -q -m old"):
        run(folder, f"git {command}")


def _old_repository(folder: Path, _patch: pytest.MonkeyPatch) -> None:
    """A repository with the broken workflows of the README."""
    shutil.copytree(ROOT / "fixtures" / "broken", folder / "workflows")
    _commit(folder)
    run(folder, "git remote add origin https://github.com/somebody/flows")


def _old_documents(folder: Path, _patch: pytest.MonkeyPatch) -> None:
    """Pictures and old workflows, two of one name among them, and a file that is no document."""
    samples = ROOT / "fixtures" / "workflows"
    for name, source in {
        "pictures/fox.png": "soft-blank.png",
        "old/first.workflow.json": "format-1.0.0.workflow.json",
        "old/third.json": "format-3.0.0.workflow.json",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(samples / source, folder / name)
    (folder / "notes.json").write_text('{"todo": "repaint the fox"}\n', "utf-8")


def _fixable(folder: Path, _patch: pytest.MonkeyPatch) -> None:
    """Two files: one with an edge that is there twice, one with an edge that leads nowhere."""
    twice = good_graph()
    twice["edges"] *= 2
    _write(folder / "show.json", twice)
    _write(folder / "more.json", bad_graph())


def _unformatted(folder: Path, _patch: pytest.MonkeyPatch) -> None:
    """A repository with a graph that a script wrote, and with a workflow that is formatted."""
    nodes = {"m": {"type": "main_model_loader", "id": "m", "model": _MODEL}}
    _write(folder / "fox.graph.json", {"edges": [], "nodes": nodes, "id": "fox"})
    inputs = {"model": {"name": "model", "label": "", "description": "", "value": _MODEL}}
    data = {"id": "m", "type": "main_model_loader", "inputs": inputs}
    node = {"id": "m", "type": "invocation", "data": data}
    workflow = {"name": "Mine", "meta": {"version": "4.0.0"}, "nodes": [node], "edges": []}
    _write(folder / "mine.workflow.json", workflow)
    _commit(folder, "init -q")


def _older(folder: Path, _patch: pytest.MonkeyPatch) -> None:
    """Four files of older releases."""
    for name in ("blur", "canny", "fine", "numbers"):
        _write(folder / f"{name}.json", getattr(documents, name)())


def _newer_release(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """A repository, and an index with a release that renamed an input and has a node more."""
    graph = good_graph()
    graph["nodes"]["dim"] = {"id": "dim", "type": "img_lerp", "min": 10}
    edge = {
        "source": {"node_id": "photo", "field": "image"},
        "destination": {"node_id": "dim", "field": "image"},
    }
    graph["edges"].insert(0, edge)
    graph["edges"][1]["source"]["node_id"] = "dim"
    _write(folder / "flows" / "dim.json", graph)
    nodes, models = facts_of(DATA, "6.14.2")
    lerp = nodes["img_lerp"]["inputs"]
    nodes["img_lerp"]["inputs"] = {"darkest" if name == "min" else name: of for name, of in lerp.items()}
    nodes["img_lerp"]["version"] = "2.0.0"
    nodes["img_haze"] = {**nodes["img_blur"], "type": "img_haze", "title": "Haze", "version": "1.0.0"}
    index = Index(folder.parent / "index")
    index.has("6.15.0", document_of(nodes, models))
    patch.setenv("PATH", index.path)
    patch.setenv("WFLINT_CACHE", str(folder.parent / "cache"))


def _coverage(folder: Path, _patch: pytest.MonkeyPatch) -> None:
    """One workflow with two cases, one without any, and a case whose workflow is gone."""
    for name in ("fox", "hare"):
        _write(folder / "workflows" / "text" / f"{name}.workflow.json", good_graph())
    (folder / "workflows" / "text" / "fox.test.toml").write_text("[case.one]\n[case.other]\n", "utf-8")
    (folder / "workflows" / "other").mkdir()
    (folder / "workflows" / "other" / "owl.test.toml").write_text("", "utf-8")


def _fox(prompt: str, steps: int, style: float | None = None) -> dict[str, Any]:
    """A graph whose second form has a LoRA between the model and the sampler."""
    nodes: dict[str, Any] = {
        "model": {"id": "model", "type": "main_model_loader", "model": _MODEL},
        "prompt": {"id": "prompt", "type": "compel", "prompt": prompt},
        "denoise": {"id": "denoise", "type": "denoise_latents", "steps": steps},
    }
    edges = [("model.clip", "prompt.clip"), ("prompt.conditioning", "denoise.positive_conditioning")]
    if style is None:
        edges.append(("model.unet", "denoise.unet"))
    else:
        nodes["style"] = {"id": "style", "type": "lora_loader", "weight": style}
        edges += [("model.unet", "style.unet"), ("style.unet", "denoise.unet")]
    return {"id": "fox", "nodes": nodes, "edges": [_edge(*ends) for ends in edges]}


def _edge(source: str, destination: str) -> dict[str, Any]:
    ends = (("source", source.split(".")), ("destination", destination.split(".")))
    return {end: {"node_id": node, "field": field} for end, (node, field) in ends}


def _revisions(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """A repository with two revisions of a graph, and a branch that has the first."""
    _commit(folder, "init -q -b main")
    _write(folder / "fox.json", _fox("a fox", 20))
    _write(folder / "hare.json", _fox("a hare", 20))
    _write(folder / "workflows" / "fox.json", _fox("a fox", 20))
    _commit(folder, "add -A", "commit -q -m first", "tag v1", "checkout -q -b work")
    _write(folder / "fox.json", _fox("a red fox", 30, 0.5))
    _commit(folder, "add -A", "commit -q -m second", "tag v2")
    patch.setenv("GIT_PAGER", "cat")


def _memory(folder: Path, _patch: pytest.MonkeyPatch) -> None:
    """A workflow of the library, and the models of a server."""
    name = "sdxl_text_to_image.workflow.json"
    shutil.copy(ROOT / "workflows" / name, folder / "flow.json")
    (folder / "workflows").mkdir()
    shutil.copy(ROOT / "workflows" / name, folder / "workflows")
    lock = next((ROOT / "fixtures" / "rules").glob("*/models.lock.json"))
    shutil.copy(lock, folder / "models.lock.json")


def _packs(folder: Path, _patch: pytest.MonkeyPatch) -> None:
    """A workflow that needs community nodes."""
    shutil.copytree(ROOT / "fixtures" / "packs", folder / "workflows")


def _drawn(folder: Path, _patch: pytest.MonkeyPatch) -> None:
    """A workflow of the library, and two versions of a graph."""
    shutil.copy(ROOT / "workflows" / "sdxl_text_to_image.workflow.json", folder / "flow.json")
    _write(folder / "old.json", _fox("a fox", 20))
    _write(folder / "new.json", _fox("a red fox", 30, 0.5))


def _library(folder: Path, _patch: pytest.MonkeyPatch) -> None:
    """A recipe of the library with what it builds."""
    (folder / "workflows").mkdir()
    for path in (ROOT / "workflows").glob("sd15_text_to_image.*"):
        shutil.copy(path, folder / "workflows")


def _one_workflow(folder: Path, _patch: pytest.MonkeyPatch) -> None:
    """A workflow that somebody downloaded, with faults, and an image with the workflow that made it."""
    shutil.copy(ROOT / "fixtures" / "broken" / "two_controlnets.workflow.json", folder)
    shutil.copy(ROOT / "fixtures" / "workflows" / "soft-blank.png", folder / "fox.png")


FOLDERS: dict[str, Callable[[Path, pytest.MonkeyPatch], None]] = {
    "adoption.md": _old_repository,
    "cases.md": _coverage,
    "ci.md": _old_repository,
    "convert.md": _old_documents,
    "diff.md": _revisions,
    "fixing.md": _fixable,
    "formatting.md": _unformatted,
    "index.md": _one_workflow,
    "packs.md": _packs,
    "pictures.md": _drawn,
    "resources.md": _memory,
    "start/artist.md": _one_workflow,
    "start/ci.md": _old_repository,
    "start/packs.md": _packs,
    "upgrading.md": _older,
    "watching.md": _newer_release,
    "workflows-as-code.md": _library,
}
