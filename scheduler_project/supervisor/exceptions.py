"""What keeps a start from happening; the text is the sentence for the user."""

from __future__ import annotations


class StartError(Exception):
    """The product was not started, or not completely."""
