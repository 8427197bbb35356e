"""A workflow's story: written, tried, broken, seen to fail, mended, gone on with."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.servers.target import Received, Reply, Target

pytestmark = [
    pytest.mark.system,
    pytest.mark.enable_socket,
    pytest.mark.timeout(180),
    pytest.mark.xdist_group("browser"),
]

PATIENCE_MS = 20_000
# By how many pixels the page is wider than the window.
WIDER = "document.body.scrollWidth - document.body.clientWidth"


def greeting(received: Received) -> Reply:
    if received.path != "/greet":
        return Reply(status=500, body=b"no")
    return Reply(
        status=200,
        headers=(("Content-Type", "application/json"),),
        body=b'{"said": "hello"}',
    )


def settled(page: Page) -> None:
    at_work = page.locator(".htmx-request, .htmx-swapping, .htmx-settling")
    expect(at_work).to_have_count(0)


def press(page: Page, name: str) -> None:
    """A button of the editor; the answer is awaited."""
    with page.expect_response(lambda answer: "/draft/" in answer.url):
        page.get_by_role("button", name=name, exact=True).click()
    settled(page)


def add_step(page: Page, place: int, key: str, kind: str) -> Locator:
    press(page, "Add a step")
    panel = page.locator(f"#steps-{place}")
    # The eye is on the key of the new step.
    expect(panel.get_by_role("textbox", name="Key")).to_be_focused()
    panel.get_by_role("textbox", name="Key").fill(key)
    if kind != "HTTP call":
        with page.expect_response(lambda answer: "/draft/" in answer.url):
            panel.get_by_label("Kind").select_option(label=kind)
        settled(page)
    return panel


def fill_pair(rows: Locator, name: str, value: str) -> None:
    # Counted now: a row that is filled in is followed by a new one.
    row = rows.locator(".pair").nth(rows.locator(".pair").count() - 1)
    row.get_by_role("textbox").first.fill(name)
    row.get_by_role("textbox").last.fill(value)


def write_full_name(page: Page, name: str, url: str) -> None:
    """Greets, and joins two names; the workflow's output is called x."""
    page.get_by_label("Name:").first.fill(name)
    for parameter in ("username", "surname"):
        press(page, "Add a parameter")
        page.keyboard.type(parameter)
    greet = add_step(page, 0, "greet", "HTTP call")
    greet.get_by_label("URL:").fill(url)
    fill_pair(greet.locator(".field-outputs"), "said", "body.said")
    joined = add_step(page, 1, "full_name", "Compute outputs")
    fill_pair(
        joined.locator(".field-outputs"),
        "value",
        "{{ join(' ', [input.username, input.surname]) }}",
    )
    outputs = page.get_by_role("region", name="Outputs of the workflow")
    fill_pair(outputs, "x", "{{ steps.full_name.output.value }}")


def try_it(page: Page, **values: str) -> None:
    page.get_by_role("button", name="Test run").click()
    for label, value in values.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Run it").click()


def test_it_is_written_tried_broken_mended_and_gone_on_with(visitor):
    with Target(greeting) as target:
        page = visitor.open("/admin/workflows/workflow/add/")
        page.evaluate("window.sameDocument = true")
        write_full_name(page, "The full name", f"{target.url}/greet")
        expect(page.locator("#draft .node")).to_have_count(2)
        assert page.evaluate("window.sameDocument")
        page.get_by_role("button", name="Save and continue editing").click()

        try_it(page, username="Tim", surname="Duncan")
        state = page.locator(".run-state")
        expect(state).to_contain_text("Succeeded", timeout=PATIENCE_MS)
        expect(page.locator(".run-head pre").last).to_contain_text('"x": "Tim Duncan"')
        expect(page.locator(".node-succeeded")).to_have_count(2)

        page.get_by_role("link", name="The full name").first.click()
        page.locator("#steps-0").get_by_label("URL:").fill(f"{target.url}/broken")
        page.get_by_role("button", name="Save and continue editing").click()
        try_it(page, username="Tim", surname="Duncan")
        expect(state).to_contain_text("Failed", timeout=PATIENCE_MS)
        red = page.locator(".node-failed")
        expect(red).to_have_attribute("href", "#step-greet")
        expect(page.locator(".run-head .problem")).to_contain_text("500")
        failed = page.url

        page.get_by_role("link", name="The full name").first.click()
        page.locator("#steps-0").get_by_label("URL:").fill(f"{target.url}/greet")
        page.get_by_role("button", name="Save and continue editing").click()
        page.goto(failed)
        page.get_by_role("button", name="Continue with version 3").click()
        expect(state).to_contain_text("Succeeded", timeout=PATIENCE_MS)
        expect(page.locator(".run-head pre").last).to_contain_text('"x": "Tim Duncan"')
        expect(page.locator(".node-succeeded")).to_have_count(2)


def test_sentences_and_the_picture_follow_the_typing(visitor):
    page = visitor.open("/admin/workflows/workflow/add/")
    page.evaluate("window.sameDocument = true")
    panel = add_step(page, 0, "first", "HTTP call")
    panel.get_by_label("URL:").fill("ftp://files.example/")
    panel.get_by_label("URL:").blur()

    expect(panel.locator(".field-url")).to_contain_text("Begin the URL with http://")
    expect(page.locator("#draft .node-wrong")).to_have_count(1)
    panel.get_by_label("URL:").fill("https://files.example/")
    expect(panel.locator(".field-url")).not_to_contain_text("Begin the URL")
    expect(page.locator("#draft .node-draft")).to_contain_text("POST files.example/")
    assert page.evaluate("window.sameDocument")


