"""An empty page in a browser, which fails whoever uses it if anything on it complains or asks the network."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request

AT_HOME = ("file:", "data:", "blob:", "about:")
LONGEST = 60_000  # ms; what does not end would hold the suite, and a busy machine takes ten times longer


@contextmanager
def watched(browser: Browser, site: str | None = None) -> Iterator[Page]:
    """A page of 1280 pixels with its own context. Raises AssertionError with all it complained of.

    ``site`` is the beginning of addresses that a page may load besides: a site that the test itself serves.
    """
    wrong: list[str] = []

    def asks(request: Request) -> None:
        if not request.url.startswith(AT_HOME if site is None else (*AT_HOME, site)):
            wrong.append(f"network: {request.url}")

    def says(message: ConsoleMessage) -> None:
        if message.type == "error":
            wrong.append(f"console: {message.text}")

    def stops(dialog: Dialog) -> None:
        wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(LONGEST)
    context.on("request", asks)
    context.on("console", says)
    context.on("dialog", stops)
    context.on("weberror", lambda error: wrong.append(f"uncaught: {error.error}"))
    try:
        page = context.new_page()
        yield page
        # What it was about to say is said.
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done()))")
    finally:
        context.close()
    assert not wrong, "\n".join(wrong)
