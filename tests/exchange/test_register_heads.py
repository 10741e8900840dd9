"""Columns told by their heads."""

import pytest

from panoh.exchange.register.folding import fold
from panoh.exchange.register.heads import FIELD_NAMES, recognise
from panoh.exchange.register.words import codes_by_word, content

HEADS = [
    ("№", "number"), ("№ п/п", "number"), ("п/п", "number"), ("No", "number"), ("#", "number"), ("Рақам", "number"), ("Р/т", "number"),
    ("Дата поступления", "admitted_on"), ("ДАТА ПОСТУПЛЕНИЯ", "admitted_on"), ("Дата\nпоступления", "admitted_on"), ("  дата   поступления ", "admitted_on"),
    ("Дата поступл.", "admitted_on"), ("Дата пост.", "admitted_on"), ("Дата приема", "admitted_on"), ("Дата приёма", "admitted_on"),
    ("Дата поступления (дд.мм.гггг)", "admitted_on"), ("Дата поступления на реабилитацию", "admitted_on"), ("Санаи қабул", "admitted_on"),
    ("Санаи кабул", "admitted_on"), ("Санаи ќабул", "admitted_on"), ("Date of admission", "admitted_on"), ("Admission date", "admitted_on"),
    ("Фамилия", "family_name"), ("Фам.", "family_name"), ("Фамилия пациента", "family_name"), ("Насаб", "family_name"), ("Surname", "family_name"),
    ("Имя", "given_name"), ("First name", "given_name"), ("Отчество", "patronymic"), ("Отч.", "patronymic"), ("Номи падар", "patronymic"),
    ("Patronymic", "patronymic"), ("ФИО", "full_name"), ("Ф.И.О.", "full_name"), ("Ф. И. О.", "full_name"), ("Фамилия, имя, отчество", "full_name"),
    ("Ному насаб", "full_name"), ("Full name", "full_name"), ("Name", "full_name"), ("Ном", "full_name"), ("Дата рождения", "birth"), ("Дата рожд.", "birth"),
    ("Д.р.", "birth"), ("Санаи таваллуд", "birth"), ("Date of birth", "birth"), ("DOB", "birth"), ("Год рождения", "birth_year"), ("г.р.", "birth_year"),
    ("Соли таваллуд", "birth_year"), ("Year of birth", "birth_year"), ("Возраст", "age"), ("Синну сол", "age"), ("Сину сол", "age"), ("Age", "age"),
    ("Возраст (лет)", "age"), ("Пол", "sex"), ("Пол (м/ж)", "sex"), ("Пoл", "sex"), ("Ҷинс", "sex"), ("Чинс", "sex"), ("Љинс", "sex"), ("Джинс", "sex"), ("Sex", "sex"),
    ("Gender", "sex"), ("Регион", "region"), ("Область", "region"), ("Вилоят", "region"), ("Region", "region"), ("Район / город", "district"),
    ("Район/город", "district"), ("Город / район", "district"), ("Район", "district"), ("Ноҳия", "district"), ("Нохия", "district"), ("Шаҳр / ноҳия", "district"),
    ("District", "district"), ("Место жительства", "residence"), ("Адрес", "residence"), ("Ҷои зист", "residence"), ("Категория", "kind"), ("Статус", "kind"),
    ("Кто обратился", "kind"), ("Kind", "kind"), ("Category", "kind"), ("Намуди шахс", "kind"), ("Кем приходится", "relation"), ("Степень родства", "relation"),
    ("Кем приходится пострадавшему", "relation"), ("Кӣ мешавад", "relation"), ("Хешутаборӣ", "relation"), ("Relationship", "relation"),
    ("№ пострадавшего", "survivor_number"), ("№пострадавшего", "survivor_number"), ("Номер пострадавшего", "survivor_number"), ("Рақами ҷабрдида", "survivor_number"),
    ("Survivor No.", "survivor_number"), ("Кто направил", "sender"), ("Кем направлен(а)", "sender"), ("Направившая организация", "sender"),
    ("Кӣ фиристод", "sender"), ("Ки фиристод", "sender"), ("Referred by", "sender"), ("Телефон", "phone"), ("Тел.", "phone"), ("Рақами телефон", "phone"), ("Phone", "phone"),
    ("Жалобы", "complaints"), ("Шикоятҳо", "complaints"), ("Шикоятхо", "complaints"), ("Complaints", "complaints"), ("Медицинская помощь", "medical"),
    ("Мед. помощь", "medical"), ("Медицинская помощь (да/нет)", "medical"), ("Кӯмаки тиббӣ", "medical"), ("Кумаки тибби", "medical"), ("Medical help", "medical"),
    ("Сеансы психолога", "sessions"), ("Кол-во сеансов", "sessions"), ("Сеансы психолога, кол-во", "sessions"), ("Психологическая помощь", "sessions"),
    ("Кӯмаки равонӣ", "sessions"), ("Psychological sessions", "sessions"), ("Социальная помощь", "social"), ("Соц. помощь", "social"), ("Кӯмаки иҷтимоӣ", "social"),
    ("Social help", "social"), ("Вид лечения", "treatment"), ("Навъи табобат", "treatment"), ("Treatment", "treatment"), ("Учреждение", "facility"),
    ("Муассиса", "facility"), ("Facility", "facility"), ("Дата завершения", "closed_on"), ("Дата заверш.", "closed_on"), ("Дата закрытия", "closed_on"),
    ("Санаи анҷом", "closed_on"), ("Санаи анчом", "closed_on"), ("Closing date", "closed_on"), ("Примечание", "note"), ("Прим.", "note"), ("Эзоҳ", "note"),
    ("Эзох", "note"), ("Note", "note"), ("Notes", "note"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "field"), HEADS)
