"""How long a worker holds a step before others may take it for dead."""

from __future__ import annotations

import datetime as dt

# Renewed every third of it while the worker lives, whatever the call's deadline.
LEASE = dt.timedelta(seconds=15)
RENEW_EVERY = LEASE / 3
