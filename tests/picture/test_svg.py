"""Pictures as SVG: sound XML without script, whatever a file holds, and as they were."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.picture.drawing import SVG, edge, node, other, parsed, scene, texts, workflow
from wflint.picture import Mark, to_dot, to_html, to_mermaid, to_svg
from wflint.picture.key import legend_scale
from wflint.picture.text import escape, fit, share, width_of, wrap

SNAPSHOTS = Path(__file__).parent / "snapshots"

FLUX = {"key": "k", "hash": "h", "name": "FLUX.1 dev", "base": "flux", "type": "main"}
SMALL = {
    "two-nodes": workflow(
        node("a", "integer", (0, 0), label="Seed", value=7),
        node("b", "add", (420, 40), b=2),
        edges=[edge("a", "value", "b", "a")],
    ),
    "all-kinds": workflow(
        node("m", "flux_model_loader", (0, 0), model=FLUX),
        node("p", "flux_text_encoder", (420, 0), prompt="a lighthouse keeper at his window, oil on canvas"),
        node("c", "collect", (840, 0)),
        node("old", "gone_with_3_0", (840, 240), is_open=False, size=8),
        other("hint", "notes", (0, 420), notes="Change the prompt.", label="Read me"),
        other("via", "connector", (780, 30)),
        other("now", "current_image", (1240, 0)),
        edges=[
            edge("m", "clip", "p", "clip"),
            edge("p", "conditioning", "via", "in"),
            edge("via", "out", "c", "item"),
            edge("c", "collection", "gone", "x"),
        ],
        exposedFields=[{"nodeId": "p", "fieldName": "prompt"}],
    ),
}
MARKS = {
    "two-nodes": [
        Mark("/edges/0", "error", "ED110", 'takes "a < b" & more'),
        Mark("/nodes/1/data/inputs/b", "warning", "IN101", "b"),
        Mark("/nodes/0", "info", "ND1", "c"),
        Mark("/meta", "error", "WF1", "the file"),
    ],
    "all-kinds": [],
}


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_small_pictures_are_as_they_were(name: str, theme: str, pytestconfig: pytest.Config) -> None:
    drawn = to_svg(
        scene(SMALL[name], MARKS[name]), theme=theme, highlight="family" if theme == "light" else None
    )
    parsed(drawn)
    file = SNAPSHOTS / f"{name}.{theme}.svg"
    if pytestconfig.getoption("--update-golden"):
        file.write_text(drawn.replace("><", ">\n<"), encoding="utf-8", newline="\n")
    assert drawn.replace("><", ">\n<") == file.read_text("utf-8")


def test_each_mark_is_an_element_with_its_number() -> None:
    root = parsed(to_svg(scene(SMALL["two-nodes"], MARKS["two-nodes"])))
    marks = {e.get("data-mark"): e for e in root.iter(f"{SVG}g") if e.get("class") == "mark"}
    assert set(marks) == {"1", "2", "3"}  # the fourth is about the file: it is in the legend alone
    title = marks["1"].find(f"{SVG}title")
    assert title is not None
    assert title.text == 'ED110: takes "a < b" & more'
    legend = {e.get("data-fault") for e in root.iter(f"{SVG}g") if e.get("class") == "fault"}
    assert legend == {"1", "2", "3", "4"}
    nodes = {e.get("data-node") for e in root.iter(f"{SVG}g") if e.get("class") == "node"}
    assert nodes == {"a", "b"}


def frames(root: Any) -> list[str]:
    """The colours of the frames around nodes."""
    return [e.get("stroke") for e in root.iter(f"{SVG}rect") if e.get("rx") == "11"]


def test_infos_have_a_number_but_no_frame() -> None:
    """Old workflows have one at nearly each node: frames around all of them hide those that matter."""
    marks = [Mark("/nodes/0", "info", "A", "old"), Mark("/nodes/1", "error", "B", "wrong")]
    assert len(frames(parsed(to_svg(scene(SMALL["two-nodes"], marks))))) == 1
    root = parsed(to_svg(scene(SMALL["two-nodes"], marks[:1])))
    assert frames(root) == []
    assert [e.get("data-severity") for e in root.iter(f"{SVG}g") if e.get("class") == "mark"] == ["info"]


def many(count: int) -> Any:
    nodes = (node(f"n{i}", "add", (i % 12 * 420, i // 12 * 300), a=1, b=2) for i in range(count))
    return scene(workflow(*nodes), [Mark(f"/nodes/{i}", "error", "E", f"fault {i}") for i in range(count)])


def badges(root: Any) -> list[tuple[float, float, float]]:
    """Middle and radius of each error's badge on the nodes."""
    marks = [e for e in root.iter(f"{SVG}g") if e.get("class") == "mark"]
    circles: list[Any] = [e.find(f"{SVG}circle") for e in marks]
    return [(float(c.get("cx")), float(c.get("cy")), float(c.get("r"))) for c in circles]


