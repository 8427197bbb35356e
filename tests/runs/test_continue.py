"""A run goes on where another one failed."""

from __future__ import annotations

import pytest
from django.utils import timezone

import runs.actions
from runs.choices import Origin, Status
from runs.exceptions import StartRefusedError
from runs.models import Process, ProcessRun, StepRun
from tests.conftest import answered
from tests.runs.conftest import compose, http, wait

pytestmark = pytest.mark.django_db


def go_on(run, **wanted):
    return runs.actions.continue_run(run, by="olga", now=timezone.now(), **wanted)


@pytest.fixture
def failed(planned, start, work, peer):
    """The second of three calls has failed; from now on the world answers 200."""

    def failed(*steps, **wanted):
        chain = (http("a", outputs={"n": "body.n"}), http("b", "a"), http("c", "b"))
        peer.answers = [answered(200, b'{"n": 7}'), answered(500)]
        process = planned(*(steps or chain), plan=wanted.pop("plan", None))
        run = start(process=process, **wanted)
        work(run)
        peer.requests.clear()
        return run

    return failed


def test_what_went_well_is_taken_over_and_the_rest_is_done(failed, work, peer, states):
    old = failed(input={"x": 1})

    new = go_on(old)
    assert states(new) == {"a": "succeeded"}
    work(new)

    assert (new.status, states(new)) == ("succeeded", dict.fromkeys("abc", "succeeded"))
    assert len(peer.requests) == 2
    assert (new.origin, new.origin_guid) == (Origin.CONTINUE, old.guid)
    assert (new.continued_from, new.input) == (old.guid, {"x": 1})
    over = StepRun.objects.get(run=new, taken_over=True)
    assert (over.key, over.output, over.attempts_made) == ("a", {"n": 7}, 0)
    assert over.finished_at == StepRun.objects.get(run=old, key="a").finished_at


def test_the_old_run_stays_as_it_was(failed, states):
    old = failed()
    go_on(old)

    old.refresh_from_db()
    assert (old.status, states(old)) == ("failed", {"a": "succeeded", "b": "failed"})


def test_a_skipped_step_is_taken_over_as_skipped(failed, work, states):
    plan = {"on_error": "continue"}
    steps = (compose("s", when="`false`"), http("a"), http("b"), http("c", "s"))
    new = go_on(failed(*steps, plan=plan))

    assert states(new) == {"s": "skipped", "a": "succeeded", "c": "skipped"}
    work(new)
    assert new.status == Status.SUCCEEDED


def test_what_came_after_a_failed_step_is_done_again(failed, work, peer, states):
    steps = (http("a"), http("b"), http("c", "b"))
    new = go_on(failed(*steps, plan={"on_error": "continue"}))

    assert states(new) == {"a": "succeeded"}
    work(new)
    assert len(peer.requests) == 2


def test_the_newest_version_may_be_taken(failed, work, peer, states):
    old = failed()
    mended = http("b", "a")
    mended["request"] |= {"url": "http://api.example/{{ steps.a.output.n }}"}
    plan = {"steps": [http("a"), mended, http("d", "b")]}
    runs.actions.publish(old.process, definition={}, plan=plan)

    same, newest = go_on(old), go_on(old, newest=True)
    work(newest)

    assert same.version == old.version
    assert states(newest) == dict.fromkeys("abd", "succeeded")
    assert peer.requests[0].url == "http://api.example/7"


def test_a_step_behind_a_new_one_is_done_again(failed, states):
    old = failed()
    plan = {"steps": [http("new"), http("a", "new"), http("b", "a")]}
    runs.actions.publish(old.process, definition={}, plan=plan)

    assert states(go_on(old, newest=True)) == {}


def test_a_continued_run_can_be_continued(failed, work, peer, states):
    second = go_on(failed())
    peer.answers = [answered(), answered(500)]
    work(second)
    assert second.status == Status.FAILED

    third = go_on(second)
    work(third)

    assert third.status == Status.SUCCEEDED
    assert list(
        third.step_runs.filter(taken_over=True).values_list("key", flat=True)
    ) == [
        "a",
        "b",
    ]


class TestIsRefused:
    def test_of_a_run_that_is_not_over(self, start, planned, work):
        run = start(process=planned(wait("a", for_s=60)))
        work(run)

        with pytest.raises(StartRefusedError, match="not over"):
            go_on(run)

    def test_of_a_run_that_has_succeeded(self, start, planned, work):
        run = start(process=planned(compose("a")))
        work(run)

        with pytest.raises(StartRefusedError, match="succeeded"):
            go_on(run)

    @pytest.mark.parametrize(
        ("change", "word"),
        [
            ({"enabled": False}, "switched off"),
            ({"archived_at": timezone.now()}, "del"),
        ],
    )
    def test_of_a_process_that_starts_no_more(self, failed, change, word):
        run = failed()
        Process.objects.filter(pk=run.process_id).update(**change)
        run = ProcessRun.objects.get(pk=run.pk)

        with pytest.raises(StartRefusedError, match=word):
            go_on(run)
        assert ProcessRun.objects.count() == 1
