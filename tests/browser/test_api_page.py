"""The page "API" with a keyboard, and nothing but a keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = [
    pytest.mark.system,
    pytest.mark.enable_socket,
    pytest.mark.timeout(180),
    pytest.mark.xdist_group("browser"),
]


def test_tabs_and_methods_open_by_keys(visitor):
    page = visitor.open("/admin/api/")
    job = page.get_by_role("tab", name="Job", exact=True)
    expect(job).to_have_attribute("aria-selected", "true")

    method = page.locator("details.method").filter(has_text="Create a job")
    method.locator("summary").press("Enter")
    expect(method.get_by_text("just received")).to_be_visible()
    expect(method.locator("pre").last).to_contain_text('"status": 1')

    job.press("ArrowRight")
    page.get_by_role("tab", name="Process", exact=True).press("Enter")
    expect(page).to_have_url(re.compile(r"tab=process"))
    expect(page.get_by_role("tabpanel")).to_contain_text("/api/process/read/{guid}")
