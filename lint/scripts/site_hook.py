"""What MkDocs does with docs/ beside Markdown (``hooks`` in mkdocs.yml); they are read in the repository too.

Links to files of the repository lead there; ``<!-- include: FILE -->`` is that file; other comments, for the
tests, are left out; in the navigation a folder stands for its pages. A link or file that is not there
is a warning, and an error with ``--strict``.
"""

from __future__ import annotations

import logging
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wflint.report.links import PROJECT
from wflint.rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
_LOG = logging.getLogger("mkdocs.hooks.site")  # below "mkdocs", where --strict counts warnings

_FENCED = re.compile(r"(^ *```.*?^ *```$)", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"(^ *```.*?^ *```$|`[^`\n]+`)", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"<!-- (?!include: ).*?-->\n*", re.DOTALL)
_INCLUDE = re.compile(r"<!-- include: (\S+) -->")
_LINK = re.compile(r"(\]\()([^)\s#:]+)(#[^)\s]*)?(\))")
_NAMED = re.compile(r"(?<![\w/(\[.-])docs/([\w/-]+\.md)\b")  # a page that a rule's text names
_SEARCH = 'data-md-component="search" role="dialog"'
_FILE_NAME = re.compile(r"\[[\w./-]*?([\w-]+)\.md\]\(")  # a link that is called as the file is
_BOOST = {"rules": 4.0, "commands": 3.0, "releases": 0.5, "changelog.md": 0.3}
_LANGUAGE = re.compile(r"^( *```\w+) [\w ]+$", re.MULTILINE)  # "python raises": for the tests


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Replace folders of the navigation by their pages, and add pages that it does not name."""
    nav: list[Any] = config.nav or []
    named = {page.partition("/")[0] + "/" if page.endswith("/") else page for page in _pages(nav)}
    rest = [
        path.name
        for path in sorted(DOCS.glob("*.md"))
        if path.name not in named and not path.name.startswith("README")
    ]
    config.nav = [_expanded(entry) for entry in nav]
    for entry in config.nav:
        if rest and isinstance(entry, dict) and "Guides" in entry:
            entry["Guides"].append({"More": rest})
    return config


def _pages(entry: Any) -> list[str]:
    """Every page and folder of a part of the navigation."""
    if isinstance(entry, str):
        return [entry]
    inner = entry.values() if isinstance(entry, dict) else entry
    return [page for of in inner for page in _pages(of)]


def _expanded(entry: Any) -> Any:
    if isinstance(entry, list):
        return [_expanded(of) for of in entry]
    if not isinstance(entry, dict):
        return entry
    return {
        title: _folder(of) if isinstance(of, str) and of.endswith("/") else _expanded(of)
        for title, of in entry.items()
    }


def _folder(folder: str) -> list[Any]:
    """The pages of a folder: its index, then by name; commands and rules in groups, releases by number."""
    names = [path.name for path in (DOCS / folder).glob("*.md") if path.name != "README.md"]
    if folder == "commands/":
        index = (DOCS / folder / "README.md").read_text("utf-8")
        sections = re.split(r"^## (.+)$", index, flags=re.MULTILINE)[1:]
        groups = {
            heading: [folder + name for name in re.findall(r"\]\((\w+\.md)\)", text)]
            for heading, text in zip(sections[::2], sections[1::2], strict=True)
        }
        return [f"{folder}README.md", *({heading: pages} for heading, pages in groups.items() if pages)]
    if folder == "rules/":
        areas: dict[str, list[str]] = {}
        for slug, rule in all_rules().items():
            if f"{slug}.md" in names:
                areas.setdefault(rule.area.capitalize(), []).append(f"rules/{slug}.md")
        return ["rules/README.md", *({area: pages} for area, pages in areas.items())]
    if folder == "releases/":
        names.sort(key=lambda name: [int(n) for n in re.findall(r"\d+", name)], reverse=True)
    else:
        names.sort()
    return [f"{folder}README.md", *(f"{folder}{name}" for name in names)]


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """The text of a page as the site shows it; who searches for a rule or command finds its page first."""
    at = page.file.src_uri
    boost = 1.0 if at.endswith("README.md") else _BOOST.get(at.partition("/")[0], 1.0)
    page.meta.setdefault("search", {"boost": boost})

    def included(found: re.Match[str]) -> str:
        path = ROOT / found[1]
        if not path.is_file():
            _LOG.warning("%s includes %s, which is not there", at, found[1])
            return ""
        text = path.read_text("utf-8")
        return _outside_code(text, lambda piece: _LINK.sub(lambda link: _rebased(link, found[1], at), piece))

    text = _outside_code(markdown, lambda piece: _COMMENT.sub("", piece), _FENCED)
    text = _INCLUDE.sub(included, text)
    text = _outside_code(text, lambda piece: _LINK.sub(lambda link: _elsewhere(link, at), piece))
    if at.startswith("rules/"):
        text = _outside_code(text, lambda piece: _NAMED.sub(r"[\1](../\1)", piece))
    text = _outside_code(text, lambda piece: _FILE_NAME.sub(_titled, piece))
    return _LANGUAGE.sub(r"\1", text)


def _titled(link: re.Match[str]) -> str:
    """The beginning of a link that is called as its file is: ``[cases](`` where it says ``[cases.md](``."""
    return f"[{link[1].replace('-', ' ')}]("


def on_post_page(output: str, **_: object) -> str:
    """The page with a name for the theme's search dialog, which has none."""
    return output.replace(_SEARCH, f'{_SEARCH} aria-label="Search"')


def _outside_code(text: str, change: Callable[[str], str], code: re.Pattern[str] = _CODE) -> str:
    """A text with everything changed that is not code."""
    pieces = code.split(text)
    return "".join(piece if n % 2 else change(piece) for n, piece in enumerate(pieces))


def _rebased(link: re.Match[str], source: str, at: str) -> str:
    """A link of an included file, seen from the page that includes it."""
    target = posixpath.join(posixpath.dirname(source), link[2])
    return f"]({posixpath.relpath(target, posixpath.dirname(f'docs/{at}'))}{link[3] or ''})"


def _elsewhere(link: re.Match[str], at: str) -> str:
    """A link of a page; where it leaves docs/, to the file in the repository."""
    target = posixpath.normpath(posixpath.join("docs", posixpath.dirname(at), link[2]))
    if target == "docs" or target.startswith("docs/"):
        return link[0]
    if target.startswith("..") or not (ROOT / target).exists():
        _LOG.warning("%s links to %s, which is not in the repository", at, link[2])
        return link[0]
    kind = "tree" if (ROOT / target).is_dir() else "blob"
    return f"]({PROJECT}/{kind}/main/{target}{link[3] or ''})"
