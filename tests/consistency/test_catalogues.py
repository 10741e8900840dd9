"""The message catalogues: current, complete in Russian and Tajik, with the same places for values as the source."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from panoh.core.catalogues import compile_catalogues, stale
from tests.consistency.house import PACKAGE, ROOT, templates
from tests.consistency.texts import catalogue, forms, key, messages, sources

PLACES = re.compile(r"%\([a-z_0-9]+\)[a-z]|%[sd]|{[a-z_0-9]*}")


@pytest.mark.parametrize("language", ["ru", "tg"])
def test_no_message_is_untranslated(language: str) -> None:
    assert [key(message)[1] for message in messages(language) if not all(forms(message))] == []


@pytest.mark.parametrize("language", ["ru", "tg"])
def test_no_message_is_a_guess(language: str) -> None:
    assert [key(message)[1] for message in messages(language) if message.fuzzy] == []


@pytest.mark.parametrize(("language", "count"), [("ru", 3), ("tg", 2)])
def test_plurals_are_as_the_language_has_them(language: str, count: int) -> None:
    assert catalogue(language).num_plurals == count
    plurals = [message for message in messages(language) if message.pluralizable]
    assert [key(message)[1] for message in plurals if len(forms(message)) != count] == []


@pytest.mark.parametrize("language", ["ru", "tg"])
def test_values_keep_their_places(language: str) -> None:
    """A missing or misspelt place would be an error on the page of whoever reads that language."""
    wrong = []
    for message in messages(language):
        wanted = set(PLACES.findall(sources(message)[-1]))
        optional = set(PLACES.findall(sources(message)[0])) ^ wanted  # "one person" need not hold the figure
        wrong += [
            f"{key(message)[1]} -> {text}" for text in forms(message) if text and set(PLACES.findall(text)) - optional != wanted - optional
        ]
    assert wrong == []


@pytest.mark.parametrize("language", ["ru", "tg"])
def test_translations_are_in_the_right_letters(language: str) -> None:
    """A translation in Latin letters alone is most likely the source, copied."""
    latin = [key(message)[1] for message in messages(language) if copied(message)]
    assert latin == []


def copied(message: Message) -> bool:
    source, text = key(message)[1], forms(message)[0]
    words = re.findall(r"[A-Za-z]{3,}", PLACES.sub("", source))
    return bool(words) and text == source and source not in {"Panoh", "PDF", "XLSX", "CSV", "JSON", "English"}


def test_the_catalogues_hold_every_text_of_the_code(tmp_path: Path) -> None:
    """Collects the texts anew in a copy and compares: `make messages` mends it."""
    if shutil.which("xgettext") is None:
        assert os.environ.get("CI") != "true", "gettext is missing"
        pytest.skip("wants gettext")
    shutil.copytree(PACKAGE, tmp_path / "panoh", ignore=shutil.ignore_patterns("__pycache__", "*.mo", "*.xlsx"))
    subprocess.run([ROOT / "tools" / "messages", tmp_path], check=True, capture_output=True)
    for language in ("ru", "tg"):
        with (tmp_path / "panoh" / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
            now = {key(message) for message in read_po(file, locale=language) if message.id}
        kept = {key(message) for message in messages(language)}
        assert now - kept == set(), f"{language}: not in the catalogue yet"
        assert kept - now == set(), f"{language}: nobody says this any more"


def test_catalogues_are_compiled_when_they_are_newer(tmp_path: Path) -> None:
    folder = tmp_path / "tg" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=n != 1;\\n"\n\n'
        'msgid "Save"\nmsgstr "Нигоҳ доштан"\n\n#, fuzzy\nmsgid "Open"\nmsgstr "Кушодан"\n',
        encoding="utf-8",
    )
    assert stale(tmp_path) == [source]
    compile_catalogues(stale(tmp_path))
    assert stale(tmp_path) == []
    compiled = source.with_suffix(".mo").read_bytes()
    assert "Нигоҳ доштан".encode() in compiled
    assert "Кушодан".encode() not in compiled
    os.utime(source, ns=(2**62, 2**62))
    assert stale(tmp_path) == [source]


WEEKDAYS = re.compile(r"(\w+)=[\w.]+\|(?:day|moment)(?![\w|])")
SENTENCE = re.compile(r"{% blocktranslate\b([^%]*)%}(.*?){% endblocktranslate %}", re.DOTALL)


def test_no_russian_sentence_leans_on_a_weekday() -> None:
    """«отозвано пятница, 27 ноября»: `day` and `moment` stand after a colon, a comma or a dash; else `date_only` and `moment_only` do."""
    said = {text: forms(message) for message in messages("ru") for text in sources(message)}
    read, wrong = 0, []
    for path in templates():
        for given, body in SENTENCE.findall(path.read_text(encoding="utf-8")):
            text = " ".join(re.sub(r"{{ (\w+) }}", r"%(\1)s", body).split())
            for name in WEEKDAYS.findall(given):
                read += 1
                wrong += [form for form in said.get(text, ()) if re.search(rf"\w %\({name}\)s", form)]
    assert read > 30
    assert wrong == []


QUOTED = re.compile(r"[“«]([^”»]+)[”»]")


def quoted(text: str) -> set[str]:
    """What a text calls by its name."""
    return {name.strip(".,").lower() for name in QUOTED.findall(text)}


@pytest.mark.parametrize("language", ["ru", "tg"])
def test_what_a_text_quotes_is_called_as_it_is_on_the_screen(language: str) -> None:
    """A button, a page or an answer between quotation marks has in them the name by which its reader sees it."""
    called: dict[str, set[str]] = {}
    for message in messages(language):
        called.setdefault(key(message)[1].rstrip(".").lower(), set()).update(text.rstrip(".").lower() for text in forms(message))
    read, wrong = 0, []
    for message in messages(language):
        for name in quoted(key(message)[1]) & called.keys():
            read += 1
            wrong += [(name, text) for text in forms(message) if not called[name] & quoted(text)]
    assert read > 15
    assert wrong == []
