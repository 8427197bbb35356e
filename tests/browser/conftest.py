"""A person at the living product, in Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.visitor import Visitor
from tests.system.product import Product

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    with Product() as product:
        yield product


# Not for the session: while Playwright is there, its event loop is, and Django takes
# the tests that follow for asynchronous code.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip(f"no browser found: none of {', '.join(PROGRAMS)} is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="en-GB")
    yield context.new_page()
    context.close()


@pytest.fixture
def visitor(product: Product, page: Page) -> Iterator[Visitor]:
    """Signed in; nothing a page complains about may be left at the end."""
    visitor = Visitor(page, product.url)
    visitor.sign_in("admin", (product.log.parent / "admin-password").read_text())
    yield visitor
    assert visitor.complaints == []
