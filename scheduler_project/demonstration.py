"""What the demo account holds, as field values: the processes that the documents
behind this product speak of, and a few living ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schedules.choices import Kind

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    values: Values
    schedules: tuple[Values, ...] = ()
    # Of a workflow that a document calls by its number.
    number: int | None = None
    is_workflow: bool = False

    @property
    def name(self) -> str:
        return str(self.values["name"])


EACH_MINUTE = {"kind": Kind.INTERVAL, "expression": "60"}

HEALTH = Demo(
    values={
        "name": "Is the clock well?",
        "description": "Asks this site for its health, each minute.",
        "method": "GET",
        "url": "/healthz",
    },
    schedules=(EACH_MINUTE,),
)
ECHO = Demo(
    values={
        "name": "Echo",
        "description": "Sends headers and a body to this site's echo.",
        "method": "POST",
        "url": "/echo/",
        "headers": {"content-type": "application/json", "x-custom-header": "value"},
        "body": '{"order": 4711, "of": "Zoë"}',
    },
    schedules=({"kind": Kind.CRON, "expression": "* * * * *"},),
)

# Robusta's process: it makes the full name of the two values.
FULL_NAME = Demo(
    is_workflow=True,
    values={
        "name": "OneStepNotepadRunner",
        "description": "Makes the full name of a name and a surname.",
        "parameters": [
            {"name": "username", "type": "text", "default": ""},
            {"name": "surname", "type": "text", "default": ""},
        ],
        "steps": [
            {
                "key": "full_name",
                "kind": "compose",
                # Without those that are empty: then no blank is left over.
                "outputs": {
                    "value": "{{ join(' ', [input.username, input.surname][?@]) }}"
                },
            }
        ],
        "outputs": {"x": "{{ steps.full_name.output.value }}"},
    },
)

# Nebula's workflow: a statement with a value of its own, or of whoever starts it. That
# may be a number as well.
LITERAL = "quote(to_string(parameters.name))"
STATEMENT = f"['GO FROM ', {LITERAL}, ' OVER follow YIELD dst(edge)']"
QUERY = Demo(
    is_workflow=True,
    number=4_216_617_528,
    values={
        "name": "Who follows whom",
        "description": "Posts a statement about a player to this site's echo.",
        "steps": [
            {
                "key": "query_1",
                "label": "Query",
                "kind": "http",
                "parameters": {"name": "Tony Parker"},
                "method": "POST",
                "url": "/echo/",
                "body": {
                    "json": {
                        "gql": f"{{{{ join('', {STATEMENT}) }}}}",
                        "name": "{{ parameters.name }}",
                    }
                },
                "outputs": {"sent": "body.body", "status": "status"},
            }
        ],
        "outputs": {"sent": "{{ steps.query_1.output.sent }}"},
    },
)

# Turm's workflow, by the double blank in its name, and the job that starts it.
TURM_NAME = "Getmyinvoices Documents nach Ecodms  Ecodms"
TURM = Demo(
    is_workflow=True,
    values={
        "name": TURM_NAME,
        "description": "Fetches documents and files them: two calls, in order.",
        "unique": True,
        "steps": [
            {
                "key": "getmyinvoices",
                "label": "Fetch the documents",
                "kind": "http",
                "method": "POST",
                "url": "/echo/",
                "body": {"json": {"documents": [{"id": 1, "name": "invoice.pdf"}]}},
                "outputs": {"documents": "body.body"},
            },
            {
                "key": "ecodms",
                "label": "File them",
                "kind": "http",
                "method": "POST",
                "url": "/echo/",
                "body": "{{ steps.getmyinvoices.output.documents }}",
                "headers": {"content-type": "application/json"},
                "outputs": {"filed": "body.body"},
            },
        ],
    },
)
TURM_JOB = Demo(
    values={
        "name": TURM_NAME,
        "description": "Starts the workflow of the same name, each hour.",
        "method": "POST",
        "url": f"/workflow/execute/{TURM_NAME}",
        "internal": True,
    },
    schedules=({"kind": Kind.INTERVAL, "expression": "3600"},),
)

ROUND = Demo(
    is_workflow=True,
    values={
        "name": "The keeper's round",
        "description": "Two branches, a wait, another process, and what they say.",
        "parameters": [
            {
                "name": "town",
                "type": "text",
                "default": "Bad Münstereifel",
                "description": "Where the tower stands.",
            },
            {"name": "rest_s", "type": "number", "default": 2},
        ],
        "steps": [
            {
                "key": "ask",
                "label": "Is the clock well?",
                "kind": "http",
                "method": "GET",
                "url": "/healthz",
                "attempts": 3,
                "outputs": {"health": "body"},
            },
            {
                "key": "well",
                "kind": "compose",
                "needs": ["ask"],
                "when": "steps.ask.output.health == 'ok'",
                "outputs": {"sentence": "All is well in {{ input.town }}."},
            },
            {
                "key": "unwell",
                "kind": "compose",
                "needs": ["ask"],
                "when": "steps.ask.output.health != 'ok'",
                "outputs": {"sentence": "Look after the clock of {{ input.town }}!"},
            },
            {
                "key": "rest",
                "label": "Sit down a moment",
                "kind": "wait",
                "needs": [],
                "for_s": "{{ input.rest_s }}",
            },
            {
                "key": "keeper",
                "label": "Who goes the round",
                "kind": "process",
                "needs": ["rest"],
                "process": FULL_NAME.name,
                "input": {"username": "Ida", "surname": "Glöckner"},
            },
            {
                "key": "cry",
                "label": "Cry it out",
                "kind": "http",
                "needs": ["well", "unwell", "keeper"],
                "parameters": {
                    "sentence": "{{ not_null(steps.well.output.sentence, "
                    "steps.unwell.output.sentence) }}"
                },
                "method": "POST",
                "url": "/echo/",
                "body": {
                    "json": {
                        "keeper": "{{ steps.keeper.output.x }}",
                        "sentence": "{{ parameters.sentence }}",
                    }
                },
                "outputs": {"said": "body.body"},
            },
        ],
        "outputs": {"said": "{{ steps.cry.output.said }}"},
    },
    schedules=({"kind": Kind.INTERVAL, "expression": "300"},),
)

# A process comes before those that name it.
EVERYTHING = (HEALTH, ECHO, FULL_NAME, QUERY, TURM, TURM_JOB, ROUND)
