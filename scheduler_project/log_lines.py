"""What the log's lines do not tell."""

from __future__ import annotations

import logging
import re

# Its last part starts a workflow for whoever knows it.
_WEBHOOK = re.compile(r"(/webhook/)\S+")


class WithoutWebhooks(logging.Filter):
    """Masks the secret in the address of a webhook, which Django logs if refused."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "django.request":
            record.msg = _WEBHOOK.sub(r"\1••••••", record.getMessage())
            record.args = ()
        return True
