"""The page of `wflint graph` in a real Chromium: moving, zooming, searching, going to a fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.picture.drawing import document_of, edge, node, scene, workflow
from wflint.engine.targets import open_targets
from wflint.graph.diff.compare import diff_documents
from wflint.picture import Mark, beside, diff_html, to_html
from wflint.report.diff_entries import entries_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

BAD = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
FLOW = workflow(
    *(node(f"n{i}", "add", (i % 6 * 420, i // 6 * 300), label=f"Step {i}") for i in range(24)),
    node("bad", "string", (3000, 0), label=BAD, value=BAD),
    edges=[edge(f"n{i}", "value", f"n{i + 1}", "a") for i in range(23)],
)
MARKS = [
    Mark("/nodes/23", "error", "ND1", BAD),
    Mark("/edges/2", "warning", "ED1", "an edge"),
    Mark("/meta", "info", "WF1", "the file"),
]


@pytest.fixture(params=["dark", "light"])
def opened(request: pytest.FixtureRequest, page: Page, tmp_path: Path) -> Page:
    """A page with 25 nodes and 3 faults."""
    file = tmp_path / "flow.html"
    file.write_text(to_html(scene(FLOW, MARKS), theme=request.param, highlight="family"), "utf-8")
    page.goto(file.as_uri())
    return page


def view(page: Page) -> list[float]:
    found: str = page.locator("#canvas svg").get_attribute("viewBox") or ""
    return [float(part) for part in found.split()]


def seen(page: Page, selector: str) -> bool:
    """Whether the middle of an element is inside the canvas."""
    box, frame = page.locator(selector).bounding_box(), page.locator("#canvas").bounding_box()
    assert box is not None
    assert frame is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    return frame["x"] < x < frame["x"] + frame["width"] and frame["y"] < y < frame["y"] + frame["height"]


def test_nothing_serious_is_wrong(opened: Page, axe: Callable[[Page], list[str]]) -> None:
    # axe-core itself is not part of the page, so the page's policy would complain of it.
    opened.locator("#search").fill("step")
    assert axe(opened) == []


def test_a_click_on_a_fault_goes_to_it(opened: Page) -> None:
    opened.locator("#in").click()
    opened.locator("#in").click()
    opened.locator("[data-fault='1']").click()
    assert seen(opened, "[data-mark='1']")
    assert opened.locator("[data-fault='1']").get_attribute("aria-current") == "true"
    opened.locator("[data-fault='2']").click()
    assert seen(opened, "[data-mark='2']")
    assert opened.locator("[aria-current]").count() == 1
    opened.locator("[data-fault='3']").click()
    assert "as a whole" in opened.locator("#said").inner_text()


def test_an_address_leads_to_a_fault(opened: Page) -> None:
    home = view(opened)
    opened.goto(opened.url + "#fault-1")
    opened.wait_for_function("document.querySelector('[data-fault=\"1\"]').hasAttribute('aria-current')")
    assert view(opened) != home


def test_keys_move_and_zoom(opened: Page) -> None:
    home = view(opened)
    opened.locator("#canvas").focus()
    opened.keyboard.press("ArrowRight")
    assert view(opened)[0] > home[0]
    opened.keyboard.press("+")
    assert view(opened)[2] < home[2]
    opened.keyboard.press("0")
    assert view(opened) == home


def test_the_wheel_zooms_about_the_pointer_and_the_mouse_moves(opened: Page) -> None:
    home = view(opened)
    opened.mouse.move(300, 400)
    opened.mouse.wheel(0, -300)
    opened.wait_for_function(f"document.querySelector('#canvas svg').viewBox.baseVal.width < {home[2]}")
    nearer = view(opened)
    opened.mouse.down()
    opened.mouse.move(360, 430)
    opened.mouse.up()
    moved = view(opened)
    assert moved[0] < nearer[0]
    assert moved[1] < nearer[1]
    assert moved[2:] == nearer[2:]


def test_a_node_is_found(opened: Page) -> None:
    opened.locator("#search").fill("step 17")
    assert opened.locator("#found button").all_inner_texts() == ["Step 17 (Add Integers)"]
    opened.keyboard.press("Enter")
    assert seen(opened, "[data-node='n17']")
    opened.locator("#search").press("Escape")
    assert opened.locator("#found button").count() == 0


def test_text_of_a_file_stays_text(opened: Page) -> None:
    opened.locator("#search").fill("alert")
    assert opened.locator("#found button").count() == 1
    assert opened.locator("img").count() == 0
    assert opened.locator("script").count() == 1


def test_two_fingers_zoom(opened: Page) -> None:
    home = view(opened)
    opened.evaluate(
        """() => {
          const canvas = document.getElementById("canvas");
          canvas.setPointerCapture = () => {};
          const send = (type, pointerId, clientX) => canvas.dispatchEvent(
            new PointerEvent(type, { pointerId, clientX, clientY: 300, bubbles: true }));
          send("pointerdown", 1, 300); send("pointerdown", 2, 400);
          send("pointermove", 1, 200); send("pointermove", 2, 500);
          send("pointerup", 1, 200); send("pointerup", 2, 500);
        }"""
    )
    assert view(opened)[2] == pytest.approx(home[2] / 3, rel=0.01)


def test_a_comparison_leads_to_its_changes(
    page: Page, tmp_path: Path, axe: Callable[[Page], list[str]]
) -> None:
    old, new = (
        workflow(node("a", "add", (0, 0), a=1), node("b", "add", (900, 0))),
        workflow(node("a", "add", (0, 0), a=2), node("c", "string", (900, 700), value="x")),
    )
    catalogue = open_targets("6.14.2")[-1]
    before, after = document_of(old), document_of(new)
    found = diff_documents(before, after, catalogue)
    sides = beside(before, after, found, catalogue)
    file = tmp_path / "diff.html"
    file.write_text(diff_html(sides, ("old.json", "new.json"), entries_of(found)), "utf-8")
    page.goto(file.as_uri())
    assert page.locator("[data-fault]").count() == 3
    for number in "123":
        page.locator(f"[data-fault='{number}']").click()
        assert seen(page, f"[data-mark='{number}']")
    assert axe(page) == []


def badge(page: Page, number: int) -> float:
    """How wide a mark is on the screen, in pixels."""
    box = page.locator(f"[data-mark='{number}']").bounding_box()
    assert box is not None
    return box["width"]


def test_faults_are_found_from_afar_and_hide_nothing_near_by(opened: Page) -> None:
    data = opened.evaluate("(() => { const s = document.querySelector('#canvas svg');"
                           "return s.clientWidth / s.viewBox.baseVal.width; })()")  # fmt: skip
    assert data < 0.6  # 25 nodes are small as a whole
    assert badge(opened, 1) > 18
    assert badge(opened, 2) > 18
    opened.locator("[data-fault='1']").click()
    near = opened.evaluate("(() => { const s = document.querySelector('#canvas svg');"
                           "return s.clientWidth / s.viewBox.baseVal.width; })()")  # fmt: skip
    assert badge(opened, 1) == pytest.approx(28 * near, rel=0.15)


def test_a_node_is_found_by_what_the_release_calls_it(opened: Page) -> None:
    """Its label alone would not do: who looks for the integers knows no labels."""
    opened.locator("#search").fill("step 17 (add integers)")
    assert opened.locator("#found button").all_inner_texts() == ["Step 17 (Add Integers)"]


def test_keys_are_told_to_who_uses_them(opened: Page) -> None:
    opened.locator("#fit").focus()
    opened.keyboard.press("Tab")
    assert "arrow keys move" in opened.locator("#said").inner_text()


def test_on_paper_there_are_the_picture_and_its_faults(opened: Page) -> None:
    opened.emulate_media(media="print")
    picture, faults = opened.locator("#canvas svg"), opened.locator("[data-fault='3']")
    box, below = picture.bounding_box(), faults.bounding_box()
    assert box is not None
    assert below is not None
    assert box["width"] > 600
    assert box["height"] > 150
    assert below["y"] > box["y"] + box["height"]
    assert not opened.locator("#search").is_visible()


def test_a_narrow_screen_keeps_the_picture(opened: Page) -> None:
    opened.set_viewport_size({"width": 390, "height": 800})
    box = opened.locator("#canvas").bounding_box()
    assert box is not None
    assert box["width"] > 380
    assert box["height"] > 250
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390
