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
from wflint.live.report.pictures import ShownImage, ShownLook, show

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
    assert "difference \u00d7 64" in found.words  # two levels become 128


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


def test_a_pass_within_noise_shows_what_differs(tmp_path: Path) -> None:
    near = CaseLook("fox-1", png(1, plus=2), png(1), "max 2 of 5", same=True)
    found = written(a_report((a_verdict("fox", "passed"), Evidence(looks=[near]))), tmp_path)
    assert [(a["src"] or "").partition(";")[0] for a in found.all("img")] == ["data:image/webp"] * 3
    exact = CaseLook("fox-1", png(1), png(1), same=True)
    found = written(a_report((a_verdict("fox", "passed"), Evidence(looks=[exact]))), tmp_path)
    assert len(found.all("img")) == 1
    assert "every pixel as wanted" in found.words


def test_what_failed_comes_first(tmp_path: Path) -> None:
    statuses = ("passed", "skipped", "error", "failed", "passed", "failed")
    report = a_report(*((a_verdict(f"case {n}", s), Evidence()) for n, s in enumerate(statuses)))
    (file,) = report.write(tmp_path / "r.html")
    names = re.findall(r'class="name"><bdi>case (\d)', file.read_text("utf-8"))
    assert "".join(names) == "352104"


def test_a_long_log_is_cut_at_a_line(tmp_path: Path) -> None:
    lines = [f"line {n}: {'x' * 90}" for n in range(1000)]
    for status, most in (("failed", 20_000), ("passed", 4000)):
        (file,) = a_report((a_verdict("fox", status), Evidence(log=lines))).write(tmp_path / "r.html")
        shown = re.findall(
            r'<pre tabindex="0" role="region".*?>(.*?)</pre>', file.read_text("utf-8"), re.DOTALL
        )[0]
        assert shown.startswith("…\nline ")
        assert shown.endswith(lines[-1])
        assert most - 200 < len(shown) < most + 2
    (file,) = a_report((a_verdict("fox"), Evidence(log=["x" * 30_000]))).write(tmp_path / "r.html")
    assert "…\nxxx" in file.read_text("utf-8")


def test_baseline_limit_and_repeats_are_drawn(tmp_path: Path) -> None:
    verdict = a_verdict("fox")
    verdict.measurements = [
        Measurement("time.warm.total", "s", 3.1, (3.0, 3.1, 3.4), "the server's clock", 2.4, (2.0, 0.1))
    ]
    found = written(a_report((verdict, Evidence())), tmp_path)
    assert "2 s ± 0.1 s" in found.words
    (drawing,) = found.all("svg")
    assert drawing["aria-label"] == "3 s to 3.4 s; baseline 2 s ± 0.1 s; limit 2.4 s"
    marks = [a.get("class") for a in (*found.all("path"), *found.all("rect"))]
    assert {kind: marks.count(kind) for kind in ("dot", "limit", "base", "band")} == {
        "dot": 3, "limit": 1, "base": 1, "band": 1,
    }  # fmt: skip


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


def test_beyond_20_mb_images_go_beside_the_page(tmp_path: Path) -> None:
    """Twenty images of 1 MB, and texts count too."""
    noise = np.random.default_rng(1).bytes(2**20)
    look = ShownLook("1", "", False, ShownImage(noise, "image/png", 64, 64), None, None, 1.0)

    def files(count: int, seen: Evidence) -> list[Path]:
        report = RunReport("InvokeAI cases")
        report.cases = [(a_verdict(str(n)), seen, [look]) for n in range(count)]
        return report.write(tmp_path / "report.html")

    assert len(files(14, Evidence())) == 1
    assert (tmp_path / "report.html").stat().st_size < page.MOST_INSIDE
    assert len(files(20, Evidence())) == 21
    assert (tmp_path / "report.html").stat().st_size < 2**20
    assert (
        len(files(14, Evidence(log=["\U0001f98a" * 20_000], inputs=[("p", "\U0001f98a" * 2000)] * 10))) == 15
    )


def test_two_hundred_cases_stay_under_20_mb(tmp_path: Path) -> None:
    """Passed ones with images of 512 pixels within noise, one in ten failed at 64; each with a long log."""
    passed = show(CaseLook("1", png(1, size=512, plus=1), png(1, size=512), same=True))
    spans = [NodeSpan("Denoise", "denoise_latents", 0.0, 1.0)] * 30
    log = [f"line {n}: {'x' * 90}" for n in range(300)]
    report = RunReport("InvokeAI cases")
    for number in range(200):
        seen = Evidence(spans=spans, log=log)
        if number % 10:
            report.cases.append((a_verdict(f"case {number}", "passed"), seen, [passed]))
        else:
            seen.looks = [CaseLook("1", png(number, plus=3), png(number), same=False)]
            report.add(a_verdict(f"case {number}"), seen)
    (file,) = report.write(tmp_path / "report.html")
    assert file.stat().st_size < 20 * 2**20
    assert file.read_text("utf-8").count("data:image/") == 600


def test_an_image_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    evidence = Evidence(looks=[CaseLook("fox-1", b"no picture", png(1), same=False), CaseLook("fox-2", None)])
    assert len(written(a_report((a_verdict("fox"), evidence)), tmp_path).all("img")) == 1


def test_spans_of_no_length_and_figures_of_nothing(tmp_path: Path) -> None:
    verdict = a_verdict("fox")
    verdict.measurements = [Measurement("memory.ram_growth", "B", 0.0, (0.0,), "")]
    evidence = Evidence(spans=[NodeSpan("a", "a", 0.0, 0.0, cached=True)], memory=[(0.0, 1.0), (0.0, 1.0)])
    found = written(a_report((verdict, evidence)), tmp_path)
    assert "from InvokeAI's node cache" in found.words
