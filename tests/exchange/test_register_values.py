"""Words in cells: kind, sex, relation, yes and no, numbers, telephones, doors, notes."""

import pytest

from panoh.exchange.register import values
from panoh.exchange.register.lists import SocialHelp, read_complaints, read_social
from panoh.exchange.register.names import name_part, split_full_name
from panoh.people.enums import OtherStatus, Relation, Sex

SURVIVORS = [
    "жертва пыток", "Жертва пыток", " жертва  пыток ", "ЖЕРТВА ПЫТОК", "жертва", "пострадавший", "пострадавшая", "пострадавший(ая)",
    "пострадавший/ая", "пострадавший / пострадавшая", "потерпевший", "потерпевшая", "лицо, пережившее пытки", "лицо пережившее пытки",
    "Лицо, перенёсшее пытки", "лицо, перенесшее пытки", "прямая жертва", "непосредственно пострадавший", "непосредственно пострадавшая",
    "непосредственная жертва", "пострадавший от пыток", "переживший пытки", "выживший", "жертва пыток (прямая)", "ЖП", "ж.п.",
    "қурбонии шиканҷа", "курбонии шиканча", "курбонии шиканджа", "ќурбонии шиканља", "қурбонии бевосита", "қурбонӣ", "курбони",
    "ҷабрдида", "чабрдида", "джабрдида", "љабрдида", "Ҷабрдидаи шиканҷа", "наҷотёфта", "начотёфта", "начотефта", "наджотёфта", "наљотёфта",
    "наҷотёфта аз шиканҷа", "шахси шиканҷадида", "шахси шиканчадида", "шахси шиканљадида", "Шахси Шиканҷадида", "survivor", "Survivor",
    "torture survivor", "survivor of torture", "direct victim", "victim", "victim of torture", "torture victim", "victim/survivor", "direct",
    "жepтва пыток", "qurbonii shikanja",
]  # fmt: skip
FAMILY = [
    "член семьи", "Член семьи", "ЧЛЕН СЕМЬИ", "член  семьи", "член семьи.", "чл. семьи", "чл.семьи", "член сем.", "члены семьи", "член семьи жертвы",
    "член семьи жертвы пыток", "член семьи пострадавшего", "член семьи (брат)", "родственник", "родственница", "родственник(ца)",
    "близкий родственник", "родственник пострадавшего", "ЧС", "аъзои оила", "азои оила", "аьзои оила", "аъзойи оила", "аъзои  оилаи ҷабрдида",
    "аъзоёни оила", "узви оила", "хешованд", "хешованди наздик", "хешу табор", "family member", "Family Member", "member of the family",
    "relative", "family member of a survivor", "relative of the victim", "next of kin", "family", "мать", "мать пострадавшего", "супруга",
    "модари ҷабрдида", "indirect victim", "член ceмьи",
]  # fmt: skip


@pytest.mark.parametrize("text", SURVIVORS)
def test_a_survivor_is_known_by_every_word_for_one(text):
    assert values.read_kind(text) == "survivor"


@pytest.mark.parametrize("text", FAMILY)
def test_a_family_member_is_known_by_every_word_for_one(text):
    assert values.read_kind(text) == "family"


@pytest.mark.parametrize(
    "text",
    ["свидетель", "?", "-", "адвокат", "не жертва пыток", "жертва пыток / член семьи", "жертва и родственник",
    "жертва (член семьи)", "не член семьи", "клиент", "подопечный",
     "другое", "witness", "1", "да", "жертва ограбления", "нет", "шоҳид", "not a survivor", "м"],
)  # fmt: skip
def test_a_kind_that_is_neither_or_both_is_not_guessed(text):
    assert values.read_kind(text) is None


