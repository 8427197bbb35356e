"""Each setting of the environment: what it may be, and one sentence for the rest."""

from __future__ import annotations

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from scheduler_project import environment, home

KEY, OTHER = (base64.urlsafe_b64encode(sign * 32).decode() for sign in (b"k", b"o"))


@pytest.fixture(autouse=True)
def given(monkeypatch, tmp_path):
    """Say what the environment has as X; nothing else is kept anywhere."""
    monkeypatch.setenv("STEEPLE_HOME", str(tmp_path))
    return lambda value: monkeypatch.setenv("X", value)


def refused(read, *given, **rest):
    with pytest.raises(ImproperlyConfigured) as refusal:
        read("X", *given, **rest)
    sentence = str(refusal.value)
    assert sentence.startswith("X is ")
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


class TestWhereValuesComeFrom:
    def test_the_environment_wins_over_what_is_kept(self, given):
        home.keep(X="kept")
        assert environment.text("X", "default") == "kept"

        given(" said ")

        assert environment.text("X", "default") == "said"

    @pytest.mark.parametrize("empty", ["", "  "])
    def test_an_empty_variable_counts_as_not_set(self, given, empty):
        given(empty)

        assert environment.text("X", "default") == "default"
        assert not environment.is_said("X")

    def test_what_is_kept_was_not_said(self):
        home.keep(X="kept")

        assert not environment.is_said("X")

    def test_what_is_required_and_missing_is_named_with_the_mend(self):
        with pytest.raises(ImproperlyConfigured, match=r"X is not set: say it\."):
            environment.required("X", "say it.")


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        *((text, True) for text in ("1", "true", "True", "YES", "on")),
        *((text, False) for text in ("0", "false", "False", "no", "OFF")),
    ],
)
def test_a_flag_is_read_in_many_words(given, value, flag):
    given(value)

    assert environment.flag("X", default=not flag) is flag


@pytest.mark.parametrize("value", ["maybe", "2", "ja", "tru"])
def test_another_flag_is_refused(given, value):
    given(value)

    assert "true or false" in refused(environment.flag, default=True)


def test_a_flag_that_is_not_set_is_its_default():
    assert environment.flag("X", default=True) is True


@pytest.mark.parametrize(("value", "whole"), [("1", 1), ("0080", 80), ("65535", 65535)])
def test_a_whole_number_is_read(given, value, whole):
    given(value)

    assert environment.whole("X", 5, least=1, most=65535) == whole


@pytest.mark.parametrize(
    "value", ["0", "65536", "-1", "1.5", "1e3", "eighty", "８０", "+1", "9" * 5_000]
)
def test_another_number_is_refused_naming_the_range(given, value):
    given(value)

    sentence = refused(environment.whole, 5, least=1, most=65535)
    assert "from 1 to 65535" in sentence
    assert len(sentence) < 200


def test_lists_are_read_with_blanks_around_their_parts(given):
    given(" a, b ,,c ")

    assert environment.listed("X") == ["a", "b", "c"]


@pytest.mark.parametrize("value", ["Europe/Berlin", "UTC", "America/Argentina/Ushuaia"])
def test_a_time_zone_is_read(given, value):
    given(value)

    assert environment.time_zone("X", "UTC") == value


@pytest.mark.parametrize("value", ["Europe/Berln", "CET+1", "../etc/passwd", "berlin"])
def test_another_time_zone_is_refused(given, value):
    given(value)

    assert "Europe/Berlin" in refused(environment.time_zone, "UTC")


@pytest.mark.parametrize(
    ("value", "engine", "name"),
    [
        ("postgres://u:p@h:5432/db", "django.db.backends.postgresql", "db"),
        ("postgresql://u@h/db", "django.db.backends.postgresql", "db"),
        ("postgres:///db", "django.db.backends.postgresql", "db"),
        ("sqlite:////data/x.sqlite3", "django.db.backends.sqlite3", "/data/x.sqlite3"),
        ("sqlite:///:memory:", "django.db.backends.sqlite3", ":memory:"),
    ],
)
def test_a_database_is_read(given, value, engine, name):
    given(value)

    found = environment.database("X", "")

    assert (found["ENGINE"], found["NAME"]) == (engine, name)


def test_a_database_password_is_decoded(given):
    given("postgres://u:p%40%2F%23@h/db")

    assert environment.database("X", "")["PASSWORD"] == "p@/#"


@pytest.mark.parametrize(
    "value",
    [
        *("mysql://u:s3cret@h/db", "h/db", "postgres://u:s3cret@h:port/db"),
        *("postgres://u:s3cret@h", "postgres://u:s3cret@h/", "sqlite:///"),
        *("sqlite:///relative.sqlite3", "sqlite://x", "postgres://u:s3cret@h:99999/x"),
        *("oracle://", "postgres://u:s3#cret@h:5432/db", "postgres://u:s3/cret@h/db"),
    ],
)
def test_another_database_is_refused_without_its_password(given, value):
    given(value)

    sentence = refused(environment.database, "")
    assert "postgres://user:password@host:port/name" in sentence
    assert "s3" not in sentence
    assert "cret" not in sentence


