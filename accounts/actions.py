"""Every write of this app, one function per use case."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts import keys, vault
from accounts.choices import Role
from accounts.exceptions import NameTakenError, SecretUnreadableError
from accounts.models import Account, ApiKey, Membership, Secret

# Often enough to see that a key is in use, seldom enough not to write per request.
LAST_USED_EVERY = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    key: ApiKey
    # The only moment at which the secret can be read.
    secret: str


def open_account(*, name: str, time_zone: str = "UTC") -> Account:
    """The account of that name, made if there is none."""
    account, _new = Account.objects.get_or_create(
        name=name, defaults={"time_zone": time_zone}
    )
    return account


def change_account(account: Account, *, name: str = "", time_zone: str = "") -> Account:
    """What is "" stays as it is; raises NameTakenError."""
    account.name = name or account.name
    account.time_zone = time_zone or account.time_zone
    with _one_of_a_name():
        account.save(update_fields=["name", "time_zone"])
    return account


def admit(user: User, account: Account, *, role: Role = Role.OPERATOR) -> Membership:
    membership, _new = Membership.objects.get_or_create(
        account=account, user=user, defaults={"role": role}
    )
    return membership


def create_key(
    account: Account,
    *,
    name: str = "",
    role: Role = Role.OPERATOR,
    expires_at: dt.datetime | None = None,
) -> NewKey:
    secret = keys.mint_secret()
    key = ApiKey.objects.create(
        account=account,
        name=name,
        role=role,
        expires_at=expires_at,
        secret_hash=keys.hashed(secret),
    )
    return NewKey(key=key, secret=secret)


def revoke_key(key: ApiKey, *, now: dt.datetime) -> None:
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now)


def note_use(key: ApiKey, *, now: dt.datetime) -> None:
    """Write when it was last used, once in `LAST_USED_EVERY` at most."""
    recent = now - LAST_USED_EVERY
    if key.last_used_at is not None and key.last_used_at >= recent:
        return
    # Conditional, as other requests of this moment have read the same.
    stale = Q(last_used_at=None) | Q(last_used_at__lt=recent)
    ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)


def create_secret(
    account: Account, *, name: str, hosts: Sequence[str], value: str
) -> Secret:
    """Raises NameTakenError."""
    with _one_of_a_name():
        return Secret.objects.create(
            account=account, name=name, hosts=list(hosts), **_kept(value)
        )


def change_secret(
    secret: Secret,
    *,
    name: str = "",
    hosts: Sequence[str] = (),
    value: str | None = None,
) -> Secret:
    """What is left out stays as it is; raises NameTakenError."""
    secret.name = name or secret.name
    secret.hosts = list(hosts) or secret.hosts
    for column, kept in (_kept(value) if value is not None else {}).items():
        setattr(secret, column, kept)
    with _one_of_a_name():
        secret.save()
    return secret


def delete_secret(secret: Secret) -> None:
    """Calls that name it fail from now on, and say so."""
    secret.delete()


def _kept(value: str) -> dict[str, str]:
    return {
        "ciphertext": vault.encrypt(value),
        "fingerprint": vault.fingerprint(value),
    }


@contextlib.contextmanager
def _one_of_a_name() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise NameTakenError from error


def keep_secret(account: Account, *, stem: str, host: str, value: str) -> Secret:
    """The secret of this value for this host, made under a free name if new.

    `stem` (such as `api_example_authorization`) begins the name; `_2`, `_3` … follow
    where the account uses it already for something else.
    """
    print_ = vault.fingerprint(value)
    with transaction.atomic():
        # The account's row is the lock: two saves at once must not take one name.
        Account.objects.select_for_update().get(pk=account.pk)
        for known in Secret.objects.filter(account=account, fingerprint=print_):
            if known.hosts == [host]:
                return known
        return Secret.objects.create(
            account=account,
            name=_free_name(account, stem),
            hosts=[host],
            ciphertext=vault.encrypt(value),
            fingerprint=print_,
        )


def _free_name(account: Account, stem: str) -> str:
    taken = set(
        Secret.objects.filter(account=account, name__startswith=stem).values_list(
            "name", flat=True
        )
    )
    numbered = (f"{stem}_{n}" for n in range(2, len(taken) + 3))
    return stem if stem not in taken else next(n for n in numbered if n not in taken)


def rotate_secrets() -> int:
    """Encrypt every secret with the newest key; returns how many there were.

    Raises SecretUnreadableError, once all others are done, naming those that no key
    can read.
    """
    count, unreadable = 0, []
    secrets = Secret.objects.select_related("account")
    for secret in secrets.order_by("pk").iterator(chunk_size=500):
        try:
            count += _re_encrypt(secret)
        except SecretUnreadableError:
            unreadable.append(f"{secret.account}: {secret}")
    if unreadable:
        raise SecretUnreadableError(", ".join(unreadable))
    return count


def _re_encrypt(secret: Secret) -> int:
    # Conditional, so that a value changed meanwhile is not undone.
    unchanged = Secret.objects.filter(pk=secret.pk, ciphertext=secret.ciphertext)
    return unchanged.update(ciphertext=vault.re_encrypt(secret.ciphertext))
