"""Each family's record is whole, and the tables that follow from the records are what they were proved to be.

``fixtures/families/tables.json`` was written from the tables as they stood before they were derived, table by
table, and each of them was compared with InvokeAI. ``pytest tests/models/test_families.py --update-golden``
writes it anew; read the difference as you would read the table.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.models.tables import tables
from wflint.catalogue.store import list_releases, open_release
from wflint.models.families import nodes, settings
from wflint.models.families.bases import FAMILIES, MODEL_TYPES
from wflint.models.families.details import Meetings
from wflint.models.families.known import KNOWN
from wflint.models.families.record import Family

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue

GOLDEN = Path(__file__).parents[2] / "fixtures" / "families" / "tables.json"
TABLES = tables()
FILES = Path(nodes.__file__).parent
FIELDS = tuple(slot for slot in Family.__slots__ if slot not in ("base", "label", "absent"))


def ids(family: Family) -> str:
    return family.base


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("family", KNOWN, ids=ids)
def test_a_field_is_filled_or_says_why_not(family: Family, field: str) -> None:
    """And a reason goes when the field is filled, so that it never lies."""
    filled, reason = bool(getattr(family, field)), family.absent.get(field, "")
    assert filled != bool(reason), f"{family.base}: fill {field}, or say in `absent` why it is empty"
    assert filled or len(reason) > 8


@pytest.mark.parametrize("family", KNOWN, ids=ids)
def test_no_reason_for_a_field_that_is_not(family: Family) -> None:
    assert set(family.absent) <= set(FIELDS)


@pytest.mark.parametrize("family", KNOWN, ids=ids)
def test_what_is_made_later_is_of_the_family(family: Family) -> None:
    """What functions give is read in the tables below; here, that they say a thing."""
    assert family.names is not None
    said = family.names()
    assert said.published or said.schemes or said.words
    if family.meetings is not None:
        assert family.meetings() != Meetings()
        assert {base for row in family.meetings().rows for base in row.others.split()} <= FAMILIES - {
            family.base
        }


def test_every_file_is_known() -> None:
    """A family's file that known.py does not list is not there for anybody."""
    homes = {path.stem for path in FILES.glob("*.py") if " = Family(" in path.read_text("utf-8")}
    listed = (FILES / "known.py").read_text("utf-8")
    assert {home for home in homes if f"families.{home} import" not in listed} == set()


def test_golden_tables(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-golden"):
        text = json.dumps(TABLES, indent=1, sort_keys=True, ensure_ascii=False)
        GOLDEN.write_text(text + "\n", "utf-8", newline="\n")
    made = tables()  # here, and not as the module is imported: a test answers for what it runs itself
    assert set(golden()) == set(made)
    assert [name for name, table in golden().items() if json.loads(json.dumps(made[name])) != table] == []


def golden() -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads(GOLDEN.read_text("utf-8"))
    return found


@pytest.mark.parametrize("table", sorted(TABLES))
def test_table(table: str) -> None:
    """Every entry is there, says what it said, and there is no other."""
    wanted, found = golden()[table], json.loads(json.dumps(TABLES[table]))
    assert sorted(found) == sorted(wanted)
    for key, value in wanted.items():
        assert found[key] == value, key


@pytest.fixture(scope="module")
def newest() -> Catalogue:
    return open_release("6.14.2")


PLACES = [
    *[(n, i) for n, loader in nodes.LOADERS.items() for i in ("model", *loader.others)],
    *[(n, i) for n, loader in nodes.LOADERS.items() for part in loader.outputs.values() for i in part.inputs],
    *[(n, i) for n, loader in nodes.LOADERS.items() for i in (*loader.checks, *loader.stand_ins)],
    *[(n, s.field) for n, supply in nodes.SUPPLIES.items() for s in supply.sources],
    *[(n, i) for n, node in nodes.DENOISERS.items() for i in (node.main, *node.parts)],
    *[
        (n, i)
        for n, facts in settings.DENOISE.items()
        for i in (facts.steps, facts.cfg, facts.negative, facts.second_cfg)
        if i
    ],
    *[(n, i) for n in (*nodes.DECODERS, *nodes.PID_NODES) for i in ("vae", "latents")],
    *[(n, i) for n in nodes.IMAGE_ENCODERS for i in ("vae", "image")],
    *[(n, i) for n, prompt in nodes.CLIP_PROMPTS.items() for i in prompt.inputs],
    *[(n, i) for n, node in nodes.LORAS.items() for i in (node.field, *node.through)],
    *[(n, node.field) for n, node in nodes.ADAPTERS.items()],
    *[(n, i) for n, passed in nodes.PASSES.items() for i in passed.values()],
    *settings.WEIGHTED.items(),
    *[(n, "num_frames") for n in settings.VIDEOS],
]
NO_VAE = {"pid_upscale": "latents"} | dict.fromkeys(set(nodes.PID_NODES) - {"pid_upscale"}, "vae")


@pytest.mark.parametrize(("node", "field"), sorted({*PLACES} - {*NO_VAE.items()}))
def test_every_input_that_a_record_names_is_there(newest: Catalogue, node: str, field: str) -> None:
    definition = newest.node(node)
    assert definition is not None
    if field not in definition.inputs:
        releases = [open_release(release) for release in list_releases()]
        others = [found for release in releases if (found := release.node(node)) is not None]
        assert any(field in found.inputs for found in others), "no release has it"


OUTPUTS = [
    *[(n, out) for n, loader in nodes.LOADERS.items() for out in loader.outputs],
    *[(n, node.output) for n, node in nodes.ADAPTERS.items()],
    *[(n, out) for n, passed in nodes.PASSES.items() for out in passed],
    *[(n, out) for n, node in nodes.LORAS.items() for out in node.through],
    *[(n, "latents") for n in (*nodes.DENOISERS, *nodes.IMAGE_ENCODERS)],
    *[(n, "conditioning") for n in nodes.PROMPTS],
]


@pytest.mark.parametrize(("node", "output"), sorted({*OUTPUTS}))
def test_every_output_that_a_record_names_is_there(newest: Catalogue, node: str, output: str) -> None:
    definition = newest.node(node)
    assert definition is not None
    assert output in definition.outputs


def test_fresh_nodes_have_nothing_to_begin_with(newest: Catalogue) -> None:
    for name, facts in settings.DENOISE.items():
        definition = newest.node(name)
        assert definition is not None
        begins = {"latents", "noise", "denoise_mask", "denoising_start"} & set(definition.inputs)
        assert facts.fresh == (not begins), name


def test_types_of_models_are_known() -> None:
    assert set(nodes.OTHER_TYPES.values()) <= MODEL_TYPES
    assert {node.type for node in nodes.ADAPTERS.values()} <= MODEL_TYPES
