"""The scripts that write the store, without the network."""

from __future__ import annotations

import copy
import json
import lzma
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.catalogue.conftest import EXTRACTED, EXTRACTS, extract
from wflint.catalogue.model import Catalogue
from wflint.catalogue.openapi import read_openapi
from wflint.catalogue.store import Store, StoredDefinitions


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def build(source: Path, into: Path) -> None:
    from build_store import build as build_store

    build_store(source, into)


def found_by_light_route(version: str, **changes: Any) -> dict[str, Any]:
    """What ``take`` gives, with the annotations that the schema suggests."""
    document = extract(version)
    nodes, models = read_openapi(document)
    classes = {
        group: {t: {n: m["t"] for n, m in fact[group].items()} for t, fact in nodes.items()}
        for group in ("inputs", "outputs")
    }
    empty: dict[str, Any] = {name: {} for name in ("node_attributes", "output_base", "node_config")}
    return {
        "openapi": document,
        "graph_sources": [GRAPH],
        "classes": {
            **copy.deepcopy(classes),
            "validators": {name: {} for name in nodes},
            "model_validators": {name: {} for name in models},
            "ancestors": {name: [] for name in models},
            **empty,
            **changes,
        },
    }


GRAPH = """
LIMIT = 3
class Graph(BaseModel):
    '''Words.'''
    @field_validator("edges")
    def no_more(cls, v): return helper(v)
    def validate_self(self):
        '''More words.'''
        self._check(LIMIT)
    def _check(self, n): return n
    def unrelated(self): return 1
def helper(v): return v
def other(v): return v
"""


def test_build_is_deterministic(tmp_path: Path) -> None:
    build(EXTRACTS, tmp_path / "a")
    build(EXTRACTS, tmp_path / "b")
    assert files(tmp_path / "a") == files(tmp_path / "b")
    before = files(tmp_path / "a")
    build(EXTRACTS, tmp_path / "a")  # over itself
    assert files(tmp_path / "a") == before
    assert list(Store(tmp_path / "a").releases) == sorted(
        EXTRACTED, key=lambda v: [*map(_number, v.split("."))]
    )


def _number(part: str) -> int:
    return int("".join(c for c in part if c.isdigit()) or 0)


