"""Pictures as Mermaid and DOT: what they hold, and that no text of a file ends a label.

Mermaid's and Graphviz's own parsers were asked outside the suite (docs/pictures.md).
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.picture.drawing import edge, node, other, scene, workflow
from wflint.picture import Mark, to_dot, to_mermaid

FLOW = workflow(
    node("a", "integer", (0, 0), label='He said "hi" #1 [x] `y`', value=7),
    other("via", "connector", (300, 0)),
    node("b", "add", (400, 0), b=2),
    node("c", "gone_node", (800, 0)),
    other("n", "notes", (0, 400), notes="One.\nTwo."),
    edges=[
        edge("a", "value", "via", "in"),
        edge("via", "out", "b", "a"),
        edge("b", "value", "c", "strength"),
        edge("b", "value", "nowhere", "x"),
    ],
)
MARKS = [Mark("/edges/2", "error", "ED1", "wrong"), Mark("/nodes/2", "warning", "ND1", "b<br>")]

WIDE = '%%{init: {"flowchart": {"wrappingWidth": 560}}}%%'
# One line of a flowchart: a node, an edge, a style, or the list of faults.
LINE = re.compile(
    r"""\ \ (?:
        \ \ list\["[^"]*"\]
        | n\d+(?:\["[^"]*"\]|\(\("[^"]*"\)\))
        | n\d+\ --\ "[^"]*"\ -->\ n\d+
        | linkStyle\ \d+\ stroke:\#[0-9a-f]{6},stroke-width:\dpx
        | class\ [\w,]+\ \w+ | classDef\ \w+\ [\w:#,\ -]+ | subgraph\ faults | end
    )""",
    re.VERBOSE,
)


def test_a_flowchart() -> None:
    assert to_mermaid(scene(FLOW, MARKS)).splitlines() == [
        WIDE,
        "flowchart LR",
        '  n0["He said #34;hi#34; #35;1 #91;x#93; #96;y#96;<br/>Integer Primitive"]',
        '  n1["Add Integers (! 2)"]',
        '  n2["gone#95;node<br/>not in InvokeAI 6.14.2"]',
        '  n3((" "))',
        '  n4["Notes<br/>One.<br/>Two."]',
        '  n0 -- "in" --> n3',
        '  n3 -- "A" --> n1',
        '  n1 -- "strength (! 1)" --> n2',
        "  linkStyle 0 stroke:#e53e3e,stroke-width:2px",
        "  linkStyle 1 stroke:#e53e3e,stroke-width:2px",
        "  linkStyle 2 stroke:#ff6b6b,stroke-width:4px",
        "  class n2 unknown",
        "  classDef unknown stroke:#ff9d9d,stroke-dasharray:6 4",
        "  class n4 note",
        "  classDef note fill:#3a3523,color:#f1f2f4,stroke:#434a56",
        "  class n1 warned",
        "  classDef warned stroke:#ffc145,stroke-width:3px",
        "  subgraph faults",
        '    list["1 ED1 wrong<br/>2 ND1 b#60;br#62;"]',
        "  end",
        "  class list text",
        "  classDef text text-align:left",
    ]


def test_infos_are_quiet() -> None:
    """An info has its number, but neither the colour nor the exclamation mark of a fault."""
    found = scene(FLOW, [Mark("/nodes/2", "info", "ND1", "old"), Mark("/edges/2", "info", "ED1", "odd")])
    made = to_mermaid(found)
    assert '  n1["Add Integers (1)"]' in made
    assert '  n1 -- "strength (2)" --> n2' in made
    assert "(!" not in made
    assert "classDef fault" not in made
    assert "penwidth=5" not in to_dot(found)
    assert 'BORDER="3"' not in to_dot(found)


def test_names_are_whole_where_there_is_room() -> None:
    long = "VAE Model - SD1.5, SD2, SDXL, SD3, FLUX"
    found = scene(workflow(node("a", "vae_loader", (0, 0)), node("b", "add", (500, 0), label=long)))
    assert to_mermaid(found).count(f'["{long}') == 2
    assert to_dot(found).count(f"<B>{long}</B>") == 2


def test_a_style_and_a_colon_leave_the_entities_whole() -> None:
    """Mermaid takes ``style...:...#...;`` on a line for a style, and cuts its last semicolon off."""
    found = scene(workflow(node("a", "string", (0, 0), label='Style: "oil"')))
    assert not re.search(r"style.*:\S*#.*;", to_mermaid(found), re.IGNORECASE)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.text(max_size=60), st.text(min_size=1, max_size=30))
def test_no_text_leaves_its_label(text: str, field: str) -> None:
    data = workflow(
        node("a", "string", (0, 0), label=text, value=text),
        node("b", text, (500, 0), label=text),
        other("n", "notes", (900, 0), notes=text, label=text),
        edges=[edge("a", "value", "b", field)],
    )
    found = scene(data, [Mark("/nodes/0", "error", text, text)])
    wide, head, *lines = to_mermaid(found).rstrip("\n").split("\n")
    assert (wide, head) == (WIDE, "flowchart LR")
    for line in lines:
        assert LINE.fullmatch(line), line
    for table in re.findall(r"label=<(<TABLE.*</TABLE>)>", to_dot(found)):
        ElementTree.fromstring(table)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_dot_has_a_port_for_each_field(theme: str) -> None:
    made = to_dot(scene(FLOW, MARKS), theme=theme)
    assert '  n0:o0:e -> n3 [color="#e53e3e"];' in made
    assert "  n3 -> n1:i0:w [" in made
    assert re.search(r'n1:o0:e -> n2:i\d+:w \[color="#e53e3e", penwidth=5, label="1"', made)
    assert "<B>Add Integers</B> (2)" in made
    assert '<TD ALIGN="LEFT">2 ND1 b&lt;br&gt;</TD>' in made
