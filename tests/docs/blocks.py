"""The blocks of code on the pages of docs/ and of the README: what each is, and what stands before it.

A block says its language. A comment before it, which the site leaves out, says what a test cannot see:

``<!-- not run: REASON -->``  it is not executed, and why; its ``wflint`` commands must be ones that there are
``<!-- output: COMMAND -->``  a block of text that the command prints, at the top of the repository

``console`` blocks have commands (``$ ...``) and what they print, where a line ``...`` stands for any lines;
``sh`` blocks have commands alone. What lint/scripts/gen_*.py makes is compared with what it makes today.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=indent)```$", re.DOTALL | re.MULTILINE
)
_MARK = re.compile(r"<!-- (?P<word>not run|output): (?P<text>(?:(?!-->).)+?) -->\s*\Z", re.DOTALL)


class Block(NamedTuple):
    """One block of a page; ``start`` and ``end`` are where its body stands in the text."""

    page: Path
    line: int
    language: str
    body: str
    start: int
    end: int
    not_run: str | None
    output_of: str | None

    @property
    def where(self) -> str:
        """``docs/ci.md:12``."""
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def is_made(page: Path) -> bool:
    """Whether a script makes the page, and a test compares it with what the script makes."""
    return "<!-- Made by lint/scripts/gen_" in page.read_text("utf-8")


def written_pages() -> list[Path]:
    """The pages that people write: the README and docs/ without what scripts make."""
    return [ROOT / "README.md", *(page for page in sorted(DOCS.rglob("*.md")) if not is_made(page))]


def blocks(page: Path) -> list[Block]:
    """The blocks of a page in their order."""
    text = page.read_text("utf-8")
    found = []
    for fence in _FENCE.finditer(text):
        mark = _MARK.search(text, 0, fence.start())
        said = (mark["word"], " ".join(mark["text"].split())) if mark else ("", "")
        body = "".join(line.removeprefix(fence["indent"]) for line in fence["body"].splitlines(keepends=True))
        found.append(
            Block(
                page,
                text.count("\n", 0, fence.start()) + 1,
                fence["info"].strip(),
                body,
                fence.start("body"),
                fence.end("body"),
                said[1] if said[0] == "not run" else None,
                said[1] if said[0] == "output" else None,
            )
        )
    return found
