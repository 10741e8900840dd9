"""Which medicines the list of content/overdose.toml knows by the names that are written down."""

import re

import pytest
from django.utils import translation

from panoh.core.languages import LANGUAGES
from panoh.findings.overdose import deadly_in_overdose, deadly_medicines


@pytest.mark.parametrize(
    ("written", "atc"),
    [
        ("Амитриптилин", "N06AA09"),
        ("АМИТРИПТИЛИНА 25 мг", "N06AA09"),
        ("амитриптиллин", "N06AA09"),
        ("Amitriptyline", "N06AA09"),
        ("amitriptilin", "N06AA09"),
        ("Aмитриптилин", "N06AA09"),  # the first letter is Latin
        ("Саротен ретард", "N06AA09"),
        ("карбонати литий", "N05AN01"),
        ("лития карбонат", "N05AN01"),
        ("Карбамазепин-ретард", "N03AF01"),
        ("вальпроевая кислота", "N03AG01"),
        ("валпроати натрий", "N03AG01"),
        ("Анаприлин, 40", "C07AA05"),
        ("колхитсин", "M04AC01"),
        ("терпинкод (кодеин)", "R05DA04"),
    ],
)
def test_a_medicine_is_known_in_either_alphabet_and_with_any_ending(written, atc):
    assert deadly_in_overdose(written).atc == atc


@pytest.mark.parametrize("written", ["", "Ибупрофен", "парацетамол", "литическая смесь", "сертралин", "доксиламин", "капли от кашля", "?"])
def test_what_is_not_on_the_list_is_not_said_to_be(written):
    assert deadly_in_overdose(written) is None


def test_each_medicine_has_a_code_names_in_three_languages_a_sort_and_a_source():
    codes = [one.atc for one in deadly_medicines()]
    assert (len(codes), len(set(codes))) == (24, 24)
    for one in deadly_medicines():
        assert re.fullmatch(r"[A-Z]\d\d[A-Z]{2}\d\d", one.atc)
        assert set(one.sorts) == set(LANGUAGES)
        assert re.search(r"\d{4}|StatPearls|Southern", one.source)
        for name in one.names:
            assert deadly_in_overdose(name) == one, name


def test_the_sort_is_said_in_the_language_of_the_page():
    with translation.override("ru"):
        assert deadly_in_overdose("Амитриптилин").sort == "трициклический антидепрессант"
    with translation.override("tg"):
        assert deadly_in_overdose("Амитриптилин").sort == "антидепрессанти трисиклӣ"
