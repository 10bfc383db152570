"""The fixtures of this folder see what they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.watched import watched

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

SHELL = '<!doctype html><html lang="en"><title>t</title>{}<body><main><h1>t</h1>{}</main></body></html>'
POLICY = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
FAULTS = {
    "network: http://127.0.0.1:9/x.png": ("", '<img alt="" src="http://127.0.0.1:9/x.png">'),
    "console: asked": ("", "<script>console.error('asked')</script>"),
    "uncaught: .*odd": ("", "<script>throw new Error('odd')</script>"),
    "console: .*Content Security Policy": (POLICY, '<img alt="" src="data:image/png;base64,AAAA">'),
    "dialog: 1": ("", "<script>alert(1)</script>"),
}


def test_axe_sees_what_is_serious(tmp_path: Path, page: Page, axe: Callable[[Page], list[str]]) -> None:
    file = tmp_path / "page.html"
    file.write_text(SHELL.format("", '<p style="color: #bbb; background: #fff">pale</p>'), "utf-8")
    page.goto(file.as_uri())
    assert [fault.split(":")[0] for fault in axe(page)] == ["serious color-contrast"]
    file.write_text(SHELL.format(POLICY, "<p>plain</p>"), "utf-8")
    page.goto(file.as_uri())
    assert axe(page) == []


@pytest.mark.parametrize("said", FAULTS)
def test_a_page_that_complains_fails_its_test(said: str, tmp_path: Path, chromium: Browser) -> None:
    file = tmp_path / "page.html"
    file.write_text(SHELL.format(*FAULTS[said]), "utf-8")
    with pytest.raises(AssertionError, match=said), watched(chromium) as page:
        page.goto(file.as_uri())
