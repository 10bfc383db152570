"""The page of findings as text: what it says, what it leaves out, and that a file's text stays text."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from wflint.cli.main import cli
from wflint.report.findings_page import shown

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</title></style></pre>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "\u202e\u2066\x00\x07",
    "]]><!-- -->",
)
ALLOWED = frozenset(
    re.findall(
        r"[a-z0-9]+",
        "html head meta title style body header h1 p section h2 h3 ul li b form input select option button "
        "span main div details summary pre mark dl dt dd br q code a figure figcaption "
        "table thead tbody tr th td svg g rect path "
        "circle text tspan defs clippath polygon polyline line ellipse use symbol footer script",
    )
)


class Tags(HTMLParser):
    """The names of all elements, and of all attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, set[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")


def workflow(text: str = "", nodes: int = 1) -> dict[str, Any]:
    """A file whose every text is this one, with an unknown node type and an edge to nowhere."""
    made = [
        {
            "id": f"n{i}{text}",
            "type": "invocation",
            "position": {"x": 400 * i, "y": 0},
            "data": {
                "id": f"n{i}{text}", "type": f"no_such_{i}{text}", "version": "1.0.0", "label": text,
                "notes": text,
                "isOpen": True, "isIntermediate": True, "useCache": True, "nodePack": text or f"pack-{i}",
                "inputs": {f"a{text}": {"name": f"a{text}", "label": text, "value": text}},
            },
        }
        for i in range(nodes)
    ]  # fmt: skip
    edge = {
        "id": "e",
        "type": "default",
        "source": f"n0{text}",
        "target": f"gone{text}",
        "sourceHandle": f"x{text}",
    }
    return {
        **dict.fromkeys(("name", "author", "description", "version", "contact", "tags", "notes"), text),
        "nodes": made,
        "edges": [{**edge, "targetHandle": f"y{text}"}],
        "exposedFields": [],
        "meta": {"version": "3.0.0", "category": "user"},
    }


def page_of(*arguments: str) -> str:
    result = CliRunner().invoke(cli, ["check", "--isolated", "--format", "html", *arguments])
    assert result.exit_code in (0, 1), result.output
    return result.stdout


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_file_says_is_text(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps(workflow(text), indent=1))
    page = page_of(str(file))
    tags = Tags()
    tags.feed(page)
    assert tags.tags <= ALLOWED
    assert not [name for name in tags.attributes if name.startswith("on")]
    assert page.count("<script") == 1
    assert all(re.fullmatch(r"#[\w.-]+", link) for link in tags.attributes["href"])
    assert "49" not in re.sub(r"<(style|script|svg).*?</\1>", "", page, flags=re.S).split("Filter")[0]


def test_it_has_all_parts_of_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "flow.json").write_text(json.dumps(workflow(), indent=1))
    page = page_of("flow.json")
    assert '<h2 id="file-1">flow.json</h2>' in page
    assert "does not exist" in page
    for word in ("effect", "help", "fix"):
        assert f"<dt>{word}</dt>" in page
    assert "<code>--fix</code>" in page
    assert 'class="row kdel"' in page  # the fix as a diff
    assert 'class="row khere"' in page  # the line
    assert 'id="rule-dangling-edge"' in page  # the manual page
    assert "What InvokeAI does with it" in page
    assert page.count('class="canvas"') == 1
    marks = re.findall(r'data-mark="(\d+)"', page)
    assert {"1", "2"} <= set(marks)
    assert all(marks.count(each) >= 2 for each in ("1", "2"))  # in the list and in the picture


def test_rules_have_a_table_and_the_manual_its_example(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(workflow(nodes=3)))
    (tmp_path / "b.json").write_text(json.dumps(workflow()))
    page = page_of(str(tmp_path))
    table = re.search(r"<tbody>(.*?)</tbody>", page, re.S)
    assert table is not None
    rows = {
        row[0]: (int(row[1]), int(row[2]))
        for row in re.findall(r'data-rule="([a-z-]+)".*?<td>(\d+)</td><td>(\d+)</td>', table[1])
    }
    assert rows["dangling-edge"] == (2, 2)
    assert rows["unknown-node-type"] == (4, 2)
    manual = page.partition('<details id="rule-dangling-edge">')[2].partition("</details>")[0]
    assert "<code>--unsafe-fixes</code>" in manual
    assert "&gt; 33 |         &#34;node_id&#34;: &#34;blurr&#34;," in manual


