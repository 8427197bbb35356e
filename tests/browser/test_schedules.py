"""A person plans: types, reads what will happen, and changes their mind."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitor import Visitor

pytestmark = [
    pytest.mark.system,
    pytest.mark.enable_socket,
    pytest.mark.timeout(180),
    pytest.mark.xdist_group("browser"),
]

# By how many pixels the page is wider than the window.
WIDER = "document.body.scrollWidth - document.body.clientWidth"


def type_cron(page: Page, form: str, text: str) -> None:
    page.locator(f"{form} select[name$=kind]").select_option("cron")
    page.locator(f"{form} input[name$=expression]").press_sequentially(text)


def planned(visitor: Visitor, name: str) -> Page:
    """The page of a schedule of a new job, each day at six."""
    page = visitor.open("/admin/jobs/job/add/")
    page.get_by_label("Name:").first.fill(name)
    page.get_by_label("URL:").fill("https://api.example/")
    type_cron(page, "#schedules-0", "0 6 * * *")
    page.get_by_role("button", name="Save and continue editing").click()
    page.locator("#schedules-0").get_by_role("link", name="Ledger").click()
    page.get_by_role("heading", name="Why did it not run").wait_for()
    return page


def test_words_and_instants_appear_while_it_is_typed(visitor):
    page = visitor.open("/admin/jobs/job/add/")
    page.evaluate("window.sameDocument = true")
    type_cron(page, "#schedules-0", "30 8 * * 1-5")

    first = page.locator("#schedules-0 .planned")
    expect(first).to_contain_text("at 08:30 from Monday to Friday")
    expect(first.locator(".instants li")).to_have_count(10)

    page.get_by_role("button", name="Add another Schedule").click()
    type_cron(page, "#schedules-1", "61 * * * *")
    expect(page.locator("#schedules-1 .planned")).to_contain_text("61")
    expect(first).to_contain_text("at 08:30 from Monday to Friday")
    assert page.evaluate("window.sameDocument")


def test_an_edit_shows_what_it_would_change(visitor):
    page = planned(visitor, "Edited")
    page.locator("input[name=expression]").fill("0 7 * * *")

    expect(page.locator(".planned")).to_contain_text("firings move")
    expect(page.locator(".planned")).to_contain_text("at 07:00 every day")


def test_it_is_paused_resumed_and_a_firing_skipped_and_undone(visitor):
    page = planned(visitor, "Changed")
    panel = page.locator(".panel")
    panel.get_by_role("button", name="Pause").click()
    expect(panel).to_contain_text("Paused since")
    panel.get_by_role("button", name="Resume").click()
    expect(panel).to_contain_text("Active")

    second = panel.locator(".upcoming > li").nth(1)
    second.get_by_text("Skip or move").click()
    second.get_by_label("why").fill("Holiday")
    second.get_by_role("button", name="Skip").click()
    expect(second).to_contain_text("by admin: Holiday")
    second.get_by_role("button", name="Undo").click()
    expect(second).to_contain_text("Skip or move")


def test_why_is_answered(visitor):
    page = planned(visitor, "Asked")
    at = page.locator("#why input[name=at]")
    at.fill("2030-01-01T06:00:00")
    page.get_by_role("button", name="Ask").click()

    expect(page.locator("#why .answer")).to_contain_text("It is still to come.")
    expect(at).to_have_value("2030-01-01T06:00")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_pages_fit_a_telephone(visitor, scheme):
    page = planned(visitor, "Narrow")
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 800})

    assert page.evaluate(WIDER) <= 0
    visitor.open("/admin/schedules/blackout/add/")
    assert page.evaluate(WIDER) <= 0
