"""The step kind `http`: one call."""

from __future__ import annotations

import dataclasses
import functools
import http
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts import internal_credentials, vault
from accounts.exceptions import SecretUnreadableError
from accounts.models import Secret
from runs import (
    calls,
    egress,
    exchange,
    expressions,
    filling,
    outgoing,
    sealing,
    wallet,
)
from runs.exceptions import ExpressionError
from runs.plan import Step
from runs.steps.kind import Kind
from runs.work import Result, Work

IDEMPOTENCY_HEADER = "Idempotency-Key"
ATTEMPT_HEADER = "X-Attempt"


class Http(Kind):
    name = "http"
    calls = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who calls: what the target is told, and what an internal credential says."""

    account_id: int
    run: uuid.UUID
    step_run: uuid.UUID
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    request: calls.Request
    # Texts that must be shown nowhere.
    secrets: tuple[str, ...]
    # The Authorization header of an internal call; "" where there is none.
    credential: str = ""

    def sent(self) -> calls.Request:
        """The request as it goes out, with what only internal calls carry."""
        added = []
        if self.credential:
            added.append(("Authorization", self.credential))
        if self.request.trusted_origin and settings.SECURE_SSL_REDIRECT:
            # It goes to our web directly, behind the proxy that speaks HTTPS.
            added.append(("X-Forwarded-Proto", "https"))
        return dataclasses.replace(
            self.request, headers=(*self.request.headers, *added)
        )

    def masked(self) -> tuple[str, ...]:
        """What must appear in nothing that is kept: an answer may echo it."""
        return (*self.secrets, self.credential) if self.credential else self.secrets

    def record(self) -> dict[str, Any]:
        """The request as the ledger keeps it: secrets masked, no credential of ours."""
        masker = vault.masker(self.secrets)
        return {
            "method": self.request.method,
            "url": masker.text(self.request.url),
            "headers": [
                [name, masker.text(value)] for name, value in self.request.headers
            ],
            "body": masker.text((self.request.body or b"").decode()),
        }


def resolve(step: Step, secrets: Mapping[str, Secret]) -> dict[str, str]:
    """The values of the secrets a step names, if they may go where it calls.

    Raises ExpressionError for one that is missing, bound to other hosts, or
    encrypted with a key we no longer have.
    """
    return {
        name: _resolved(name, secrets.get(name), host(step))
        for name in sorted(wallet.named_by(step))
    }


def prepare(
    step: Step,
    context: Mapping[str, Any],
    secrets: Mapping[str, str],
    who: Identity,
    *,
    masked: tuple[str, ...] = (),
) -> Prepared:
    """The call with its values; raises ExpressionError or RequestError in words.

    `masked` are texts that must be shown nowhere, beside the secrets.
    """
    filled = {**context, "secrets": secrets}
    extra = _undeclared(step, context)
    known = None if extra else _constant_head(step)
    url, headers = known or _head(step, filled, extra)
    body = filling.body(step.request.get("body") or {}, filled)
    ours = {IDEMPOTENCY_HEADER: str(who.step_run), ATTEMPT_HEADER: str(who.attempt)}
    return Prepared(
        request=calls.Request(
            method=step.request["method"],
            url=url,
            headers=tuple({**_typed(headers, body), **ours}.items()),
            body=body.content,
            timeout_s=step.timeout_s,
            max_redirects=0 if step.request["internal"] else 5,
            trusted_origin=_origin(step),
        ),
        secrets=(*secrets.values(), *masked),
        credential=_credential(step, headers, url, who),
    )


@functools.lru_cache(maxsize=2048)
def _constant_head(step: Step) -> tuple[str, Mapping[str, str]] | None:
    """The head of a step whose head holds no expression; else None."""
    head = {name: step.request.get(name) for name in ("url", "query", "headers")}
    return None if expressions.are_in(head) else _head(step, {}, {})


def _undeclared(step: Step, context: Mapping[str, Any]) -> dict[str, Any]:
    """What a start gave to the step and its plan does not name: it joins the query,
    as Turm's extra parameters do."""
    given = context.get("parameters") or {}
    return {name: given[name] for name in given if name not in step.parameters}


