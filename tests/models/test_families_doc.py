"""docs/model-families.md says what the table says, and shows what wflint says.

``pytest tests/models/test_families_doc.py --update-golden`` writes both blocks anew.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.golden import RULES, Case
from wflint.models.families.bases import label
from wflint.models.judges.compat import ROWS

DOC = Path(__file__).parents[2] / "docs" / "model-families.md"
PARTS = {
    "control": "ControlNet",
    "t2i_adapter": "T2I-Adapter",
    "ip_adapter": "IP-Adapter",
    "conditioning": "conditioning",
    "lora": "LoRA",
}
MESSAGES = (
    "base-model-mismatch/bad-controlnet.json",
    "base-model-mismatch/bad-loader.json",
    "base-model-mismatch/bad-lora.json",
    "base-model-mismatch/bad-flux-lora.json",
    "base-model-mismatch/bad-ip-adapter.json",
    "base-model-mismatch/bad-vae.json",
    "base-model-mismatch/bad-conditioning.json",
    "swapped-submodel/bad-graph.json",
    "wrong-model-type/bad-vae.json",
    "model-variant/bad-kontext.json",
)


def pairs() -> str:
    lines = [
        "| what | of | on a model of | effect | InvokeAI's words | source |",
        "|---|---|---|---|---|---|",
    ]
    for row in ROWS:
        mains, others = (", ".join(label(base) for base in names.split()) for names in (row.main, row.other))
        words = f"`{row.error}`" if row.error else ""
        lines.append(f"| {PARTS[row.part]} | {others} | {mains} | {row.effect} | {words} | {row.source} |")
    return "\n".join(lines)


def messages() -> str:
    shown = []
    for name in MESSAGES:
        path = RULES / name
        (found,) = Case(path.parent.name, path).diagnostics()
        effect = f"{found.severity}, {found.effect}"
        shown.append(f"{len(shown) + 1}. *{found.code} {found.slug}* ({effect}): {found.message}.")
    return "\n".join(shown)


@pytest.mark.parametrize(("block", "make"), [("pairs", pairs), ("messages", messages)])
def test_block(block: str, make: object, request: pytest.FixtureRequest) -> None:
    assert callable(make)
    text = DOC.read_text("utf-8")
    wanted = f"<!-- {block} -->\n{make()}\n<!-- /{block} -->"
    found = re.search(rf"<!-- {block} -->.*?<!-- /{block} -->", text, re.DOTALL)
    assert found is not None
    if request.config.getoption("--update-golden"):
        DOC.write_text(text.replace(found[0], wanted), "utf-8", newline="\n")
    else:
        assert found[0] == wanted


def test_every_row_has_a_source() -> None:
    """``run``, the shapes of the models, or a file of InvokeAI or diffusers."""
    for row in ROWS:
        assert row.source in ("run", "shapes of the models") or row.source.endswith(".py"), row
