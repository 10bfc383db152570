"""The page of findings as a person uses it: filters, keyboard, the way from a fault to its place and back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from tests.report.test_findings_page import HOSTILE, workflow
from wflint.cli.main import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

VIEW = "document.querySelector('.canvas svg').getAttribute('viewBox')"


@pytest.fixture
def opened(page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Two files with findings of several rules."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.json").write_text(json.dumps(workflow(nodes=4), indent=1))
    (tmp_path / "two.json").write_text(json.dumps(workflow("two"), indent=1))
    made = CliRunner().invoke(cli, ["check", "--isolated", "--format", "html", "one.json", "two.json"])
    (tmp_path / "page.html").write_text(made.stdout)
    page.goto((tmp_path / "page.html").as_uri())
    return page


def test_filters(opened: Page) -> None:
    findings = opened.locator(".finding:visible")
    every = findings.count()
    opened.get_by_label("Rule", exact=True).select_option("dangling-edge")
    assert 0 < findings.count() < every
    opened.get_by_label("Filter by file").fill("two.json")
    assert findings.count() == 1
    assert opened.locator(".file:visible").count() == 1
    assert opened.get_by_role("status").inner_text() == f"1 of {every} shown"
    opened.get_by_label("Filter by file").fill("nowhere")
    assert opened.get_by_text("Nothing matches the filter.").is_visible()
    opened.get_by_label("Filter by file").fill("")
    opened.get_by_label("Rule", exact=True).select_option("")
    opened.locator(".sev[data-severity='error']").click()
    assert opened.locator(".finding[data-severity='error']:visible").count() == 0
    assert findings.count() == every - opened.locator(".finding[data-severity='error']").count()


def test_from_a_fault_to_its_place_and_back(opened: Page) -> None:
    before = opened.evaluate(VIEW)
    first = opened.locator(".finding summary").first
    first.press("Enter")
    assert opened.locator(".finding").first.get_attribute("open") is not None
    assert opened.evaluate(VIEW) != before
    canvas = opened.locator(".canvas").first
    canvas.press("0")
    assert opened.evaluate(VIEW) == before
    canvas.press("+")
    canvas.press("ArrowLeft")
    assert opened.evaluate(VIEW) != before
    opened.locator(".canvas [data-mark='2']").first.click()
    second = opened.locator(".finding[data-mark='2']").first
    assert second.get_attribute("open") is not None
    assert "current" in (second.get_attribute("class") or "")


def test_the_manual_of_a_rule(opened: Page) -> None:
    opened.locator(".finding summary").first.click()
    opened.locator(".finding").first.get_by_role("link").click()
    assert opened.locator(".manuals details[open]").count() == 1


@pytest.mark.parametrize("width", [1280, 768, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe(opened: Page, axe: Callable[[Page], list[str]], width: int, scheme: str) -> None:
    opened.set_viewport_size({"width": width, "height": 900})
    opened.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for summary in opened.locator(".finding summary").all():
        summary.click()
    assert axe(opened) == []
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_file_runs(page: Page, tmp_path: Path, text: str) -> None:
    """The fixture fails on any request, and on anything the policy had to stop."""
    (tmp_path / "a.json").write_text(json.dumps(workflow(text), indent=1))
    made = CliRunner().invoke(cli, ["check", "--isolated", "--format", "html", str(tmp_path / "a.json")])
    (tmp_path / "page.html").write_text(made.stdout)
    page.goto((tmp_path / "page.html").as_uri())
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    for summary in page.locator("summary").all():
        summary.click()
    assert page.locator(".finding").count() > 0


def test_marks_by_keyboard(opened: Page) -> None:
    """A mark can be reached and opened without a mouse; then its finding has the focus."""
    mark = opened.locator(".canvas [data-mark='2']").first
    assert mark.get_attribute("role") == "button"
    mark.focus()
    mark.press("Enter")
    assert opened.locator(".finding[data-mark='2']").first.get_attribute("open") is not None
    assert opened.evaluate("document.activeElement.closest('.finding').dataset.mark") == "2"


def test_on_paper_all_is_open(opened: Page) -> None:
    opened.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert opened.locator(".finding:not([open])").count() == 0
    opened.evaluate("dispatchEvent(new Event('afterprint'))")
    assert opened.locator(".finding[open]").count() == 0


def test_the_table_of_rules_filters(opened: Page) -> None:
    pick = opened.get_by_role("button", name="dangling-edge")
    pick.click()
    assert pick.get_attribute("aria-pressed") == "true"
    assert opened.locator("#rule").input_value() == "dangling-edge"
    assert {f.get_attribute("data-rule") for f in opened.locator(".finding:visible").all()} == {
        "dangling-edge"
    }
    pick.click()
    assert opened.locator(".finding:visible").count() == opened.locator(".finding").count()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_fault_in_view_is_in_the_picture_and_not_smaller_than_all(opened: Page, width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 900})
    whole = [float(x) for x in opened.evaluate(VIEW).split()]
    for finding in opened.locator(".finding[data-mark]").all()[:3]:
        finding.locator("summary").click()
        w, h = (float(x) for x in opened.evaluate(VIEW).split()[2:])
        assert w <= whole[2] + 1 or h <= whole[3] + 1
        canvas = opened.locator(".canvas").first.bounding_box()
        number = finding.get_attribute("data-mark")
        mark = opened.locator(f".canvas [data-mark='{number}']").first.bounding_box()
        assert canvas is not None
        assert mark is not None
        assert canvas["x"] - 1 <= mark["x"] <= canvas["x"] + canvas["width"]
        assert canvas["y"] - 1 <= mark["y"] <= canvas["y"] + canvas["height"]


def test_on_a_phone_the_picture_stays_beside_its_findings(opened: Page) -> None:
    opened.set_viewport_size({"width": 390, "height": 500})
    last = opened.locator(".file").first.locator(".finding").last
    last.locator("summary").click()
    last.evaluate("f => f.scrollIntoView()")
    picture = opened.locator(".picture").first.bounding_box()
    finding = last.bounding_box()
    assert picture is not None
    assert finding is not None
    assert picture["y"] >= 0
    assert picture["y"] + picture["height"] <= finding["y"] + 1  # and does not hide it


def test_pictures_follow_the_theme(opened: Page) -> None:
    ground = "getComputedStyle(document.querySelector('.canvas svg > rect')).fill"
    opened.emulate_media(color_scheme="light")
    light = opened.evaluate(ground)
    opened.emulate_media(color_scheme="dark")
    assert (light, opened.evaluate(ground)) == ("rgb(244, 245, 247)", "rgb(22, 24, 29)")
