"""Literals: wflint's verdict on (node type, input, value), compared with InvokeAI's own node classes."""

from __future__ import annotations

import json
import os
import random

import pytest

from tests.differential.oracle import Oracle, invokeai_python
from tests.differential.value_cases import ValueCases
from tests.differential.verdicts import values_verdict
from wflint.catalogue.store import open_release

pytestmark = pytest.mark.invokeai

CASES = int(os.environ.get("WFLINT_VALUE_CASES", "50000"))
SEED = int(os.environ.get("WFLINT_VALUE_SEED", "0"))
CHUNK = 2000


@pytest.mark.parametrize("release", ["6.14.2", "5.15.0"])
def test_values_as_invokeai_judges_them(release: str) -> None:
    catalogue = open_release(release)
    cases = ValueCases(catalogue, random.Random(SEED))
    oracle = Oracle(invokeai_python(release), "value_oracle.py")
    wrong: list[str] = []
    accepted = 0
    try:
        for start in range(0, CASES, CHUNK):
            batch = [cases.draw() for _ in range(min(CHUNK, CASES - start))]
            for (node_type, values), (accept, error, missing) in zip(batch, oracle.ask(batch), strict=True):
                accepted += accept
                if values_verdict(catalogue, node_type, values) != (accept, sorted(missing)):
                    verdict = f"accepted, missing {missing}" if accept else error
                    wrong.append(f"{node_type} {json.dumps(values)[:300]}: InvokeAI: {verdict}")
    finally:
        oracle.close()
    assert not wrong, f"{len(wrong)} of {CASES} differ:\n" + "\n".join(wrong[:40])
    assert CASES * 0.2 < accepted < CASES * 0.8  # both verdicts are tried in earnest
