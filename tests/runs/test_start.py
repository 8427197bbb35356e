from __future__ import annotations

import pytest

import runs.actions
import workflows.actions
from runs.choices import Status
from runs.exceptions import StartRefusedError
from runs.models import Process, ProcessRun

pytestmark = pytest.mark.django_db


def test_a_start_is_published_only_after_its_transaction(
    start, hints, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        run = start()
    assert hints == []

    for callback in callbacks:
        callback()
    assert hints == [run.pk]


def test_version_and_input_are_fixed_at_the_start(start, job, work, peer):
    import jobs.actions

    run = start(input={"a": 1})
    jobs.actions.change(job, {"method": "POST", "url": "http://api.example/new"})

    work(run)

    assert peer.requests[0].url == "http://api.example/orders"
    assert run.input == {"a": 1}


def test_a_disabled_process_is_refused(start, job):
    job.enabled = False
    job.save()

    with pytest.raises(StartRefusedError, match="switched off"):
        start()
    assert ProcessRun.objects.count() == 0


def test_a_deleted_process_is_refused(start, job, noon):
    import jobs.actions

    jobs.actions.delete(job, now=noon)
    job.refresh_from_db()

    with pytest.raises(StartRefusedError, match="deleted"):
        start()


class TestByName:
    def test_a_workflow_comes_before_a_job(self, account, make_job):
        make_job(name="Sync")
        workflow = workflows.actions.create(account, {"name": "Sync"})

        assert runs.actions.find_by_name(account, "Sync").pk == workflow.pk

    def test_a_job_is_found_where_there_is_no_workflow(self, account, make_job):
        job = make_job(name="Sync")

        assert runs.actions.find_by_name(account, "Sync").pk == job.pk

    def test_several_jobs_of_a_name_are_refused_with_a_sentence(
        self, account, make_job
    ):
        make_job(name="Sync")
        make_job(name="Sync")

        with pytest.raises(StartRefusedError, match="Several jobs are called “Sync”"):
            runs.actions.find_by_name(account, "Sync")

    def test_another_accounts_is_not_found(self, account, stranger, make_job):
        make_job(owner=stranger, name="Sync")

        with pytest.raises(Process.DoesNotExist):
            runs.actions.find_by_name(account, "Sync")

    def test_a_deleted_one_is_not_found(self, account, make_job, noon):
        import jobs.actions

        jobs.actions.delete(make_job(name="Sync"), now=noon)

        with pytest.raises(Process.DoesNotExist):
            runs.actions.find_by_name(account, "Sync")


def test_the_database_refuses_a_final_run_without_an_end(start):
    from django.db import IntegrityError

    run = start()

    with pytest.raises(IntegrityError):
        ProcessRun.objects.filter(pk=run.pk).update(status=Status.FAILED)
