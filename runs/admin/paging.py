"""Pages of a table that is too long to be counted."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _

# Farther back a filter or the search leads; skipping rows costs the more the more.
MOST_PAGES = 2_000


class NewerOlder(Paginator[Any]):
    """Reads the rows of one page and one more, to know whether there are older ones."""

    def __init__(self, rows: QuerySet[Any], per_page: int, *, number: int) -> None:
        super().__init__(rows, per_page)
        self._number = max(1, min(number, MOST_PAGES))

    @cached_property
    def _rows(self) -> list[Any]:
        start = (self._number - 1) * self.per_page
        return list(self.object_list[start : start + self.per_page + 1])

    @cached_property
    def count(self) -> int:
        """The rows up to this page, and one more if there are older ones."""
        return (self._number - 1) * self.per_page + len(self._rows)

    @property
    def has_older(self) -> bool:
        return len(self._rows) > self.per_page

    def page(self, number: int | str) -> Page[Any]:
        """The page it was made for; raises EmptyPage for any other one."""
        if number != self._number:
            raise EmptyPage(_("There is no such page."))
        return Page(self._rows[: self.per_page], self._number, self)