def test_in_a_large_picture_badges_are_larger_and_the_legend_has_columns() -> None:
    small, large = (parsed(to_svg(many(count))) for count in (3, 48))
    assert {r for _, _, r in badges(small)} == {13}
    assert {r for _, _, r in badges(large)} == {26}

    def columns(root: Any) -> int:
        legend = next(e for e in root.iter(f"{SVG}g") if e.get("class") == "legend")
        return len({e.get("transform").split()[0] for e in legend if e.get("transform")})

    assert columns(small) == 1
    assert columns(large) >= 3
    # Who looks into the picture, as on the page, needs no larger ones.
    assert {r for _, _, r in badges(parsed(to_svg(many(48), legend=False)))} == {13}


def test_badges_at_neighbouring_inputs_stand_apart() -> None:
    data = workflow(
        node("a", "add", (0, 0), a=1, b=2), *(node(f"n{i}", "add", (i * 420, 900)) for i in range(12))
    )
    marks = [Mark(f"/nodes/0/data/inputs/{n}", "error", "E", "m") for n in "ab" for _ in range(3)]
    root = parsed(to_svg(scene(data, marks)))
    found = badges(root)
    left = float(root.get("viewBox", "").split()[0])
    assert len(found) == 6
    for i, (x, y, r) in enumerate(found):
        assert x - r >= left
        for other_x, other_y, other_r in found[:i]:
            assert max(abs(x - other_x), abs(y - other_y)) >= r + other_r


def test_names_are_cut_only_where_there_is_no_room() -> None:
    flow = workflow(
        node("d", "denoise_latents", (0, 0), cfg_rescale_multiplier=0.7),
        node("v", "vae_loader", (500, 0), label="VAE Model - SD1.5, SD2, SDXL, SD3"),
        node("l", "string", (1000, 0), label="much " * 40),
    )
    root = parsed(to_svg(scene(flow)))
    written = texts(root)
    assert {"Positive Conditioning", "Negative Conditioning", "CFG Rescale Multiplier", "0.7"} <= set(written)
    assert "VAE Model - SD1.5, SD2, SDXL, SD3" in written
    assert sum(t.startswith("much much") and t.endswith("\u2026") for t in written) == 1
    # Who points at it, or searches, has the whole.
    titles = [e.findtext(f"{SVG}title") for e in root.iter(f"{SVG}g") if e.get("class") == "node"]
    assert titles[1] == "VAE Model - SD1.5, SD2, SDXL, SD3 (VAE Model - SD1.5, SD2, SDXL, SD3, FLUX)"
    assert str(titles[2]).count("much") > 25


@given(st.floats(0, 500), st.floats(0, 500), st.floats(10, 400))
def test_two_names_share_their_room(one: float, other: float, room: float) -> None:
    mine, yours = share(one, other, room)
    if one + other <= room:
        assert mine >= one
        assert yours >= other
    else:
        assert min(mine, one) + min(yours, other) <= room + 1e-6
        assert min(mine, one) >= min(one, room / 2) - 1e-6


def test_an_empty_canvas_is_told() -> None:
    assert "nothing is on the canvas" in texts(parsed(to_svg(scene(workflow()))))
    assert "nothing is on the canvas" in to_html(scene(workflow()))


def test_no_family_is_told() -> None:
    drawn = to_svg(scene(SMALL["two-nodes"]), highlight="family")
    assert "no model family is known in this workflow" in texts(parsed(drawn))


def test_families_have_a_colour_and_a_legend() -> None:
    plain, coloured = (to_svg(scene(SMALL["all-kinds"]), highlight=h) for h in (None, "family"))
    assert "FLUX.1" in texts(parsed(coloured))
    assert "FLUX.1" not in texts(parsed(plain))
    assert coloured.count("#e69f00") > 3  # the edges and nodes of the one family, and its line in the legend


def test_no_picture_holds_markup_of_a_file() -> None:
    bad = "</text><script>alert(1)</script>\"' onload=x ]]> <!-- \x00\x1b\u202e\ufffe & &lt;"
    data = workflow(
        node(bad, "string", (0, 0), label=bad, value=bad, **{"odd<": bad}),
        node("b", bad, (500, 0), label=bad),
        other("n", "notes", (900, 0), notes=bad * 50, label=bad),
        edges=[edge(bad, "value", "b", bad), edge(bad, bad, "b", "x")],
    )
    found = scene(data, [Mark("/nodes/0", bad, bad, bad)])
    root = parsed(to_svg(found))
    assert any("<script>" in text for text in texts(root))  # as text
    page = to_html(found)
    assert page.count("<script") == 1
    assert "alert(1)</script>" not in page
    for made in (to_dot(found), to_mermaid(found)):
        assert "<script" not in made
        assert "\x00" not in made
        assert "\x1b" not in made


