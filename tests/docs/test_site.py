"""The built site: strict, whole, and nothing of it is loaded from elsewhere. Needs the extra ``docs``."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest

from tests.docs.blocks import DOCS, ROOT

pytest.importorskip("material", reason="needs the extra docs (mkdocs-material)")

if TYPE_CHECKING:
    from pathlib import Path

HOME = "http://site.invalid/"
LOADED = {
    ("script", "src"),
    ("link", "href"),
    ("img", "src"),
    ("source", "src"),
    ("iframe", "src"),
    ("video", "src"),
}


class Seen(HTMLParser):
    """What a page of HTML loads, where it leads, and its ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value is None:
                continue
            if name == "id" or (tag == "a" and name == "name"):
                self.ids.add(value)
            if (tag, name) in LOADED:
                self.loads.append(value)
            if tag == "a" and name == "href":
                self.links.append(value)


def build(root: Path, into: Path) -> subprocess.CompletedProcess[str]:
    """``mkdocs build --strict`` of a checkout."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(into)],
        cwd=root,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built without a warning."""
    into = tmp_path_factory.mktemp("site")
    done = build(ROOT, into)
    assert done.returncode == 0, done.stderr
    return into


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, Seen]:
    """Each page by its address below the site's."""
    found = {}
    for path in sorted(site.rglob("*.html")):
        address = path.relative_to(site).as_posix().removesuffix("index.html")
        found[address] = Seen(path.read_text("utf-8"))
    return found


def test_every_page_is_there(pages: dict[str, Seen]) -> None:
    for page in DOCS.rglob("*.md"):
        name = page.relative_to(DOCS).with_suffix("").as_posix()
        address = re.sub(r"(^|/)(README|index)$", r"\1", name)
        assert address.rstrip("/") in {each.rstrip("/") for each in pages}, name


def test_no_link_is_dead(pages: dict[str, Seen], site: Path) -> None:
    dead = []
    for address, page in pages.items():
        if address == "404.html":
            continue
        for link in page.links:
            target, anchor = urldefrag(urljoin(HOME + address, link))
            if not target.startswith(HOME):
                continue
            name = unquote(target.removeprefix(HOME))
            if name in pages:
                if anchor and unquote(anchor) not in pages[name].ids:
                    dead.append(f"{address}: {link}")
            elif not (site / name).is_file():
                dead.append(f"{address}: {link}")
    assert dead == []


def test_nothing_is_loaded_from_elsewhere(pages: dict[str, Seen], site: Path) -> None:
    elsewhere = {
        f"{address}: {of}" for address, page in pages.items() for of in page.loads if urlsplit(of).netloc
    }
    for style in site.rglob("*.css"):
        text = style.read_text("utf-8")
        elsewhere |= {
            f"{style.name}: {of}" for of in re.findall(r"(?:url\(|@import )['\"]?(https?:[^'\")]+)", text)
        }
    assert elsewhere == set()


def test_comments_for_the_tests_are_left_out(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        assert "not run: " not in text, path
        assert "Made by lint/scripts" not in text, path


def test_the_changelog_is_a_page(site: Path) -> None:
    text = (site / "changelog" / "index.html").read_text("utf-8")
    first = re.search(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert first is not None
    assert first[1].strip("[]").split()[0] in text


FAULTS = {
    "gone.md": "[x](gone.md)",
    "ci.md#gone": "[x](ci.md#gone)",
    "../gone.txt": "[x](../gone.txt)",
    "includes gone.toml": "<!-- include: gone.toml -->",
}


def test_a_dead_link_fails_the_build(tmp_path: Path) -> None:
    for name in ("mkdocs.yml", "lint/scripts/site_hook.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    settings = (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:")[0]
    (tmp_path / "mkdocs.yml").write_text(settings, "utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "ci.md").write_text("# CI\n", "utf-8")
    (tmp_path / "docs" / "index.md").write_text("# Home\n\n[CI](ci.md)\n", "utf-8")
    assert build(tmp_path, tmp_path / "site").returncode == 0
    (tmp_path / "docs" / "index.md").write_text("# Home\n\n" + "\n\n".join(FAULTS.values()), "utf-8")
    done = build(tmp_path, tmp_path / "site")
    assert done.returncode == 1
    assert [fault for fault in FAULTS if fault not in done.stderr] == []
