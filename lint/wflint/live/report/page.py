"""The page: one file that needs no network, or, with many images, a file and a folder beside it.

Names, texts and logs in it are strangers'. They stand in the page as text, never as markup, and the page
runs no script but its own, which its policy names by digest.
"""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from wflint.live.report.case_view import view_of
from wflint.live.report.pictures import show
from wflint.plain import unicode_line
from wflint.writing import write_files

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from wflint.live.cases.evidence import Evidence
    from wflint.live.cases.verdict import CaseVerdict
    from wflint.live.history.store import PastResult
    from wflint.live.report.pictures import ShownImage, ShownLook

MOST_INSIDE: Final = 20 * 2**20  # bytes of the page; beyond, images go beside it as files
ORDER: Final = ("failed", "error", "skipped", "passed")  # what is to be looked at first
SIGNS: Final = {"passed": "✓", "failed": "✕", "error": "!", "skipped": "–"}  # noqa: RUF001  # as wide as the others
WORDS: Final = {"passed": "passed", "failed": "failed", "error": "could not be judged", "skipped": "skipped"}

ReportedCase = tuple["CaseVerdict", "Evidence", "list[ShownLook]"]


@dataclass
class RunReport:
    """Collects cases, keeping only what the page shows. ``title`` and ``made`` are its first lines.

    ``labels`` are what the two images of a pair are called, ``columns`` what baselines and values are.
    ``past`` gives earlier results of a case and its newest, oldest first, for charts.
    """

    title: str
    made: str = ""
    labels: tuple[str, str] = ("wanted", "found")
    columns: tuple[str, str] = ("baseline", "value")
    past: Callable[[CaseVerdict], Sequence[PastResult]] | None = None
    cases: list[ReportedCase] = field(default_factory=list)

    def add(self, verdict: CaseVerdict, evidence: Evidence) -> None:
        """Take in a case. Its images are encoded now, so that those that passed are small from here on."""
        looks = [show(look) for look in evidence.looks]
        evidence.looks.clear()
        self.cases.append((verdict, evidence, looks))

    def write(self, path: Path) -> list[Path]:
        """Write the page; the files written, the page first. Raises OSError."""
        from urllib.parse import quote

        folder = path.with_name(f"{path.stem}.files")
        files: dict[Path, bytes] = {}

        def beside(picture: ShownImage) -> str:
            file = folder / f"{len(files) + 1}{picture.ending}"
            files[file] = picture.data
            return quote(f"{folder.name}/{file.name}")

        page = self._page(beside, "'self' file:")
        if len(page.encode()) + sum(len(data) for data in files.values()) * 4 / 3 < MOST_INSIDE:
            files.clear()
            page = self._page(lambda p: f"data:{p.kind};base64,{b64encode(p.data).decode()}", "data:")
        if files:
            folder.mkdir(exist_ok=True)
        write_files([*files.items(), (path, page)])
        return [path, *files]

    def _page(self, source: Callable[[ShownImage], str], images: str) -> str:
        """The text. ``source`` is where an image is, ``images`` what the policy calls all such places."""
        from hashlib import sha256
        from importlib.resources import files

        import jinja2

        templates = files("wflint.live.report") / "templates"
        style, script = (_read(templates / name) for name in ("report.css", "report.js"))
        digest = b64encode(sha256(script.encode()).digest()).decode()
        engine = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
        views = [
            {
                "status": v.status,
                "words": seen.verdict or WORDS[v.status],
                **view_of(v, seen, looks, self._earlier(v), source),
            }
            for v, seen, looks in sorted(self.cases, key=lambda case: ORDER.index(case[0].status))
        ]
        return engine.from_string(_read(templates / "report.html.j2")).render(
            title=unicode_line(self.title),
            made=unicode_line(self.made),
            labels=[unicode_line(label) for label in self.labels],
            columns=[unicode_line(column) for column in self.columns],
            policy=(
                f"default-src 'none'; img-src {images}; style-src 'unsafe-inline'; "
                f"script-src 'sha256-{digest}'; form-action 'none'; base-uri 'none'"
            ),
            style=style,
            script=script,
            signs=SIGNS,
            counts=_counts(views),
            cases=views,
        )

    def _earlier(self, verdict: CaseVerdict) -> Sequence[PastResult]:
        return self.past(verdict) if self.past is not None and verdict.measurements else ()


def _counts(views: Sequence[dict[str, Any]]) -> list[tuple[str, str, int]]:
    """How many cases there are of each verdict: its status, its words, their number."""
    found = Counter((view["status"], view["words"]) for view in views)
    return [(status, words, count) for (status, words), count in found.items()]


def _read(place: Any) -> str:
    text: str = place.read_text("utf-8")
    return text.strip() if place.name.endswith(".js") else text
