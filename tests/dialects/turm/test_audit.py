"""What the audit tells of starts at this door."""

from __future__ import annotations

from urllib.parse import quote

import workflows.actions
from accounts import internal_credentials
from accounts.models import AuditEntry
from tests.dialects.turm.conftest import NAME
from tests.dialects.turm.test_execute import ROOT
from tests.dialects.turm.test_webhook import TOKEN


def told():
    rows = AuditEntry.objects.values_list("by", "door", "what", "kind", "ident")
    return list(rows)


def test_a_webhook_is_told_without_its_secret(nobody, workflow):
    type(workflow).objects.filter(pk=workflow.pk).update(
        webhook=True, webhook_token=TOKEN
    )

    assert nobody.send("POST", f"/webhook/{TOKEN}").status_code == 200

    assert told() == [("webhook", "dialect", "run", "workflow", str(workflow.guid))]
    entry = AuditEntry.objects.get()
    assert (entry.name, entry.account) == (NAME, workflow.account)


def test_a_key_that_starts_is_told(door, account):
    steps = [{"key": "say", "kind": "compose", "outputs": {"x": "1"}}]
    workflows.actions.create(account, {"name": "Say", "steps": steps})

    door.send("POST", f"{ROOT}Say")

    assert [row[1] for row in told()] == ["dialect"]


def test_a_jobs_own_call_is_not(nobody, account, workflow, start):
    """Each minute, for ever: the run it starts names the run that called."""
    claim = internal_credentials.Claim(
        account_id=account.pk, method="POST", path=ROOT + NAME, run=str(start().guid)
    )
    signed = internal_credentials.sign(claim)

    answer = nobody.send("POST", ROOT + quote(NAME), HTTP_AUTHORIZATION=signed)

    assert answer.status_code == 200
    assert told() == []