def _head(
    step: Step, filled: Mapping[str, Any], extra: Mapping[str, Any]
) -> tuple[str, Mapping[str, str]]:
    """URL and headers, checked."""
    headers = {
        name: str(expressions.render(value, filled))
        for name, value in step.request["headers"].items()
    }
    query = step.request.get("query") or {}
    url = _url(filling.url(step.request["url"], query, filled, extra=extra), step)
    return url, outgoing.check_headers(headers)


def _typed(headers: Mapping[str, str], body: filling.Body) -> Mapping[str, str]:
    """The headers with the type of the body, unless they say one."""
    if not body.content_type or "content-type" in {name.lower() for name in headers}:
        return headers
    return {**headers, "Content-Type": body.content_type}


def host(step: Step) -> str:
    """Where the step calls, as slots and secrets count it."""
    return outgoing.host_of(_origin(step) or step.request["url"])


def execute(prepared: Prepared, line: calls.Line) -> calls.Outcome:
    """Make the call; a failing peer is a value."""
    policy = egress.parse(settings.EGRESS_ALLOW)
    return calls.send(prepared.sent(), egress=policy, line=line)


def result(work: Work, prepared: Prepared, outcome: calls.Outcome) -> Result:
    """How the attempt ended, with every secret masked."""
    output, error, reason = {}, _error(outcome), outcome.reason
    if not error:
        try:
            output = _outputs(work.step, outcome)
        except ExpressionError as problem:
            error, reason = str(problem), "outputs"
    elif outcome.status is not None:
        reason = "status"
    return Result(
        work=work,
        succeeded=not error,
        request=prepared.record(),
        outcome=outcome,
        secrets=prepared.masked(),
        output=_kept(output, prepared),
        error=error and vault.mask(error, prepared.masked()),
        reason=reason,
    )


def _kept(output: dict[str, Any], prepared: Prepared) -> dict[str, Any]:
    """The output with what an answer echoed of the secrets masked."""
    if not (output and prepared.masked()):
        return output
    kept: dict[str, Any] = sealing.masked(output, vault.masker(prepared.masked()))
    return kept


def _error(outcome: calls.Outcome) -> str:
    """Why the call failed, in a sentence; "" if it did not."""
    if outcome.status is None:
        return outcome.error
    if 200 <= outcome.status < 300:
        return ""
    try:
        phrase = f"{outcome.status} {http.HTTPStatus(outcome.status).phrase}"
    except ValueError:
        phrase = str(outcome.status)
    return f"The server answered {phrase}."


def _outputs(step: Step, outcome: calls.Outcome) -> dict[str, Any]:
    """The step's named results, taken from the answer."""
    if not step.outputs:
        return {}
    answer = {
        "status": outcome.status,
        "headers": {name.lower(): value for name, value in outcome.headers},
        "body": _read(outcome.body),
    }
    found = {
        name: expressions.evaluate(source, answer)
        for name, source in step.outputs.items()
    }
    if not exchange.fits(exchange.storable(found)):
        raise ExpressionError(_("Its outputs are larger than 1 MiB. Let it keep less."))
    return found


def _resolved(name: str, secret: Secret | None, target: str) -> str:
    if secret is None:
        raise ExpressionError(
            _("There is no secret “%(name)s” in this account.") % {"name": name}
        )
    if target not in secret.hosts:
        raise ExpressionError(
            _("The secret “%(name)s” may not be sent to %(host)s.")
            % {"name": name, "host": target}
        )
    try:
        return vault.decrypt(secret.ciphertext)
    except SecretUnreadableError as error:
        raise ExpressionError(
            _("The secret “%(name)s” cannot be read with the keys in VAULT_KEYS.")
            % {"name": name}
        ) from error


def _origin(step: Step) -> str:
    return settings.INTERNAL_BASE_URL if step.request["internal"] else ""


def _url(rendered: str, step: Step) -> str:
    if origin := _origin(step):
        return origin + outgoing.encoded(outgoing.check_path(rendered))
    return outgoing.encoded(outgoing.check_url(rendered))


def _credential(step: Step, headers: Mapping[str, str], url: str, who: Identity) -> str:
    """The internal credential, unless the user gave an Authorization of their own."""
    given = {name.lower() for name in headers}
    if not step.request["internal"] or "authorization" in given:
        return ""
    return internal_credentials.sign(
        internal_credentials.Claim(
            account_id=who.account_id,
            method=step.request["method"],
            path=internal_credentials.decoded_path(url),
            run=str(who.run),
        )
    )


def _read(body: bytes) -> Any:
    text = body.decode(errors="replace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
