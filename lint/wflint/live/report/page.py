"""The page: one file that needs no network, or, with many pictures, a file and a folder beside it.

Names, texts and logs in it are strangers'. They stand in the page as text, never as markup, and the page
runs no script but its own, which its policy names by digest.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from wflint.live.cases.verdict import quantity
from wflint.live.report.charts import curve, drawn
from wflint.live.report.pictures import show
from wflint.plain import one_line, unicode_line
from wflint.writing import write_files

if TYPE_CHECKING:
    from pathlib import Path

    from wflint.live.cases.evidence import Evidence, NodeSpan
    from wflint.live.cases.verdict import CaseVerdict
    from wflint.live.report.pictures import ShownImage, ShownLook

MOST_INSIDE: Final = 20 * 2**20  # bytes of the page; beyond, pictures go beside it as files
SIGNS: Final = {"passed": "✓", "failed": "✕", "error": "!", "skipped": "-"}
WORDS: Final = {"passed": "passed", "failed": "failed", "error": "could not be judged", "skipped": "skipped"}
_LONGEST: Final = 2000  # characters of an input that are shown
_LOG: Final = 20_000
_SPANS: Final = 400  # executions of nodes that are shown of a case
_SMALL: Final = 320  # pixels to which small pictures are enlarged


@dataclass
class RunReport:
    """Collects cases, keeping only what the page shows. ``title`` and ``made`` are its first lines."""

    title: str
    made: str = ""
    cases: list[tuple[CaseVerdict, Evidence, list[ShownLook]]] = field(default_factory=list)

    def add(self, verdict: CaseVerdict, evidence: Evidence) -> None:
        """Take in a case. Its pictures are encoded now, so that those that passed are small from here on."""
        looks = [show(look) for look in evidence.looks]
        evidence.looks.clear()
        self.cases.append((verdict, evidence, looks))

    def write(self, path: Path) -> list[Path]:
        """Write the page; the files written, the page first. Raises OSError."""
        shown = [s for _, _, looks in self.cases for look in looks for s in _pictures(look)]
        inside = sum(len(s.data) for s in shown) * 4 / 3 < MOST_INSIDE
        folder = path.with_name(f"{path.stem}.files")
        files: dict[Path, bytes] = {}

        def source(picture: ShownImage) -> str:
            if inside:
                return f"data:{picture.kind};base64,{b64encode(picture.data).decode()}"
            file = folder / f"{len(files) + 1}{picture.ending}"
            files[file] = picture.data
            from urllib.parse import quote

            return quote(f"{folder.name}/{file.name}")

        page = self._page(source)
        if files:
            folder.mkdir(exist_ok=True)
        write_files([*files.items(), (path, page)])
        return [path, *files]

    def _page(self, source: Any) -> str:
        from hashlib import sha256
        from importlib.resources import files

        import jinja2

        templates = files("wflint.live.report") / "templates"
        style, script = (_read(templates / name) for name in ("report.css", "report.js"))
        digest = b64encode(sha256(script.encode()).digest()).decode()
        engine = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
        statuses = [verdict.status for verdict, _, _ in self.cases]
        return engine.from_string(_read(templates / "report.html.j2")).render(
            title=unicode_line(self.title),
            made=unicode_line(self.made),
            policy=(
                "default-src 'none'; img-src data: 'self' file:; style-src 'unsafe-inline'; "
                f"script-src 'sha256-{digest}'; form-action 'none'; base-uri 'none'"
            ),
            style=style,
            script=script,
            signs=SIGNS,
            counts=[
                (s, WORDS[s], statuses.count(s))
                for s in ("failed", "error", "skipped", "passed")
                if s in statuses
            ],
            cases=[_case(*each, source) for each in self.cases],
        )


def _read(place: Any) -> str:
    text: str = place.read_text("utf-8")
    return text.strip() if place.name.endswith(".js") else text


def _pictures(look: ShownLook) -> list[ShownImage]:
    return [picture for picture in (look.found, look.wanted, look.difference) if picture is not None]


def _case(verdict: CaseVerdict, evidence: Evidence, looks: list[ShownLook], source: Any) -> dict[str, Any]:
    wrong = [c for c in verdict.checks if c.status in ("failed", "error")]
    reasons = [line for line in verdict.reason.splitlines() if line] if verdict.status != "passed" else []
    where = f"InvokeAI {verdict.release} on {verdict.device}" if verdict.release else verdict.server
    return {
        "name": unicode_line(verdict.shown),
        "status": verdict.status,
        "words": WORDS[verdict.status],
        "took": f"{verdict.seconds:.1f} s",
        "where": unicode_line(f"{where}, {verdict.file}"),
        "short": [unicode_line(line) for line in reasons[:2]],
        "checks": [
            {"name": unicode_line(c.name), "message": _lines("\n".join((c.message, *c.details)))}
            for c in wrong
        ],
        "looks": [_look(look, source) for look in looks],
        "figures": [
            {
                "name": unicode_line(m.name),
                "value": quantity(m.value, m.unit),
                "limit": "" if m.limit is None else quantity(m.limit, m.unit),
                "over": m.limit is not None and m.value > m.limit,
                "how": unicode_line(m.how),
                "drawing": drawn(m),
            }
            for m in verdict.measurements
        ],
        "spans": _spans(evidence.spans),
        "key": _key(evidence.spans),
        "memory": curve(evidence.memory),
        "inputs": [_pair(*pair) for pair in evidence.inputs],
        "models": [_pair(*pair) for pair in evidence.models],
        "notes": [unicode_line(note) for note in verdict.notes],
        "log": "\n".join(unicode_line(line.rpartition("\r")[2]) for line in evidence.log)[-_LOG:],
        "command": unicode_line(evidence.command),
    }


def _pair(name: str, value: str) -> tuple[str, str]:
    return unicode_line(name), _lines(value[:_LONGEST])


def _lines(text: str) -> str:
    return "\n".join(unicode_line(line) for line in text.splitlines())


def _look(look: ShownLook, source: Any) -> dict[str, Any]:
    def pane(picture: ShownImage | None) -> dict[str, Any] | None:
        if picture is None:
            return None
        side = max(picture.width, picture.height)
        times = max(1, _SMALL // side)
        return {
            "source": source(picture),
            "width": picture.width,
            "height": picture.height,
            "shown": picture.width * times,
        }

    return {
        "name": unicode_line(look.name),
        "said": _lines(look.said),
        "scale": f"{look.scale:.3g}",
        "times": f" x {look.scale:.3g}" if look.scale > 1 else "",
        "wanted": pane(look.wanted),
        "found": pane(look.found),
        "difference": pane(look.difference),
    }


def _spans(spans: list[NodeSpan]) -> list[dict[str, Any]]:
    shown = spans[:_SPANS]
    end = max((s.start + s.seconds for s in shown), default=0.0) or 1.0
    return [
        {
            "name": unicode_line(s.name),
            "kind": unicode_line(s.node_type) if s.node_type != s.name else "",
            "seconds": "cached"
            if s.cached
            else quantity(s.seconds, "s")
            if s.seconds >= 0.01
            else "< 0.01 s",
            "left": f"{100 * s.start / end:.2f}",
            "width": f"{max(100 * s.seconds / end, 0.3):.2f}",
            "model": f"{100 * s.model_seconds / s.seconds:.0f}" if s.model_seconds and s.seconds else "",
            "cached": s.cached,
            "error": s.error,
            "words": _span_words(s),
        }
        for s in shown
    ]


def _span_words(span: NodeSpan) -> str:
    said = f"from {quantity(span.start, 's')}"
    if span.model_seconds:
        said += f", {quantity(span.model_seconds, 's')} of it to load models"
    if span.cached:
        said += ", served from the node cache"
    return said + (f", ended in {one_line(span.error)}" if span.error else "")


def _key(spans: list[NodeSpan]) -> str:
    """What the bars' colours mean, of those that are there."""
    told = ["bars show when a node ran"]
    if any(s.model_seconds for s in spans):
        told.append("the pale part of a bar is loading models")
    if any(s.cached for s in spans):
        told.append("hatched ones came from InvokeAI's node cache")
    if len(spans) > _SPANS:
        told.append(f"{len(spans) - _SPANS} more are not shown")
    return "; ".join(told)
