"""The page of a run as people use it: pointer, keyboard, phone; and what strangers' words can do to it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from tests.browser.watched import watched
from tests.live.fake_server import FakeServer
from tests.live.test_report import EVIL, a_report, a_verdict, png
from wflint.live.cases.evidence import CaseLook, Evidence, NodeSpan
from wflint.live.cases.verdict import CaseVerdict, Check, Measurement
from wflint.live.history.store import Figure, PastResult, Stamp
from wflint.live.report import page as pages

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

    from wflint.live.report.page import RunReport

WIDTHS = (1280, 768, 390)
WANTED, FOUND = (200, 40, 40), (198, 40, 40)  # by two levels, which nobody sees


def plain(colour: tuple[int, int, int], side: int = 64) -> bytes:
    raw = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(raw, "PNG")
    return raw.getvalue()


def evidence(*looks: CaseLook) -> Evidence:
    return Evidence(
        inputs=[("Denoise.steps", "30"), ("Prompt.prompt", "a fox " * 60)],
        models=[("Model", "dreamshaper-8 (sd-1 main), key 0b8a41c2-1f67-4f55-8f3b-3f6d6a0a9d11")],
        spans=[
            NodeSpan("Model", "main_model_loader", 0.0, 0.4, model_seconds=0.3),
            NodeSpan("Prompt", "compel", 0.4, 0.0, cached=True),
            NodeSpan("Denoise", "denoise_latents", 0.5, 2.5, error="ValueError: odd"),
        ],
        memory=[(0.0, 1e9), (1.0, 1.6e9), (2.0, 1.2e9)],
        looks=list(looks),
        log=["[InvokeAI]::INFO --> Graph stats", "x" * 300],
        command="wflint run fox.test.toml --server http://127.0.0.1:9090",
    )


def slow() -> CaseVerdict:
    found = a_verdict("slow", message="4.1 s is over the budget of 2.4 s")
    values = (4.0, 4.1, 4.4)
    found.measurements = [
        Measurement("time.warm.total", "s", 4.1, values, "the server's clock", 2.4, (2.0, 0.2)),
        Measurement("memory.ram_peak", "B", 2.0**31, (2.0**31,), "resident memory"),
    ]
    return found


def past(_: CaseVerdict) -> Sequence[PastResult]:
    def result(number: int, seconds: float, status: str) -> PastResult:
        figure = Figure("time.warm.total", "s", seconds, seconds - 0.1, seconds + 0.1, 3, 2.4, median=seconds)
        stamp = Stamp(1.7e9 + 86400 * number, "0.1.0", EVIL)
        return PastResult(number, "slow", "", "6.14.2", "cpu", status, "", 9.0, stamp, {figure.name: figure})

    return [result(n, s, "passed" if s < 2.4 else "failed") for n, s in enumerate((2.0, 2.1, 2.0, 4.1))]


def whole() -> RunReport:
    """A golden that failed, one that passed within noise, one that is exact, a slow one, a dead server, one
    that was skipped."""
    dead = CaseVerdict("dead", "dead.test.toml", 1, "", server="http://127.0.0.1:9090")
    dead.checks = [Check("server", "error", "does not answer; InvokeAI was killed (SIGKILL)")]
    dead.notes = ["server log: Killed"]
    skipped = a_verdict("other", "skipped", "it is for InvokeAI 7 and later")
    skipped.measurements = []
    report = a_report(
        (a_verdict("near", "passed"), evidence(CaseLook("near-1", plain(FOUND), plain(WANTED), same=True))),
        (a_verdict("fine", "passed"), evidence(CaseLook("fine-1", png(1), png(1), same=True))),
        (
            a_verdict("fox"),
            evidence(CaseLook("fox-1", plain(FOUND), plain(WANTED), "max 2 of 0", same=False)),
        ),
        (slow(), evidence(CaseLook("Save", png(2)))),
        (dead, Evidence(log=["Killed"])),
        (skipped, Evidence()),
    )
    report.past = past
    return report


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return whole().write(tmp_path_factory.mktemp("report") / "runs.html")[0]


@pytest.fixture
def opened(file: Path, page: Page) -> Page:
    page.goto(file.as_uri())
    return page


def case(page: Page, name: str) -> Locator:
    return page.locator("details.case").filter(has=page.locator(".name", has_text=name))


def shown(page: Page) -> list[str]:
    return page.locator("details.case:visible .name").all_inner_texts()


def pixels(where: Locator) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    where.scroll_into_view_if_needed()
    return np.asarray(Image.open(io.BytesIO(where.screenshot())).convert("RGB"))


def at(image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], x: float) -> tuple[int, ...]:
    """The colour of the middle row, at a part of the width."""
    return tuple(int(v) for v in image[image.shape[0] // 2, int(image.shape[1] * x)])


def test_what_failed_comes_first_and_is_open(opened: Page) -> None:
    assert shown(opened) == ["fox", "slow", "dead", "other", "near", "fine"]
    assert opened.locator("details.case[open] .name").all_inner_texts() == ["fox", "slow", "dead"]


def test_the_filter(opened: Page) -> None:
    opened.keyboard.press("/")
    opened.keyboard.type("BUDGET")  # a word of the reason
    assert shown(opened) == ["slow"]
    assert opened.locator("#shown").inner_text() == "1 of 6 shown"
    opened.get_by_role("searchbox").fill("nothing of the kind")
    assert shown(opened) == []
    assert opened.get_by_text("No case matches").is_visible()
    opened.get_by_role("searchbox").fill("")
    chip = opened.get_by_role("button", name="passed 2")
    chip.click()
    assert shown(opened) == ["near", "fine"]
    opened.get_by_role("button", name="skipped 1").click()
    assert shown(opened) == ["other", "near", "fine"]
    chip.click()
    assert shown(opened) == ["other"]


def test_the_keyboard_reaches_and_opens_everything(opened: Page) -> None:
    """From the top by Tab alone: a case is opened, images compared, and the slider moved."""
    seen: list[str] = []

    def focused() -> str:
        return opened.evaluate(
            "() => { const e = document.activeElement; return e.getAttribute('aria-label')"
            " || e.querySelector?.('.name')?.textContent || e.textContent }"
        )

    def tab_to(wanted: str) -> None:
        for _ in range(80):
            opened.keyboard.press("Tab")
            seen.append(focused().strip())
            if seen[-1].startswith(wanted):
                return
        pytest.fail(f"Tab never came to {wanted}: {seen}")

    tab_to("Filter by")
    tab_to("fox")
    opened.keyboard.press("Enter")
    assert not case(opened, "fox").evaluate("e => e.open")
    opened.keyboard.press("Enter")
    tab_to("Slider")
    opened.keyboard.press("Space")
    tab_to("Magnifier")
    tab_to("How much")
    clip = "e => getComputedStyle(e).clipPath"
    before = case(opened, "fox").locator(".found").evaluate(clip)
    opened.keyboard.press("ArrowRight")
    assert case(opened, "fox").locator(".found").evaluate(clip) != before
    tab_to("From the server's log, fox")
    tab_to("Command")
    tab_to("slow")


def test_the_slider_shows_one_image_left_and_the_other_right(opened: Page) -> None:
    fox = case(opened, "fox")
    fox.get_by_role("button", name="Slider").click()
    slider, stage = fox.get_by_role("slider"), fox.locator(".found img")
    slider.fill("50")
    seen = pixels(stage)
    assert (at(seen, 0.25), at(seen, 0.75)) == (WANTED, FOUND)
    slider.fill("100")
    assert at(pixels(stage), 0.25) == FOUND
    slider.fill("0")
    assert at(pixels(stage), 0.75) == WANTED
    assert not fox.locator(".difference").is_visible()


def test_flicker_changes_the_image_by_itself(opened: Page) -> None:
    fox = case(opened, "fox")
    fox.get_by_role("button", name="Flicker").click()
    for hidden in (True, False):
        opened.wait_for_function(
            "([e, hidden]) => (getComputedStyle(e).visibility === 'hidden') === hidden",
            arg=[fox.locator(".found").element_handle(), hidden],
        )


def test_who_wants_no_motion_flickers_by_hand(opened: Page) -> None:
    opened.emulate_media(reduced_motion="reduce")
    fox = case(opened, "fox")
    button, image = fox.get_by_role("button", name="Flicker"), fox.locator(".found")
    button.click()
    assert "hide" not in (image.get_attribute("class") or "")
    button.click()
    assert "hide" in (image.get_attribute("class") or "")
    button.click()
    assert "hide" not in (image.get_attribute("class") or "")


def test_two_levels_can_be_seen_in_the_difference(opened: Page) -> None:
    fox = case(opened, "fox")
    fox.get_by_role("button", name="Difference").click()
    assert not fox.locator(".found").is_visible()
    assert at(pixels(fox.locator(".difference img")), 0.5) == (128, 128, 128)
    assert "difference \u00d7 64" in fox.locator(".difference").inner_text()


def test_the_magnifier_follows_pointer_and_arrows(opened: Page) -> None:
    fox = case(opened, "fox")
    lens, image = fox.locator(".lens"), fox.locator(".wanted img")
    image.hover()
    assert not lens.is_visible()
    fox.get_by_role("combobox", name="Magnifier").select_option("4")
    image.hover(position={"x": 10, "y": 10})
    assert lens.is_visible()
    size = image.bounding_box()
    assert size is not None
    assert lens.evaluate("e => e.style.backgroundSize") == f"{size['width'] * 4:g}px {size['height'] * 4:g}px"
    opened.mouse.move(1, 1)
    assert not lens.is_visible()
    image.focus()
    assert lens.is_visible()
    place = lens.evaluate("e => e.style.backgroundPosition")
    opened.keyboard.press("ArrowRight")
    assert lens.evaluate("e => e.style.backgroundPosition") != place
    image.blur()
    assert not lens.is_visible()


def test_figures_tell_limit_baseline_and_earlier_runs(opened: Page) -> None:
    found = case(opened, "slow")
    assert found.get_by_role("img", name="4 s to 4.4 s; baseline 2 s ± 0.2 s; limit 2.4 s").is_visible()
    assert found.get_by_role("img", name="4 runs, 2 s to 4.1 s, the newest 4.1 s").is_visible()
    assert found.get_by_role("img", name="954 MiB at the start, 1.49 GiB at most, within 2 s").is_visible()
    assert "(over its limit)" in found.locator("tr.over").inner_text()


def test_the_command_is_copied(file: Path, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(file.as_uri())
    case(page, "fox").get_by_role("button", name="Copy").click()
    case(page, "fox").get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("wflint run fox.test.toml")


@pytest.mark.parametrize("width", WIDTHS)
def test_no_width_needs_sideways_scrolling(width: int, opened: Page) -> None:
    opened.set_viewport_size({"width": width, "height": 800})
    opened.get_by_role("button", name="Open all").click()
    assert opened.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_serious(
    width: int, scheme: str, opened: Page, axe: Callable[[Page], list[str]]
) -> None:
    opened.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    opened.set_viewport_size({"width": width, "height": 800})
    assert axe(opened) == []
    opened.get_by_role("button", name="Open all").click()
    case(opened, "fox").get_by_role("button", name="Slider").click()
    case(opened, "near").get_by_role("combobox", name="Magnifier").select_option("2")
    assert axe(opened) == []


def hostile() -> RunReport:
    verdict = a_verdict(EVIL, message=EVIL)
    verdict.notes.append(EVIL)
    verdict.device = verdict.server = verdict.file = EVIL
    verdict.measurements = [Measurement(EVIL, "s", 1.0, (1.0, 2.0), EVIL, 0.5, (1.0, 0.1))]
    seen = Evidence(
        inputs=[(EVIL, EVIL)], models=[(EVIL, EVIL)], log=[EVIL, f"\r{EVIL}"], command=EVIL,
        spans=[NodeSpan(EVIL, EVIL, 0.0, 1.0, error=EVIL), NodeSpan(EVIL, EVIL + "2", 0.0, 1.0)],
        looks=[CaseLook(EVIL, png(1), png(2), EVIL, same=False), CaseLook(EVIL, png(1), same=True)],
    )  # fmt: skip
    report = a_report((verdict, seen))
    report.title = report.made = EVIL
    report.labels = (EVIL, EVIL)

    def earlier(_: CaseVerdict) -> list[PastResult]:
        figure = Figure(EVIL, "s", 1.0, 1.0, 1.0, 1, None, median=1.0)
        one = PastResult(1, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, 1.0, Stamp(1e18, EVIL, EVIL), {EVIL: figure})
        return [one, one]

    report.past = earlier
    return report


def test_nothing_of_strangers_runs(tmp_path: Path, page: Page) -> None:
    """The page fails this test if anything opens a dialog, complains or asks the network."""
    (file,) = hostile().write(tmp_path / "runs.html")
    page.goto(file.as_uri())
    found = page.locator("details.case")
    assert found.count() == 1
    for mode in ("Slider", "Flicker", "Difference"):
        found.get_by_role("button", name=mode).click()
    found.locator(".modes select").select_option("8")
    found.locator(".difference img").hover()
    page.get_by_role("searchbox").fill("alert(1)")
    assert found.is_visible()
    assert page.locator("script").count() == 1
    assert page.locator("[onerror]").count() == 0
    assert "alert(1)" in page.title()


MARKUP = {
    "event": "<img src=x onerror='window.ran = 1'>",
    "frame": "<iframe srcdoc='<script>parent.ran = 1</script>'></iframe>",
    "image": "<img src='{url}/tells'>",
    "form": "<form action='{url}/'><button>x</button></form>",
    "style": "<link rel=stylesheet href='{url}/a.css'>",
    "object": "<object data='data:text/html,<script>parent.ran = 1</script>'></object>",
    "ping": "<a href='#x' ping='{url}/ping'>x</a>",
}


@pytest.mark.parametrize("kind", MARKUP)
def test_the_policy_holds_even_if_markup_came_through(kind: str, file: Path, chromium: Browser) -> None:
    """Nothing runs, and no server is asked. (Chromium may connect before it knows; it then asks nothing.)"""
    asked: list[str] = []
    fake = FakeServer({"/": lambda connection: asked.append(connection.path)})
    try:
        with pytest.raises(AssertionError, match="Content Security Policy"):
            _put_in(MARKUP[kind].format(url=fake.url), file, chromium)
    finally:
        fake.close()
    assert asked == []


def _put_in(markup: str, file: Path, chromium: Browser) -> None:
    with watched(chromium) as page:
        page.goto(file.as_uri())
        with page.expect_console_message(lambda said: "Content Security Policy" in said.text):
            page.evaluate("m => document.body.insertAdjacentHTML('beforeend', m)", markup)
            page.evaluate("document.querySelector('body > form button, a[ping]')?.click()")
        assert page.evaluate("window.ran") is None


def test_images_beside_the_page_are_found(
    tmp_path: Path, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_INSIDE", 10_000)
    folder = tmp_path / "a #1 50% ?"
    folder.mkdir()
    files = whole().write(folder / "my #2 runs%20?.html")
    assert len(files) > 5
    page.goto(files[0].as_uri())
    page.get_by_role("button", name="Open all").click()
    widths = page.evaluate(
        "Promise.all([...document.images].map(i => i.decode().then(() => i.naturalWidth)))"
    )
    assert len(widths) >= len(files) - 1
    assert all(widths)
    case(page, "fox").get_by_role("combobox", name="Magnifier").select_option("4")
    case(page, "fox").locator(".wanted img").hover()
    assert case(page, "fox").locator(".lens").is_visible()


def test_without_scripts_everything_is_there(file: Path, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(file.as_uri())
        assert page.locator("details.case").count() == 6
        assert not page.get_by_role("button").is_visible()
        assert page.locator(".found img").first.is_visible()
    finally:
        context.close()