@pytest.mark.parametrize(
    ("text", "sex"),
    [(text, Sex.MALE) for text in ["М", "м", "M", "m", "м.", "муж", "муж.", "мужской", "Мужской ", "мужчина", "мард", "Мард", "писар", "male", "Male", "man", "мальчик"]]
    + [(text, Sex.FEMALE) for text in ["Ж", "ж", "ж.", "жен", "жен.", "женский", "женщина", "зан", "ЗАН", "занона", "духтар", "female", "f", "F", "woman", "девочка"]]
    + [(text, Sex.UNSTATED) for text in ["не указан", "Не указано", "нишон дода нашудааст", "not stated", "unstated"]],
)  # fmt: skip
def test_sex_is_read_in_three_languages(text, sex):
    assert values.read_sex(text) is sex


@pytest.mark.parametrize("text", ["?", "-", "1", "х", "неизвестно", "unknown", "да", "м/ж", "мж", "xx"])
def test_a_sex_that_is_not_understood_is_not_guessed(text):
    assert values.read_sex(text) is None


@pytest.mark.parametrize(
    ("text", "relation", "told"),
    [
        ("супруга", Relation.WIFE, "female"), ("жена", Relation.WIFE, "female"), ("Супруг", Relation.HUSBAND, "male"), ("мать", Relation.MOTHER, "female"),
        ("Мать пострадавшего", Relation.MOTHER, "female"), ("отец", Relation.FATHER, "male"), ("сестра", Relation.SISTER, "female"),
        ("младший брат", Relation.BROTHER, "male"), ("родная сестра", Relation.SISTER, "female"), ("дочь", Relation.DAUGHTER, "female"),
        ("сын", Relation.SON, "male"), ("двоюродный брат", Relation.COUSIN, ""), ("внучка", Relation.GRANDCHILD, ""), ("модар", Relation.MOTHER, "female"),
        ("падар", Relation.FATHER, "male"), ("хоҳар", Relation.SISTER, "female"), ("хохар", Relation.SISTER, "female"), ("бародар", Relation.BROTHER, "male"),
        ("духтар", Relation.DAUGHTER, "female"), ("писар", Relation.SON, "male"), ("ҳамсар", Relation.WIFE, ""), ("хамсар", Relation.WIFE, ""),
        ("шавҳар", Relation.HUSBAND, "male"), ("mother", Relation.MOTHER, "female"), ("wife", Relation.WIFE, "female"), ("mother-in-law", Relation.MOTHER_IN_LAW, "female"),
        ("опекун", Relation.GUARDIAN, ""), ("мать (опекун)", Relation.MOTHER, "female"), ("другое", Relation.OTHER, ""), ("child", Relation.DAUGHTER, ""),
    ],
)  # fmt: skip
def test_relations_are_read_in_three_languages(text, relation, told):
    assert values.read_relation(text, Sex.FEMALE) == (relation, told)


def test_a_relation_without_a_sex_takes_that_of_the_person():
    assert values.read_relation("ҳамсар", Sex.MALE) == (Relation.HUSBAND, "")
    assert values.read_relation("ҳамсар", Sex.UNSTATED) == (Relation.OTHER, "")
    assert values.read_relation("parent", Sex.MALE) == (Relation.FATHER, "")


@pytest.mark.parametrize("text", ["сосед", "", "мать и сестра", "друг семьи", "42"])
def test_a_relation_that_is_not_in_the_list_is_none(text):
    assert values.read_relation(text, Sex.FEMALE) == (None, "")


@pytest.mark.parametrize(
    "value", ["да", "Да", "ДА ", "ҳа", "ха", "yes", "y", "+", "++", "✓", "1", 1, 1.0, True, "оказана", "да, оказана", "бале", "true"]
)
def test_yes(value):
    assert values.read_yes_no(value) is True


@pytest.mark.parametrize(
    "value",
    ["нет", "Нет.", "не", "no", "n", "-", "–", "—", "0", 0, 0.0, False, None, "", "не оказана", "нест", "отказ", "н/д", "нет, отказалась"],
)
def test_no(value):
    assert values.read_yes_no(value) is False


@pytest.mark.parametrize("value", ["?", "возможно", 7, "2 раза", "=1+1", "maybe"])
def test_neither_yes_nor_no(value):
    assert values.read_yes_no(value) is None


