"""Keys are rotated for secret values in the inputs of runs and schedules, too."""

from __future__ import annotations

import io

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

import workflows.actions
from runs import sealing
from schedules.models import Schedule

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def kept(settings, account, start, make_schedule):
    """A run and a schedule with a secret value under the old key, and a plain run."""
    settings.VAULT_KEYS = [OLD]
    parameters = [{"name": "token", "type": "text", "secret": True}]
    steps = [{"key": "say", "kind": "compose", "outputs": {"x": "1"}}]
    values = {"name": "Tell it", "parameters": parameters, "steps": steps}
    workflow = workflows.actions.create(account, values)
    start()
    run = start(process=workflow, input={"token": "s3cret"})
    schedule = make_schedule(process=workflow, input={"token": "s3cret"})
    settings.VAULT_KEYS = [NEW, OLD]
    return run, schedule


def rotate():
    out = io.StringIO()
    call_command("rotatesecrets", stdout=out)
    return out.getvalue()


def test_after_rotation_the_old_key_may_go(settings, kept):
    assert "2 secrets" in rotate()

    settings.VAULT_KEYS = [NEW]
    for row in kept:
        row.refresh_from_db()
        assert sealing.opened(row.input, ["token"]) == {"token": "s3cret"}


def test_what_cannot_be_read_is_named_and_the_others_are_done(settings, kept):
    run, schedule = kept
    settings.VAULT_KEYS = [Fernet.generate_key().decode()]
    lost = sealing.sealed({"token": "gone"}, ["token"])
    Schedule.objects.filter(pk=schedule.pk).update(input=lost)
    settings.VAULT_KEYS = [NEW, OLD]

    with pytest.raises(CommandError, match=f"schedule {schedule.pk}"):
        rotate()

    settings.VAULT_KEYS = [NEW]
    run.refresh_from_db()
    assert sealing.opened(run.input, ["token"]) == {"token": "s3cret"}