def test_compressed_documents_and_other_formatting_make_the_same_store(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    for version in EXTRACTED:
        text = json.dumps(extract(version)).encode()
        (folder / f"{version}.json.xz").write_bytes(lzma.compress(text))
    build(EXTRACTS, tmp_path / "a")
    build(folder, tmp_path / "b")
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_build_removes_releases_that_are_gone(tmp_path: Path) -> None:
    build(EXTRACTS, tmp_path / "store")
    one = tmp_path / "one"
    one.mkdir()
    (one / "5.15.0.json").write_bytes((EXTRACTS / "5.15.0.json").read_bytes())
    build(one, tmp_path / "store")
    assert set(files(tmp_path / "store")) == {
        "history.json",
        "index.json",
        "pool.jsonl",
        "releases/5.15.0.json",
    }


def test_adding_a_release_appends(tmp_path: Path) -> None:
    from add_release import add
    from store_writer import StoreWriter

    store = tmp_path / "store"
    older = tmp_path / "older"
    older.mkdir()
    for version in EXTRACTED:
        if version != "5.11.0":  # neither the oldest nor the newest
            (older / f"{version}.json").write_bytes((EXTRACTS / f"{version}.json").read_bytes())
    build(older, store)
    before = files(store)
    writer = StoreWriter(store)
    assert "added" in add(store, writer, "5.11.0", found_by_light_route("5.11.0"))
    writer.write(store)
    after = files(store)
    assert after["pool.jsonl"].startswith(before["pool.jsonl"])
    assert all(after[name] == before[name] for name in before if name.startswith("releases/"))
    assert Store(store).releases.index("5.11.0") == Store(store).releases.index("5.9.1") + 1
    nodes, _ = read_openapi(extract("5.11.0"))
    definitions = StoredDefinitions(Store(store), "5.11.0")
    assert {t: definitions.load(h) for t, h in definitions.node_types.items()} == nodes


def test_overlay_survives_a_rebuild(tmp_path: Path) -> None:
    from add_release import add
    from store_writer import StoreWriter

    store = tmp_path / "store"
    build(EXTRACTS, store)
    writer = StoreWriter(store)
    found = found_by_light_route("5.15.0", validators={"add": {"a": ["check"]}})
    found["classes"]["inputs"]["add"]["b"] = {"t": "int", "ge": 3}
    assert "overlay written" in add(store, writer, "5.15.0", found)
    assert "not kept" in add(store, writer, "3.4.0", found_by_light_route("3.4.0"))
    writer.write(store)
    build(EXTRACTS, store)
    catalogue = Catalogue(StoredDefinitions(Store(store), "5.15.0"))
    node = catalogue.node("add")
    assert node is not None
    assert node.validators == {"a": ["check"]}
    assert node.inputs["b"].type.bounds == {"ge": 3}
    assert node.inputs["a"].type.bounds == {}
    assert catalogue.overlay["types"] == {"add": {"inputs": {"b": {"t": "int", "ge": 3}}}}
    assert Catalogue(StoredDefinitions(Store(store), "3.4.0")).overlay == {}


@pytest.mark.parametrize("change", ["type", "order", "node", "model"])
def test_other_facts_than_the_stores_are_an_error(tmp_path: Path, change: str) -> None:
    from add_release import FactsDifferError, add
    from store_writer import StoreWriter

    build(EXTRACTS, tmp_path)
    before = files(tmp_path)
    found = found_by_light_route("5.15.0")
    schemas = found["openapi"]["components"]["schemas"]
    properties = schemas["AddInvocation"]["properties"]
    if change == "type":
        properties["a"]["maximum"] = 5
    elif change == "order":
        properties["a"] = properties.pop("a")
    elif change == "node":
        del schemas["AddInvocation"]
    else:
        schemas["ImageField"]["required"] = []
    with pytest.raises(FactsDifferError, match="ImageField" if change == "model" else "add"):
        add(tmp_path, StoreWriter(tmp_path), "5.15.0", found)
    assert files(tmp_path) == before


def test_graph_rules() -> None:
    """Code that validation reaches counts; comments, words and other code do not."""
    from wflint.catalogue.light_route.overlay import graph_rules

    same = [GRAPH.replace("More words", "x"), GRAPH.replace("return n", "return (n)  # why")]
    same += [
        GRAPH.replace("def unrelated(self): return 1", "def unrelated(self): return 2"),
        GRAPH + "x = 1\n",
    ]
    other = [
        GRAPH.replace("LIMIT = 3", "LIMIT = 4"),
        GRAPH.replace("helper(v): return v", "helper(v): return 1"),
    ]
    other += [GRAPH.replace("def _check(self, n): return n", "def _check(self, n): return -n")]
    assert {graph_rules([source]) for source in same} == {graph_rules([GRAPH])}
    assert len({graph_rules([source]) for source in other} - {graph_rules([GRAPH])}) == len(other)
    with pytest.raises(ValueError, match="validate_self"):
        graph_rules(["x = 1"])


def test_fakes(tmp_path: Path) -> None:
    """What InvokeAI does with torch and friends while it is imported; run apart, since it hooks imports."""
    constants = tmp_path / "diffusers" / "pipelines"
    constants.mkdir(parents=True)
    (constants / "values.py").write_text("import torch\nSIGMAS = [0.5, 1]\nOTHER = torch.float16\n", "utf-8")
    code = f"""
import sys; sys.path.insert(0, {str(EXTRACTS.parents[1] / "lint" / "wflint" / "catalogue" / "light_route")!r})
from abc import ABC
from pathlib import Path
from typing import Optional, Union, Any, get_type_hints
from fake_packages import FakeFinder
finder = FakeFinder(["torch", "diffusers"], Path({str(tmp_path)!r})); finder.install()
import torch, torch.nn.functional as F
from torch import Tensor, nn
from diffusers.pipelines.values import SIGMAS, OTHER
from diffusers.models import ModelMixin
assert SIGMAS == [0.5, 1] and OTHER is not None
class A(nn.Module, ABC):
    def __init__(self): super().__init__(); self.x = 3
class B(A, ModelMixin): pass
assert B().x == 3 and isinstance(B(), A)
@torch.no_grad()
def f(x: Optional[Tensor] = None) -> Union[Tensor, int]: return 4
@torch.compile
def g(): return 5
assert f() == 4 and g() == 5
assert get_type_hints(f)["x"] == Optional[Tensor]
assert (Tensor | None) == Optional[Tensor]
assert not torch.cuda.is_available() and torch.float16 is torch.float16 and torch.float16 != torch.float32
assert {{torch.float16: 2}}[torch.float16] == 2 and int(torch.x) == 0
torch.stack([torch.arange(256) >> 4, torch.zeros(3) * 2 + 1], dim=1)[0].to(torch.uint8)
with torch.inference_mode(): pass
assert not isinstance(3, Tensor)
try: import no_such_module
except ModuleNotFoundError: pass
else: raise SystemExit("a missing module was faked")
assert finder.missing == {{"no_such_module"}}
print("fine")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "fine", done.stderr


@pytest.mark.parametrize(
    ("application", "complaint"),
    [
        ("import no_such_module\n", "No module named 'no_such_module'"),
        (
            "import torch, warnings\n"
            "from pydantic.json_schema import PydanticJsonSchemaWarning as W\n"
            "warnings.simplefilter('ignore')\n"
            "class app:\n    def openapi(): warnings.warn('non-serializable-default', W)\n",
            "non-serializable-default",
        ),
        (
            "import torch\ntry: import no_such_module\nexcept ImportError: pass\n"
            "class app:\n    def openapi(): return {}\n",
            None,
        ),
    ],
)
def test_a_missing_module_and_a_dropped_default_are_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, application: str, complaint: str | None
) -> None:
    """The script that runs beside InvokeAI, with a make-believe InvokeAI and pydantic."""
    from wflint.catalogue.light_route.take import LightRouteError, inspect

    tree = {
        "invokeai/app/api_app.py": application,
        "invokeai/app/invocations/baseinvocation.py": "class BaseInvocation: pass\n",
        "pydantic/json_schema.py": "class PydanticJsonSchemaWarning(UserWarning): pass\n",
    }
    for name, text in tree.items():
        path = tmp_path / "packages" / name
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "packages"))
    if complaint is None:
        found = inspect(Path(sys.executable), tmp_path, tmp_path)
        assert (found["openapi"], found["classes"]) == ({}, None)
        assert "no_such_module" in found["missing"]  # and take() refuses it if it is a requirement
        return
    with pytest.raises(LightRouteError, match=complaint):
        inspect(Path(sys.executable), tmp_path, tmp_path)
