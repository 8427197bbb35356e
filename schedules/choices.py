from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """How the text of a schedule is read; the notations have a module each."""

    INTERVAL = "interval", _("Interval")
    CRON = "cron", _("Cron (Unix, five fields)")
    QUARTZ = "quartz", _("Quartz (six or seven fields)")
    FIELDS = "fields", _("Named fields (0 = Monday)")
    ONCE = "once", _("Once")


class Gap(models.TextChoices):
    """A planned local time that the clocks leap over in spring."""

    # As Vixie cron does.
    AFTER = "after", _("at the first moment after it")
    SAME_DISTANCE = "same_distance", _("as much later as the clocks leap")
    SKIP = "skip", _("not at all")


class Repeat(models.TextChoices):
    """A planned local time that comes twice in autumn."""

    FIRST = "first", _("the first time")
    SECOND = "second", _("the second time")
    BOTH = "both", _("both times")


class Misfire(models.TextChoices):
    """What happens to firings that come later than their grace time."""

    RUN_LATEST = "run_latest", _("run the latest one")
    # At most `planning.MOST_ONE_BY_ONE` of them.
    RUN_ALL = "run_all", _("run them all")
    SKIP = "skip", _("skip them")


class Overlap(models.TextChoices):
    """What a firing does while an earlier run of the schedule is not over."""

    # A later firing replaces one that still waits.
    QUEUE_ONE = "queue_one", _("wait; the newest one replaces who waits")
    QUEUE_ALL = "queue_all", _("wait, all in order")
    SKIP = "skip", _("skip it")
    STOP_RUNNING = "stop_running", _("stop the running one")


class Outcome(models.TextChoices):
    """What became of a planned firing; decided once, by the clock (D8)."""

    STARTED = "started", _("Started")
    # It was known, and something spoke against it.
    SKIPPED = "skipped", _("Skipped")
    # Nobody was awake.
    MISSED = "missed", _("Missed")
    # Counted into a later firing.
    COALESCED = "coalesced", _("Merged into a later one")


class Reason(models.TextChoices):
    NONE = "", ""
    LATE = "late", _("late")
    OVERLAP = "overlap", _("the run before it was not over")
    PAUSED = "paused", _("the schedule was paused")
    DISABLED = "disabled", _("it was switched off")
    WINDOW = "window", _("outside of from and until")
    BLACKOUT = "blackout", _("a blackout period")
    BY_HAND = "by_hand", _("skipped by hand")
    MOVED_BY_HAND = "moved_by_hand", _("moved by hand")
    CLOCK_DOWN = "clock_down", _("the clock was not running")
    DST_MOVED = "dst_moved", _("moved by the change of clocks")
    DST_DROPPED = "dst_dropped", _("left out by the change of clocks")
