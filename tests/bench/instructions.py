"""What wflint costs, in instructions of the processor, which no busy machine disturbs.

    python tests/bench/instructions.py

Counted with valgrind's callgrind (``PYTHONHASHSEED=0``). Two figures, each a ratio to what every user pays
anyway:

* start: ``wflint check one.json`` over ``import click``, both beyond a bare interpreter, outside any project;
* files: checking real workflows over ``json.loads`` of their bytes, both beyond the start of the process.
  ``again`` is what a file costs among many; the ``first`` time the definitions of its nodes are decoded, the
  verdicts on its edges worked out, and some modules imported too.

The real workflows are the library's (``workflows/``), and InvokeAI's own default ones where
``WFLINT_INVOKEAI_6_14_2`` names the interpreter of an environment with InvokeAI 6.14.2.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
DEFAULTS = "lib/python3*/site-packages/invokeai/app/services/workflow_records/default_workflows/*.json"
ONE = '{"id": "g", "nodes": {"a": {"id": "a", "type": "noise"}}, "edges": []}'
# Twenty types of as many node packs, and twenty that nobody has.
OF_PACKS = [
    "controlnet-linked", "autostereogram", "average_images", "better_image_resize",
    "bool_collection_index", "curves_invocation", "film_grain", "halftone", "yolo", "img_enhance",
    "remove_background", "math_eval", "smart_seam", "thresholding", "TIPO", "birefnet", "latent_average",
    "string_to_int", "tag_prompt", "prompt_join",
]  # fmt: skip
OF_NOBODY = [
    "blarg", "string_reverse_all", "quantum_mixer", "my_own_node", "colour_picker_x", "frob_image",
    "wibble_latents", "super_denoise", "magic_wand", "text_to_speech", "speech_to_text", "music_maker",
    "dolly_zoom", "photo_booth", "face_paint", "snow_maker", "rain_maker", "cloud_brush", "star_field",
    "moon_phase",
]  # fmt: skip
LOAD = """
import json, sys
raws = [open(path, "rb").read() for path in sys.argv[2:]]
for _ in range(int(sys.argv[1])):
    for raw in raws:
        json.loads(raw)
"""
# As ``python -m wflint``, but findings are no failure of the run.
FAILING = """
import sys
from wflint.cli.main import main
try:
    main()
except SystemExit as end:
    assert end.code in (0, 1)
"""
CHECK = """
import gc, sys
raws = [open(path, "rb").read() for path in sys.argv[2:]]
from wflint.catalogue.store import open_release
from wflint.diagnostics import Severity
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.selection import select_rules
from wflint.engine.settle import Showing
from wflint.rules.registry import load_rules
selection = select_rules(())
load_rules(selection.enabled)
checker = Checker((open_release("6.14.2"),), selection)
# As the command does for people: infos are only counted, and the collector is spared (cli/check.py).
showing = Showing(Severity.INFO, Severity.WARNING)
gc.freeze()
gc.set_threshold(100_000, 50, 50)
for _ in range(int(sys.argv[1])):
    for raw in raws:
        examine(raw, "real.json", checker, showing=showing)
assert not checker.crashes
"""


class Start(NamedTuple):
    """Instructions of a bare interpreter, of one that imports click, and of ``wflint check one.json``."""

    bare: int
    click: int
    check: int

    @property
    def ratio(self) -> float:
        """What the check costs over what click costs."""
        return (self.check - self.bare) / (self.click - self.bare)


class Files(NamedTuple):
    """Instructions for real files: ``json.loads`` once, and the checks of the first and of a later time."""

    count: int
    loads: int
    first: int
    again: int

    @property
    def ratio(self) -> float:
        """What a file costs among many, over ``json.loads`` of it."""
        return self.again / self.loads


def missing() -> str | None:
    """Why nothing can be counted here; None where it can."""
    return None if shutil.which("valgrind") else "valgrind is not installed"


def instructions(*arguments: str) -> int:
    """What a Python interpreter with these arguments executes; its bytecode caches are warm."""
    command = (sys.executable, *arguments)
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONHASHSEED"] = "0"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(command, check=True, capture_output=True, env=environment, cwd=folder)
        counted = ("valgrind", "--tool=callgrind", f"--callgrind-out-file={os.devnull}", *command)
        done = subprocess.run(
            counted, check=True, capture_output=True, text=True, env=environment, cwd=folder
        )
    found = re.search(r"Collected : (\d+)", done.stderr)
    assert found is not None, done.stderr
    return int(found[1])


def start() -> Start:
    """The first figure."""
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder) / "one.json"
        one.write_text(ONE, encoding="utf-8")
        check = instructions("-m", "wflint", "check", str(one))
    return Start(instructions("-c", "pass"), instructions("-c", "import click"), check)


def unknown(types: list[str]) -> float:
    """What a check of a graph of these unknown types costs, over one of a single node that there is."""
    with tempfile.TemporaryDirectory() as folder:
        one, many = Path(folder) / "one.json", Path(folder) / "many.json"
        one.write_text(ONE, encoding="utf-8")
        nodes = {node_type: {"id": node_type, "type": node_type} for node_type in types}
        many.write_text(json.dumps({"id": "g", "nodes": nodes, "edges": []}), encoding="utf-8")
        counts = [
            instructions("-c", FAILING, "check", "--select", "unknown-node-type", str(path))
            for path in (one, many)
        ]
    return counts[1] / counts[0]


def real_files() -> list[str]:
    """The library's workflows, and InvokeAI's own where there is an InvokeAI."""
    found = sorted((ROOT / "workflows").glob("*.workflow.json"))
    interpreter = os.environ.get("WFLINT_INVOKEAI_6_14_2")
    if interpreter:
        found += sorted(Path(interpreter).parents[1].glob(DEFAULTS))
    return [str(path) for path in found]


def files() -> Files:
    """The second figure."""
    names = real_files()
    loads = [instructions("-c", LOAD, str(times), *names) for times in (0, 1)]
    checks = [instructions("-c", CHECK, str(times), *names) for times in (0, 1, 2)]
    return Files(len(names), loads[1] - loads[0], checks[1] - checks[0], checks[2] - checks[1])


def main() -> int:
    """Print both figures."""
    reason = missing()
    if reason is not None:
        print(reason, file=sys.stderr)
        return 1
    found = start()
    print(f"start: bare {found.bare / 1e6:.1f}, import click {found.click / 1e6:.1f}, ", end="")
    print(f"wflint check one.json {found.check / 1e6:.1f} million: {found.ratio:.2f} times click")
    real = files()
    print(f"{real.count} files: json.loads {real.loads / 1e6:.1f}, ", end="")
    print(f"first {real.first / 1e6:.1f}, again {real.again / 1e6:.1f} million: ", end="")
    print(f"{real.first / real.loads:.2f} times json.loads the first time, {real.ratio:.2f} times again")
    return 0


if __name__ == "__main__":
    sys.exit(main())
