"""The admin's page for export and import."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.choices import Role
from accounts.models import AuditEntry
from jobs.models import Job
from scheduler_project.transfer import actions
from tests.admin.conftest import member, no_language_of_other_tests, staff
from tests.admin.pages import visible

__all__ = ["member", "no_language_of_other_tests", "staff"]

PAGE = "configuration_import"
DOCUMENT = "steeple: 1\njobs:\n- name: a\n  method: GET\n  url: http://h/\n"


@pytest.fixture
def send(account, member):
    def send_it(document=DOCUMENT, *, browser=member, **data):
        data = {"account": account.pk, "document": document, **data}
        return browser.post(PAGE, data=data)

    return send_it


def test_the_document_is_downloaded(full, member):
    answer = member.get(PAGE, export=full.pk)

    assert answer.content.decode() == actions.export(full)
    assert "attachment" in answer["Content-Disposition"]


def test_it_is_found_in_the_side_bar(member):
    assert "Export and import" in member.text("index")


def test_a_difference_is_shown_and_nothing_is_changed(send):
    page = visible(send(dry_run="1"))

    assert "a new" in page
    assert "+- name: a" in page
    assert not Job.objects.exists()


def test_an_import_is_told_and_audited(send, member):
    answer = send()

    assert answer.status_code == 302
    assert Job.objects.get().name == "a"
    assert "1 job or workflow was made or changed." in member.text(PAGE)
    assert AuditEntry.objects.get().what == "import"


def test_a_file_is_as_good_as_a_text(send):
    upload = SimpleUploadedFile("steeple.yaml", DOCUMENT.encode())

    page = visible(send("", file=upload, dry_run="1"))

    assert "a new" in page
    # To be imported without choosing it again.
    assert page.count("http://h/") == 2


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ("", "Choose a file, or paste a document."),
        ("a: [", "This is no YAML"),
        (DOCUMENT.replace("GET", "FOO"), "“FOO” is no verb"),
        ("<script>alert(1)</script>", "Begin the document with"),
    ],
)
def test_a_wrong_document_is_refused_in_words(send, document, sentence):
    answer = send(document)

    assert answer.status_code == 200
    assert sentence in visible(answer)
    assert "<script>alert" not in answer.content.decode()
    assert not Job.objects.exists()


def test_a_file_that_is_no_text_is_refused(send):
    page = visible(send("", file=SimpleUploadedFile("x.yaml", b"\xff\xfe")))

    assert "The file is not in UTF-8." in page


def test_another_accounts_document_is_neither_shown_nor_taken(
    staff, stranger, full, send
):
    other = staff("eve", stranger)

    assert other.get(PAGE, export=full.pk).status_code == 403
    answer = send(browser=other)
    assert answer.status_code == 200
    assert not Job.objects.filter(name="a").exists()


def test_who_may_only_look_exports_and_imports_nothing(staff, account, send):
    viewer = staff("vic", account, role=Role.VIEWER)

    assert viewer.get(PAGE, export=account.pk).status_code == 200
    assert "Show the difference" not in viewer.text(PAGE)
    send(browser=viewer)
    assert not Job.objects.exists()


def test_who_belongs_to_no_account_is_refused(staff):
    assert staff("nob").get(PAGE).status_code in {302, 403}
