from __future__ import annotations


class AccountsError(Exception):
    """Something about accounts, keys or secrets went wrong."""


class SecretUnavailableError(AccountsError):
    """The secret does not exist, or may not be sent to this host."""


class SecretUnreadableError(AccountsError):
    """The secret was encrypted with a key that VAULT_KEYS no longer holds."""


class NameTakenError(AccountsError):
    """Another one of them has this name already."""
