"""The catalogue of places, and the place that a text means."""

from collections import Counter
from importlib.resources import files

import openpyxl
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from panoh.places.catalogue import (
    Kind,
    choices,
    district_choices,
    districts,
    find,
    get,
    name,
    places,
    region_choices,
    regions,
)


def found(text, region=None):
    """(code, whether an old name was used), or None."""
    result = find(text, region)
    return result and (result.place.code, result.old_name)


def code(text, region=None):
    """The code of the place found, or None."""
    result = find(text, region)
    return result and result.place.code


def test_catalogue_has_five_regions_47_districts_18_cities_and_the_four_districts_of_dushanbe():
    everything = places().values()

    assert [place.code for place in regions()] == ["TJ-SU", "TJ-KT", "TJ-RA", "TJ-GB", "TJ-DU"]
    assert sum(place.kind is Kind.DISTRICT and not place.is_in_city for place in everything) == 47
    assert sum(place.is_city for place in everything) == 18
    assert [place.code for place in everything if place.is_in_city] == [
        "TJ-DU.ismoili-somoni",
        "TJ-DU.sino",
        "TJ-DU.firdavsi",
        "TJ-DU.shohmansur",
    ]
    assert len(everything) == 5 + 47 + 17 + 4


@pytest.mark.parametrize(
    ("region", "cities", "others"), [("TJ-SU", 8, 10), ("TJ-KT", 4, 21), ("TJ-RA", 4, 9), ("TJ-GB", 1, 7), ("TJ-DU", 0, 4)]
)
def test_districts_of_a_region(region, cities, others):
    assert Counter(place.kind for place in districts(region)) == Counter({Kind.CITY: cities, Kind.DISTRICT: others})
    assert {place.region for place in districts(region)} == {region}


def test_districts_of_all_regions_are_68():
    assert len(districts()) == 68


def test_dushanbe_is_a_region_and_a_city():
    assert (get("TJ-DU").kind, get("TJ-DU").is_city) == (Kind.REGION, True)
    assert (get("TJ-SU").kind, get("TJ-SU").is_city) == (Kind.REGION, False)


@pytest.mark.parametrize(("obsolete", "present"), [("TJ-RR", "TJ-RA"), ("TJ-BG", "TJ-GB")])
def test_obsolete_codes_are_understood(obsolete, present):
    assert get(obsolete).code == present
    assert code(obsolete) == present
    assert [place.region for place in districts(obsolete)] == [present] * len(districts(present))


def test_get_of_an_unknown_code_is_an_error():
    with pytest.raises(KeyError):
        get("TJ-SU.nowhere")


def test_a_place_cannot_be_changed():
    with pytest.raises(AttributeError):
        get("TJ-SU").code = "TJ-XX"
    with pytest.raises(TypeError):
        get("TJ-SU").names["tg"] = "?"
    with pytest.raises(TypeError):
        places()["TJ-XX"] = get("TJ-SU")


@pytest.mark.parametrize(
    ("language", "expected"), [("tg", "Ҳисор"), ("ru", "Гиссар"), ("en", "Hisor"), ("ru-RU", "Гиссар"), ("de", "Hisor")]
)
def test_name_in_a_language(language, expected):
    assert name("TJ-RA.hisor", language) == expected


@pytest.mark.parametrize(("language", "expected"), [("tg", "Панҷакент"), ("ru", "Пенджикент"), ("en", "Panjakent")])
def test_name_in_the_active_language(language, expected):
    with translation.override(language):
        assert name("TJ-SU.panjakent") == expected


def test_name_of_no_code_is_blank_and_of_an_unknown_code_the_code():
    assert name("") == ""
    assert name("TJ-XX.old", "tg") == "TJ-XX.old"


def test_short_name_is_what_tables_write():
    assert [place.short_name("ru") for place in regions()] == ["Согдийская обл.", "Хатлонская обл.", "РРП", "ГБАО", "Душанбе"]
    assert [place.short_name("tg") for place in regions()] == ["Суғд", "Хатлон", "НТҶ", "ВМКБ", "Душанбе"]
    assert get("TJ-RA.hisor").short_name("ru") == "Гиссар"


def test_choices_in_tajik_follow_the_tajik_alphabet():
    groups = dict(choices("tg"))

    assert list(groups) == ["Вилояти Мухтори Кӯҳистони Бадахшон", "Вилояти Суғд", "Вилояти Хатлон", "Душанбе", "Ноҳияҳои тобеи ҷумҳурӣ"]
    assert [label for _, label in groups["Вилояти Суғд"]] == [
        "Айнӣ",
        "Ашт",
        "Бобоҷон Ғафуров",
        "Бӯстон",
        "Гулистон",
        "Деваштич",
        "Зафаробод",
        "Истаравшан",
        "Истиқлол",
        "Исфара",
        "Конибодом",
        "Кӯҳистони Мастчоҳ",
        "Мастчоҳ",
        "Панҷакент",
        "Спитамен",
        "Хуҷанд",
        "Ҷаббор Расулов",
        "Шаҳристон",
    ]


