"""Bad input: every refusal at once, in words, and nothing is written."""

from __future__ import annotations

import pytest
from django.utils import translation

from accounts.models import Secret
from jobs import actions
from jobs.exceptions import InvalidJobError
from jobs.models import Job
from runs.models import Process, ProcessVersion

ALL_WRONG = {
    "method": "FOO",
    "url": "ftp://x",
    "headers": "[",
    "body": "\x00",
    "timeout_s": 0,
    "name": "a\nb",
    "internal": "maybe",
    "description": "\x00",
    "enabled": "perhaps",
}


def test_all_refusals_come_at_once_each_at_its_field(account):
    with pytest.raises(InvalidJobError) as refusal:
        actions.create(account, ALL_WRONG)

    assert set(refusal.value.sentences) == set(ALL_WRONG)
    assert "FOO" in str(refusal.value)


def test_nothing_is_written_by_a_refused_creation(account):
    wrong = {"method": "POST", "url": "http://a:pw@h/", "timeout_s": 0}

    with pytest.raises(InvalidJobError):
        actions.create(account, wrong | {"headers": {"X-Api-Key": "4711"}})

    assert not Process.objects.exists()
    assert not ProcessVersion.objects.exists()
    assert not Secret.objects.exists()


def test_nothing_is_written_by_a_refused_change(job):
    before = Job.objects.filter(pk=job.pk).values().get()

    with pytest.raises(InvalidJobError):
        actions.change(job, {"method": "GET", "url": "ftp://x"})

    assert Job.objects.filter(pk=job.pk).values().get() == before
    assert job.versions.count() == 1


@pytest.mark.parametrize("given", [5, [], "\ud800", "a\x00b"])
def test_a_description_that_is_no_text_is_refused(account, given):
    values = {"method": "GET", "url": "http://h/", "description": given}

    with pytest.raises(InvalidJobError) as refusal:
        actions.create(account, values)

    assert set(refusal.value.sentences) == {"description"}


@pytest.mark.parametrize("given", ["yes", "false", 1, None, []])
def test_a_switch_that_is_neither_on_nor_off_is_refused(account, given):
    values = {"method": "GET", "url": "http://h/", "enabled": given}

    with pytest.raises(InvalidJobError) as refusal:
        actions.create(account, values)

    assert set(refusal.value.sentences) == {"enabled"}


def test_no_refusal_is_a_half_sentence(account):
    with pytest.raises(InvalidJobError) as refusal:
        actions.create(account, ALL_WRONG)

    for sentence in refusal.value.sentences.values():
        assert sentence[0].isupper() or sentence[0] == "“"
        assert sentence.endswith(".")


def test_the_reader_needs_no_language(account):
    with translation.override(None), pytest.raises(InvalidJobError):
        actions.create(account, ALL_WRONG)
