"""The coded complaints: the codes the database keeps, three names each, in the order of the reader's alphabet."""

import pytest
from django.utils import translation

from panoh.cases.actions import correct_case
from panoh.cases.complaints import AREAS, NO_COMPLAINT, complaint_choices, complaints
from panoh.cases.models import Case
from panoh.core.errors import Invalid
from panoh.places.alphabet import alphabetical
from tests.factories.cases import make_case, make_coordinator


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


@pytest.mark.django_db
@pytest.mark.database
def test_a_correction_takes_only_codes_of_the_list_and_a_refused_one_changes_nothing():
    coordinator = make_coordinator()
    case = make_case(by=coordinator)

    with pytest.raises(Invalid) as refused:
        correct_case(case, by=coordinator, reason="по словам врача", complaints=["headache", "no_such_code"])

    assert refused.value.fields == {"complaints": NO_COMPLAINT}
    assert Case.objects.get(pk=case.pk).complaints == []
