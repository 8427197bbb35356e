from __future__ import annotations

import io
import logging

import pytest
from django.conf import settings
from django.utils.module_loading import import_string as resolve

TOKEN = "9GJiZVJ9XFwJmKjg4g1DprnMTNqNyQCo"


@pytest.fixture
def written():
    """What the product's handler writes with its filters and formatter."""
    setup = settings.LOGGING
    handler = logging.StreamHandler(io.StringIO())
    for name in setup["handlers"]["stderr"]["filters"]:
        handler.addFilter(resolve(setup["filters"][name]["()"])())
    logging.getLogger().addHandler(handler)
    yield handler.stream.getvalue
    logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
@pytest.mark.parametrize("path", [f"/webhook/{TOKEN}", f"/webhook/{TOKEN}/"])
@pytest.mark.parametrize("method", ["put", "post"])
def test_the_secret_of_a_refused_webhook_is_not_logged(client, written, method, path):
    answer = getattr(client, method)(path, "{", content_type="application/json")

    assert answer.status_code in {405, 422}
    assert "/webhook/••••••" in written()
    assert TOKEN not in written()


@pytest.mark.django_db
def test_every_other_address_is_logged_as_it_is(client, written):
    client.post("/api/v1/jobs/")

    assert "Unauthorized: /api/v1/jobs/" in written()