def test_choices_hold_every_place_once_with_its_code():
    listed = [value for _, group in choices("en") for value, _ in group]

    assert sorted(listed) == sorted(place.code for place in districts())


def test_choices_of_regions_and_of_one_region():
    assert region_choices("en") == [
        ("TJ-RA", "Districts of Republican Subordination"),
        ("TJ-DU", "Dushanbe"),
        ("TJ-GB", "Gorno-Badakhshan Autonomous Region"),
        ("TJ-KT", "Khatlon region"),
        ("TJ-SU", "Sughd region"),
    ]
    assert district_choices("TJ-DU", "ru") == [
        ("TJ-DU.ismoili-somoni", "Исмоили Сомони"),
        ("TJ-DU.sino", "Сино"),
        ("TJ-DU.firdavsi", "Фирдавси"),
        ("TJ-DU.shohmansur", "Шохмансур"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Согдийская область", "TJ-SU"),
        ("согдийская обл.", "TJ-SU"),
        ("вилояти Суғд", "TJ-SU"),
        ("Вилояти Суѓд", "TJ-SU"),
        ("в. Суғд", "TJ-SU"),
        ("Soghd", "TJ-SU"),
        ("Sughd Region", "TJ-SU"),
        ("Хатлон", "TJ-KT"),
        ("Хатлонская", "TJ-KT"),
        ("Xатлон", "TJ-KT"),  # a Latin X
        ("РРП", "TJ-RA"),
        ("НТҶ", "TJ-RA"),
        ("DRS", "TJ-RA"),
        ("RRS", "TJ-RA"),
        ("Районы республиканского подчинения", "TJ-RA"),
        ("Шаҳру ноҳияҳои тобеи ҷумҳурӣ", "TJ-RA"),
        ("ГБАО", "TJ-GB"),
        ("ВМКБ", "TJ-GB"),
        ("GBAO", "TJ-GB"),
        ("Горно-Бадахшанская автономная область", "TJ-GB"),
        ("Вилояти Мухтори Кўњистони Бадахшон", "TJ-GB"),
        ("Душанбе", "TJ-DU"),
        ("г. Душанбе", "TJ-DU"),
        ("г.Душанбе", "TJ-DU"),
        ("ш. Душанбе", "TJ-DU"),
        ("шаҳри Душанбе", "TJ-DU"),
        ("Dushanbe city", "TJ-DU"),
    ],
)
def test_find_a_region(text, expected):
    assert found(text) == (expected, False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Худжанд", "TJ-SU.khujand"),
        ("Хуҷанд", "TJ-SU.khujand"),
        ("Хучанд", "TJ-SU.khujand"),
        ("Хуљанд", "TJ-SU.khujand"),
        ("Xujand", "TJ-SU.khujand"),
        ("Hudzhand", "TJ-SU.khujand"),
        ("ХУДЖАНД", "TJ-SU.khujand"),
        ("Пенджикент", "TJ-SU.panjakent"),
        ("Панҷакенд", "TJ-SU.panjakent"),
        ("Панчакент", "TJ-SU.panjakent"),
        ("Penjikent", "TJ-SU.panjakent"),
        ("Гиссар", "TJ-RA.hisor"),
        ("Гиссарский район", "TJ-RA.hisor"),
        ("Hissar", "TJ-RA.hisor"),
        ("Рудаки", "TJ-RA.rudaki"),
        ("Pудаки", "TJ-RA.rudaki"),  # a Latin P
        ("н. Рӯдакӣ", "TJ-RA.rudaki"),
        ("р-н Рудаки", "TJ-RA.rudaki"),
        ("Рудакинский район", "TJ-RA.rudaki"),
        ("Rudaki district", "TJ-RA.rudaki"),
        ("Мастчоҳ", "TJ-SU.mastchoh"),
        ("Матча", "TJ-SU.mastchoh"),
        ("Горная Матча", "TJ-SU.kuhistoni-mastchoh"),
        ("Кухистони Мастчох", "TJ-SU.kuhistoni-mastchoh"),
        ("Б. Гафурова", "TJ-SU.bobojon-ghafurov"),
        ("район Б.Гафуров", "TJ-SU.bobojon-ghafurov"),
        ("Ч. Расулов", "TJ-SU.jabbor-rasulov"),
        ("Дж.Расуловский район", "TJ-SU.jabbor-rasulov"),
        ("Яван", "TJ-KT.yovon"),
        ("Ёвон", "TJ-KT.yovon"),
        ("Евон", "TJ-KT.yovon"),
        ("Яванский р-н", "TJ-KT.yovon"),
        ("Вахшский район", "TJ-KT.vakhsh"),
        ("Дангаринского района", "TJ-KT.danghara"),
        ("Айнинский", "TJ-SU.ayni"),
        ("Восейский", "TJ-KT.vose"),
        ("Мӯъминобод", "TJ-KT.muminobod"),
        ("Муминабад", "TJ-KT.muminobod"),
        ("Кушониен", "TJ-KT.kushoniyon"),
        ("Кушониѐн", "TJ-KT.kushoniyon"),
        ("Н. Хусрав", "TJ-KT.nosiri-khusrav"),
        ("Ш. Шохин", "TJ-KT.shamsiddin-shohin"),
        ("М.С.А. Хамадони", "TJ-KT.hamadoni"),
        ("Дж. Балхи", "TJ-KT.jaloliddin-balkhi"),
        ("А. Джами", "TJ-KT.abdurahmoni-jomi"),
        ("Шаартуз", "TJ-KT.shahritus"),
        ("Шаҳри нав", "TJ-RA.shahrinav"),
        ("Турсун-заде", "TJ-RA.tursunzoda"),
        ("Ванч", "TJ-GB.vanj"),
        ("И. Сомони", "TJ-DU.ismoili-somoni"),
        ("Шах-Мансур", "TJ-DU.shohmansur"),
    ],
)
def test_find_a_city_or_district(text, expected):
    assert found(text) == (expected, False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ленинабад", "TJ-SU.khujand"),
        ("Ленинобод", "TJ-SU.khujand"),
        ("Ленинабадская область", "TJ-SU"),
        ("р-н Ленинабад", "TJ-SU.bobojon-ghafurov"),
        ("Кулябская область", "TJ-KT"),
        ("вилояти Қӯрғонтеппа", "TJ-KT"),
        ("Қӯрғонтеппа", "TJ-KT.bokhtar"),
        ("Курган-Тюбе", "TJ-KT.bokhtar"),
        ("Кургантюбе", "TJ-KT.bokhtar"),
        ("Кургонтеппа", "TJ-KT.bokhtar"),
        ("Kurgan-Tyube", "TJ-KT.bokhtar"),
        ("Қайроққум", "TJ-SU.guliston"),
        ("Кайракум", "TJ-SU.guliston"),
        ("Чкаловск", "TJ-SU.buston"),
        ("Табошар", "TJ-SU.istiqlol"),
        ("Ӯротеппа", "TJ-SU.istaravshan"),
        ("Ура-Тюбе", "TJ-SU.istaravshan"),
        ("Сарбанд", "TJ-KT.levakant"),
        ("Ҷиликӯл", "TJ-KT.dusti"),
        ("Джиликуль", "TJ-KT.dusti"),
        ("Чиликул", "TJ-KT.dusti"),
        ("Қумсангир", "TJ-KT.jayhun"),
        ("Кумсангирский район", "TJ-KT.jayhun"),
        ("Колхозобод", "TJ-KT.jaloliddin-balkhi"),
        ("Колхозабад", "TJ-KT.jaloliddin-balkhi"),
        ("Румӣ", "TJ-KT.jaloliddin-balkhi"),
        ("Дж. Руми", "TJ-KT.jaloliddin-balkhi"),
        ("Шӯробод", "TJ-KT.shamsiddin-shohin"),
        ("Шуроабад", "TJ-KT.shamsiddin-shohin"),
        ("Ғончӣ", "TJ-SU.devashtich"),
        ("Ганчи", "TJ-SU.devashtich"),
        ("Нов", "TJ-SU.spitamen"),
        ("Нау", "TJ-SU.spitamen"),
        ("Ҷиргатол", "TJ-RA.lakhsh"),
        ("Джиргаталь", "TJ-RA.lakhsh"),
        ("Тавилдара", "TJ-RA.sangvor"),
        ("Тавильдаринский р-н", "TJ-RA.sangvor"),
        ("Ленинский район", "TJ-RA.rudaki"),
        ("Октябрьский район", "TJ-DU.ismoili-somoni"),
        ("Железнодорожный", "TJ-DU.shohmansur"),
        ("Сталинабад", "TJ-DU"),
    ],
)
def test_find_by_an_old_name_gives_the_present_place_and_says_so(text, expected):
    assert found(text) == (expected, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Бохтар", ("TJ-KT.bokhtar", False)),
        ("г. Бохтар", ("TJ-KT.bokhtar", False)),
        ("ш. Бохтар", ("TJ-KT.bokhtar", False)),
        ("р-н Бохтар", ("TJ-KT.kushoniyon", True)),
        ("ноҳияи Бохтар", ("TJ-KT.kushoniyon", True)),
        ("Бохтарский район", ("TJ-KT.kushoniyon", True)),
        ("Bokhtar district", ("TJ-KT.kushoniyon", True)),
        ("Куляб", ("TJ-KT.kulob", False)),
        ("Кулябский район", ("TJ-KT.kulob", False)),
        ("Худжанд", ("TJ-SU.khujand", False)),
    ],
)
def test_find_prefers_the_name_of_today_unless_the_kind_says_otherwise(text, expected):
    assert found(text) == expected