@pytest.mark.parametrize(
    "value",
    [
        *("redis://h:6379/0", "rediss://u:p@h:6379/1", "redis://h", "redis://:p@h/2"),
        *("redis+socket:///run/redis.sock", "redis://[::1]:6379/0"),
        *("redis+socket:///run/redis.sock?virtual_host=1", "redis://h:6379/"),
    ],
)
def test_a_broker_is_read(given, value):
    given(value)

    assert environment.broker("X", "") == value


@pytest.mark.parametrize(
    "value",
    [
        *("amqp://u:s3cret@h", "h:6379", "redis://u:s3cret@h:port/0", "redis://"),
        *("redis://u:s3cret@h:99999/0", "redis://u:s3cret@h/zero", "redis+socket://"),
        *("redis:///0", "http://h:6379"),
    ],
)
def test_another_broker_is_refused_without_its_password(given, value):
    given(value)

    sentence = refused(environment.broker, "")
    assert "redis://host:port/number" in sentence
    assert "s3cret" not in sentence


@pytest.mark.parametrize(
    ("value", "origin"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("https://Clock.example/", "https://clock.example"),
        ("HTTP://web:8000", "http://web:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_origin_is_read(given, value, origin):
    given(value)

    assert environment.http_origin("X", "", "needed.") == origin


@pytest.mark.parametrize(
    "value",
    [
        *("clock.example", "ftp://h", "http://", "http://h:port", "http://h:0"),
        *("http://h:99999", "http://h/path", "http://h?q=1", "http://h#f"),
        *("http://u:s3cret@h", "http://h h", "http://a\\b", "//h", "http:h"),
    ],
)
def test_another_origin_is_refused(given, value):
    given(value)

    sentence = refused(environment.http_origin, "", "needed.")
    assert "http://127.0.0.1:8000" in sentence
    assert "s3cret" not in sentence


def test_an_origin_that_is_not_set_is_named_with_the_mend():
    with pytest.raises(ImproperlyConfigured, match=r"X is not set: needed\."):
        environment.http_origin("X", "", "needed.")


def test_several_origins_are_read(given):
    given("https://a.example, http://b:8000")

    assert environment.http_origins("X") == ["https://a.example", "http://b:8000"]


def test_one_wrong_origin_among_several_is_refused(given):
    given("https://a.example,b.example")

    assert "b.example" in refused(environment.http_origins)


@pytest.mark.parametrize(
    "value", ["clock.example", "*", ".example.com,localhost", "[::1],127.0.0.1", "web"]
)
def test_hosts_are_read(given, value):
    given(value)

    assert environment.hosts("X", "") == value.split(",")


@pytest.mark.parametrize(
    "value",
    ["https://clock.example", "clock.example:8000", "a b", "h/x", "::1", "a,b:1"],
)
def test_other_hosts_are_refused(given, value):
    given(value)

    assert "without" in refused(environment.hosts, "")


def test_keys_of_the_vault_are_read_newest_first(given):
    given(f"{KEY}, {OTHER},")

    assert environment.vault_keys("X", "needed.") == [KEY, OTHER]


@pytest.mark.parametrize(
    "value", ["s3cret", KEY[:-2], f"{KEY},s3cret", "ключ", KEY * 2]
)
def test_other_keys_are_refused_without_being_shown(given, value):
    given(value)

    sentence = refused(environment.vault_keys, "needed.")
    assert "s3cret" not in sentence
    assert KEY[:10] not in sentence


def test_keys_that_are_not_set_are_named_with_the_mend():
    with pytest.raises(ImproperlyConfigured, match=r"X is not set: needed\."):
        environment.vault_keys("X", "needed.")


@pytest.mark.parametrize("value", ["*", "10.0.0.0/8, redis", "::1,*.example.internal"])
def test_allowed_destinations_are_read(given, value):
    given(value)

    assert environment.egress("X", "") == value


@pytest.mark.parametrize("value", ["10.0.0.0/33", "http://redis", "10.0.0.1/8", "a b"])
def test_other_destinations_are_refused_naming_the_part(given, value):
    given(f"127.0.0.1,{value}")

    assert value in refused(environment.egress, "")


@pytest.mark.parametrize("value", ["debug", "INFO", " Warning "])
def test_one_of_several_words_is_read_in_any_case(given, value):
    given(value)

    known = ("DEBUG", "INFO", "WARNING")
    assert environment.one_of("X", "INFO", known) == value.strip().upper()


def test_another_word_is_refused_naming_them(given):
    given("chatty")

    assert "DEBUG, INFO" in refused(environment.one_of, "INFO", ("DEBUG", "INFO"))
