"""The page of findings, of files that try to run something in it, to ask a network, or to hide themselves."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from tests.browser.hostile_findings import write_folder
from wflint.plain import UNSAFE

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

NOT_SHOWN = re.compile(UNSAFE)
URLS = ("href", "src", "action", "formaction", "xlink:href", "srcset", "data", "poster", "background")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a folder of hostile files."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "files").mkdir()
    write_folder(folder / "files")
    (folder / "wflint.toml").write_text("", "utf-8")
    made = subprocess.run(
        [sys.executable, "-m", "wflint", "check", "--output", "html:page.html", "files"],
        cwd=folder, capture_output=True, timeout=300, check=False,
    )  # fmt: skip
    assert made.returncode in (1, 2), made.stderr.decode("utf-8", "replace")
    assert b"Traceback" not in made.stderr
    return folder / "page.html"


class _Tags(HTMLParser):
    """Every tag of a page with its attributes, and the text outside style and script."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        if not self.tags or self.tags[-1][0] not in ("style", "script"):
            self.words.append(data)


def read(page: Path) -> _Tags:
    found = _Tags()
    found.feed(page.read_text("utf-8"))
    found.close()
    return found


def test_markup_of_files_is_text(written: Path) -> None:
    found = read(written)
    names = [tag for tag, _ in found.tags]
    assert names.count("script") == 1
    assert not {"iframe", "img", "link", "base", "object", "embed", "foreignobject", "animate"} & set(names)
    assert [name for _, attributes in found.tags for name in attributes if name.startswith("on")] == []
    values = [(name, value) for _, attributes in found.tags for name, value in attributes.items()]
    refused = [value for name, value in values if name in URLS and "wflint.invalid" in value]
    assert refused == []
    assert not any(value.lstrip().lower().startswith("javascript:") for _, value in values)
    assert "<script>window.ran = 1</script>" in "".join(found.words)  # it is shown, as what it is


def test_nothing_of_a_file_hides_or_turns_a_line(written: Path) -> None:
    found = read(written)
    texts = [*found.words, *(value for _, attributes in found.tags for value in attributes.values())]
    hidden = {match.group() for text in texts for match in NOT_SHOWN.finditer(text)} - {"\n"}
    assert hidden == set()


def test_the_policy_forbids_everything_but_the_pages_own(written: Path) -> None:
    policy = next(a["content"] for tag, a in read(written).tags if tag == "meta" and "http-equiv" in a)
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/=]+'|'nonce-[^']+'", rules["script-src"])
    assert rules["base-uri"] == rules["form-action"] == "'none'"


def test_long_lines_are_cut(written: Path) -> None:
    page = written.read_text("utf-8")
    assert "x" * 10_000 not in page
    assert len(page) < 20_000_000


def test_nothing_runs_and_no_request_leaves(written: Path, page: Page) -> None:
    page.goto(written.as_uri())
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.evaluate(
        """() => document.querySelectorAll('body *:not(a)').forEach((each) => {
            for (const kind of ['mouseover', 'focus', 'click']) each.dispatchEvent(new Event(kind));
        })"""
    )
    page.wait_for_function("() => document.readyState === 'complete'")
    assert page.evaluate("() => window.ran") is None
    assert page.evaluate("() => location.href").startswith(written.as_uri())
