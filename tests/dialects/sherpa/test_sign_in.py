from __future__ import annotations

import pytest
from django.utils import timezone

from tests.dialects.sherpa.conftest import Orchestrator, encoded, key_of


def knock(authorization):
    return Orchestrator(Authorization=authorization).get("job/read/1")


@pytest.mark.parametrize("scheme", ["Bearer", "Basic", "bearer", "BASIC"])
@pytest.mark.parametrize(
    "spell",
    [
        lambda made: encoded(made.secret),
        lambda made: encoded(f"{made.secret}:"),
        lambda made: encoded(f":{made.secret}"),
        lambda made: encoded(f"{made.key.guid}:{made.secret}"),
        lambda made: encoded(made.secret.upper()),
        lambda made: encoded(f"{made.secret}\n"),
        lambda made: made.secret,
        lambda made: made.secret.replace("-", ""),
    ],
    ids=["guid", "guid:", ":guid", "id:secret", "upper", "line end", "raw", "digits"],
)
def test_the_secret_opens_the_door_in_every_form(made, scheme, spell):
    # 404, not 401: there is only no such job.
    assert knock(f"{scheme} {spell(made)}").status_code == 404


@pytest.mark.parametrize(
    "spell",
    [
        lambda made: encoded(str(made.key.guid)),
        lambda made: str(made.key.guid),
        lambda made: encoded(f"{made.key.guid}:"),
        lambda made: encoded(f"{made.secret}:{made.key.guid}"),
        lambda made: encoded("059eb5bb-f45d-463f-ba96-ff2989ddf841"),
        lambda made: encoded(""),
        lambda made: encoded(":"),
        lambda made: "",
        lambda made: "!!",
        lambda made: "//////8=",
        lambda made: "x" * 100_000,
    ],
)
@pytest.mark.parametrize("scheme", ["Bearer", "Basic"])
def test_anything_else_does_not_the_id_of_the_key_least_of_all(made, scheme, spell):
    answer = knock(f"{scheme} {spell(made)}")

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Steeple"'
    assert [*answer.json()] == ["message"]


def test_a_revoked_key_is_refused_at_once(made, orchestrator):
    from accounts import actions

    assert orchestrator.get("job/read/1").status_code == 404
    actions.revoke_key(made.key, now=timezone.now())

    assert orchestrator.get("job/read/1").status_code == 401


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("post", "job/create"),
        ("get", "job/read/1"),
        ("post", "job/update"),
        ("put", "job/update"),
        ("delete", "job/delete/1"),
        ("get", "process/read/1"),
        ("get", "processVersion/read/1"),
        ("get", "job/nothing"),
        ("get", "process"),
    ],
)
def test_without_a_key_everything_is_401(nobody, method, address):
    assert nobody.ask(method, address).status_code == 401


def test_a_viewers_key_reads_and_changes_nothing(account, make_run):
    viewer = Orchestrator(key_of(account, role="viewer").secret)
    run = make_run(status="waiting")

    assert viewer.read(run)["status"] == 1
    assert viewer.new(Process="Nightly").status_code == 403
    assert viewer.set(run, 6).status_code == 403
    assert viewer.delete(f"job/delete/{run.guid}").status_code == 403
    assert viewer.read(run)["status"] == 1


def test_another_site_cannot_use_the_browsers_sign_in(orchestrator, process):
    answer = orchestrator.post(
        "job/create", {"Process": "Nightly"}, **{"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "address", ["job", "job/", "job/nothing", "process/create", "processVersion/x/y"]
)
def test_an_unknown_address_is_404_in_this_doors_words(orchestrator, address):
    answer = orchestrator.get(address)

    assert answer.status_code == 404
    assert [*answer.json()] == ["message"]


@pytest.mark.parametrize(
    ("method", "address"),
    [("get", "job/create"), ("post", "job/read/1"), ("delete", "job/update")],
)
def test_another_method_is_405(orchestrator, method, address):
    answer = orchestrator.ask(method, address)

    assert answer.status_code == 405
    assert [*answer.json()] == ["message"]


def test_a_bug_is_told_to_the_log_and_not_to_the_client(
    orchestrator, monkeypatch, caplog
):
    def broken(*_args, **_rest):
        raise ZeroDivisionError("pears")

    monkeypatch.setattr("dialects.sherpa.ledger.job", broken)
    guid = "554ab883-1f82-48e1-bb12-5049002e7d70"
    answer = orchestrator.get(f"job/read/{guid}")

    assert answer.status_code == 500
    assert "pears" not in answer.content.decode()
    assert "pears" in caplog.text


def test_our_own_api_is_not_behind_this_door(orchestrator):
    assert orchestrator.get("v1/runs/").status_code == 401
