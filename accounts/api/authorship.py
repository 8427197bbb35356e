"""Under which name the ledger remembers who asked for something."""

from __future__ import annotations

from django.utils.translation import gettext as _
from rest_framework.request import Request

from accounts import keys
from accounts.access import Access
from accounts.models import ApiKey


def name_of(request: Request) -> str:
    """A person's user name, an API key's name, or the run that makes the call."""
    if request.user.is_authenticated:
        return request.user.get_username()
    access = request.auth
    if isinstance(access, Access) and access.run:
        return _("run %(guid)s") % {"guid": access.run}
    return _name_of_key(request.headers.get("Authorization", ""))


def _name_of_key(header: str) -> str:
    given = keys.read_basic(header)
    guid = keys.read_guid(given[0]) if given else None
    key = ApiKey.objects.filter(guid=guid).first() if guid else None
    return "" if key is None else str(key)
