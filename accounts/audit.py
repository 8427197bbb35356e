"""Who did what: one entry for each thing that was done."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import DatabaseError

from accounts.models import AuditEntry

logger = logging.getLogger(__name__)


def record(
    *,
    at: dt.datetime,
    by: str,
    door: str,
    what: str,
    account_id: int | None = None,
    kind: str = "",
    ident: str = "",
    name: str = "",
    address: str = "",
) -> None:
    """Add an entry; texts that are too long are cut.

    What it tells of is done by then: an entry that cannot be written must not turn
    success into failure, so the log is told instead.
    """
    entry = AuditEntry(
        at=at,
        account_id=account_id,
        by=by[:200],
        door=door,
        what=what[:100],
        kind=kind[:50],
        ident=ident[:100],
        name=name[:200],
        address=address,
    )
    try:
        entry.save()
    except DatabaseError:
        logger.exception("not audited: %s by %s on %s %s", what, by, kind, ident)
