"""A matrix as one page that needs nothing else: no network, no other file.

Names and texts in it are strangers'. They stand in the page as text, never as markup, and the page runs no
script but its own, which its policy names by digest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.plain import one_line
from wflint.report.matrix_html_style import SCRIPT, STYLE
from wflint.report.matrix_words import SYMBOLS, heading, made_for, short_names, summary, what_to_do
from wflint.report.upgrade_words import VERDICTS, sentence
from wflint.upgrade.matrix import Labels, minor
from wflint.upgrade.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.upgrade.matrix import Held, Matrix, MatrixRow, Stretch

_MOST: Final = 30  # reasons of one run; a file may be made of nothing but faults
_LETTERS: Final = {verdict: chr(ord("a") + number) for number, verdict in enumerate(Verdict)}
_NARROWEST: Final = 14  # pixels of a release
_SYMBOL: Final = 20  # pixels of a symbol, and of each letter beside it
_LETTER: Final = 6.5
_FIXED: Final = "23rem 6rem 6rem"


def matrix_html(matrix: Matrix) -> Iterator[str]:
    """The lines of the page, in ASCII whatever is in them."""
    for line in _lines(matrix):
        yield line.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _lines(matrix: Matrix) -> Iterator[str]:
    from base64 import b64encode
    from hashlib import sha256

    digest = b64encode(sha256(SCRIPT.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    yield "<!doctype html>\n"
    yield '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>Upgrade matrix: {_text(heading(matrix))}</title>\n"
    yield f"<style>{STYLE}</style>\n"
    yield "</head>\n<body>\n<main>\n<h1>What becomes of these workflows</h1>\n"
    yield f"<p>{_text(heading(matrix))}; {_text(summary(matrix))}</p>\n"
    yield from _filters(matrix)
    yield '<div class="frame" tabindex="0" role="region" aria-label="Workflows by releases">\n'
    yield f'<table style="min-width: calc(35rem + {_NARROWEST * len(matrix.releases)}px)">\n'
    yield from _head(matrix)
    yield "<tbody>\n"
    labels = Labels(matrix.releases)
    names = short_names(matrix)
    for number, row in enumerate(matrix.rows):
        yield from _row(row, names[number], number, labels, 3 + len(matrix.releases))
    yield "</tbody>\n</table>\n</div>\n"
    yield '<p id="none" hidden>No workflow is like that.</p>\n'
    if any(row.guessed for row in matrix.rows):
        yield "<p>~ marks guesses of the release that a workflow was made for.</p>\n"
    yield f"</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n"


def _filters(matrix: Matrix) -> Iterator[str]:
    met = {cell.verdict for row in matrix.rows for cell in row.cells}
    yield "<form hidden>\n"
    yield '<input id="text" type="search" placeholder="Filter by name" aria-label="Filter by name">\n'
    yield '<label>at <select id="at">\n<option value="any">any release</option>\n'
    last = len(matrix.releases) - 1
    for number in range(last, -1, -1):
        chosen = " selected" if number == last else ""
        yield f'<option value="{number}"{chosen}>{_text(matrix.releases[number])}</option>\n'
    yield "</select></label>\n"
    for verdict in Verdict:
        if verdict in met:
            yield (
                f'<button type="button" class="chip" aria-pressed="false" data-letter="{_LETTERS[verdict]}">'
                f'<span class="swatch {verdict.value}" aria-hidden="true">{SYMBOLS[verdict]}</span>'
                f"{_text(VERDICTS[verdict])} <b></b></button>\n"
            )
    yield "</form>\n"


def _head(matrix: Matrix) -> Iterator[str]:
    minors: dict[str, int] = {}
    for release in matrix.releases:
        minors[minor(release)] = minors.get(minor(release), 0) + 1
    yield f"<caption hidden>{_text(heading(matrix))}</caption>\n"
    yield "<colgroup>"
    yield "".join(f'<col style="width: {width}">' for width in _FIXED.split())
    yield f"{'<col>' * len(matrix.releases)}</colgroup>\n"
    yield '<thead>\n<tr><th class="name" scope="col">workflow</th><th scope="col">made for</th>'
    yield '<th scope="col">first bad</th>\n'
    for name, number in minors.items():
        yield f'<th class="minor" scope="colgroup" colspan="{number}"><span>{_text(name)}</span></th>\n'
    yield "</tr>\n</thead>\n"


def _row(row: MatrixRow, short: str, number: int, labels: Labels, columns: int) -> Iterator[str]:
    runs = row.runs()
    verdicts = "".join(_LETTERS[run.verdict] * len(run.releases) for run in runs)
    yield f'<tr class="flow" data-detail="d{number}" data-verdicts="{verdicts}">\n'
    yield f'<th class="name" scope="row" title="{_text(row.name)}"><bdi>{_text(short)}</bdi></th>\n'
    yield f"<td>{_text(made_for(row))}</td>\n"
    bad = row.first_bad()
    if bad is None:
        yield '<td class="bad"></td>\n'
    else:
        at = next(index for index, run in enumerate(runs) if bad[0] in run.releases)
        yield f'<td class="bad"><button type="button" data-run="{at}">{_text(bad[0])}</button></td>\n'
    for index, run in enumerate(runs):
        name = f"{labels(run.releases)}: {VERDICTS[run.verdict]}"
        hint = "\n".join([name, *(what_to_do(held.reason) for held in _told(run)[:3])])
        name_fits = _SYMBOL + _LETTER * len(labels(run.releases)) < _NARROWEST * len(run.releases)
        beside = f" <small>{_text(labels(run.releases))}</small>" if name_fits else ""
        yield (
            f'<td class="run" colspan="{len(run.releases)}"><button type="button" class="{run.verdict.value}"'
            f' data-run="{index}" aria-expanded="true" title="{_title(hint)}" aria-label="{_text(name)}">'
            f"{SYMBOLS[run.verdict]}{beside}</button></td>\n"
        )
    yield f'</tr>\n<tr class="detail" id="d{number}"><td colspan="{columns}">\n'
    for index, run in enumerate(runs):
        yield from _reasons(run, index, labels)
    yield "</td></tr>\n"


def _reasons(run: Stretch, index: int, labels: Labels) -> Iterator[str]:
    yield f'<section data-run="{index}"><h2>'
    yield f'<span class="swatch {run.verdict.value}">{SYMBOLS[run.verdict]}</span>'
    yield f"{_text(labels(run.releases))}: {_text(VERDICTS[run.verdict])}</h2>\n"
    told = _told(run)
    if told:
        yield "<ul>\n"
        for held in told[:_MOST]:
            where = "" if held.releases == run.releases else f" <em>({_text(_held(held.releases))})</em>"
            yield f"<li><bdi>{_text(sentence(held.reason))}</bdi>{where}"
            yield f"<br><em>{_text(held.reason.help)}</em></li>\n" if held.reason.help else "</li>\n"
        if len(told) > _MOST:
            yield f"<li>and {len(told) - _MOST} more; --format json has all</li>\n"
        yield "</ul>\n"
    yield "</section>\n"


def _told(run: Stretch) -> list[Held]:
    """What is behind a verdict; what the web UI updates is no matter beside anything else."""
    every = run.verdict is Verdict.UPDATED
    return [held for held in run.reasons if every or held.reason.verdict is not Verdict.UPDATED]


def _held(releases: tuple[str, ...]) -> str:
    first, last = releases[0], releases[-1]
    return first if first == last else f"{first} to {last}"


def _text(text: str) -> str:
    """A stranger's text between tags or in an attribute."""
    from html import escape

    return escape(one_line(text), quote=True)


def _title(text: str) -> str:
    return "&#10;".join(_text(line) for line in text.split("\n"))
