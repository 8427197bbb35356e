"""A start by name: exactly that, else the same but for its blanks."""

from __future__ import annotations

import pytest
from django.utils import timezone

import jobs.actions
import workflows.actions
from runs.actions import find_by_name
from runs.exceptions import StartRefusedError
from runs.models import Process

TURM = "Getmyinvoices Documents nach Ecodms  Ecodms"


@pytest.mark.parametrize(
    "name",
    [
        *(TURM, 'a "quoted" name', "a/b/../c", "100 % + 1", "Отчёт за день"),
        *("x{{ y }}", "a.b*c[d]", "\\d+", "^$", "日本 語", "a\u00a0b"),
    ],
)
def test_any_name_is_found_exactly(account, make_workflow, name):
    made = make_workflow(name=name)
    make_workflow(name="Another")

    assert find_by_name(account, name) == Process.objects.get(pk=made.pk)


@pytest.mark.parametrize(
    "asked",
    [
        TURM.replace("  ", " "),
        f" {TURM} ",
        TURM.replace(" ", "   "),
        "A\u00a0 b",
        " A b",
    ],
)
def test_blanks_may_differ_where_one_is_meant(account, make_workflow, asked):
    name = TURM if "Ecodms" in asked else "A  b"
    made = make_workflow(name=name)

    assert find_by_name(account, asked).pk == made.pk


def test_the_exact_name_wins(account, make_workflow):
    make_workflow(name="A b")
    exact = make_workflow(name="A  b")

    assert find_by_name(account, "A  b").pk == exact.pk


def test_an_exact_job_wins_over_a_workflow_with_other_blanks(
    account, make_workflow, make_job
):
    make_workflow(name="A  b")
    job = make_job(name="A b")

    assert find_by_name(account, "A b").pk == job.pk


def test_blanks_that_could_mean_several_are_refused(account, make_workflow):
    make_workflow(name="A  b")
    make_workflow(name="A   b")

    with pytest.raises(StartRefusedError, match="Write the name exactly"):
        find_by_name(account, "A b")


def test_several_jobs_of_a_name_are_refused(account, make_job):
    make_job(name="A  b")
    make_job(name="A  b")

    for name in ("A  b", "A b"):
        with pytest.raises(StartRefusedError, match="by its id"):
            find_by_name(account, name)


@pytest.mark.parametrize(
    "asked",
    ["", " ", "A", "A bc", "a b", "Ab", "A.b", "A\x00b", "A\nb", "\ud800", "x" * 999],
)
def test_another_name_is_not_found(account, make_workflow, asked):
    make_workflow(name="A b")

    with pytest.raises(Process.DoesNotExist):
        find_by_name(account, asked)


def test_what_is_another_accounts_or_deleted_is_not_found(
    account, stranger, make_workflow, make_job
):
    make_workflow(name="A b", owner=stranger)
    workflows.actions.delete(make_workflow(name="A b"), now=timezone.now())
    jobs.actions.delete(make_job(name="A b"), now=timezone.now())

    with pytest.raises(Process.DoesNotExist):
        find_by_name(account, "A b")
