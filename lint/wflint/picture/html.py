"""A picture as one self-contained page: pan, zoom, search, and a list of faults that leads to each.

The page asks no network for anything. Its policy allows its own style sheet and script, by their digests, and
nothing else; what a file says is text in it.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wflint.picture.colours import THEMES
from wflint.picture.svg import to_svg
from wflint.picture.text import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.picture.entries import ChangeEntry
    from wflint.picture.scene import Scene

_FOLDER: Final = Path(__file__).parent / "viewer"
_SIGNS: Final = {"+": ("added", "added"), "-": ("removed", "removed")}
_KINDS: Final = frozenset({"error", "warning", "info"})


@cache
def _part(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def to_html(scene: Scene, *, theme: str = "dark", highlight: str | None = None) -> str:
    """The page. Faults are listed beside the picture; ``#fault-3`` in its address goes to the third."""
    svg = to_svg(scene, theme=theme, highlight=highlight, legend=False)
    side = []
    if highlight is not None:
        side.append(_families(scene, theme))
    if scene.marks:
        side.append(f'<h2 id="faults">Faults ({len(scene.marks)})</h2><ol aria-labelledby="faults">')
        side += [
            _fault(each.number, each.mark.severity, each.mark.code, each.mark.message) for each in scene.marks
        ]
        side.append("</ol>")
    return page(scene.name, svg, "".join(side), theme=theme)


def page(name: str, svg: str, side: str, *, theme: str) -> str:
    """A page that shows an SVG to look around in, with HTML beside it (empty: nothing). ``svg`` and ``side``
    are trusted markup."""
    style, script = _part("viewer.css"), _part("viewer.js")
    policy = (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; base-uri 'none'; "
        "form-action 'none'"
    )
    title = escape(name[:300])
    return (
        f'<!doctype html>\n<html lang="en" class="{theme}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n"
        f"<body{'' if side else ' class=alone'}>\n<header><h1>{title}</h1>"
        '<form role="search"><label for="search">Search node</label> '
        '<input id="search" type="search" autocomplete="off"></form>'
        '<div role="group" aria-label="Zoom">'
        '<button type="button" id="out" aria-label="Zoom out">&minus;</button> '
        '<button type="button" id="in" aria-label="Zoom in">+</button> '
        '<button type="button" id="fit">Fit</button></div></header>\n'
        '<main><div id="canvas" tabindex="0" role="group" '
        'aria-label="Picture of the workflow: arrow keys move, '
        f'plus and minus zoom, 0 shows all">{svg}</div><ul id="found" aria-label="Nodes found"></ul>'
        '<div id="said" role="status"></div></main>\n'
        f'<aside aria-label="Legend" tabindex="0">{side}</aside>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def change_list(entries: Sequence[ChangeEntry]) -> str:
    """The changes of a comparison as a list; each leads to its place, where it has one."""
    rows = []
    for number, entry in enumerate(entries, start=1):
        kind, word = _SIGNS.get(entry.sign, ("changed", "changed"))
        details = "".join(f'<span class="detail">{escape(d[:2000])}</span>' for d in entry.details[:200])
        rows.append(
            f'<li class="{kind}"><button type="button" data-fault="{number}">'
            f'<span class="number" aria-hidden="true">{escape(entry.sign)}</span>'
            f'<span>{escape(entry.title[:500])} <span class="code">{word}</span>{details}</span>'
            "</button></li>\n"
        )
    none = "<p>No differences.</p>"
    return f'<h2 id="faults">Changes</h2><ol aria-labelledby="faults">{"".join(rows)}</ol>' if rows else none


def _fault(number: int, severity: str, code: str, message: str) -> str:
    kind = severity if severity in _KINDS else "info"
    return (
        f'<li class="{kind}"><button type="button" data-fault="{number}"><span class="number">{number}</span>'
        f'<span>{escape(message[:2000])} <span class="code">{escape(code)} {kind}</span></span>'
        "</button></li>\n"
    )


def _families(scene: Scene, theme: str) -> str:
    from wflint.picture.families import shades_of

    rows = "".join(
        f'<li><svg width="32" height="8" aria-hidden="true"><path d="M0 4h32" stroke="{colour}" '
        f'stroke-width="7"/></svg>{escape(name)}</li>'
        for name, colour in shades_of(scene, THEMES[theme]).legend
    )
    return f'<h2>Model families</h2><ul class="families">{rows or "<li>none known</li>"}</ul>'