def test_find_within_a_region_sees_nothing_outside_it():
    assert code("Бохтар", "TJ-KT") == "TJ-KT.bokhtar"
    assert code("Худжанд", "TJ-KT") is None
    assert code("Рудаки", "TJ-RR") == "TJ-RA.rudaki"
    assert code("Душанбе", "TJ-DU") == "TJ-DU"
    assert code("Ленинабад", "TJ-KT") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("г. Душанбе, р-н Сино", "TJ-DU.sino"),
        ("Сино (Душанбе)", "TJ-DU.sino"),
        ("Душанбе/Фирдавси", "TJ-DU.firdavsi"),
        ("Душанбе - Сино", "TJ-DU.sino"),
        ("г.Душанбе р-н И.Сомони", "TJ-DU.ismoili-somoni"),
        ("Хатлонская область, Бохтар", "TJ-KT.bokhtar"),
        ("Хатлонская область Бохтар", "TJ-KT.bokhtar"),
        ("Таджикистан, Согдийская область, г. Исфара", "TJ-SU.isfara"),
        ("Ҷумҳурии Тоҷикистон, ш. Душанбе", "TJ-DU"),
        ("ҷамоати Чоркӯҳ, ш. Исфара", "TJ-SU.isfara"),
        ("Бохтар (бывш. Курган-Тюбе)", "TJ-KT.bokhtar"),
    ],
)
def test_find_of_places_written_together_is_the_smallest(text, expected):
    assert code(text) == expected


