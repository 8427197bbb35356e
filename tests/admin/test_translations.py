"""Each catalogue is whole, fresh, and fills in the same values."""

from __future__ import annotations

import functools
import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.admin import po

ROOT = Path(settings.BASE_DIR)
APPS = (
    *("accounts", "runs", "schedules", "jobs", "workflows"),
    *("dialects", "scheduler_project"),
)
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
PLACES = re.compile(r"%\(\w+\)[sd]|(?<!\{)\{\w+\}(?!\})|%s")


@pytest.fixture(scope="module", params=LANGUAGES)
def folder(request) -> Path:
    language: str = request.param
    return ROOT / "scheduler_project" / "locale" / language / "LC_MESSAGES"


@pytest.fixture(scope="module")
def catalogue(folder) -> dict[str, list[str]]:
    return po.read(folder / "django.po")


@functools.cache
def marked() -> set[str]:
    found: set[str] = set()
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                found |= set(po.of_python(path.read_text(encoding="utf-8")))
    for path in (ROOT / "templates").rglob("*.html"):
        found |= set(po.of_template(path.read_text(encoding="utf-8")))
    return found


def test_every_text_that_is_marked_has_its_translation(catalogue):
    texts = marked()

    # So many are not overlooked by accident.
    assert len(texts) > 500
    assert {text for text in texts if not all(catalogue.get(text, [""]))} == set()


def test_translations_fill_in_the_same_values(catalogue):
    def places(text: str) -> set[str]:
        return set(PLACES.findall(text))

    unlike = {
        text
        for text, translations in catalogue.items()
        if any(places(each) != places(text) for each in translations)
    }
    assert unlike == set()


def test_the_compiled_catalogue_is_of_this_text(folder, catalogue):
    with (folder / "django.mo").open("rb") as file:
        known = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]

    for text, translations in catalogue.items():
        forms = [known.get(text)] if len(translations) == 1 else []
        forms = forms or [known.get((text, n)) for n in range(len(translations))]
        assert forms == translations, f"compile it again (msgfmt): {text}"
    assert len({key for key in known if key}) == sum(map(len, catalogue.values()))


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("_('one')", ["one"]),
        ("gettext_lazy('a' 'b')", ["ab"]),
        ("translation.ngettext('one', 'many', n)", ["one"]),
        ("pgettext_lazy('here', 'one')", ["here\x04one"]),
    ],
)
def test_texts_are_found_in_python(source, texts):
    assert list(po.of_python(source)) == texts


def test_a_computed_text_is_refused():
    with pytest.raises(ValueError, match="computed"):
        list(po.of_python("_(f'task {name}')"))


def test_texts_are_found_in_templates():
    source = """
        {% load i18n %}{% translate "it’s one" %}{% translate "two" context "here" %}
        {% blocktranslate count n=3 %}{{ n }} row{% plural %}rows{% endblocktranslate %}
    """

    assert set(po.of_template(source)) == {"it’s one", "here\x04two", "%(n)s row"}
