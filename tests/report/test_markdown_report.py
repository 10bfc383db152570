"""The table for a pull request, as a renderer of Markdown sees it."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from tests.report.test_formatters import diagnostic, report, unknown
from wflint.diagnostics import CheckedFile, Report, Severity
from wflint.report.formats import Look, render
from wflint.report.markdown_report import COMMENT, table

HOSTILE = [
    "a | b", "a \\| b", "`tick`", "``two`` |", "@everyone", "[x](http://evil.test)", "<img src=x>",
    "<!-- x -->",
    "http://evil.test", "www.evil.test", "#12", "![x](y)", "a\nb\n\n# c", "\r\n::error::x", "\u202e", "x\0y",
    "|", "`", "\\", "``` ```", "</td></tr></table>", "&lt;b&gt;", "owner/name#1", "*a* _b_ ~c~", "$x$", " ",
]  # fmt: skip


def shown(found: Report) -> tuple[str, list[list[str]]]:
    """The page as HTML, and the texts of the table's cells."""
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(
        "".join(render(found, "markdown", Look()))
    )
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.S)
    return html, [re.findall(r"<t[dh]>(.*?)</t[dh]>", row, re.S) for row in rows]


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_of_files_stay_texts(text: str) -> None:
    d = diagnostic(message=f"x {text}", file=f"w/{text}.json", help=f"do {text}", group="")
    html, rows = shown(Report((text,), [CheckedFile("a", "graph", None, "checked")], [d, diagnostic()]))
    assert [len(row) for row in rows] == [5, 5, 5]
    for row in rows[1:]:
        assert all(re.fullmatch(r"<code>[^<]*</code>", row[number], re.S) for number in (1, 3, 4))
    assert set(re.findall(r"<(\w+)", html)) <= {
        "h3",
        "p",
        "code",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "a",
    }
    assert all("/docs/rules/" in link for link in re.findall(r'href="(.*?)"', html))
    outside = re.sub(r"<code>.*?</code>|<a .*?</a>", "", html, flags=re.S)
    assert "@" not in outside
    assert "evil" not in outside


def test_errors_come_first() -> None:
    _, rows = shown(report())
    assert [row[0] for row in rows[1:]] == ["error", "error", "error", "warning", "info"]


def test_one_cause_is_one_row() -> None:
    _, rows = shown(Report(("6.14.2",), [], [unknown(line) for line in range(1, 13)]))
    assert len(rows) == 2
    assert "2:3, 3:3, 4:3, 5:3, 6:3, 7:3, 8:3, 9:3 and 3 more" in rows[1][3]


def test_it_fits_into_a_comment() -> None:
    many = [diagnostic(message=f"é{n} " + "日" * 60, group="") for n in range(2000)]
    many.append(diagnostic(severity=Severity.INFO))
    text = "".join(render(Report(("6.14.2",), [], many), "markdown", Look()))
    assert COMMENT - 1000 < len(text.encode()) <= COMMENT
    *_, blank, last = text.splitlines()
    assert blank == ""
    left = re.fullmatch(r"(\d+) more findings had no room here\.", last)
    assert left is not None
    assert text.count("| error |") + int(left[1]) == 2001


@pytest.mark.parametrize("room", range(0, 1500, 37))
def test_any_room_will_do(room: int) -> None:
    text = "".join(table(report(), room))
    assert len(text.encode()) <= max(0, room)
    assert text == "" or text.endswith("\n")
