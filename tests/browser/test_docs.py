"""The API's own page: sign in with a key, try an operation out, follow the links."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import Visitor

pytestmark = [
    pytest.mark.system,
    pytest.mark.enable_socket,
    pytest.mark.timeout(180),
    pytest.mark.xdist_group("browser"),
]

INTERVAL = "Neuen_interval_Job_anlegen_schedule_interval_newjob__post"
CRON = "Neuen_Corn_Job_anlegen_schedule_cron_newjob__post"
COPIED = "Neuen_interval_Job_anlegen_schedule_cron_newjob__post"


@pytest.fixture
def docs(product, page):
    """Nobody is signed in; nothing may be complained about."""
    visitor = Visitor(page, product.url)
    yield visitor
    assert visitor.complaints == []


def opened(docs, fragment):
    page = docs.open(f"/docs{fragment}")
    page.reload()
    return page


@pytest.mark.parametrize(
    ("fragment", "operation"),
    [
        (f"#/TurmJobs/{INTERVAL}", INTERVAL),
        (f"#/TurmJobs/{CRON}", CRON),
        # Turm's document spells them so as well.
        (f"#/TurmJobs {INTERVAL}", INTERVAL),
        (f"#/TurmJobs%20{INTERVAL}", INTERVAL),
        (f"#/TurmJobs/{COPIED}", CRON),
    ],
)
def test_a_link_opens_its_operation(docs, fragment, operation):
    page = opened(docs, fragment)

    block = page.locator(f"#operations-TurmJobs-{operation}")
    expect(block).to_have_class(re.compile("is-open"))


@pytest.mark.parametrize(
    ("operation", "parameters", "trigger"),
    [
        (INTERVAL, {"minutes": "60"}, "interval[1:00:00]"),
        (
            CRON,
            {"day_of_week": "0", "hour": "6", "minute": "30"},
            (
                "cron[year='*', month='*', day='*', week='*', "
                "day_of_week='0', hour='6', minute='30', second='0']"
            ),
        ),
    ],
)
def test_a_job_is_really_made_by_trying_it_out(
    docs, product, operation, parameters, trigger
):
    page = opened(docs, f"#/TurmJobs/{operation}")
    authorize(page, *product.key)
    block = page.locator(f"#operations-TurmJobs-{operation}")
    block.get_by_role("button", name="Try it out").click()
    for name, value in {"verb": "GET", "uri": "/healthz", **parameters}.items():
        block.locator(f"tr[data-param-name={name}] input").fill(value)
    block.get_by_role("button", name="Execute").click()

    answer = block.locator(".live-responses-table")
    expect(answer.locator("td.response-col_status").nth(1)).to_contain_text("200")
    made = json.loads(
        answer.locator("pre.microlight, code.language-json").first.inner_text()
    )
    assert made["trigger"] == trigger
    assert made["name"] == "get|/healthz"
    assert product.call("GET", f"jobs/{made['id']}/")["url"] == "/healthz"


def authorize(page, key_id, secret):
    page.locator(".auth-wrapper > .authorize").click()
    box = (
        page.locator(".auth-container", has_text="key")
        .filter(has_text="http, Basic")
        .first
    )
    box.locator("input").nth(0).fill(key_id)
    box.locator("input[type=password]").fill(secret)
    box.get_by_role("button", name="Apply credentials").click()
    page.locator(".btn-done").first.click()
