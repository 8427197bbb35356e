"""A client at each of the five doors, with one vocabulary for all of them."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from urllib.parse import quote

from django.test import Client
from django.utils import timezone

from accounts import actions
from dialects.nebula.authentication import token_of

TOLD = {"name": "Tim Duncan"}


class Visitor:
    """Speaks at one door with a key of one account, and reads what it says."""

    # Its words for our states; None where it has no way to show one.
    states: Mapping[str, object]

    def __init__(self, account):
        self.key = actions.create_key(account)
        # Used just now: otherwise the first request would write that down.
        actions.note_use(self.key.key, now=timezone.now())
        self.client = Client()
        pair = f"{self.key.key.guid}:{self.key.secret}"
        self.basic = f"Basic {base64.b64encode(pair.encode()).decode()}"

    def ask(self, method, path, body=None):
        raw = b"" if body is None else json.dumps(body)
        answer = self.client.generic(
            method, path, raw, content_type="application/json", headers=self.headers
        )
        return answer.status_code, answer.json() if answer.content else None

    @property
    def headers(self):
        return {"Authorization": self.basic}

    def start(self, workflow):
        """Start it with `TOLD`; the answer's body."""
        raise NotImplementedError

    def found(self, run):
        """HTTP status and what the door calls the run's state."""
        raise NotImplementedError


class Ours(Visitor):
    states = {
        state: state
        for state in ("waiting", "running", "stopping", "succeeded", "failed", "lost")
    } | {"stopped": "stopped"}

    def start(self, workflow):
        path = f"/api/v1/workflows/{workflow.number}/run/"
        return self.ask("POST", path, {"input": TOLD})

    def found(self, run):
        status, body = self.ask("GET", f"/api/v1/runs/{run.guid}/")
        return status, body.get("status")

    def outputs(self, run):
        return self.ask("GET", f"/api/v1/runs/{run.guid}/")[1]["output"]["value"]

    def stop(self, run):
        return self.ask("POST", f"/api/v1/runs/{run.guid}/stop/", {})[0]

    def history(self):
        body = self.ask("GET", "/api/v1/runs/")[1]
        return [each["id"] for each in body["results"]]


class Turm(Visitor):
    """Shows a run only in answer to another start, of what runs one at a time."""

    states = {"waiting": "new", "running": "running", "stopping": "running"}

    def start(self, workflow):
        return self.ask("POST", f"/workflow/execute/{quote(workflow.name)}", TOLD)

    def found(self, run):
        status, body = self.start(run.process)
        return status, body.get("status")


class Robusta(Visitor):
    states = {
        "waiting": "WAITING",
        "running": "RUNNING",
        "stopping": "RUNNING",
        "succeeded": "SUCCEEDED",
        "failed": "FAILED",
        "lost": "FAILED",
        "stopped": "FAILED",
    }
    root = "/scheduler/connector-api/process"

    def start(self, workflow):
        said = {"name": workflow.name, "values": TOLD}
        return self.ask("POST", f"{self.root}/start", said)

    def found(self, run):
        status, body = self.ask("GET", f"{self.root}/status/{run.guid}")
        return status, body.get("status")

    def outputs(self, run):
        return self.ask("GET", f"{self.root}/status/{run.guid}")[1]["__out_value"]


class Sherpa(Visitor):
    states = {
        "waiting": 1,
        "running": 8,
        "stopping": 6,
        "succeeded": 4,
        "failed": 5,
        "lost": 5,
        "stopped": 7,
    }

    @property
    def headers(self):
        token = base64.b64encode(self.key.secret.encode()).decode()
        return {"Authorization": f"Bearer {token}"}

    def start(self, workflow):
        said = {"Process": workflow.name, "Parameters": TOLD}
        return self.ask("POST", "/api/job/create", said)

    def found(self, run):
        status, body = self.ask("GET", f"/api/job/read/{run.guid}")
        return status, body.get("status")

    def stop(self, run):
        said = {"Guid": str(run.guid), "Status": 6}
        return self.ask("PUT", "/api/job/update", said)[0]


class Nebula(Visitor):
    states = {
        "waiting": 0,
        "running": 1,
        "stopping": 5,
        "succeeded": 2,
        "failed": 3,
        "lost": 3,
        "stopped": 4,
    }
    root = "/api-open/v1"

    @property
    def headers(self):
        return {"Cookie": f"explorer_token={token_of(str(self.key.key.guid))}"}

    def start(self, workflow):
        said = {"input": {"query_1": TOLD}}
        return self.ask("POST", f"{self.root}/workflows/{workflow.number}/jobs", said)

    def found(self, run):
        status, body = self.ask("GET", f"{self.root}/jobs/{run.pk}")
        return status, body.get("data", {}).get("status")

    def outputs(self, run):
        path = f"{self.root}/jobs/{run.pk}/tasks/query_1/sample_result"
        return self.ask("GET", path)[1]["data"]["items"][0][-1]

    def stop(self, run):
        return self.ask("PUT", f"{self.root}/jobs/{run.pk}/cancel")[0]

    def history(self):
        body = self.ask("GET", f"{self.root}/jobs")[1]
        return [each["id"] for each in body["data"]["items"]]
