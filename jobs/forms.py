from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.scoped_admin import visible_accounts
from jobs import definition, picking
from jobs.exceptions import InvalidJobError
from jobs.models import Job
from runs import outgoing, retry
from runs.choices import ProcessKind
from runs.definitions import credentials
from runs.models import Process
from runs.plan import DEFAULT_TIMEOUT_S
from schedules.admin import MultilineField, ProcessForm

ONCE = retry.Policy()
RETRY_FIELDS = ("attempts", "backoff", "retry_delay_s", "retry_on")
# Offered in the list; the others are started by their path.
MOST_WORKFLOWS = 500
_AS_CODE = {"class": "code", "spellcheck": "false", "autocomplete": "off"}
_HINTS = format_lazy(
    "<ul><li>{}</li><li>{}</li></ul>",
    _("Give the path only, as in /api/v1/jobs/."),
    _("“accept: application/json” and the credentials are added."),
)


def _plain(seconds: float) -> float:
    """30 rather than 30.0."""
    return int(seconds) if seconds == int(seconds) else seconds


class JobForm(ProcessForm[Job]):
    """What people say about a job, read by jobs.definition like everywhere else."""

    name = forms.CharField(
        label=_("name"),
        required=False,
        widget=forms.TextInput({"class": "vTextField"}),
        help_text=_("Left empty, the job is called after its method and URL."),
    )
    workflow = forms.ChoiceField(
        label=_("start a workflow"),
        required=False,
        help_text=_("Fills in the call, and 60 minutes if no schedule is given."),
    )
    method = forms.ChoiceField(
        label=_("method"),
        choices=[(method, method) for method in outgoing.METHODS],
        initial="POST",
    )
    url = forms.CharField(
        label=_("URL"),
        required=False,
        widget=forms.TextInput({**_AS_CODE, "class": "vTextField code"}),
    )
    internal = forms.BooleanField(label=_("Internal"), required=False, help_text=_HINTS)
    headers = MultilineField(
        label=_("headers"),
        rows=4,
        help_text=_(
            'A JSON object, as in {"accept": "application/json"}. Credentials are kept '
            "as secrets and shown by their names."
        ),
    )
    body = MultilineField(label=_("body"), rows=6)
    timeout_s = forms.FloatField(
        label=_("timeout (seconds)"),
        required=False,
        initial=int(DEFAULT_TIMEOUT_S),
        help_text=_("The whole call ends within it, whatever the server does."),
    )

    attempts = forms.IntegerField(
        label=_("attempts"),
        required=False,
        initial=ONCE.attempts,
        help_text=_("How often the call is made at most, the first time included."),
    )
    backoff = forms.ChoiceField(
        initial=ONCE.backoff,
        label=_("pauses between attempts"),
        choices=[
            (retry.FIXED, _("always the same")),
            (retry.EXPONENTIAL, _("twice as long each time")),
        ],
    )
    retry_delay_s = forms.FloatField(
        label=_("first pause (seconds)"), required=False, initial=_plain(ONCE.delay_s)
    )
    retry_on = forms.MultipleChoiceField(
        label=_("tried again after"),
        required=False,
        initial=ONCE.failures,
        choices=[
            (retry.CONNECTION, _("no connection")),
            (retry.TIMEOUT, _("a timeout")),
            (retry.SERVER_ERROR, _("an error of the server (5xx)")),
            (retry.BUSY, _("too many requests (429)")),
            (retry.CLIENT_ERROR, _("any other refusal (4xx)")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Job
        fields = ("enabled", "unique", "stop_after_s")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("headers", "body"):
            self.fields[name].widget.attrs |= {
                **_AS_CODE,
                "class": "vLargeTextField code",
            }
        workflows = self._workflows()
        self.fields["workflow"].choices = workflows  # type: ignore[attr-defined]
        if self.instance.pk:
            if self.instance.url in dict(workflows):
                self.initial["workflow"] = self.instance.url
            self.initial["headers"] = _shown(self.instance.headers)
            for name in ("timeout_s", "retry_delay_s"):
                self.initial[name] = _plain(getattr(self.instance, name))

    def refusals(self) -> Mapping[str, str]:
        try:
            definition.read(
                self.values(), own_origins=credentials.own_origins(self.origin)
            )
        except InvalidJobError as refusal:
            return refusal.sentences
        return {}

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        plain = ("method", "url", "headers", "timeout_s", *RETRY_FIELDS)
        return {
            **super().values(),
            **{name: given.get(name) for name in plain},
            "internal": self._internal(),
            "body": self.kept("body"),
        }

    def _workflows(self) -> list[tuple[str, str]]:
        """What can be started by name, by the path that does it."""
        accounts = (
            [self.instance.account]
            if self.instance.pk
            else visible_accounts(self.request)
        )
        named = Process.objects.living().filter(
            account__in=accounts, kind=ProcessKind.WORKFLOW
        )
        names = named.order_by("name").values_list("name", flat=True)[:MOST_WORKFLOWS]
        return [("", "---------"), *((picking.path_of(name), name) for name in names)]

    @property
    def origin(self) -> str:
        """The address under which this request reached us."""
        return f"{self.request.scheme}://{self.request.get_host()}"

    def _internal(self) -> bool | None:
        # A checkbox cannot say "left out". Unticked beside a path it is read as that,
        # and the path makes the job internal, as in the API: a path alone can be
        # called no other way.
        if self.cleaned_data.get("internal"):
            return True
        return None if self.cleaned_data.get("url", "").startswith("/") else False


def _shown(headers: Mapping[str, str]) -> str:
    return json.dumps(headers, indent=2, ensure_ascii=False) if headers else ""
