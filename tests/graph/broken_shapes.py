"""Workflows with members missing, or of another type: what only a reader of shapes minds."""

from __future__ import annotations

import copy
import random
from typing import Any

_JUNK: tuple[Any, ...] = (None, True, 7, "", " ", "x", [], {}, ["a"], {"a": 1})


def broken(workflow: dict[str, Any], seed: int) -> dict[str, Any]:
    """A copy with one to three members taken away or replaced, anywhere in it."""
    rng = random.Random(seed)
    found = copy.deepcopy(workflow)
    for _ in range(rng.randint(1, 3)):
        holder: Any = found
        for _depth in range(rng.randint(1, 7)):
            keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            inside = [k for k in keys if isinstance(holder[k], dict | list) and holder[k]]
            if not inside:
                break
            holder = holder[rng.choice(inside)]
        if not holder:
            continue
        key = rng.choice(list(holder) if isinstance(holder, dict) else list(range(len(holder))))
        if rng.random() < 0.4 and isinstance(holder, dict):
            del holder[key]
        else:
            holder[key] = copy.deepcopy(rng.choice(_JUNK))
    return found
