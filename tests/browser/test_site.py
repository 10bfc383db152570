"""The documentation site in a browser: nothing leaves it, axe-core finds nothing serious, wide and narrow."""

from __future__ import annotations

import functools
import http.server
import threading
from typing import TYPE_CHECKING

import pytest

from tests.browser.watched import watched
from tests.docs.blocks import ROOT
from tests.docs.test_site import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

pytest.importorskip("material", reason="needs the extra docs (mkdocs-material)")

PAGES = ["", "start/artist/", "adoption/", "rules/base-model-mismatch/", "commands/", "commands/check/"]
WIDTHS = (1280, 390)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and tells nobody."""

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the site is served, built for these tests."""
    folder = tmp_path_factory.mktemp("site")
    done = build(ROOT, folder)
    assert done.returncode == 0, done.stderr
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """A page that fails the test if it asks anybody but the site."""
    with watched(chromium, address) as opened:
        yield opened


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_serious(
    width: int, scheme: str, page: Page, address: str, axe: Callable[[Page], list[str]]
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for name in PAGES:
        page.goto(address + name, wait_until="load")
        assert (
            page.locator("body").get_attribute("data-md-color-scheme")
            == {"light": "default", "dark": "slate"}[scheme]
        )
        assert axe(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") == width, (
            f"{name} is wider than the screen"
        )


def test_the_search_finds_a_rule(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("input.md-search__input").fill("duplicate-input")
    result = page.locator(".md-search-result__link").first
    result.wait_for()
    assert "ED106" in page.locator(".md-search-result__list").inner_text()


def test_the_navigation_leads_to_every_reader(page: Page, address: str) -> None:
    page.goto(address)
    for reader in ("For artists", "For CI engineers", "For node pack authors", "For users of the API"):
        page.goto(address)
        page.get_by_role("link", name=reader).first.click()
        page.wait_for_url("**/start/**")
        assert page.locator("h1").inner_text().startswith("For ")
