"""Pages that wflint writes, in a real Chromium: ``pytest -m browser tests/browser``.

Needs the extra ``browser`` and a Chromium in the path (Debian's package ``chromium``). Tests of ``axe`` also
need axe-core (``npm install axe-core``): ``WFLINT_AXE`` names its ``axe.min.js``. What is missing is skipped,
with the reason.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.watched import watched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One for all tests; each has a context of its own."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the extra browser (playwright)")
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip(f"no Chromium in the path ({', '.join(PROGRAMS)})")
    with playwright.sync_playwright() as started:
        # Root, as whom CI runs, has no sandbox, and containers have little shared memory. Our own pages.
        browser = started.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"],
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """An empty page, which fails the test if anything on it complains or asks the network.

    What a policy forbids is a complaint too: a sound page tries nothing that its policy forbids. Another
    width or colour scheme: ``page.set_viewport_size(...)``, ``page.emulate_media(color_scheme="dark")``.
    """
    with watched(chromium) as opened:
        yield opened


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Gives the serious and critical faults that axe-core finds on a page, a line each."""
    file = os.environ.get("WFLINT_AXE")
    if not file:
        pytest.skip("WFLINT_AXE does not name axe-core's axe.min.js")
    source = Path(file).read_text("utf-8")

    def faults(page: Page) -> list[str]:
        page.evaluate(source)
        found: list[dict[str, Any]] = page.evaluate("async () => (await axe.run()).violations")
        return [
            f"{each['impact']} {each['id']}: {node['target']} {node['failureSummary']}"
            for each in found
            if each["impact"] in ("serious", "critical")
            for node in each["nodes"]
        ]

    return faults


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder are marked, whoever writes them."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