def test_a_head_is_known_however_spelled(head, field):
    assert recognise([head]).fields == (field,)


@pytest.mark.parametrize(
    "head",
    ["Цвет глаз", "Фамилия пострадавшего", "Имя опекуна", "Дата рождения супруга", "Паспорт", "Номер паспорта", "", "1", "По", "ФИО врача"],
)
def test_a_head_that_is_none_of_ours_is_left_alone(head):
    assert recognise([head]).fields == ("",)


def test_of_two_columns_of_one_field_the_plainer_head_wins():
    found = recognise(["Дата поступл.", "Дата поступления", "Телефон", "Мобильный"])
    assert found.fields == ("", "admitted_on", "phone", "")
    assert found.doubles == ((0, "admitted_on"), (3, "phone"))


def test_the_word_for_a_name_is_the_given_name_beside_surnames_and_the_full_name_without():
    assert recognise(["Surname", "Name"]).fields == ("family_name", "given_name")
    assert recognise(["Насаб", "Ном"]).fields == ("family_name", "given_name")
    assert recognise(["Name", "Sex"]).fields == ("full_name", "sex")
    assert recognise(["ФИО", "Ном"]).fields == ("full_name", "")


def test_the_word_for_a_date_is_the_admission_where_no_other_head_is():
    assert recognise(["Дата", "ФИО"]).fields == ("admitted_on", "full_name")
    assert recognise(["Дата", "Дата поступления"]).fields == ("", "admitted_on")


def test_the_order_of_a_full_name_is_told_by_its_head():
    assert recognise(["ФИО"]).name_order == "family_first"
    assert recognise(["Ному насаб"]).name_order == "any"
    assert recognise(["Full name"]).name_order == "any"


def test_missing_mandatory_columns_are_named():
    assert recognise(["Фамилия", "Пол"]).missing() == ("admitted_on", "kind")
    assert recognise(["Дата поступления", "Категория", "Пол"]).missing() == ("family_name",)
    assert recognise(["Дата поступления", "Категория", "Пол", "ФИО"]).missing() == ()


def test_no_listed_word_means_two_fields():
    seen: dict[str, set[str]] = {}
    for section in ("heads", "sex", "treatment", "social", "months"):
        for code, words in content()[section].items():
            for word in words:
                seen.setdefault(f"{section} {fold(word)}", set()).add(code)
    assert {word: codes for word, codes in seen.items() if len(codes) > 1} == {}


def test_every_field_has_a_head_in_each_of_three_languages():
    shown = set(FIELD_NAMES)
    assert set(codes_by_word("heads").values()) - {"name", "date", "full_name_any_order", "ours"} == shown
    for field in shown:
        words = content()["heads"][field] + content()["heads"].get("full_name_any_order", []) * (field == "full_name")
        assert any(word.isascii() and any(c.isalpha() for c in word) for word in words) or field == "full_name", field
        assert any("а" <= char <= "я" for word in words for char in word), field
