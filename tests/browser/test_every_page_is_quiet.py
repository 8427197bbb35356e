"""Pages load without a word on the console, and the API's forms work."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

pytestmark = [
    pytest.mark.system,
    pytest.mark.enable_socket,
    pytest.mark.timeout(180),
    pytest.mark.xdist_group("browser"),
]

# By how many pixels the page is wider than the window.
WIDER = "(({scrollWidth, clientWidth}) => scrollWidth - clientWidth)(document.body)"
PAGES = [
    *(
        f"/admin/{model}/"
        for model in (
            *("accounts/account", "accounts/apikey", "accounts/membership"),
            *("accounts/secret", "auth/group", "auth/user", "jobs/job"),
            *("django_celery_beat/periodictask", "runs/processrun", "runs/robot"),
            *("django_celery_beat/intervalschedule", "schedules/schedule"),
            *("workflows/workflow", "schedules/blackout", "accounts/auditentry"),
            *(
                "django_celery_beat/crontabschedule",
                "django_celery_beat/clockedschedule",
            ),
            "django_celery_beat/solarschedule",
        )
    ),
    # Things of the demo account.
    *(
        f"/admin/{page}/"
        for page in (
            *("jobs/job/2/change", "jobs/job/2/history", "jobs/job/2/delete"),
            *("schedules/schedule/1/change", "schedules/blackout/add"),
            *("workflows/workflow/add", "workflows/workflow/3/change"),
            *("workflows/workflow/3/trial", "workflows/workflow/3/versions"),
            *("accounts/auditentry/1/change", "runs/robot/1/change", "transfer"),
        )
    ),
    *("/admin/auth/user/1/change/", "/admin/auth/group/add/"),
    *("/admin/accounts/membership/add/", "/admin/accounts/apikey/add/"),
    *("/admin/accounts/account/1/change/", "/admin/password_change/"),
    *("/admin/django_celery_beat/periodictask/add/", "/admin/api/"),
    *(
        "/admin/jobs/job/add/",
        "/api/v1/",
        "/api/v1/jobs/",
        "/api/v1/runs/",
        "/api/v1/schedules/",
        "/api/v1/workflows/",
    ),
]


@pytest.mark.parametrize(("scheme", "language"), [("light", "EN"), ("dark", "DE")])
def test_no_page_complains_or_is_wider_than_a_telephone(visitor, scheme, language):
    visitor.page.emulate_media(color_scheme=scheme)
    visitor.page.get_by_role("button", name=language, exact=True).click()
    for path in PAGES:
        page = visitor.open(path)
        page.set_viewport_size({"width": 390, "height": 800})
        wider = page.evaluate(WIDER)
        assert wider <= 0 or path.startswith("/admin/auth/"), f"{path}: {wider} px"
        page.set_viewport_size({"width": 1280, "height": 800})


def test_the_theme_and_the_language_are_chosen(visitor):
    page = visitor.open("/admin/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    # From "as the system has it" over dark or light to the other one.
    for _press in range(2):
        page.locator("#header .theme-toggle").click()
    assert page.evaluate("document.documentElement.dataset.theme") in {"light", "dark"}
    assert light

    page.get_by_role("button", name="DE").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")


def test_an_account_is_chosen_by_typing(visitor):
    page = visitor.open("/admin/accounts/membership/add/")
    page.locator(".field-account .select2-selection").click()
    page.locator(".select2-search__field").fill("dem")
    page.locator(".select2-results__option", has_text="demo").click()

    expect(page.locator(".field-account .select2-selection")).to_contain_text("demo")


def test_the_forms_of_the_api_post_put_and_delete(visitor):
    page = visitor.open("/api/v1/jobs/")
    page.locator("#post-object-form [name=name]").fill("From the API's page")
    page.locator("#post-object-form [name=url]").fill("/healthz")
    page.locator("#post-object-form").get_by_role("button", name="POST").click()
    expect(page.locator(".response-info")).to_contain_text("201 Created")
    made = json.loads(page.locator(".response-info").inner_text().partition("\n\n")[2])

    page = visitor.open(f"/api/v1/jobs/{made['id']}/")
    page.locator("#put-object-form [name=name]").fill("Renamed")
    page.locator("#put-object-form").get_by_role("button", name="PUT").click()
    expect(page.locator(".response-info")).to_contain_text('"name": "Renamed"')

    visitor.open(f"/api/v1/jobs/{made['id']}/")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".response-info")).to_contain_text("201 Created")

    visitor.open(f"/api/v1/jobs/{made['id']}/")
    page.get_by_role("button", name="DELETE", exact=True).click()
    page.locator("#deleteModal").get_by_role(
        "button", name="Delete", exact=True
    ).click()
    expect(page.locator(".response-info")).to_contain_text("204 No Content")
