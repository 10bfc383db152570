"""What wflint reads from a pack's source is what InvokeAI makes of the pack when it loads it."""

from __future__ import annotations

import json
import shutil
import sys
from subprocess import DEVNULL
from typing import TYPE_CHECKING, Any

import pytest

from tests.catalogue.pack_truth import RECORDED, SOURCES, recorded
from tests.differential.oracle import Oracle, invokeai_python
from wflint.catalogue.packs.scan.core import Core
from wflint.catalogue.packs.scan.core_names import OPTIONS
from wflint.catalogue.packs.scan.entry import scan_pack
from wflint.catalogue.packs.scan.environment import ask_environment
from wflint.children import run_child

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.invokeai


def load(packs: Path, release: str = "6.14.2") -> dict[str, Any]:
    oracle = Oracle(invokeai_python(release), "pack_oracle.py")
    try:
        answer: dict[str, Any] = oracle.ask(str(packs))
    finally:
        oracle.close()
    return answer


def test_the_recorded_facts_are_what_invokeai_says(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """tests/catalogue/test_pack_truth.py compares them with the scanner, without InvokeAI."""
    shutil.copytree(SOURCES, tmp_path / "packs")
    said = load(tmp_path / "packs")
    if pytestconfig.getoption("update_golden"):
        nodes = ",\n".join(json.dumps(node) for node in said.pop("nodes"))
        RECORDED.write_text(json.dumps(said)[:-1] + f', "nodes": [\n{nodes}\n]}}\n', "utf-8")
        return
    assert said == recorded()


# Runs in InvokeAI's environment: every class of a node and of outputs with what it has, and lists of options.
_CLASSES = """
import inspect, json, os, sys, tempfile, typing
os.environ["INVOKEAI_ROOT"] = tempfile.mkdtemp(prefix="wflint-oracle-")
os.environ["CUDA_VISIBLE_DEVICES"] = ""
sys.argv = sys.argv[:1]
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
import invokeai.app.api_app
from invokeai.app.invocations.baseinvocation import InvocationRegistry
attributes = {"id", "type", "is_intermediate", "use_cache", "output_meta"}
names = lambda cls: [name for name in cls.model_fields if name not in attributes]
lists = {}
for name, module in list(sys.modules.items()):
    if name.startswith("invokeai.app.") or name.startswith("invokeai.backend."):
        for wanted in WANTED:
            found = vars(module).get(wanted)
            if typing.get_origin(found) is typing.Literal:
                lists[wanted] = list(typing.get_args(found))
json.dump({
    "nodes": {c.__name__: names(c) for c in InvocationRegistry.get_invocation_classes()},
    "outputs": {c.__name__: names(c) for c in InvocationRegistry.get_output_classes()},
    "lists": lists,
}, answers)
"""


def test_every_class_of_invokeai_is_known() -> None:
    """A pack may inherit from any node, return any output and name any list of options."""
    program = _CLASSES.replace("WANTED", repr(list(OPTIONS)))
    _, said = run_child([invokeai_python("6.14.2"), "-c", program], stderr=DEVNULL)
    classes = json.loads(said)
    core = Core()
    wrong = {
        name: (sorted(fields), sorted(core.inputs(name) or {}))
        for name, fields in classes["nodes"].items()
        if sorted(fields) != sorted(core.inputs(name) or {})
    }
    wrong |= {
        name: (fields, list(core.outputs(name) or {}))
        for name, fields in classes["outputs"].items()
        if fields != list(core.outputs(name) or {})
    }
    assert not wrong
    assert {name: list(core.options(name) or ()) for name in OPTIONS} == classes["lists"]


def test_missing_names() -> None:
    packs = ("gone_name", "basic", "many_modules", "postponed", "symbols")
    names = {name for pack in packs for name in scan_pack(str(SOURCES / pack), pack, "x").invokeai_names}
    assert len(names) > 20
    names |= {"invokeai.app.nowhere.x", "invokeai.app.util.misc", "invokeai"}
    found = ask_environment(invokeai_python("6.14.2"), sorted(names))
    assert found.version == "6.14.2"
    assert found.missing == [
        "invokeai.app.invocations.baseinvocation.InputField",
        "invokeai.app.nowhere.x",
    ]


def test_an_environment_without_invokeai() -> None:
    with pytest.raises(ValueError, match="InvokeAI cannot be imported"):
        ask_environment(sys.executable, ["invokeai.app"])
