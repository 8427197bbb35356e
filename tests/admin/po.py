"""Translation catalogues as the tests read them: texts and their translations."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

FUNCTIONS = {
    *("_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"),
    *("pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"),
}
_FIELD = re.compile(
    r'^(msgctxt|msgid_plural|msgid|msgstr\S*) ?((?:".*"\n?)+)', re.MULTILINE
)
_CALL = re.compile(
    r"\b(n?p?gettext)\((\s*u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"(?:,\s*u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))?)"
)


def read(path: Path) -> dict[str, list[str]]:
    """Each text, after its context and \\x04 if it has one, with its translations."""
    catalogue = {}
    for entry in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        fields = {
            name: "".join(ast.literal_eval(line) for line in lines.splitlines())
            for name, lines in _FIELD.findall(entry)
        }
        if fields.get("msgid"):
            context = fields.get("msgctxt")
            key = f"{context}\x04{fields['msgid']}" if context else fields["msgid"]
            catalogue[key] = [
                text for name, text in fields.items() if name.startswith("msgstr")
            ]
    return catalogue


def of_python(source: str) -> Iterator[str]:
    """The texts a module marks; ValueError for one that is computed."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _name(node.func) in FUNCTIONS:
            yield _key(_name(node.func), [_text(arg) for arg in node.args])


def of_template(source: str) -> Iterator[str]:
    """The texts a template marks."""
    from django.utils.translation.template import templatize

    for name, arguments in _CALL.findall(templatize(source)):
        texts = ast.literal_eval(f"({arguments},)")
        yield _key(name, [*texts])


def _name(node: ast.expr) -> str:
    return getattr(node, "id", getattr(node, "attr", ""))


def _text(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""


def _key(name: str, texts: list[str]) -> str:
    has_context = "pgettext" in name
    if not all(texts[: 1 + has_context]):
        raise ValueError(f"a text is computed: {texts}")
    return "\x04".join(texts[:2]) if has_context else texts[0]
