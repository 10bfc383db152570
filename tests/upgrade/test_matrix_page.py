"""The page of a matrix: strangers' texts stay text, and it needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from tests.upgrade.documents import canny, node, workflow

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]

MARKUP = '"><img src=x onerror=alert(1)>&amp;<'
VOID = {"meta", "input", "col", "br"}


class Page(HTMLParser):
    """The tags of a page, with their attributes; every one is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.script = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID and tag != "option":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag != "option":
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.script += data


def page(wflint: Wflint, *paths: str) -> str:
    return wflint("upgrade", "--matrix", ">=5.8,<5.12", "-f", "html", *paths).out


def test_names_and_texts_of_strangers_are_no_markup(wflint: Wflint, put: Put) -> None:
    name = "<b onclick='x'>&\u202e.json"
    put(name, canny())
    put("two.json", workflow([node(MARKUP, MARKUP, MARKUP)]))
    text = page(wflint, name, "two.json")
    found = Page(text)
    assert {tag for tag, _ in found.tags} <= {
        "html", "head", "meta", "title", "style", "body", "main", "h1", "p", "form", "input", "label",
        "select", "option", "button", "span", "b", "div", "table", "caption", "colgroup", "col", "thead",
        "tbody", "tr", "th", "td", "bdi", "small", "section", "h2", "ul", "li", "br", "em", "script",
    }  # fmt: skip
    assert all(not key.startswith("on") for _, attributes in found.tags for key in attributes)
    assert "<img" not in text
    assert text.isascii()
    assert "\\u202e" in text


def test_nothing_is_fetched_and_only_its_own_script_runs(wflint: Wflint, put: Put) -> None:
    put("one.json", canny())
    text = page(wflint, "one.json")
    found = Page(text)
    assert "://" not in text
    assert all("src" not in attributes and "href" not in attributes for _, attributes in found.tags)
    policy = next(a["content"] for tag, a in found.tags if tag == "meta" and "content" in a)
    digest = base64.b64encode(hashlib.sha256(found.script.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"


def test_all_that_can_be_clicked_leads_to_reasons(wflint: Wflint, put: Put) -> None:
    put("one.json", canny())
    put("two.json", canny())
    text = page(wflint, "one.json", "two.json")
    rows = re.findall(
        r'<tr class="flow" data-detail="(\w+)" data-verdicts="(\w+)">(.*?)</tr>', text, re.DOTALL
    )
    releases = text.count("<option value=") - 1
    assert [row[0] for row in rows] == ["d0", "d1"]
    for detail, verdicts, body in rows:
        assert len(verdicts) == releases
        told = re.search(rf'<tr class="detail" id="{detail}">(.*?)</tr>', text, re.DOTALL)
        assert told is not None
        sections = re.findall(r'<section data-run="(\d+)">', told[1])
        assert set(re.findall(r'data-run="(\d+)"', body)) == set(sections)
        assert "canny_image_processor was removed in 5.10.0" in told[1]
