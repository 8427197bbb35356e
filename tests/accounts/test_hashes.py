from __future__ import annotations

from django.utils.crypto import salted_hmac

from accounts import keys


def test_a_hash_is_djangos_keyed_one(settings):
    """Made by a shorter way, it must stay what stands in every database."""
    for settings.SECRET_KEY in ("one", "an other one"):
        expected = salted_hmac("accounts.keys", "abc-1", algorithm="sha256")

        assert keys.hashed("ABC-1") == expected.hexdigest()