def test_steps_are_moved_taken_away_and_joined_by_keyboard(visitor):
    page = visitor.open("/admin/workflows/workflow/add/")
    add_step(page, 0, "first", "Compute outputs")
    add_step(page, 1, "second", "Compute outputs")
    press(page, "Add a step")
    up = page.locator("#steps-2").get_by_role("button", name="Move step_1 up")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#steps-1").get_by_role("textbox", name="Key")).to_have_value(
        "step_1"
    )
    expect(
        page.locator("#steps-1").get_by_role("button", name="Move step_1 up")
    ).to_be_focused()

    press(page, "Remove step_1")
    expect(page.locator(".step-panel")).to_have_count(2)
    second = page.locator("#steps-1")
    second.get_by_label("Starts").select_option(label="after these steps")
    second.get_by_label("first").check()
    page.locator("#draft .graph-list summary").click()
    expect(page.locator("#draft .graph-list")).to_contain_text(
        "second, Compute outputs, after first"
    )


def test_what_is_written_as_text_is_there_as_fields(visitor):
    page = visitor.open("/admin/workflows/workflow/add/")
    press(page, "As text")
    page.get_by_label("The plan as text").fill(
        "steps:\n- key: a\n  kind: compose\n- key: b\n  kind: wait\n  for_s: 5\n"
    )
    expect(page.locator("#draft .node")).to_have_count(2)
    press(page, "As fields")

    expect(page.locator("#steps-1").get_by_label("For (seconds):")).to_have_value("5")


def test_a_job_that_starts_a_workflow_leads_to_the_run_it_caused(visitor):
    page = visitor.open("/admin/workflows/workflow/add/")
    page.get_by_label("Name:").first.fill("Started  by a job")
    page.get_by_role("button", name="Save", exact=True).first.click()

    visitor.open("/admin/jobs/job/add/")
    page.get_by_label("Start a workflow").select_option(label="Started  by a job")
    path = "/workflow/execute/Started%20%20by%20a%20job"
    expect(page.get_by_label("URL:")).to_have_value(path)
    expect(page.get_by_label("Internal")).to_be_checked()
    expect(page.locator("#schedules-0").get_by_label("Every:")).to_have_value("60")
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_role("button", name="Run now").click()
    page.get_by_role("link", name="See the run").click()

    expect(page.locator(".run-state")).to_contain_text("Succeeded", timeout=PATIENCE_MS)
    page.reload()
    came_of_it = page.get_by_role("region", name="Runs that came of it")
    came_of_it.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Run of Started by a job")).to_be_visible()


def test_a_new_step_is_not_complained_about_before_it_is_written(visitor):
    page = visitor.open("/admin/workflows/workflow/add/")
    panel = add_step(page, 0, "first", "HTTP call")

    expect(panel.locator(".field-url .sentence")).to_be_empty()
    expect(panel.locator(".field-method .sentence")).to_be_empty()
    # What is missing stands in the list of all.
    expect(page.locator("#draft .problems")).to_contain_text("Say which URL is called.")


def test_the_enter_key_saves_and_stays_and_starts_a_test_run(visitor):
    page = visitor.open("/admin/workflows/workflow/add/")
    page.get_by_label("Name:").first.fill("Written with the Enter key")
    press(page, "Add a parameter")
    page.keyboard.type("who")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("You may edit it again below.")

    page.get_by_role("button", name="Test run").click()
    expect(page.get_by_label("who")).to_be_focused()
    page.keyboard.type("Tim")
    page.keyboard.press("Enter")
    expect(page.locator(".run-head pre")).to_contain_text('"who": "Tim"')


def test_an_expression_without_its_braces_is_doubted(visitor):
    page = visitor.open("/admin/workflows/workflow/add/")
    panel = add_step(page, 0, "first", "Compute outputs")
    fill_pair(panel.locator(".field-outputs"), "v", "input.name")

    expect(page.locator("#draft .doubt")).to_contain_text("put it in {{ }}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_pages_fit_a_telephone(visitor, scheme):
    page = visitor.open("/admin/workflows/workflow/add/")
    page.emulate_media(color_scheme=scheme)
    page.get_by_label("Name:").first.fill(f"Narrow and {scheme}")
    for place, key in enumerate(("one_with_a_long_key_in_it", "two", "three")):
        add_step(page, place, key, "Compute outputs")
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate(WIDER) <= 0
    page.get_by_role("button", name="Save and continue editing").click()

    try_it(page)
    expect(page.locator(".run-state")).to_contain_text("Succeeded", timeout=PATIENCE_MS)
    assert page.evaluate(WIDER) <= 0
    page.get_by_role("link", name=f"Narrow and {scheme}").first.click()
    page.get_by_role("link", name="Versions").click()
    assert page.evaluate(WIDER) <= 0
    visitor.open("/admin/workflows/workflow/")
    assert page.evaluate(WIDER) <= 0
