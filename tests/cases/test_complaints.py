"""The coded complaints: the codes the database keeps, three names each, in the order of the reader's alphabet."""

from django.utils import translation

from panoh.cases.complaints import AREAS, complaint_choices, complaints
from panoh.places.alphabet import alphabetical


def test_every_coded_complaint_has_three_names_words_and_stems():
    assert len(complaints()) == 41
    for complaint in complaints().values():
        assert set(complaint.name) == {"en", "ru", "tg"}
        assert all([*complaint.name.values(), complaint.words, complaint.stems])


def test_choices_stand_by_area_in_the_order_of_the_alphabet():
    for language in ("tg", "ru", "en"):
        with translation.override(language):
            groups = complaint_choices()
        assert [label for label, _choices in groups] == list(AREAS.values())
        assert sorted(code for _label, choices in groups for code, _name in choices) == sorted(complaints())
        for _label, choices in groups:
            names = [name for _code, name in choices]
            assert names == sorted(names, key=alphabetical)
            assert names == [complaints()[code].name[language] for code, _name in choices]