@pytest.mark.parametrize(
    ("value", "number"),
    [(12, 12), (12.0, 12), ("12", 12), ("12.0", 12), ("12,0", 12), ("12 сеансов", 12), ("12 сеансҳо", 12), ("5 раз", 5), ("1 сеанс", 1), ("12 sessions", 12),
     ("нет", 0), ("-", 0), ("", 0), (None, 0), (0, 0), ("0", 0), ("1", 1), (1, 1), ("да", -1), ("+", -1), (1000, 1000), ("нест", 0)],
)  # fmt: skip
def test_sessions_are_counted(value, number):
    assert values.read_sessions(value) == number


@pytest.mark.parametrize("value", [-3, "-3", 1001, "1001", 12.5, "5-6", "много", "?", 1e300, float("inf"), "10+2"])
def test_a_number_of_sessions_that_cannot_be_is_not_understood(value):
    assert values.read_sessions(value) is None


@pytest.mark.parametrize(
    ("value", "age"),
    [
        (35, 35),
        (35.0, 35),
        ("35", 35),
        ("35 лет", 35),
        ("1 год", 1),
        ("35 сола", 35),
        ("35 years old", 35),
        ("7 мес.", 0),
        ("7 months", 0),
        ("35 л.", 35),
    ],
)
def test_ages_are_read(value, age):
    assert values.read_age(value) == age


@pytest.mark.parametrize("value", [-1, 151, "151", "взрослый", "30-35", "", True])
def test_an_age_that_cannot_be_is_not_understood(value):
    assert values.read_age(value) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("амбулаторно", "outpatient"), ("Амбулаторное лечение", "outpatient"), ("амб.", "outpatient"), ("дармонгоҳӣ", "outpatient"), ("дармонгохи", "outpatient"),
     ("амбулаторӣ", "outpatient"), ("out-patient", "outpatient"), ("стационар", "inpatient"), ("стационарно", "inpatient"), ("стац.", "inpatient"),
     ("бистарӣ (статсионарӣ)", "inpatient"), ("бистари", "inpatient"), ("in-patient", "inpatient"), ("амбулаторно, стационарно", "both"), ("", ""), ("нет", ""),
     ("-", ""), ("санаторий", None)],
)  # fmt: skip
def test_treatment_is_in_or_out(text, code):
    assert values.read_treatment(text) == code


@pytest.mark.parametrize(
    ("text", "door"),
    [("горячая линия", "hotline"), ("Горячая линия", "hotline"), ("телефон доверия", "hotline"), ("хати кӯмак", "hotline"), ("хати кумак", "hotline"),
     ("телефони боварӣ", "hotline"), ("hotline", "hotline"), ("самообращение", "walk_in"), ("обратилась сама", "walk_in"), ("худаш муроҷиат кард", "walk_in"),
     ("self-referral", "walk_in"), ("Группа правовой помощи", "legal_unit"), ("ГПП", "legal_unit"), ("Гурӯҳи кӯмаки ҳуқуқӣ", "legal_unit"),
     ("Гурухи кумаки хукуки", "legal_unit"), ("ГКҲ", "legal_unit"), ("Legal Aid Group", "legal_unit"), ("мониторинговая группа", "monitoring_group"),
     ("региональный сотрудник", "regional_worker"), ("сайт", "public_form"), ("WhatsApp", "messenger"), ("письмо", "letter"), ("e-mail", "email"),
     ("ОО «Апейрон»", ""), ("ОО", ""), ("сосед", "")],
)  # fmt: skip
def test_doors_are_told_from_who_sent(text, door):
    assert values.read_door(text) == door


