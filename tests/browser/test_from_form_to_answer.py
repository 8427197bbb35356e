"""The story of the house: make a job, press a button, read what came back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.servers.target import Received, Reply, Target

pytestmark = [
    pytest.mark.system,
    pytest.mark.enable_socket,
    pytest.mark.timeout(180),
    pytest.mark.xdist_group("browser"),
]

PATIENCE_MS = 20_000


def greeting(_received: Received) -> Reply:
    return Reply(
        status=201,
        headers=(("Content-Type", "application/json"), ("X-Greeting", "hello")),
        body=b'{"id":4711,"of":"<b>Zoe</b>"}',
    )


def test_a_job_is_made_run_and_its_answer_read(visitor):
    with Target(greeting) as target:
        page = visitor.open("/admin/jobs/job/add/")
        page.get_by_label("Name:").first.fill("Greet the target")
        page.get_by_label("URL:").fill(f"{target.url}/greet")
        page.get_by_label("Headers:").fill('{"x-custom-header": "value"}')
        page.get_by_label("Body:").fill('{"order": 1}')
        page.locator("#schedules-0").get_by_label("Every:").fill("1")
        page.get_by_role("button", name="Save and continue editing").click()
        panel = page.locator("#panel")
        expect(panel).to_contain_text("It has not run yet.")
        expect(panel).to_contain_text("in 5")

        page.evaluate("window.sameDocument = true")
        page.get_by_role("button", name="Run now").click()
        expect(page.locator(".messagelist")).to_contain_text("It has been started.")
        page.evaluate("window.sameDocument = true")
        expect(panel).to_contain_text("Succeeded", timeout=PATIENCE_MS)
        assert page.evaluate("window.sameDocument")

        panel.get_by_role("link", name="Succeeded").first.click()
        answer = page.locator(".response").first
        expect(answer).to_contain_text("201")
        expect(answer).to_contain_text("X-Greeting")
        expect(answer).to_contain_text("hello")
        expect(answer.locator("pre")).to_contain_text('"of": "<b>Zoe</b>"')

        [received, *_rest] = target.wait_for(1)
        assert (received.method, received.path) == ("POST", "/greet")
        assert received.header("x-custom-header") == "value"
        assert received.body == b'{"order": 1}'


def test_a_run_page_follows_its_run_without_reloading(visitor):
    with Target() as target:
        page = visitor.open("/admin/jobs/job/add/")
        page.get_by_label("URL:").fill(f"{target.url}/slow/3")
        page.get_by_role("button", name="Save and continue editing").click()
        page.get_by_role("button", name="Run now").click()
        page.get_by_role("link", name="See the run").click()
        page.evaluate("window.sameDocument = true")

        state = page.locator(".run-state")
        expect(state).to_contain_text("Running", timeout=PATIENCE_MS)
        expect(state).to_contain_text("Succeeded", timeout=PATIENCE_MS)
        expect(page.locator(".response")).to_contain_text("200")
        assert page.evaluate("window.sameDocument")


def test_a_schedule_is_added_and_taken_away_on_the_page(visitor):
    page = visitor.open("/admin/jobs/job/add/")
    page.get_by_label("Name:").first.fill("Scheduled twice")
    page.get_by_label("URL:").fill("/healthz")
    page.locator("#schedules-0").get_by_label("Every:").fill("5")
    page.get_by_role("button", name="Add another Schedule").click()
    second = page.locator("#schedules-1")
    second.get_by_label("Kind:").select_option("cron")
    expect(second.get_by_label("Every:")).to_be_hidden()
    second.get_by_label("When:").fill("30 8 * * 1-5")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator("#schedules-1")).to_contain_text("at 08:30")

    page.locator("#schedules-0").get_by_label("Delete").check()
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator("#schedules-0")).to_contain_text("at 08:30")
    expect(page.locator("#schedules-1")).to_have_count(0)


def test_a_sentence_stands_at_the_field_that_is_wrong(visitor):
    page = visitor.open("/admin/jobs/job/add/")
    page.get_by_label("URL:").fill("ftp://files.example/")
    page.locator("#schedules-0").get_by_label("Every:").fill("0")
    page.get_by_role("button", name="Save", exact=True).click()

    url = page.locator(".form-row.field-url")
    expect(url).to_contain_text("Begin the URL with http:// or https://")
    expect(page.locator("#schedules-0")).to_contain_text("at least 1 second")
