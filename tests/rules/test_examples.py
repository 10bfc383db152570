"""The examples of the manual: a few lines that are the file's own, with the fault and its node in view."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
from click.testing import CliRunner

from wflint.cli.main import cli
from wflint.rules.examples import example_text, find_example
from wflint.rules.faulty_lines import FaultyPlace, faulty_lines
from wflint.rules.registry import RegisteredRule, all_rules

ROOT = Path(__file__).parents[2]
LINE = re.compile(r"(>| ) +(\d+) \| ?(.*)")
WITHOUT = {"not-fetched", "too-large"}  # a pointer of Git LFS, and a file of many megabytes

rules = pytest.mark.parametrize("registered", all_rules().values(), ids=lambda r: r.slug)


@rules
def test_the_lines_are_those_of_the_file(registered: RegisteredRule) -> None:
    example = find_example(registered.slug)
    assert (example is None) == (registered.slug in WITHOUT)
    if example is None:
        return
    path = ROOT / "fixtures" / "rules" / registered.slug / example.name
    lines = path.read_text("utf-8").splitlines()
    shown = [found.groups() for line in example.lines.splitlines() if (found := LINE.match(line))]
    assert 1 <= len(shown) <= 32
    for _, number, text in shown:
        assert text.removeprefix("... ").removesuffix(" ...").strip() in lines[int(number) - 1].expandtabs(2)
    (marked,) = [int(number) for mark, number, _ in shown if mark == ">"]
    first = example.findings.splitlines()[0]
    assert re.match(rf"(\(\w+\) )?{marked}:", first)
    assert f" {registered.rule.code} {registered.slug} [" in first


@rules
def test_explain_prints_what_the_page_shows(registered: RegisteredRule) -> None:
    page = (ROOT / "docs" / "rules" / f"{registered.slug}.md").read_text("utf-8")
    printed = CliRunner().invoke(cli, ["explain", registered.slug]).output
    example = find_example(registered.slug)
    if example is not None:
        text = example_text(example)
        assert f"```text\n{text}\n```" in page
        assert textwrap.indent(text, "  ") in printed
    assert "```json" not in page


GRAPH = """{
  "id": "g",
  "nodes": {
    "canvas": {
      "id": "canvas",
      "width": 64,
      "height": 64,
      "type": "blank_image",
      "color": {
        "r": 300
      }
    },
    "save": {
      "id": "save",
      "type": "save_image"
    }
  },
  "edges": []
}
"""


def test_a_member_is_shown_with_its_node() -> None:
    assert faulty_lines(GRAPH, [FaultyPlace(10, 14, 10)]) == (
        "       ...\n"
        '   3 |   "nodes": {\n'
        '   4 |     "canvas": {\n'
        '   5 |       "id": "canvas",\n'
        "       ...\n"
        '   8 |       "type": "blank_image",\n'
        '   9 |       "color": {\n'
        '> 10 |         "r": 300\n'
        "       ..."
    )


def test_a_second_place_is_shown_and_not_marked() -> None:
    text = faulty_lines(GRAPH, [FaultyPlace(6, 7, 6), FaultyPlace(13, 13, 16)])
    assert [line[:4] for line in text.splitlines() if "..." not in line] == [
        *("   3", "   4", "   5", ">  6", "   8"),
        *("  13", "  14", "  15", "  16"),
    ]


def test_of_a_text_that_is_not_json_the_neighbours_are_shown() -> None:
    assert (
        faulty_lines("{\n1\n2\n3\n4\n", [FaultyPlace(3, 1, 3)])
        == "      ...\n  2 | 1\n> 3 | 2\n  4 | 3\n      ..."
    )
    assert faulty_lines("[" * 100_000, [FaultyPlace(1, 7, 1)]).startswith("> 1 | [[[")


def test_a_long_line_is_shown_where_the_fault_is() -> None:
    text = faulty_lines(
        '{"a": "' + "x" * 500 + '", "fault": 1, "b": "' + "y" * 500 + '"}', [FaultyPlace(1, 511, 1)]
    )
    assert '"fault": 1' in text
    assert text.startswith("> 1 | ... x")
    assert text.endswith("y ...")
    assert len(text) < 120