WORDS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", "<a href='x'>", "\x00", "\ud800", "\u202eabc", "]]>", "x" * 3000, "שלום"]),
    st.just("漢字" * 40),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(WORDS, inner, max_size=4)),
    max_leaves=8,
)
NUMBERS = st.one_of(
    st.floats(), st.integers(-(10**7), 10**7), st.sampled_from([10**400, "1", None, True]), st.just(0)
)
KNOWN = ["add", "collect", "denoise_latents", "string", "integer_batch", "iterate"]
TYPES = st.one_of(st.sampled_from(KNOWN), WORDS)
IDS = st.one_of(st.sampled_from("abcde"), WORDS)
NODES = st.one_of(
    st.builds(
        lambda i, kind, x, y, label, is_open, values: {
            **node(i, kind, (x, y), label, is_open),
            "data": {**node(i, kind, (x, y), label, is_open)["data"], "inputs": values},
        },
        IDS,
        TYPES,
        NUMBERS,
        NUMBERS,
        WORDS,
        VALUES,
        st.one_of(
            VALUES,
            st.dictionaries(
                st.one_of(st.sampled_from(["a", "b", "steps", "value", "item"]), WORDS),
                st.one_of(VALUES, st.builds(lambda v: {"name": "x", "value": v}, VALUES)),
                max_size=5,
            ),
        ),
    ),
    st.builds(
        lambda i, kind, notes: other(i, kind, notes=notes),
        IDS,
        st.sampled_from(["notes", "connector", "current_image"]),
        VALUES,
    ),
    VALUES,
)
FIELDS = st.one_of(st.sampled_from(["a", "b", "value", "in", "out", "item", "collection", "steps"]), WORDS)
EDGES = st.one_of(st.builds(edge, IDS, FIELDS, IDS, FIELDS), VALUES)
FILES = st.builds(
    lambda nodes, edges, form: workflow(*nodes, edges=edges, form=form),
    st.lists(NODES, max_size=7),
    st.lists(EDGES, max_size=9),
    VALUES,
)


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(FILES, st.lists(st.builds(Mark, WORDS, WORDS, WORDS, WORDS, WORDS), max_size=3))
def test_any_file_gives_sound_xml(data: Any, marks: list[Mark]) -> None:
    raw = json.dumps(data).encode()
    at = [Mark("/nodes/0", "error", "A", "b"), Mark("/edges/0", "error", "A", "b")]
    found = scene(raw, [*marks, *at])
    root = parsed(to_svg(found))
    assert all(value.lower() not in ("nan", "inf") for e in root.iter() for value in e.attrib.values())
    parsed(to_svg(found, theme="light", highlight="family"))
    assert to_html(found).count("<script") == 1
    assert to_mermaid(found).splitlines()[1] == "flowchart LR"
    assert to_dot(found).endswith("}\n")


def test_a_graph_of_thousands_is_drawn() -> None:
    many = [node(f"n{i}", "add", (i % 70 * 400, i // 70 * 300)) for i in range(5000)]
    wires = [edge(f"n{i}", "value", f"n{i + 1}", "a") for i in range(4999)]
    found = scene(workflow(*many, edges=wires), [Mark(f"/edges/{i}", "error", "E", "m") for i in range(900)])
    root = parsed(to_svg(found))
    assert sum(e.get("class") == "node" for e in root.iter(f"{SVG}g")) == 5000


def test_a_text_of_100_kb_is_cut() -> None:
    long = "word " * 20_000
    note = other("n", "notes", (500, 0), notes=long)
    data = workflow(node("a", "string", (0, 0), label=long, value=long), note)
    assert len(to_svg(scene(data, [Mark("/nodes/0", "error", "A", long)]))) < 12_000


@pytest.mark.parametrize(
    ("text", "room", "shown"),
    [
        ("short", 200, "short"),
        ("a much longer title", 80, "a much l…"),
        ("two\nlines", 200, "two lines"),
        ("", 50, ""),
    ],
)
def test_a_text_is_cut_to_its_room(text: str, room: float, shown: str) -> None:
    assert fit(text, room, 15) == shown


@given(st.text(max_size=300), st.floats(20, 400), st.integers(1, 5))
def test_lines_fit_and_are_no_more_than_asked(text: str, room: float, most: int) -> None:
    lines = wrap(text, room, 15, most)
    assert len(lines) <= most
    assert all(width_of(line, 15) <= room + 20 for line in lines)


@given(st.text())
def test_an_escaped_text_is_xml(text: str) -> None:
    from xml.etree import ElementTree

    ElementTree.fromstring(f'<a b="{escape(text)}">{escape(text)}</a>')


def test_a_legend_is_read_where_all_of_its_picture_is_seen() -> None:
    """It grows with the picture, but is not the higher part of a very wide one."""
    assert [round(legend_scale(width), 2) for width in (300, 1900, 3800, 6700, 12_000, 90_000)] == [
        1.0, 1.0, 2.0, 2.4, 3.64, 4.0,
    ]  # fmt: skip
