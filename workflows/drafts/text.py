"""A draft as text: YAML with the types of JSON; JSON itself is a part of it; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from django.utils.translation import gettext as _

from runs import exchange
from workflows.drafts.whole import OUTPUTS, PARAMETERS, STEPS

LONGEST = 1_048_576
# Levels of lists and objects.
DEEPEST = 50
_EMPTY: Mapping[str, Any] = {PARAMETERS: [], OUTPUTS: {}, STEPS: []}


_TYPES = frozenset({"null", "bool", "int", "float", "str", "seq", "map"})


class TextError(Exception):
    """A text that is no draft, with a sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def write(values: Mapping[str, Any]) -> str:
    parts = {
        # What no text may hold would not be read back.
        name: exchange.storable(values[name])
        for name in _EMPTY
        if values.get(name)
    }
    # Sorted by nobody: the order of parameters and steps is the author's.
    written: str = yaml.dump(
        parts or {STEPS: []},
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=88,
    )
    return written


def read(text: str) -> dict[str, Any]:
    """Parameters, outputs and steps; raises TextError."""
    if len(text) > LONGEST:
        raise TextError(_("The text is longer than 1 MiB. Make it shorter."))
    found = _parsed(text) or {}
    if not isinstance(found, dict):
        raise TextError(_("Begin with “steps:” and write the steps under it."))
    if unknown := next((name for name in found if name not in _EMPTY), None):
        raise TextError(
            _("“%(name)s” is not known here. Use one of %(names)s.")
            % {"name": str(unknown)[:40], "names": ", ".join(_EMPTY)}
        )
    return {name: _part(name, found.get(name)) for name in _EMPTY}


def _part(name: str, given: Any) -> Any:
    empty = _EMPTY[name]
    if given is None:
        return empty
    if not isinstance(given, type(empty)):
        sentence = (
            _("Write a list under “%(name)s:”.")
            if isinstance(empty, list)
            else _("Write names and values under “%(name)s:”.")
        )
        raise TextError(sentence % {"name": name})
    if isinstance(given, list) and not all(isinstance(each, dict) for each in given):
        raise TextError(
            _("Each entry under “%(name)s:” has names and values.") % {"name": name}
        )
    return given


def _parsed(text: str) -> Any:
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader of our own
    except yaml.MarkedYAMLError as fault:
        raise TextError(_sentence(fault)) from fault
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        raise TextError(_("This cannot be read as YAML or JSON.")) from fault


def _sentence(fault: yaml.MarkedYAMLError) -> str:
    mark = fault.problem_mark
    line = mark.line + 1 if mark else 1
    if "unhashable" in str(fault.problem):
        return _(
            "Line %(line)d: put templates in quotes, as in '{{ input.name }}'."
        ) % {"line": line}
    return _("Line %(line)d cannot be read as YAML or JSON.") % {"line": line}


class _Loader(yaml.SafeLoader):
    """Texts, numbers, true, false and null; names are texts; nothing is shared."""

    depth = 0
    yaml_implicit_resolvers: dict[str, list[Any]] = {}
    # A tag cannot ask for anything else.
    yaml_constructors = {
        tag: construct
        for tag, construct in yaml.SafeLoader.yaml_constructors.items()
        if tag is None or tag.rpartition(":")[2] in _TYPES
    }

    def compose_node(self, parent: Any, index: Any) -> Any:
        # An alias of an alias of an alias would fill the memory with a few lines.
        if self.check_event(yaml.AliasEvent):
            raise TextError(_("Write it out: anchors and aliases are not taken."))
        self.depth += 1
        if self.depth > DEEPEST:
            raise TextError(
                _("It is nested deeper than %(most)d levels.") % {"most": DEEPEST}
            )
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        found = super().construct_mapping(node, deep=deep)
        if len(found) != len(node.value):
            raise yaml.constructor.ConstructorError(
                None, None, "twice", node.start_mark
            )
        return {str(name): value for name, value in found.items()}


def _resolve(tag: str, pattern: str, first: Sequence[str]) -> None:
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})\Z"), list(first)
    )


_resolve("bool", "true|false", "tf")
_resolve("null", "null|~|", ("n", "~", ""))
_resolve("int", r"-?(?:0|[1-9]\d*)", "-0123456789")
_resolve("float", r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?", "-0123456789")


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