def test_organisations_are_told_from_people_by_how_their_names_begin():
    assert values.looks_like_organisation("ОО «Апейрон»") is True
    assert values.looks_like_organisation("Центр по правам человека") is True
    assert values.looks_like_organisation("Бунёди ҷамъиятӣ") is True
    assert values.looks_like_organisation("сосед") is False
    assert values.looks_like_organisation("Оолимов") is False


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("940003420", ["+992940003420"]), ("(98) 000-1507", ["+992980001507"]), ("+992 93 000 57 19", ["+992930005719"]), ("992930005719", ["+992930005719"]),
        ("00992930005719", ["+992930005719"]), ("93-000-57-19", ["+992930005719"]), ("+7 916 123-45-67", ["+79161234567"]),
        ("940003420; 930005719", ["+992940003420", "+992930005719"]), ("940003420, 930005719", ["+992940003420", "+992930005719"]),
        ("940003420 / 930005719", ["+992940003420", "+992930005719"]), ("940003420\n930005719", ["+992940003420", "+992930005719"]),
        ("сестра: 940003420", ["+992940003420"]), ("", []), ("нет", []), ("-", []),
    ],
)  # fmt: skip
def test_telephones_become_numbers_to_dial(text, numbers):
    assert [phone.number for phone in values.read_phones(text)] == numbers


@pytest.mark.parametrize("text", ["12345", "9,4E+08", "спросить у брата", "тел. брата", "9400034209400034209400"])
def test_a_telephone_that_cannot_be_dialled_stays_as_written(text):
    assert [(phone.number, phone.typed) for phone in values.read_phones(text)] == [("", text)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("3", ("3",)), ("№ 3", ("3",)), ("№3.", ("3",)), ("3.0", ("3",)), ("003", ("3",)), ("см. № 3", ("3",)), ("15/2016", ("15-2016",)), ("А-12", ("а-12",)),
     ("3, 5", ("3", "5")), ("", ()), ("нет", ()), ("-", ())],
)  # fmt: skip
def test_numbers_of_rows_are_compared_in_one_form(text, numbers):
    assert values.read_numbers(text) == numbers


@pytest.mark.parametrize(
    ("note", "status"),
    [
        ("пострадавший скончался", OtherStatus.DEAD), ("Пострадавший умер в 2014 г.", OtherStatus.DEAD), ("пострадавший погиб", OtherStatus.DEAD),
        ("потерпевший убит", OtherStatus.DEAD), ("ҷабрдида фавтидааст", OtherStatus.DEAD), ("чабрдида вафот кард", OtherStatus.DEAD), ("the survivor died", OtherStatus.DEAD),
        ("пострадавший за пределами страны", OtherStatus.UNREACHABLE), ("за пределами страны", OtherStatus.UNREACHABLE), ("ҷабрдида берун аз кишвар", OtherStatus.UNREACHABLE),
        ("пострадавший выехал в Россию", OtherStatus.UNREACHABLE), ("survivor is abroad", OtherStatus.UNREACHABLE), ("пострадавший под стражей", OtherStatus.DETAINED),
        ("под стражей", OtherStatus.DETAINED), ("пострадавший в заключении", OtherStatus.DETAINED), ("пострадавший осуждён", OtherStatus.DETAINED),
        ("ҷабрдида дар ҳабс аст", OtherStatus.DETAINED), ("survivor in prison", OtherStatus.DETAINED),
        ("", None), ("скончался", None), ("муж работает", None), ("пострадавший не умер", None), ("пострадавший освобождён из-под стражи", None),
        ("пострадавший в умеренном состоянии", None), ("пострадавший: заключение врача приложено", None), ("просит звонить вечером", None),
    ],
)  # fmt: skip
def test_a_note_tells_what_became_of_the_survivor(note, status):
    assert values.survivor_status(note) is status


