"""Real answers of this door for its page, of which nothing remains.

The requests go through the URL conf, sign-in and views as any client's do, with a key
that is made for them; then the transaction is rolled back.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.urls import resolve

from accounts import actions
from accounts.models import Account
from dialects.sherpa.mapping import version_guid
from dialects.sherpa.reference import JOB, PROCESS, Tab
from runs.models import Process, ProcessVersion

# Stands where there is nothing of the account's to show.
SAMPLE_GUID: Final = "554ab883-1f82-48e1-bb12-5049002e7d70"
_BY_TYPE: Final = {"number": 1, "boolean": True, "json": {}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    verb: str
    path: str
    # "" where there is none.
    body: str
    status: int
    answer: str


def exchanges(account: Account, tab: Tab) -> Mapping[str, Exchange]:
    """By the key of its method, a request and the answer just received for it."""
    with transaction.atomic():
        try:
            caller = _Caller(actions.create_key(account, name="API page").secret)
            return _of_tab(caller, account, tab)
        finally:
            transaction.set_rollback(True)


class _Caller:
    def __init__(self, secret: str) -> None:
        encoded = base64.b64encode(secret.encode()).decode()
        self._authorization = f"Bearer {encoded}"

    def ask(
        self, verb: str, path: str, body: Mapping[str, Any] | None = None
    ) -> Exchange:
        text = "" if body is None else json.dumps(body, indent=2, ensure_ascii=False)
        request = self._request(verb, path, text.encode())
        match = resolve(path)
        request.resolver_match = match
        response = match.func(request, *match.args, **match.kwargs).render()
        answer = json.dumps(json.loads(response.content), indent=2, ensure_ascii=False)
        return Exchange(
            verb=verb,
            path=path,
            body=text,
            status=response.status_code,
            answer=answer,
        )

    def _request(self, verb: str, path: str, raw: bytes) -> WSGIRequest:
        return WSGIRequest(
            {
                "REQUEST_METHOD": verb,
                "PATH_INFO": path,
                "SERVER_NAME": "localhost",
                "SERVER_PORT": "80",
                "CONTENT_TYPE": "application/json",
                "CONTENT_LENGTH": str(len(raw)),
                "HTTP_AUTHORIZATION": self._authorization,
                "wsgi.input": io.BytesIO(raw),
                "wsgi.url_scheme": "http",
            }
        )


def _of_tab(caller: _Caller, account: Account, tab: Tab) -> Mapping[str, Exchange]:
    living = Process.objects.living().filter(account=account)
    process = living.select_related("current_version").order_by("-enabled", "-pk")
    example = process.exclude(current_version=None).first()
    if tab is JOB:
        return _of_a_job(caller, example)
    if tab is PROCESS:
        guid = str(example.guid) if example else SAMPLE_GUID
        return {"read_process": caller.ask("GET", f"/api/process/read/{guid}")}
    guid = str(_version_guid(example)) if example else SAMPLE_GUID
    return {"read_version": caller.ask("GET", f"/api/processVersion/read/{guid}")}


def _of_a_job(caller: _Caller, example: Process | None) -> Mapping[str, Exchange]:
    """The four of one job: what is created is read, taken by a robot, and deleted."""
    new = {
        "Process": str(example.guid) if example else SAMPLE_GUID,
        **_parameters(example.current_version if example else None),
    }
    created = caller.ask("POST", "/api/job/create", new)
    guid = json.loads(created.answer).get("guid", SAMPLE_GUID)
    update = {"Guid": guid, "Status": 8}
    return {
        "create": created,
        "read": caller.ask("GET", f"/api/job/read/{guid}"),
        "update": caller.ask("POST", "/api/job/update", update),
        "delete": caller.ask("DELETE", f"/api/job/delete/{guid}"),
    }


def _parameters(version: ProcessVersion | None) -> dict[str, Any]:
    """Values for what the example's process requires."""
    declared = (version.plan.get("parameters") if version else None) or ()
    values = {
        each["name"]: _BY_TYPE.get(each.get("type", "text"), "text")
        for each in declared
        if each.get("required") and each.get("default") is None
    }
    return {"Parameters": values} if values else {}


def _version_guid(process: Process) -> Any:
    assert process.current_version_id is not None
    return version_guid(process.guid, process.current_version_id)
