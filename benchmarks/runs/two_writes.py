"""What is compared with: a Celery task that calls, with a record in two writes.

    celery -A benchmarks.runs.two_writes worker --pool=prefork|threads

An INSERT before the call and an UPDATE after it, by Django's ORM, over a connection
that is kept (Celery's own default opens one per task, which costs twice as much).
"""

from __future__ import annotations

import os

import django
from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scheduler_project.settings")
django.setup()

from django.db import models  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.runs import bare  # noqa: E402

app = Celery("two_writes", broker=os.environ.get("REDIS_URL"), set_as_current=False)
app.conf.update(task_ignore_result=True, broker_connection_retry_on_startup=True)
app.conf["CELERY_DB_REUSE_MAX"] = 1_000_000


class Record(models.Model):
    url = models.TextField()
    status = models.CharField(max_length=16, default="running")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    response_status = models.PositiveSmallIntegerField(null=True)
    response_headers = models.JSONField(default=dict)
    response_body = models.TextField(blank=True)

    objects: models.Manager[Record] = models.Manager()

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return self.url


@app.task(name="two_writes.call")
def call_and_record(url: str) -> None:
    record = Record.objects.create(url=url, started_at=timezone.now())
    answer = bare.call(url)
    record.status = "succeeded" if answer.ok else "failed"
    record.finished_at = timezone.now()
    record.response_status = answer.status_code
    record.response_headers = dict(answer.headers)
    record.response_body = answer.text
    record.save()
