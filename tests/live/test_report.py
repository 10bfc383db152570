"""The page of a run: whole, safe with strangers' words, and small enough to send."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from wflint.live.cases.evidence import CaseLook, Evidence, NodeSpan
from wflint.live.cases.verdict import CaseVerdict, Check, Measurement
from wflint.live.report import page
from wflint.live.report.page import RunReport

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>\x1b[31m\u202e'


def png(seed: int, *, plus: int = 0, size: int = 64) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 200, (size, size, 3)).astype(np.uint8)
    raw = io.BytesIO()
    Image.fromarray(pixels + np.uint8(plus)).save(raw, "PNG")
    return raw.getvalue()


def a_verdict(name: str, status: str = "failed", message: str = "worst tile 9.1 of 2") -> CaseVerdict:
    found = CaseVerdict(name, f"{name}.test.toml", 1, "", release="6.14.2", device="cpu", seconds=3.2)
    found.checks = [Check("golden", status, message)]  # type: ignore[arg-type]
    found.measurements = [
        Measurement("time.warm.total", "s", 3.1, (3.0, 3.1, 3.4), "the server's clock", 2.4)
    ]
    return found


def a_report(*cases: tuple[CaseVerdict, Evidence]) -> RunReport:
    report = RunReport("InvokeAI cases")
    for case in cases:
        report.add(*case)
    return report


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def written(report: RunReport, tmp_path: Path) -> Page:
    report.write(tmp_path / "report.html")
    return Page((tmp_path / "report.html").read_text("utf-8"))


def test_a_failure_shows_both_images_exactly_and_their_difference(tmp_path: Path) -> None:
    evidence = Evidence(looks=[CaseLook("fox-1", png(1, plus=2), png(1), "worst tile 2 of 2", same=False)])
    found = written(a_report((a_verdict("fox"), evidence)), tmp_path)
    images = [attributes["src"] or "" for attributes in found.all("img")]
    assert len(images) == 3
    assert all(source.startswith("data:image/png;base64,") for source in images)
    assert "difference × 64" in found.words  # two levels become 128


def test_two_levels_can_be_seen() -> None:
    shown = a_report(
        (a_verdict("fox"), Evidence(looks=[CaseLook("fox-1", png(1, plus=2), png(1), same=False)]))
    )
    difference = shown.cases[0][2][0].difference
    assert difference is not None
    assert np.asarray(Image.open(io.BytesIO(difference.data))).min() == 128


def test_a_pass_is_a_thumbnail(tmp_path: Path) -> None:
    evidence = Evidence(looks=[CaseLook("fox-1", png(1, size=1024), png(1, size=1024), same=True)])
    found = written(a_report((a_verdict("fox", "passed"), evidence)), tmp_path)
    (image,) = found.all("img")
    assert (image["src"] or "").startswith("data:image/webp;base64,")
    assert image["width"] == "256"
    assert not any("open" in attributes for attributes in found.all("details"))


def test_no_word_of_strangers_is_markup(tmp_path: Path) -> None:
    verdict = a_verdict(EVIL, message=EVIL)
    verdict.notes.append(EVIL)
    evidence = Evidence(
        inputs=[(EVIL, EVIL)], models=[(EVIL, EVIL)], spans=[NodeSpan(EVIL, EVIL, 0.0, 1.0, error=EVIL)],
        looks=[CaseLook(EVIL, png(1), png(2), EVIL, same=False)], log=[EVIL], command=EVIL,
    )  # fmt: skip
    found = written(a_report((verdict, evidence)), tmp_path)
    plain = written(a_report((a_verdict("x"), Evidence())), tmp_path)
    assert len(found.all("script")) == len(plain.all("script")) == 1
    assert all("onerror" not in attributes for _, attributes in found.tags)
    assert "\x1b" not in found.words
    assert "\u202e" not in found.words
    assert "alert(1)" in found.words


def test_the_policy_lets_nothing_else_run(tmp_path: Path) -> None:
    """No script but the page's own by its digest, and no address outside."""
    text = (a_report((a_verdict("fox"), Evidence())).write(tmp_path / "r.html")[0]).read_text("utf-8")
    policy = next(a["content"] or "" for a in Page(text).all("meta") if a.get("http-equiv"))
    assert policy.startswith("default-src 'none'; ")
    assert re.search(r"script-src 'sha256-[A-Za-z0-9+/=]{44}';", policy)
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", text)


def test_many_images_go_beside_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "MOST_INSIDE", 10_000)
    evidence = Evidence(looks=[CaseLook("fox-1", png(1), png(2), same=False)])
    files = a_report((a_verdict("fox"), evidence)).write(tmp_path / "my report.html")
    assert [file.name for file in files[1:]] == ["1.png", "2.png", "3.png"]
    sources = [a["src"] for a in Page(files[0].read_text("utf-8")).all("img")]
    assert sources == [f"my%20report.files/{n}.png" for n in (1, 2, 3)]
    assert all(file.read_bytes().startswith(b"\x89PNG") for file in files[1:])


def test_two_hundred_cases_stay_under_20_mb(tmp_path: Path) -> None:
    """Passed ones with an image of 512 pixels each, one in ten failed at 64."""
    large = png(1, size=512)
    report = RunReport("InvokeAI cases")
    for number in range(200):
        failed = number % 10 == 0
        look = (
            CaseLook("1", png(number, plus=3), png(number), same=False)
            if failed
            else CaseLook("1", large, same=True)
        )
        spans = [NodeSpan("Denoise", "denoise_latents", 0.0, 1.0)] * 30
        report.add(
            a_verdict(f"case {number}", "failed" if failed else "passed"), Evidence(looks=[look], spans=spans)
        )
    (file,) = report.write(tmp_path / "report.html")
    assert file.stat().st_size < 20 * 2**20


def test_an_image_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    evidence = Evidence(looks=[CaseLook("fox-1", b"no picture", png(1), same=False), CaseLook("fox-2", None)])
    assert len(written(a_report((a_verdict("fox"), evidence)), tmp_path).all("img")) == 1


def test_spans_of_no_length_and_figures_of_nothing(tmp_path: Path) -> None:
    verdict = a_verdict("fox")
    verdict.measurements = [Measurement("memory.ram_growth", "B", 0.0, (0.0,), "")]
    evidence = Evidence(spans=[NodeSpan("a", "a", 0.0, 0.0, cached=True)], memory=[(0.0, 1.0), (0.0, 1.0)])
    found = written(a_report((verdict, evidence)), tmp_path)
    assert "from InvokeAI's node cache" in found.words
