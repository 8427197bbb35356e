"""`python -m scheduler_project.supervisor`: the whole product, until ctrl-C."""

from __future__ import annotations

import asyncio
import sys

from django.core.exceptions import ImproperlyConfigured

from scheduler_project import home
from scheduler_project.supervisor import lock, parts, port
from scheduler_project.supervisor.arrangement import Arrangement, arranged
from scheduler_project.supervisor.exceptions import StartError
from scheduler_project.supervisor.output import Output
from scheduler_project.supervisor.tower import stand


def main() -> int:
    try:
        with lock.held(home.path()), arranged() as arrangement:
            port.ensure_free(arrangement.port)
            asyncio.run(_serve(arrangement, Output(sys.stdout)))
    except (StartError, ImproperlyConfigured) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


async def _serve(arrangement: Arrangement, output: Output) -> None:
    def announce() -> None:
        for line in welcome(arrangement):
            output.say("tower", line)

    output.say("tower", f"The data directory is {arrangement.home}")
    await stand(
        parts.product(arrangement),
        stop_order=parts.STOP_ORDER,
        say=output.say,
        announce=announce,
    )


def welcome(arrangement: Arrangement) -> list[str]:
    """Where to look and how to sign in, for when everything is up."""
    kept = arrangement.home / "admin-password"
    lines = [f"Steeple is up: http://127.0.0.1:{arrangement.port}/"]
    if kept.exists():
        password = kept.read_text(encoding="utf-8").strip()
        lines.append(f"Sign in as admin with the password {password} (kept in {kept})")
    return [*lines, "Ctrl-C ends everything."]


if __name__ == "__main__":
    sys.exit(main())
