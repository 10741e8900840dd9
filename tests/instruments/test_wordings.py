"""The wording a unit may use: brought in as lines, a draft until two others have checked it."""

import pytest

from panoh.accounts.roles import Role
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.instruments.actions import check_wording, load_wording
from panoh.instruments.models import TextPack
from panoh.instruments.queries import current_packs
from panoh.instruments.reading import definition
from panoh.instruments.wordings import BadLine, as_lines, read_lines, shown
from tests.factories.accounts import make_user
from tests.factories.cases import make_coordinator

FORM = definition("who5")
LINES = "intro: Думайте о двух неделях\n1. Первое\n2) Второе\n3: Третье\n\n4. Четвёртое\n5. Пятое\nwhile6: а | б | в | г | д | е\n"
WORDING = {"intro": "", "items": dict.fromkeys("12345", "Слова"), "answers": {}}


def loaded(by, **facts):
    given = {"language": "tg", "status": "official", "licence": "Письмо ВОЗ", "wording": WORDING, **facts}
    return load_wording("who5", by=by, **given)


def test_lines_are_read_with_their_answers_and_come_back_the_same() -> None:
    found = read_lines(FORM, LINES)

    assert found["intro"] == "Думайте о двух неделях"
    assert found["items"] == {"1": "Первое", "2": "Второе", "3": "Третье", "4": "Четвёртое", "5": "Пятое"}
    assert found["answers"] == {"while6": ["а", "б", "в", "г", "д", "е"]}
    assert read_lines(FORM, as_lines(FORM, found, "ru")) == found


@pytest.mark.parametrize("line", ["просто слова", "6. Шестое", "1."])
def test_a_line_that_fits_nothing_is_named(line) -> None:
    with pytest.raises(BadLine) as refused:
        read_lines(FORM, f"1. Первое\n{line}")
    assert refused.value.number == 2


def test_without_a_wording_our_own_labels_are_shown() -> None:
    own = shown(FORM, None, "ru")

    assert (own.is_own, own.items["1"], own.answers["1"][0]) == (True, "хорошее настроение", (0, "никогда"))


@pytest.mark.django_db
@pytest.mark.database
def test_a_wording_is_a_draft_until_two_others_have_checked_it() -> None:
    author, second, third = make_user(Role.PSYCHOLOGIST), make_user(Role.PHYSICIAN), make_coordinator()
    pack = loaded(author)

    with pytest.raises(Denied, match="The wording is checked by two people"):
        check_wording(pack, by=author)
    check_wording(pack, by=second)
    with pytest.raises(Denied, match="A different person must do the second check"):
        check_wording(pack, by=second)
    assert current_packs("who5") == {}
    check_wording(pack, by=third)

    assert current_packs("who5") == {"tg": pack}
    with pytest.raises(WrongState, match="Both checks"):
        check_wording(TextPack.objects.get(pk=pack.pk), by=make_user(Role.PSYCHOLOGIST))


@pytest.mark.django_db
@pytest.mark.database
def test_a_newer_wording_takes_the_place_of_the_older_one() -> None:
    author, second, third = make_user(Role.PSYCHOLOGIST), make_user(Role.PHYSICIAN), make_coordinator()
    packs = [loaded(author), loaded(author)]
    for pack in packs:
        check_wording(pack, by=second)
        check_wording(pack, by=third)

    assert current_packs("who5") == {"tg": packs[1]}
    assert TextPack.objects.filter(is_current=True).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"wording": {"items": {"1": "Слова", "3": " "}}}, "Missing: 2, 3, 4, 5"),
        ({"licence": " "}, "Enter what allows this wording: its source, the licence or the letter"),
    ],
)
def test_a_wording_that_is_not_whole_or_not_permitted_is_refused(facts, sentence) -> None:
    with pytest.raises(Invalid, match=sentence):
        loaded(make_user(Role.PSYCHOLOGIST), **facts)


@pytest.mark.django_db
def test_social_workers_bring_in_no_wording() -> None:
    with pytest.raises(Denied):
        loaded(make_user(Role.SOCIAL_WORKER))
