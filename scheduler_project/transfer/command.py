"""What the commands for export and import share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.core.management.base import CommandError

from accounts.models import Account
from scheduler_project.transfer.exceptions import InvalidDocumentError


def account_of(name: str) -> Account:
    """Raises CommandError, with the names there are."""
    account = Account.objects.filter(name=name).first()
    if account is None:
        names = ", ".join(Account.objects.values_list("name", flat=True)) or "none"
        raise CommandError(f"There is no account {name!r}. Known accounts: {names}.")
    return account


def text_of(file: str, standard_input: IO[bytes]) -> str:
    """The document in a file, or from standard input; raises CommandError."""
    try:
        raw = standard_input.read() if file == "-" else Path(file).read_bytes()
        return raw.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} cannot be read: {error}.") from error


@contextmanager
def refusals() -> Iterator[None]:
    """A refused document as a line for each place."""
    try:
        yield
    except InvalidDocumentError as refusal:
        lines = [f"{place}: {said}" for place, said in refusal.sentences.items()]
        raise CommandError(
            "\n".join(line.removeprefix(": ") for line in lines)
        ) from None
