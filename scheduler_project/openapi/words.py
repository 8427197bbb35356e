"""The first words of the document, and the order of its rooms."""

from __future__ import annotations

from typing import Final

DESCRIPTION: Final = """\
Five doors to one scheduler. Under `/api/v1/` its own API; beside it the addresses of
four other products, whose clients work here unchanged: Turm (`TurmJobs`), Robusta,
Sherpa and NebulaGraph Explorer.

**Sign in** with an API key: *Authorize* takes its id as user and its secret as
password. Keys are made on the admin's page of API keys, or by `manage.py createkey
ACCOUNT`. The other doors take the same key in the form that they speak. After that,
*Try it out* works.

**Errors** of our own API are problem documents (RFC 9457): `detail` is a sentence, and
`errors` says it field by field. **Lists** are `{"results": […], "next": …}`, newest
first; `next` is the address of the following page. **Edits** may carry in `If-Match`
the ETag that was read. **Starts** may carry an `Idempotency-Key`: the same key is the
same run.
"""

TAGS: Final = [
    {"name": "jobs", "description": "Processes that make one HTTP call."},
    {"name": "workflows", "description": "Processes that run several steps."},
    {"name": "schedules", "description": "When they start, and why they did not."},
    {"name": "blackouts", "description": "Periods in which nothing starts."},
    {"name": "runs", "description": "What was started, and what became of it."},
    {"name": "robots", "description": "Workers that may be asked for."},
    {"name": "accounts", "description": "The account that the key belongs to."},
    {"name": "keys", "description": "Its API keys."},
    {"name": "secrets", "description": "Credentials that plans name; write only."},
    {"name": "configuration", "description": "All definitions, out and in again."},
    {"name": "TurmJobs", "description": "The door of Turm: jobs in query parameters."},
    {"name": "Robusta", "description": "The door of Robusta RPA."},
    {"name": "Sherpa", "description": "The door of Sherpa Orchestrator."},
    {"name": "Nebula", "description": "The door of NebulaGraph Explorer."},
]
