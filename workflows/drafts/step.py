"""A step as fields of a page, and as an object of a definition; pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from workflows.drafts import Sent, pairs, words

Values = dict[str, Any]
Fields = dict[str, list[str]]

# What a step waits for: the step before it, nothing, or those that are chosen.
PREVIOUS, AT_ONCE, CHOSEN = "previous", "at_once", "chosen"
TEXT, JSON, FORM = "text", "json", "form"

_REQUEST = ("method", "url", "internal", "query", "headers", "body_kind", "body")
_RETRY = ("timeout_s", "attempts", "backoff", "retry_delay_s", "retry_on")
EVERY: Final = ("key", "label", "kind", "after", "needs", "when", "parameters")
# The fields that a kind has beside those of every step.
OF_KIND: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "http": (*_REQUEST, "outputs", *_RETRY),
        "compose": ("outputs",),
        "wait": ("for_s", "until"),
        "process": ("process", "input"),
    }
)
KINDS = tuple(OF_KIND)
PAIRS: Final = frozenset({"parameters", "query", "headers", "outputs", "input"})
# Rows whose values are texts, whatever they look like.
TEXTS: Final = frozenset({"headers"})


def read(sent: Sent, prefix: str) -> Values:
    """The object that the fields of a step mean; of its own kind only."""
    kind = _one(sent, f"{prefix}-kind") or "http"
    values: Values = {}
    for name in (*EVERY, *OF_KIND.get(kind, ())):
        reader = _READERS.get(name)
        if reader is not None:
            values |= reader(sent, f"{prefix}-{name}")
        elif name == "kind":
            values["kind"] = kind
    return {**values, **_rest(sent, prefix)}


def send(values: Mapping[str, Any], prefix: str) -> Fields:
    """The fields that mean this object; `read` gives it back."""
    fields: Fields = {}
    for name, value in values.items():
        writer = _WRITERS.get(name)
        if writer is not None:
            fields |= writer(f"{prefix}-{name}", value)
    known = {**_WRITERS, "kind": None}
    rest = {name: value for name, value in values.items() if name not in known}
    fields[f"{prefix}-kind"] = [str(values.get("kind") or "http")]
    fields[f"{prefix}-rest"] = [json.dumps(rest, ensure_ascii=False)] if rest else []
    fields.setdefault(f"{prefix}-after", [PREVIOUS])
    return fields


def hidden(sent: Sent, prefix: str) -> list[tuple[str, str]]:
    """What was sent of other kinds: kept, should the kind be changed back."""
    kind = _one(sent, f"{prefix}-kind") or "http"
    shown = (*EVERY, *OF_KIND.get(kind, ()))
    names = {f"{prefix}-{name}" for name in shown}
    parts = ("name", "value", "shown")
    names |= {f"{prefix}-{name}-{part}" for name in shown for part in parts}
    names |= {f"{prefix}-{own}" for own in ("was", "open")}
    return [
        (name, value)
        for name, given in sent.items()
        if name.startswith(f"{prefix}-") and name not in names
        for value in given
    ]


def _one(sent: Sent, name: str) -> str:
    given = sent.get(name, ())
    return given[-1] if given else ""


def _rest(sent: Sent, prefix: str) -> Values:
    """What the page has no field for."""
    value = words.typed(_one(sent, f"{prefix}-rest"))
    return value if isinstance(value, dict) else {}


# Readers and writers, a pair for each field or two of them -----------------------


def _read_text(sent: Sent, name: str) -> Values:
    text = words.lines(_one(sent, name)).strip()
    return {name.rpartition("-")[2]: text} if text else {}


def _send_text(name: str, value: Any) -> Fields:
    return {name: [value if isinstance(value, str) else words.written(value)]}


def _read_number(sent: Sent, name: str) -> Values:
    number = words.number(_one(sent, name))
    return {} if number is None else {name.rpartition("-")[2]: number}


def _send_number(name: str, value: Any) -> Fields:
    if value is None:
        return {}
    is_whole = isinstance(value, float) and value.is_integer()
    return _send_text(name, int(value) if is_whole else value)


def _read_flag(sent: Sent, name: str) -> Values:
    # Unticked beside a path is left out: a path alone can be called no other way.
    url = _one(sent, name.replace("-internal", "-url")).strip()
    is_on = bool(_one(sent, name))
    return {} if not is_on and url.startswith("/") else {"internal": is_on}


def _send_flag(name: str, value: Any) -> Fields:
    return {name: ["on"]} if value else {}


def _read_list(sent: Sent, name: str) -> Values:
    # No box ticked, or no boxes: browsers send the same.
    if not _one(sent, f"{name}-shown"):
        return {}
    return {name.rpartition("-")[2]: list(sent.get(name, ()))}


def _send_list(name: str, value: Any) -> Fields:
    is_list = isinstance(value, list | tuple)
    sent = [str(each) for each in value] if is_list else []
    return {name: sent, f"{name}-shown": ["1"]}


def _read_after(sent: Sent, name: str) -> Values:
    chosen = _one(sent, name)
    if chosen == CHOSEN:
        needs = sent.get(name.replace("-after", "-needs"), ())
        # The field for one more may have been left empty.
        return {"needs": [key.strip() for key in needs if key.strip()]}
    return {"needs": []} if chosen == AT_ONCE else {}


def _send_needs(name: str, value: Any) -> Fields:
    if value is None:
        return {}
    after = CHOSEN if value else AT_ONCE
    return {**_send_list(name, value), name.replace("-needs", "-after"): [after]}


def _read_pairs(sent: Sent, name: str) -> Values:
    field = name.rpartition("-")[2]
    take = str if field in TEXTS else words.typed
    found = pairs.read(sent, name, take=take)
    return {field: found} if found else {}


def _send_pairs(name: str, value: Any) -> Fields:
    if not isinstance(value, Mapping):
        return {}
    is_text = name.rpartition("-")[2] in TEXTS
    return pairs.send(name, value, write=_as_text if is_text else words.written)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else words.written(value)


def _read_body(sent: Sent, name: str) -> Values:
    body = words.lines(_one(sent, name))
    kind = _one(sent, f"{name}_kind")
    if not body:
        return {}
    return {"body": {kind: words.typed(body)} if kind in {JSON, FORM} else body}


def _send_body(name: str, value: Any) -> Fields:
    if not isinstance(value, Mapping):
        return _send_text(name, value)
    kind, content = next(iter(value.items()), (TEXT, ""))
    if kind == TEXT and isinstance(content, str):
        return {name: [content]}
    text = json.dumps(content, indent=2, ensure_ascii=False)
    return {name: [text], f"{name}_kind": [str(kind)]}


_READERS: Final[Mapping[str, Callable[[Sent, str], Values]]] = MappingProxyType(
    {
        **dict.fromkeys(("key", "label", "when", "method", "url"), _read_text),
        **dict.fromkeys(("backoff", "until", "process"), _read_text),
        **dict.fromkeys(("timeout_s", "attempts", "retry_delay_s"), _read_number),
        **dict.fromkeys(PAIRS, _read_pairs),
        "for_s": _read_number,
        "internal": _read_flag,
        "retry_on": _read_list,
        "after": _read_after,
        "body": _read_body,
    }
)
_WRITERS: Final[Mapping[str, Callable[[str, Any], Fields]]] = MappingProxyType(
    {
        **dict.fromkeys(("key", "label", "when", "method", "url"), _send_text),
        **dict.fromkeys(("backoff", "until", "process"), _send_text),
        **dict.fromkeys(("timeout_s", "attempts", "retry_delay_s"), _send_number),
        **dict.fromkeys(PAIRS, _send_pairs),
        "for_s": _send_number,
        "internal": _send_flag,
        "retry_on": _send_list,
        "needs": _send_needs,
        "body": _send_body,
    }
)
