"""The node packs that files need, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics.words import elide
from wflint.plain import one_line
from wflint.report.formats import plain
from wflint.report.packs_words import (
    files_words,
    node_words,
    open_versions,
    open_words,
    reasons,
    summary,
    verdict_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.engine.packs_needed import NeededPack, OpenNode, PackNeeds
    from wflint.report.formats import Paint

_LABEL = 8  # columns of the word before a line
_CANDIDATES = 4  # packs that may be meant, which are named
_LONGEST = 100  # characters of a name or a file


def packs_text(needs: PackNeeds, paint: Paint = plain) -> Iterator[str]:
    """The lines, each with its newline; a summary ends them."""
    for pack in needs.packs:
        yield from _pack(pack, paint)
    for node in needs.open:
        yield from _open(node, paint)
    yield f"{summary(needs, _name)}\n"


def _pack(pack: NeededPack, paint: Paint) -> Iterator[str]:
    role = {True: "info", False: "error", None: "warning"}[pack.verdict]
    yield f"{paint(one_line(_name(pack.name)), 'path')}: {paint(one_line(verdict_words(pack)), role)}\n"
    if pack.pack is not None:
        yield _line("address", pack.pack.url, paint)
    for reason in reasons(pack, _name):
        yield _line("why", reason, paint)
    label = "nodes"
    for node in pack.nodes:
        yield _line(label, node_words(node, _name), paint)
        label = ""
    yield _line("files", files_words(pack.files, _name), paint)
    yield "\n"


def _open(node: OpenNode, paint: Paint) -> Iterator[str]:
    yield (
        f"{paint(one_line(open_versions(node, _name)), 'path')}: "
        f"{paint(one_line(open_words(node, _name)), 'warning')}\n"
    )
    label = "packs"
    for each in node.candidates[:_CANDIDATES]:
        yield _line(label, f"{_name(each.pack.name)} {each.version or ''}".rstrip(), paint)
        yield _line("", each.pack.url, paint)
        label = ""
    if (left := len(node.candidates) - _CANDIDATES) > 0:
        yield _line("", f"and {left} more", paint)
    yield _line("files", files_words(node.files, _name), paint)
    yield "\n"


def _name(text: str) -> str:
    return elide(text, _LONGEST)


def _line(label: str, text: str, paint: Paint) -> str:
    return f"  {paint(label.ljust(_LABEL), 'dim')} {one_line(text)}\n"
