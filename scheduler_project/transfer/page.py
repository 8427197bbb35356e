"""The admin's page for export and import."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from accounts.choices import Role
from accounts.models import Account
from accounts.scoped_admin import changeable_accounts, may_enter, visible_accounts
from scheduler_project.transfer import actions, yaml_text
from scheduler_project.transfer.exceptions import InvalidDocumentError

TEMPLATE = "admin/transfer.html"
# Of the two buttons, the one that changes nothing.
DRY_RUN = "dry_run"


class TransferForm(forms.Form):
    """A document, typed or as a file, and the account that takes it over."""

    account = forms.ModelChoiceField(Account.objects.none(), label=_("account"))
    file = forms.FileField(label=_("a file"), required=False)
    document = forms.CharField(
        label=_("or the document itself"),
        required=False,
        strip=False,
        widget=forms.Textarea(
            {
                "rows": "16",
                "class": "vLargeTextField code",
                "spellcheck": "false",
                "autocomplete": "off",
            }
        ),
    )

    def __init__(self, *args: Any, accounts: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = Account.objects.filter(pk__in=[each.pk for each in accounts])
        field = self.fields["account"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = choices.order_by("name")
        if len(accounts) == 1:
            field.initial = accounts[0]
            field.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        given["text"] = self._text(given)
        if not given["text"].strip():
            self.add_error("document", gettext("Choose a file, or paste a document."))
        return given

    def _text(self, given: dict[str, Any]) -> str:
        upload = given.get("file")
        if upload is None:
            return str(given.get("document", "")).replace("\r\n", "\n")
        try:
            return str(upload.read(yaml_text.LARGEST + 1), "utf-8")
        except UnicodeDecodeError:
            self.add_error("file", gettext("The file is not in UTF-8. Save it so."))
            return " "


def view(request: HttpRequest) -> HttpResponse:
    """The form; what a document would change; or, after it did, the form again."""
    if not may_enter(request):
        raise PermissionDenied
    if request.method == "GET" and "export" in request.GET:
        return _export(request)
    accounts = list(changeable_accounts(request))
    if request.method != "POST":
        return _page(request, TransferForm(accounts=accounts))
    form = TransferForm(request.POST, request.FILES, accounts=accounts)
    if not form.is_valid():
        return _page(request, form)
    return _taken(request, form)


def _taken(request: HttpRequest, form: TransferForm) -> HttpResponse:
    account, text = form.cleaned_data["account"], form.cleaned_data["text"]
    dry_run = DRY_RUN in request.POST
    by = request.user.get_username()
    access = Access(account=account, role=Role.OPERATOR, by=by)
    # A file is shown as text, so that it needs not be chosen again.
    shown = TransferForm(
        initial={"account": account, "document": text},
        accounts=list(changeable_accounts(request)),
    )
    try:
        report = actions.take_over(
            text, access=access, now=timezone.now(), dry_run=dry_run
        )
    except InvalidDocumentError as refusal:
        return _page(request, shown, refusals=refusal.sentences)
    if dry_run:
        return _page(request, shown, report=report)
    return _done(request, account, report)


def _done(
    request: HttpRequest, account: Account, report: actions.Report
) -> HttpResponse:
    count = len(report.changes)
    sentence = ngettext(
        "%(count)d job or workflow was made or changed.",
        "%(count)d jobs and workflows were made or changed.",
        count,
    )
    messages.success(request, sentence % {"count": count})
    for warning in report.warnings:
        messages.warning(request, warning)
    vars(request)["audited"] = (account.pk, str(account.pk), account.name)
    return HttpResponseRedirect(request.path)


def _export(request: HttpRequest) -> HttpResponse:
    wanted = request.GET["export"]
    found = [each for each in visible_accounts(request) if str(each.pk) == wanted]
    if not found:
        raise PermissionDenied
    return HttpResponse(
        actions.export(found[0]),
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="steeple.yaml"'},
    )


def _page(request: HttpRequest, form: TransferForm, **shown: Any) -> TemplateResponse:
    context = {
        **admin.site.each_context(request),
        "title": gettext("Export and import"),
        "form": form,
        "accounts": visible_accounts(request),
        "may_import": bool(changeable_accounts(request)),
        **shown,
    }
    return TemplateResponse(request, TEMPLATE, context)
