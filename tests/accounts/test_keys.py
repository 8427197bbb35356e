from __future__ import annotations

import base64
import uuid

import pytest

from accounts import keys

GUID = uuid.UUID("0b5c7f0e-3d1c-4b1e-9a53-3a2f6a0c1d11")


def encoded(raw):
    return "Basic " + base64.b64encode(raw).decode()


@pytest.mark.parametrize(
    "header",
    [
        encoded(b"id:secret"),
        encoded(b"id:secret").replace("Basic", "basic"),
        encoded(b"id:secret").replace("Basic ", "BASIC   ") + " ",
    ],
)
def test_the_scheme_is_read_in_any_case_and_with_blanks(header):
    assert keys.read_basic(header) == ("id", "secret")


def test_only_the_first_colon_parts_id_and_secret():
    assert keys.read_basic(encoded(b"id:a:b")) == ("id", "a:b")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic ",
        "Bearer abc",
        "Basic not-base64!",
        "Basic aWQ6c2VjcmV",
        "Basic ключ",
        encoded(b"no colon"),
        encoded(b"\xff\xfe:secret"),
    ],
)
def test_what_is_no_basic_header_gives_nothing(header):
    assert keys.read_basic(header) is None


def test_a_megabyte_of_header_is_read_as_any_other():
    secret = "s" * 1_000_000

    assert keys.read_basic(encoded(b"id:" + secret.encode())) == ("id", secret)


@pytest.mark.parametrize(
    "text", [str(GUID), GUID.hex, GUID.hex.upper(), str(GUID).upper()]
)
def test_a_guid_is_read_with_and_without_hyphens_in_any_case(text):
    assert keys.read_guid(text) == GUID


@pytest.mark.parametrize(
    "text",
    [
        "",
        "admin",
        "g" * 32,
        "١" * 32,
        GUID.hex[:-1],
        GUID.hex + "0",
        "{" + GUID.hex[2:] + "}",
        f"urn:uuid:{GUID}",
        "\x00" * 32,
    ],
)
def test_what_is_no_guid_gives_nothing(text):
    assert keys.read_guid(text) is None


def test_a_secret_fits_its_own_hash_only():
    secret, other = keys.mint_secret(), keys.mint_secret()

    assert keys.matches(secret, keys.hashed(secret))
    assert not keys.matches(other, keys.hashed(secret))


def test_a_secret_is_a_guid_and_may_be_typed_in_capitals():
    secret = keys.mint_secret()

    assert str(uuid.UUID(secret)) == secret
    assert keys.matches(secret.upper(), keys.hashed(secret))


def test_the_hash_is_keyed_with_the_secret_key(settings):
    secret = keys.mint_secret()
    before = keys.hashed(secret)

    settings.SECRET_KEY = "another"

    assert keys.hashed(secret) != before
    assert secret.replace("-", "") not in before
