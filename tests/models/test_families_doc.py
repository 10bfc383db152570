"""docs/model-families.md says what the table says, and shows what wflint says.

``pytest tests/models/test_families_doc.py --update-golden`` writes both blocks anew.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.golden import RULES, Case
from wflint.models.families.bases import label
from wflint.models.families.meetings import MEETINGS

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
    together: dict[tuple[object, ...], list[str]] = {}
    for main, rows in MEETINGS.items():
        for row in rows:
            together.setdefault(row, []).append(main)
    for part, name in PARTS.items():
        for row, mains in together.items():
            if row[0] == part:
                of, on = (", ".join(map(label, bases)) for bases in (str(row[1]).split(), mains))
                words = f"`{row[3]}`" if row[3] else ""
                lines.append(f"| {name} | {of} | {on} | {row[2]} | {words} | {row[4]} |")
    return "\n".join(lines)


def messages() -> str:
    shown = []
    for number, name in enumerate(MESSAGES, 1):
        path = RULES / name
        (found,) = Case(path.parent.name, path).diagnostics()
        effect = f"{found.severity}, {found.effect}"
        shown += [
            f"{number}. *{found.code} {found.slug}* ({effect}): {found.message}",
            f"    - effect: {found.consequence}",
            f"    - help: {found.help}",
        ]
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


def test_every_meeting_has_a_source() -> None:
    """``run``, the shapes of the models, or a file of InvokeAI or diffusers."""
    rows = [row for rows in MEETINGS.values() for row in rows]
    assert {row.part for row in rows} == set(PARTS)
    for row in rows:
        assert row.source in ("run", "shapes of the models") or row.source.endswith(".py"), row
