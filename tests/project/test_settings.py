"""The three starts: local, development, production."""

from __future__ import annotations

import base64
import os
import runpy
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from runs import leases
from scheduler_project import home

PRODUCTION = {
    "SECRET_KEY": "a long and random text, which is none: 0123456789 abcdefgh",
    "VAULT_KEYS": base64.urlsafe_b64encode(b"k" * 32).decode(),
    "ALLOWED_HOSTS": "clock.example",
    "INTERNAL_BASE_URL": "https://clock.example",
}
OURS = {
    *(
        "SECRET_KEY",
        "VAULT_KEYS",
        "ALLOWED_HOSTS",
        "INTERNAL_BASE_URL",
        "PORT",
        "DEBUG",
    ),
    *("DATABASE_URL", "REDIS_URL", "TIME_ZONE", "EGRESS_ALLOW", "LOG_LEVEL"),
    *("CSRF_TRUSTED_ORIGINS", "SECURE_SSL_REDIRECT", "ROBOT_NAME"),
}


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch, tmp_path):
    for name in OURS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("STEEPLE_HOME", str(tmp_path))


@pytest.fixture
def settings_of(monkeypatch):
    """The settings of a start under this environment."""

    def read(**environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(home.BASE_DIR / "scheduler_project/settings.py"))

    return read


def refused(settings_of, **environment):
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings_of(**environment)
    sentence = str(refusal.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


class TestALocalStart:
    def test_needs_nothing_said(self, settings_of):
        found = settings_of()

        assert (found["DEBUG"], found["PRODUCTION"]) == (False, False)
        assert found["SECRET_KEY"] == home.kept()["SECRET_KEY"]
        assert found["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
        assert found["INTERNAL_BASE_URL"] == "http://127.0.0.1:8000"
        assert found["DATABASES"]["default"]["NAME"] == str(
            home.path() / "steeple.sqlite3"
        )
        assert found["REDIS_URL"] == f"redis+socket://{home.path() / 'broker.sock'}"
        assert found["EGRESS_ALLOW"] == "127.0.0.0/8,::1"

    def test_calls_itself_at_its_own_port(self, settings_of):
        found = settings_of(PORT="9001")

        assert found["INTERNAL_BASE_URL"] == "http://127.0.0.1:9001"

    def test_speaks_plain_http(self, settings_of):
        found = settings_of()

        assert not found.get("SECURE_SSL_REDIRECT")
        assert not found.get("SESSION_COOKIE_SECURE")

    def test_keeps_its_keys_for_the_next(self, settings_of):
        assert settings_of()["VAULT_KEYS"] == settings_of()["VAULT_KEYS"]


def test_development_is_a_local_start_with_debug(settings_of):
    found = settings_of(DEBUG="true")

    assert (found["DEBUG"], found["PRODUCTION"]) == (True, False)


class TestAProductionStart:
    def test_takes_everything_from_the_environment_and_keeps_nothing(
        self, settings_of, tmp_path
    ):
        found = settings_of(**PRODUCTION)

        assert (found["DEBUG"], found["PRODUCTION"]) == (False, True)
        assert found["VAULT_KEYS"] == [PRODUCTION["VAULT_KEYS"]]
        assert found["EGRESS_ALLOW"] == ""
        assert found["SECURE_SSL_REDIRECT"] is True
        assert not list(tmp_path.iterdir())

    @pytest.mark.parametrize("name", sorted(PRODUCTION))
    @pytest.mark.parametrize("left_out", [None, "", " "])
    def test_stops_at_what_is_missing_naming_it(self, settings_of, name, left_out):
        said = {**PRODUCTION, "DEBUG": "false"}
        said.pop(name)
        if left_out is not None:
            said[name] = left_out

        assert refused(settings_of, **said).startswith(f"{name} is not set: ")

    def test_is_meant_as_soon_as_one_says_so(self, settings_of):
        assert "not set" in refused(settings_of, DEBUG="false")

    def test_answers_to_the_host_at_which_its_workers_reach_it(self, settings_of):
        found = settings_of(**PRODUCTION | {"INTERNAL_BASE_URL": "http://web:8000"})

        assert found["ALLOWED_HOSTS"] == ["clock.example", "web"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "maybe"),
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("TIME_ZONE", "Europe/Berln"),
        ("DATABASE_URL", "mysql://h/db"),
        ("REDIS_URL", "amqp://h"),
        ("INTERNAL_BASE_URL", "clock.example"),
        ("INTERNAL_BASE_URL", "http://clock.example/path"),
        ("ALLOWED_HOSTS", "https://clock.example"),
        ("CSRF_TRUSTED_ORIGINS", "clock.example"),
        ("EGRESS_ALLOW", "10.0.0.0/99"),
        ("VAULT_KEYS", "no key"),
        ("LOG_LEVEL", "chatty"),
        ("SECURE_SSL_REDIRECT", "perhaps"),
    ],
)
def test_a_wrong_value_stops_any_start_with_a_sentence_naming_it(
    settings_of, name, value
):
    assert refused(settings_of, **PRODUCTION | {name: value}).startswith(f"{name} is ")


def test_an_unreadable_data_directory_stops_with_a_sentence(settings_of, tmp_path):
    (tmp_path / "file").write_text("")

    sentence = refused(settings_of, STEEPLE_HOME=str(tmp_path / "file"))

    assert sentence.startswith("STEEPLE_HOME")


def test_a_postgres_that_restarts_costs_one_request(settings_of):
    database = settings_of(DATABASE_URL="postgres://u:p@h/db")["DATABASES"]["default"]

    assert database["CONN_HEALTH_CHECKS"] is True


class TestAPostgresThatVanishes:
    """No wait for it, and no lock of one of us that did, is longer than this."""

    def test_is_noticed_in_time(self, settings_of):
        found = settings_of(DATABASE_URL="postgres://u:p@h/db")["DATABASES"]["default"]
        said = found["OPTIONS"]

        idle_s = said["keepalives_idle"]
        idle_s += said["keepalives_interval"] * said["keepalives_count"]
        assert said["connect_timeout"] <= 5
        assert said["keepalives"] == 1
        assert idle_s <= 30
        assert said["tcp_user_timeout"] <= leases.LEASE.total_seconds() * 1000

    def test_is_noticed_as_the_address_says_if_it_does(self, settings_of):
        url = "postgres://u:p@h/db?connect_timeout=2&options=-c%20lock_timeout%3D1s"
        said = settings_of(DATABASE_URL=url)["DATABASES"]["default"]["OPTIONS"]

        assert (said["connect_timeout"], said["options"]) == (2, "-c lock_timeout=1s")
        assert said["tcp_user_timeout"] > 0

    @pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="asks PostgreSQL itself"
    )
    def test_holds_no_lock_of_ours_for_long(self, db):
        with connection.cursor() as cursor:
            cursor.execute("SHOW idle_in_transaction_session_timeout")
            assert cursor.fetchone() == ("30s",)


def run(*words, **environment):
    return subprocess.run(
        [sys.executable, *words],
        cwd=home.BASE_DIR,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_production_settings_pass_djangos_own_check(tmp_path):
    check = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")

    done = run(*check, STEEPLE_HOME=str(tmp_path), **PRODUCTION)

    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout


def test_a_wrong_value_is_the_last_line_of_a_start_that_fails(tmp_path):
    done = run("manage.py", "check", STEEPLE_HOME=str(tmp_path), PORT="eighty")

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith(
        "PORT is 'eighty': write a whole number from 1 to 65535."
    )
