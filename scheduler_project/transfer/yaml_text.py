"""YAML as far as JSON goes: no tags, no anchors, no types but JSON's; pure.

The loader is PyYAML's safe one with less: a text that looks like a date stays a text,
`yes` and `off` are words, and what a bomb is made of (aliases, depth, size) is refused
before anything is built.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from django.utils.translation import gettext as _

from runs import texts
from runs.definitions import json_values
from runs.exceptions import RequestError
from scheduler_project.transfer.exceptions import InvalidDocumentError

LARGEST = 2_097_152
DEEPEST = 32
# Keys, values, lists and objects together.
MOST_NODES = 200_000
# No line is broken: where it would be depends on what stands before it.
WIDTH = 1_000_000

# The C parser where there is one: ten times as fast.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SafeDumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Loader(_SafeLoader):  # type: ignore[misc]
    yaml_implicit_resolvers: dict[str, Any] = {}

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:  # noqa: FBT001, FBT002 - PyYAML's
        del deep
        found = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise _refused(_("A key has to be a text. Put it in quotes."), key_node)
            if key in found:
                sentence = _("The key “%(key)s” is given twice. Leave one of them out.")
                raise _refused(sentence % {"key": texts.shown(key, 40)}, key_node)
            found[key] = self.construct_object(value_node, deep=True)
        return found


class _Dumper(_SafeDumper):  # type: ignore[misc]
    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


def _of_text(dumper: Any, text: str) -> Any:
    # A text of several lines as such, where YAML can keep every sign of it so.
    style = "|" if "\n" in text.rstrip("\n") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _of_text)
# What the loader reads as more than a text, the dumper puts in quotes.
for _tag, _pattern, _first in (
    ("null", r"~|null|", ["~", "n", ""]),
    ("bool", r"true|false", list("tf")),
    ("int", r"-?(?:0|[1-9][0-9]*)", list("-0123456789")),
    (
        "float",
        r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)",
        list("-0123456789"),
    ),
):
    for _class in (_Loader, _Dumper):
        _class.add_implicit_resolver(
            f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"), _first
        )


def write(value: Any) -> str:
    """The value of JSON as YAML that `read` gives back; the same each time."""
    text: str = yaml.dump(
        value,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=WIDTH,
    )
    return text


def read(text: str) -> Any:
    """The value that the text spells; raises InvalidDocumentError."""
    if len(text.encode(errors="surrogatepass")) > LARGEST:
        raise InvalidDocumentError(
            {"": _("The document is larger than 2 MiB. Take it in parts.")}
        )
    try:
        _check_events(text)
        # As safe as the loader it is made of: it knows JSON's types alone.
        value = yaml.load(text, Loader=_Loader)  # noqa: S506
        json_values.check("", value)
    except yaml.MarkedYAMLError as error:
        raise _unreadable(error) from error
    except RequestError as refusal:
        raise InvalidDocumentError({"": refusal.sentence}) from refusal
    except (yaml.YAMLError, ValueError) as error:
        raise InvalidDocumentError(
            {"": _("It holds a character or a number that cannot be kept. Remove it.")}
        ) from error
    return value


def _check_events(text: str) -> None:
    depth = nodes = documents = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        nodes += isinstance(event, yaml.NodeEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        _check_event(event)
        if depth > DEEPEST or nodes > MOST_NODES or documents > 1:
            raise _refused(_("This is too deep or too long to be a document."), event)


def _check_event(event: Any) -> None:
    anchored = isinstance(event, yaml.NodeEvent) and event.anchor
    if isinstance(event, yaml.AliasEvent) or anchored:
        raise _refused(_("Anchors and aliases are not read. Write it out."), event)
    # A quoted text has the tag "!".
    if getattr(event, "tag", None) not in {None, "!"}:
        raise _refused(_("Tags are not read. Leave it out."), event)


def _refused(sentence: str, place: Any) -> InvalidDocumentError:
    line = place.start_mark.line + 1
    return InvalidDocumentError(
        {"": _("Line %(line)d: %(sentence)s") % {"line": line, "sentence": sentence}}
    )


def _unreadable(error: yaml.MarkedYAMLError) -> InvalidDocumentError:
    mark = error.problem_mark or error.context_mark
    where = {"line": mark.line + 1, "column": mark.column + 1} if mark else {}
    if not where:
        return InvalidDocumentError({"": _("This is no YAML.")})
    return InvalidDocumentError(
        {
            "": _(
                "This is no YAML: look at line %(line)d, column %(column)d. Check the "
                "blanks at the beginning of the line, and quotes."
            )
            % where
        }
    )