@pytest.mark.parametrize(
    ("text", "codes", "rest"),
    [
        ("боли в сердце; сильная одышка", ("heart_pain", "dyspnoea"), ""), ("Повышение артериального давления", ("high_blood_pressure",), ""),
        ("головные боли, тревога, нарушение сна", ("headache", "anxiety", "sleep_disturbance"), ""), ("боли в коленях / боли в ногах", ("knee_pain", "leg_pain"), ""),
        ("тревога\nстрах", ("anxiety", "fear"), ""), ("тревога и страх", ("anxiety", "fear"), ""), ("дарди сар; изтироб; бехобӣ", ("headache", "anxiety", "sleep_disturbance"), ""),
        ("дарди сар, бехоби", ("headache", "sleep_disturbance"), ""), ("headache; insomnia", ("headache", "sleep_disturbance"), ""),
        ("частые головные боли", ("headache",), ""), ("головные боли после ударов", ("headache",), "головные боли после ударов"),
        ("АД 180/100", ("high_blood_pressure",), "АД 180/100"), ("ранее оперирован", (), "ранее оперирован"), ("боли в сердце; боль в сердце", ("heart_pain",), ""),
        ("грыжа; тревога", ("anxiety",), "грыжа"), ("нет", (), ""), ("-", (), ""), ("", (), ""), (None, (), ""), (5, (), "5"),
    ],
)  # fmt: skip
def test_complaints_become_codes_and_the_rest_stays_in_words(text, codes, rest):
    assert read_complaints(text) == (codes, rest)


@pytest.mark.parametrize(
    ("value", "kinds", "is_bare_yes"),
    [
        ("помощь с документами", [SocialHelp("documents")], False), ("продукты питания; проезд", [SocialHelp("food"), SocialHelp("transport")], False),
        ("одежда и обувь", [SocialHelp("clothes")], False), ("продукты и одежда", [SocialHelp("food"), SocialHelp("clothes")], False),
        ("хӯрокворӣ, роҳкиро", [SocialHelp("food"), SocialHelp("transport")], False), ("food, rent", [SocialHelp("food"), SocialHelp("housing")], False),
        ("дрова", [SocialHelp("other", "дрова")], False), ("дрова и уголь", [SocialHelp("other", "дрова и уголь")], False), ("проезд; проезд", [SocialHelp("transport")], False),
        ("да", [SocialHelp("other")], True), ("нет", [], False), ("", [], False), (None, [], False), ("школа, деньги", [SocialHelp("school"), SocialHelp("money")], False),
        ("трудоустройство", [SocialHelp("work")], False),
    ],
)  # fmt: skip
def test_social_help_is_coded_by_kind(value, kinds, is_bare_yes):
    assert read_social(value) == (tuple(kinds), is_bare_yes)


@pytest.mark.parametrize(
    ("text", "order", "parts"),
    [
        ("Раҳимов Парвиз Саидович", "family_first", ("Раҳимов", "Парвиз", "Саидович")), ("Раҳимов Парвиз", "family_first", ("Раҳимов", "Парвиз", "")),
        ("Раҳимов", "family_first", ("Раҳимов", "", "")), ("Парвиз Раҳимов", "any", ("Раҳимов", "Парвиз", "")), ("Раҳимов Парвиз", "any", ("Раҳимов", "Парвиз", "")),
        ("Parviz Rahimov", "any", ("Rahimov", "Parviz", "")), ("Rahimov, Parviz", "any", ("Rahimov", "Parviz", "")), ("Парвиз", "any", ("", "Парвиз", "")),
        ("Парвиз Саидович Раҳимов", "any", ("Раҳимов", "Парвиз", "Саидович")), ("Раҳимов П.С.", "family_first", ("Раҳимов", "П.", "С.")),
        ("Мирзоева Зебо Абдулло қизи", "family_first", ("Мирзоева", "Зебо", "Абдулло қизи")), ("Саидзода Абду Раҳмон Каримович", "family_first", ("Саидзода", "Абду Раҳмон", "Каримович")),
        ("", "any", ("", "", "")), ("-", "any", ("", "", "")), ("неизвестно", "family_first", ("", "", "")),
    ],
)  # fmt: skip
def test_a_full_name_is_taken_apart(text, order, parts):
    assert split_full_name(text, order) == parts


@pytest.mark.parametrize("text", ["-", "—", "?", "нет", "н/д", "неизвестно", "номаълум", "unknown", "без отчества", "", "...", "123"])
def test_words_for_no_name_are_no_name(text):
    assert name_part(text) == ""


@pytest.mark.parametrize("text", ["Ҷӯраева", "О'Нил", "Ёров-Саидов", "Абдул Карим"])
def test_a_name_stays_as_typed(text):
    assert name_part(text) == text
