from __future__ import annotations

from accounts.models.account import Account, Membership
from accounts.models.api_key import ApiKey
from accounts.models.audit_entry import AuditEntry
from accounts.models.failed_sign_in import FailedSignIn
from accounts.models.secret import Secret

__all__ = ["Account", "ApiKey", "AuditEntry", "FailedSignIn", "Membership", "Secret"]
