from __future__ import annotations

import pytest

from dialects.nebula.codes import Code

PUBLISHED = {
    40004000: ("ErrBadRequest", 400),
    40004001: ("ErrParam", 400),
    40104000: ("ErrUnauthorized", 401),
    40104001: ("ErrSession", 401),
    40304000: ("ErrForbidden", 403),
    40404000: ("ErrNotFound", 404),
    50004000: ("ErrInternalServer", 500),
    50004001: ("ErrInternalDatabase", 500),
    50004002: ("ErrInternalController", 500),
    50004003: ("ErrInternalLicense", 500),
    90004000: ("ErrUnknown", 500),
}


def test_the_eleven_codes_are_the_published_ones():
    assert {int(code): (code.name, code.http_status) for code in Code} == PUBLISHED


def test_a_refusal_has_a_code_and_a_message_and_no_data(explorer):
    answer = explorer.get("jobs/1")

    assert answer.content == (
        b'{"code":40404000,"message":"ErrNotFound: There is nothing of this id."}'
    )


@pytest.mark.parametrize("address", ["", "workflows", "jobs/1/tasks", "connect/x"])
def test_an_unknown_address_is_404_in_the_envelope(explorer, address):
    answer = explorer.get(address)

    assert (answer.status_code, answer.json()["code"]) == (404, 40404000)


@pytest.mark.parametrize(
    ("method", "address"),
    [("put", "jobs"), ("post", "jobs"), ("delete", "jobs/1"), ("get", "connect")],
)
def test_another_method_is_a_bad_request(explorer, method, address):
    answer = explorer.ask(method, address)

    assert answer.status_code in {400, 401}
    assert answer.json()["code"] // 100_000 == answer.status_code


def test_a_failing_database_has_its_own_code(explorer, monkeypatch, caplog):
    from django.db import OperationalError

    def broken(*_args, **_rest):
        raise OperationalError("the disk is full of pears")

    monkeypatch.setattr("dialects.nebula.listing.page", broken)
    answer = explorer.get("jobs")

    assert (answer.status_code, answer.json()["code"]) == (500, 50004001)
    assert "pears" not in answer.content.decode()
    assert "pears" in caplog.text


def test_a_bug_is_told_in_the_envelope_and_to_the_log(explorer, monkeypatch, caplog):
    def broken(*_args, **_rest):
        raise ZeroDivisionError("pears")

    monkeypatch.setattr("dialects.nebula.listing.page", broken)
    answer = explorer.get("jobs")

    assert answer.json() == {"code": 50004000, "message": "ErrInternalServer"}
    assert "ZeroDivisionError" in caplog.text


def test_too_many_failed_sign_ins_are_still_401(nobody):
    answers = [nobody.get("jobs", Authorization="Basic eDp5") for _each in range(25)]

    assert {answer.status_code for answer in answers} == {401}
    assert "Retry-After" in answers[-1].headers


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "*/*", "x"])
def test_the_answer_is_json_whatever_is_accepted(explorer, accept):
    answer = explorer.get("jobs", Accept=accept)

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["code"] == 0
