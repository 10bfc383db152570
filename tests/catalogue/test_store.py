"""The shipped store: complete, whole, small and quick to open."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.counting import lines_run
from wflint.catalogue.model import Catalogue
from wflint.catalogue.store import (
    DATA,
    StoredDefinitions,
    expand,
    is_pre_release,
    latest_release,
    list_releases,
    open_release,
    shipped,
)

if TYPE_CHECKING:
    from wflint.catalogue.types import TypeExpr

# Nodes and inputs (metadata and board among them) as they were counted in the OpenAPI documents.
COUNTS = {
    "3.0.2.post1": (88, 343),
    "3.4.0.post2": (121, 497),
    "3.7.0": (132, 495),
    "4.0.4": (129, 548),
    "4.2.9": (150, 656),
    "5.0.2": (165, 721),
    "5.4.3": (181, 833),
    "5.9.1": (217, 985),
    "5.15.0": (209, 929),
    "6.13.8": (255, 1225),
    "6.14.2": (309, 1543),
}


def test_releases() -> None:
    stable = list_releases(pre_releases=False)
    assert len(stable) == 99
    assert stable[0] == "3.0.0"
    assert stable[-1] == latest_release() == "6.14.2"
    assert set(list_releases()) - set(stable) == {"7.0.0a3"}
    assert {path.stem for path in (Path(DATA) / "releases").glob("*.json")} == set(list_releases())


def test_releases_are_in_order() -> None:
    from packaging.version import Version

    releases = [Version(v) for v in list_releases()]
    assert releases == sorted(releases)
    assert [v for v in list_releases() if is_pre_release(v)] == [str(v) for v in releases if v.is_prerelease]


@pytest.mark.parametrize(("version", "counts"), COUNTS.items())
def test_counts(version: str, counts: tuple[int, int]) -> None:
    nodes = list(open_release(version).nodes())
    assert (len(nodes), sum(len(node.inputs) for node in nodes)) == counts


@pytest.mark.parametrize("version", list_releases())
def test_release_is_whole(version: str) -> None:
    """Every definition can be decoded, and every nested model it mentions is there."""
    catalogue = Catalogue(StoredDefinitions(shipped(), version))
    for node in catalogue.nodes():
        for item in (*node.inputs.values(), *node.outputs.values()):
            _is_whole(catalogue, item.type)
        assert node.outputs or node.type in ("graph", "workflow_return")
    for name in catalogue.model_names:
        model = catalogue.model(name)
        assert model is not None
        for type_ in (*model.fields.values(), *((model.root,) if model.root else ())):
            _is_whole(catalogue, type_)


def _is_whole(catalogue: Catalogue, type_: TypeExpr) -> None:
    assert type_.full
    for name in type_.references():
        assert name in catalogue.model_names, name


@pytest.mark.parametrize("version", list_releases())
def test_overlays(version: str) -> None:
    """Every release from 5.0 has what only the classes show; the names in it are the release's."""
    catalogue = open_release(version)
    if int(version[0]) < 5:
        assert catalogue.overlay == {}
        return
    assert {"ancestors", "validators", "types", "output_base", "graph_rules"} <= catalogue.overlay.keys()
    assert catalogue.overlay["validators"].keys() <= catalogue.node_types.keys()
    assert catalogue.overlay["types"].keys() <= catalogue.node_types.keys()
    assert catalogue.overlay["ancestors"].keys() <= catalogue.model_names.keys()
    for node_type, validators in catalogue.overlay["validators"].items():
        node = catalogue.node(node_type)
        assert node is not None
        assert validators.keys() - {"*", *node.inputs} == set()


def test_what_only_the_classes_show() -> None:
    newest = open_release("6.14.2")
    assert newest.ancestors("ControlLoRAField") == ("LoRAField",)
    noise, strength = newest.node("noise"), newest.node("krea2_seed_variance")
    assert noise is not None
    assert strength is not None
    assert noise.validators == {"seed": ["modulo_seed"]}
    assert strength.inputs["strength"].type.bounds == {"ge": 0, "le": 2, "finite": True}
    assert len(newest.overlay["validators"]) == 31
    assert "output_meta" in newest.overlay["output_base"]
    assert "output_meta" not in open_release("5.10.1").overlay["output_base"]
    box = newest.model("BoundingBoxField")
    assert box is not None
    assert box.validators == {"*": ["check_coords"]}
    older = open_release("5.4.3").node("controlnet")  # a bound that the schema does not show before 5.10
    assert older is not None
    assert older.inputs["control_weight"].type.bounds == {"ge": -1, "le": 2}


def test_dialects_of_graph_validation() -> None:
    """As many variants of the code as data/README.md lists, and the dialect follows them."""
    rules = {v: open_release(v).overlay.get("graph_rules") for v in list_releases()}
    of = {v: open_release(v).dialect for v in list_releases()}
    assert rules["6.14.0"] == rules["6.14.1"] == rules["6.14.2"] != rules["6.13.8"]
    assert rules["5.12.0"] == rules["5.15.0"] != rules["6.0.0"]
    assert [v for v in list_releases() if of[v] == "chained"] == [*list_releases()[-9:]]
    documented = (Path(DATA) / "README.md").read_text("utf-8")
    assert all(digest in documented for digest in set(rules.values()) - {None})


def test_pool_has_no_waste() -> None:
    lines = shipped().lines
    assert lines.pop() == b""
    assert len(lines) == len(set(lines))
    used: set[int] = set()
    for version in list_releases():
        entry = shipped().entry(version)
        used.update(expand(entry["definitions"]))
        used.update(n for n in entry.get("overlay", {}).values() if type(n) is int)
        assert entry["version"] == version
        assert len(entry["source"]["openapi_sha256"]) == 64
    shipped.cache_clear()
    assert used == set(range(len(lines)))
    assert all(json.loads(line) for line in lines)


def test_store_is_small() -> None:
    import zlib

    files = [path for path in Path(DATA).rglob("*") if path.is_file()]
    assert sum(len(zlib.compress(path.read_bytes(), 6)) for path in files) < 200_000


def test_unknown_release() -> None:
    with pytest.raises(FileNotFoundError):
        open_release("2.0.0")


def test_opening_is_quick() -> None:
    """One release opened, and the nodes of one workflow decoded: some 5,000 lines."""
    used = (
        "denoise_latents",
        "compel",
        "l2i",
        "noise",
        "main_model_loader",
        "integer",
        "collect",
        "save_image",
    )

    def open_and_ask() -> None:
        catalogue = Catalogue(StoredDefinitions(shipped(), "6.14.2"))
        assert all(catalogue.node(name) for name in used)

    shipped.cache_clear()
    assert lines_run(open_and_ask) < 10_000


def test_nothing_heavy_is_imported() -> None:
    """An exact release and ``latest`` need no packaging, no click, no requests."""
    code = """
import sys
from pathlib import Path
from wflint.catalogue.targets import resolve_target
resolve_target("6.14.2"); resolve_target("latest"); resolve_target("6.14")
print([m for m in ("packaging", "click", "requests", "dataclasses", "difflib", "lzma") if m in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("ranges", "numbers"), [("3", [3]), ("0-2", [0, 1, 2]), ("0-1,5,7-8", [0, 1, 5, 7, 8])]
)
def test_ranges(ranges: str, numbers: list[int]) -> None:
    from wflint.catalogue.entry import contract

    assert list(expand(ranges)) == numbers
    shuffled: Any = reversed(numbers)
    assert contract(shuffled) == ranges