@pytest.mark.parametrize("text", ["`<b>`", "`a` <b>`", "``<i>``"])
def test_ticks_make_no_markup_of_a_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps(workflow(text)))
    page = page_of(str(tmp_path / "a.json"))
    assert "<b>" not in page
    assert "<i>" not in page


def test_a_fix_has_the_numbers_of_its_lines(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps(workflow(), indent=1))
    lines = file.read_text().split("\n")
    change = re.search(r'aria-label="What the fix changes">(.*?)</pre>', page_of(str(file)), re.S)
    assert change is not None
    told = re.findall(r'<span class="no">(\d+)(?: ([-+]))?</span><span class="src">(.*?)</span>', change[1])
    assert {sign for _, sign, _ in told} >= {"", "-"}
    for number, sign, text in told:
        if sign != "+":
            assert lines[int(number) - 1] == text.replace("&#34;", '"')


def test_every_colour_of_a_picture_has_its_light_one(tmp_path: Path) -> None:
    """But those of types, which the web UI has in one colour too."""
    from wflint.picture.colours import DARK, GREY, LIGHT, TYPE_COLOURS

    (tmp_path / "a.json").write_text(json.dumps(workflow(nodes=4)))
    page = page_of(str(tmp_path / "a.json"))
    drawn = set(re.findall(r'(?:fill|stroke)="(#\w+)"', page.partition("<svg")[2]))
    assert drawn - {*DARK, *TYPE_COLOURS.values(), GREY} == set()
    for dark, light in zip(DARK[1:], LIGHT[1:], strict=True):
        assert f'.canvas [fill="{dark}"] {{ fill: {light}; }}' in page


def test_policy_names_style_and_script_by_digest(tmp_path: Path) -> None:
    from base64 import b64encode
    from hashlib import sha256

    page = page_of(str(tmp_path))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    for name in ("style", "script"):
        inside = re.search(rf"<{name}>(.*?)</{name}>", page, re.S)
        assert inside is not None
        digest = b64encode(sha256(inside[1].encode()).digest()).decode()
        assert f"{name}-src &#39;sha256-{digest}&#39;" in policy[1]
    assert "default-src &#39;none&#39;" in policy[1]
    assert "Nothing was found." in page


def test_what_is_suppressed_is_not_on_it(tmp_path: Path) -> None:
    flow = workflow()
    flow["notes"] = "wflint: ignore[unknown-node-type]"
    (tmp_path / "a.json").write_text(json.dumps(flow))
    page = page_of(str(tmp_path / "a.json"))
    assert 'data-rule="dangling-edge"' in page
    assert 'data-rule="unknown-node-type"' not in page
    assert "1 finding hidden by notes" in page
    assert "findings are on this page" not in page


def test_a_page_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown, "MOST_FINDINGS", 12)
    monkeypatch.setattr(shown, "MOST_OF_ONE_FILE", 5)
    for number in range(5):
        (tmp_path / f"{number}.json").write_text(json.dumps(workflow(nodes=8)))
    page = page_of(str(tmp_path))
    assert page.count('<details class="finding"') == 12
    assert re.search(r"and \d+ more in this file", page)
    assert "2 more files with findings" in page
    whole = re.search(r"(\d+) of (\d+) findings are on this page", page)
    assert whole is not None
    assert 12 <= int(whole[1]) < int(whole[2])


def test_a_large_graph_and_what_cannot_be_read_have_no_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.json").write_text(json.dumps(workflow(nodes=301)))
    page = page_of(str(tmp_path / "a.json"))
    assert 'class="canvas"' not in page
    assert "1 document has no picture here" in page
    result = CliRunner().invoke(
        cli, ["check", "--isolated", "--format", "html", "-"], input=json.dumps(workflow(), indent=1)
    )
    assert 'class="canvas"' not in result.stdout
    assert 'class="row khere"' in result.stdout


def test_beside_other_outputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.json").write_text(json.dumps(workflow()))
    result = CliRunner().invoke(
        cli, ["check", "--isolated", "-o", "html:out.html", "--format", "concise", "a.json"]
    )
    assert "dangling-edge" in result.stdout
    assert (tmp_path / "out.html").read_text("utf-8").startswith("<!doctype html>")
