from __future__ import annotations

import base64
import json
import time
import urllib.parse

import pytest

from accounts import vault

SECRET = 'tök/en+"1\\2 & 3'
BEARER = "Bearer abc/def+ghi=="
USER = "Basic " + base64.b64encode(b"robot:correct horse").decode()
COOKIE = "sessionid=5up3rS3cret; theme=dark-blue"


@pytest.mark.parametrize(
    "spelled",
    [
        SECRET,
        urllib.parse.quote(SECRET),
        urllib.parse.quote(SECRET, safe=""),
        urllib.parse.quote(SECRET, safe="").lower(),
        urllib.parse.quote_plus(SECRET),
        json.dumps(SECRET)[1:-1],
        json.dumps(SECRET, ensure_ascii=False)[1:-1],
        json.dumps(SECRET)[1:-1].replace("/", "\\/"),
        base64.b64encode(SECRET.encode()).decode(),
        base64.urlsafe_b64encode(SECRET.encode()).decode(),
        SECRET.replace("&", "&amp;").replace('"', "&quot;"),
    ],
)
def test_a_secret_is_masked_however_it_is_spelled(spelled):
    masked = vault.mask(f"before {spelled} after", [SECRET])

    assert masked.startswith(f"before {vault.MASK}")
    assert masked.endswith(" after")
    assert spelled.strip("=") not in masked


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (BEARER, BEARER),
        (BEARER, "abc/def+ghi=="),
        (BEARER, "abc%2Fdef%2Bghi%3D%3D"),
        (USER, USER.partition(" ")[2]),
        (USER, "robot:correct horse"),
        (USER, "correct horse"),
        (COOKIE, COOKIE),
        (COOKIE, "5up3rS3cret"),
    ],
)
def test_the_part_of_a_credential_that_matters_is_masked_alone(value, shown):
    assert vault.mask(f"<{shown}>", [value]) == f"<{vault.MASK}>"


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
@pytest.mark.parametrize("after", ["", "z", "yz"])
def test_a_secret_is_masked_within_the_base64_of_a_longer_text(before, after):
    text = base64.b64encode(f"{before}{SECRET}{after}".encode()).decode()

    masked = vault.mask(text, [SECRET])

    assert vault.MASK in masked
    assert len(masked.replace(vault.MASK, "")) < 9


@pytest.mark.parametrize("value", ["", "x", "abc", "Bearer x"])
def test_a_short_value_masks_nothing_by_itself(value):
    text = "x abc example Bearer token"

    assert vault.mask(text, [value]) == text


def test_words_beside_a_credential_stay_readable():
    text = "The Bearer sent a Basic request; theme and sessionid are unknown."

    assert vault.mask(text, [BEARER, USER, COOKIE]) == text


def test_of_two_secrets_the_longer_is_masked_first():
    masked = vault.mask("secret-and-more", ["secret", "secret-and-more"])

    assert masked == vault.MASK


def test_each_occurrence_is_masked():
    assert "horse" not in vault.mask("horse horse:horsehorse", ["horse"])


def test_text_without_secrets_is_as_it_was():
    assert vault.mask("plain", []) == "plain"


def test_a_half_secret_at_a_cut_is_masked_too():
    body = f"the answer says {SECRET}"

    for kept in range(len(body) - len(SECRET) + 4, len(body)):
        masked = vault.mask(body[:kept], [SECRET], cut=True)
        assert masked == f"the answer says {vault.MASK}"


def test_a_text_that_was_not_cut_keeps_its_end():
    assert vault.mask("a fine hors", ["horseradish"]) == "a fine hors"


def test_bytes_are_masked_without_moving_what_follows():
    raw = b"\xff\x00abc/def+ghi==\x01rest"

    masked = vault.masker([BEARER]).raw(raw)

    assert b"abc/def" not in masked
    assert len(masked) == len(raw)
    assert masked.endswith(b"\x01rest")


def test_bytes_that_end_in_a_half_secret_lose_it():
    masked = vault.masker([BEARER]).raw(b"\xff\x00abc/def", cut=True)

    assert masked == b"\xff\x00" + b"*" * 7


def test_masking_a_large_answer_takes_little_time():
    text = "abc/de" * 50_000
    begun = time.process_time()

    vault.mask(text, [BEARER, "x" * 8_000, COOKIE], cut=True)

    assert time.process_time() - begun < 0.2
