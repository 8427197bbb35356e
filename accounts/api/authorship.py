"""Under which name the ledger remembers who asked for something."""

from __future__ import annotations

from django.utils.translation import gettext as _
from rest_framework.request import Request

from accounts.access import Access


def name_of(request: Request) -> str:
    """A person's user name, an API key's name, or the run that makes the call."""
    access = request.auth
    if not isinstance(access, Access):
        return ""
    return _("run %(guid)s") % {"guid": access.run} if access.run else access.by
