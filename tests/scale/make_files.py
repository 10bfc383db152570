"""Many workflow files from a few, the same every time: ``python -m tests.scale.make_files FOLDER NUMBER``.

Each is a document of fixtures/workflows with up to three changes as people and programs make them: another
value, a member that is gone, an edge twice, a name with a slip. No two files are equal.
"""

from __future__ import annotations

import copy
import json
import random
import sys
from pathlib import Path
from typing import Any

from wflint.endings import BUILT, JSON

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "fixtures" / "workflows"
IN_A_FOLDER = 250
_VALUES = (None, 0, -1, 0.5, True, "", "euler", 10**9, [], {})


def documents() -> list[tuple[str, Any]]:
    """The samples with the endings of their names."""
    found = []
    for path in sorted(SAMPLES.glob("*.json")):
        ending = next(ending for ending in (*BUILT, JSON) if path.name.endswith(ending))
        found.append((ending, json.loads(path.read_bytes())))
    return found


def text_of(number: int, samples: list[tuple[str, Any]]) -> tuple[str, str]:
    """The name and the text of one file."""
    chance = random.Random(number)
    ending, sample = samples[number % len(samples)]
    data = copy.deepcopy(sample)
    for _ in range(chance.randrange(4)):
        _change(data, chance)
    if isinstance(data, dict):
        data["made"] = number  # members that InvokeAI does not know stay in files
    indent = chance.choice((None, 1, 2, 4))
    return f"{number:05}{ending}", json.dumps(data, indent=indent, ensure_ascii=chance.random() < 0.5) + "\n"


def write(folder: Path, number: int) -> list[Path]:
    """Write that many files into folders below one, and give their paths in order."""
    samples = documents()
    paths = []
    for i in range(number):
        name, text = text_of(i, samples)
        path = folder / f"{i // IN_A_FOLDER:03}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
        paths.append(path)
    return paths


def _change(data: Any, chance: random.Random) -> None:
    places = _containers(data)
    if not places:
        return
    container = chance.choice(places)
    key = chance.choice(list(container) if isinstance(container, dict) else range(len(container)))
    kind = chance.randrange(4)
    if kind == 0:
        container[key] = chance.choice(_VALUES)
    elif kind == 1:
        del container[key]
    elif isinstance(container, list):
        container.append(copy.deepcopy(container[key]))
    elif len(key) > 2:
        at = chance.randrange(1, len(key) - 1)
        container[key[:at] + key[at + 1] + key[at] + key[at + 2 :]] = container.pop(key)


def _containers(data: Any) -> list[Any]:
    found = []
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict | list) and value:
            found.append(value)
            waiting += value.values() if isinstance(value, dict) else value
    return found


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