@pytest.mark.parametrize(
    "text",
    ["Ташкент", "Москва", "Московская область", "с. Рудаки", "Область", "район", "Таджикистан", "", " ", "—", "123", "😀", "نامعلوم"],
)
def test_find_of_an_unknown_place_is_none(text):
    assert find(text) is None


@pytest.mark.parametrize("text", ["Душанбе, Рудаки", "Худжанд, Бохтар", "Согдийская область, Хатлонская область"])
def test_find_of_a_contradiction_is_none(text):
    assert find(text) is None


def test_every_name_of_every_place_finds_it():
    astray = [
        (place.code, text)
        for place in places().values()
        for text in (*place.names.values(), *place.short_names.values(), *place.spellings)
        if found(text) != (place.code, False)
    ]

    assert astray == []


def test_every_old_name_finds_its_place_within_the_region_when_the_kind_is_said():
    said = {Kind.REGION: "вилояти", Kind.CITY: "шаҳри", Kind.DISTRICT: "ноҳияи"}
    astray = [
        (place.code, text)
        for place in places().values()
        for text in place.old_names
        if found(f"{said[place.kind]} {text}", place.region) != (place.code, True)
    ]

    assert astray == []


def test_names_of_today_are_different_in_each_language():
    for language in ("tg", "ru", "en"):
        names = [place.names[language] for place in places().values()]
        assert len(set(names)) == len(names)


def test_every_place_of_the_sample_register_is_found_by_its_present_name():
    with files("panoh.content").joinpath("register-2015-2021.xlsx").open("rb") as file:
        rows = list(openpyxl.load_workbook(file, read_only=True).worksheets[0].iter_rows(min_row=3, values_only=True))
    by_region = Counter()
    for row in rows:
        region = find(row[7]).place
        assert region.kind is Kind.REGION
        district = find(row[8], region.code)
        assert district is not None
        assert (district.place.region, district.old_name) == (region.code, False)
        by_region[region.code] += 1

    assert by_region == Counter({"TJ-SU": 78, "TJ-KT": 58, "TJ-DU": 57, "TJ-RA": 38, "TJ-GB": 4})


@given(st.text(max_size=200))
def test_find_never_fails(text):
    result = find(text)

    assert result is None or result.place is get(result.place.code)


def test_find_of_a_monstrous_text_is_none():
    assert find("р-н Бохтар, " * 2_000) is not None
    assert find("а" * 10_000) is None
    assert find(", " * 5_000) is None
