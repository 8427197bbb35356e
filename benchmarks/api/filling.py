"""An account with a job and many runs that are over; prints what callers need."""

from __future__ import annotations

import base64
import json
import sys

import django
from django.db import connection

# As the engine leaves them: ids in the order of time, GUIDs at random.
RUNS = """
INSERT INTO runs_processrun
 (guid, account_id, process_id, version_id, status, waiting_for, stop_kind, input,
  output, error, origin, created_at, started_at, finished_at, step_input, depth,
  repeats_left)
SELECT gen_random_uuid(), %s, %s, %s, 'succeeded', '', '', '{}', '{"rows": 3}', '',
  'api', now() - interval '1 s' * (%s - n), now(), now(), '{}', 0, 0
FROM generate_series(1, %s) AS n
"""
SAMPLE = 1_000


django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.utils import timezone  # noqa: E402
from rest_framework.authtoken.models import Token  # noqa: E402

import jobs.actions  # noqa: E402
from accounts import actions  # noqa: E402
from accounts.models import Account  # noqa: E402
from runs.models import ProcessRun  # noqa: E402


def fill(number: int) -> dict[str, object]:
    """Addresses and credentials, by contender."""
    account = Account.objects.create(name="busy")
    job = jobs.actions.create(account, {"method": "GET", "url": "https://a.example/"})
    with connection.cursor() as cursor:
        of_job = [account.pk, job.pk, job.current_version_id]
        cursor.execute(RUNS, [*of_job, number, number])
        cursor.execute("ANALYZE")
    made = actions.create_key(account)
    actions.note_use(made.key, now=timezone.now())
    token = Token.objects.create(user=User.objects.create(username="busy"))
    newest = ProcessRun.objects.order_by("-id")[:SAMPLE]
    pair = f"{made.key.guid}:{made.secret}".encode()
    return {
        "runs": [[run.pk, str(run.guid)] for run in newest],
        "job": str(job.guid),
        "basic": f"Basic {base64.b64encode(pair).decode()}",
        "bearer": f"Bearer {base64.b64encode(made.secret.encode()).decode()}",
        "connect": f"Bearer {base64.b64encode(pair).decode()}",
        "token": f"Token {token.key}",
    }


if __name__ == "__main__":
    print(json.dumps(fill(int(sys.argv[1]))))
