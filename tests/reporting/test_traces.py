"""What in a text could point at a person, in three languages; and what everybody may say."""

import pytest

from panoh.reporting.traces import Known, traces

KNOWN = Known(
    names=("Қодиров", "Ҷамшед", "Каримович", "Саид-Мурод, Ҷон"),
    relatives=("сестра Зулфия", "Раҳимова"),
    numbers=("+992 90 111-22-33", "A 1234"),
    addresses=("ул. Айни 12, деҳаи Сабзазор",),
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Кадырову помогли.", "name"),
        ("Джамшедом занимались врачи.", "name"),
        ("The doctors saw jamshed’s back.", "name"),
        ("Его зовут Джамшет.", "name"),
        ("Саидмурода били.", "name"),
        ("Отец Карим ждал дома.", "name"),
        ("Зулфии помогли.", "relative"),
        ("Ба Раҳимоваро гуфтанд.", "relative"),
        ("Живёт в Бохтаре.", "place"),
        ("Приехал из вахшского района.", "place"),
        ("Живёт в бохтаре.", "place"),
        ("Лежал в вахшской больнице.", "place"),
        ("Жил среди кулябских.", "place"),
        ("Аз Хуҷандро омад.", "place"),
        ("He lives in Vose district.", "place"),
        ("Ӯ дар ноҳияи панҷ зиндагӣ мекунад.", "place"),
        ("Дом в Сабзазоре сгорел.", "place"),
        ("Родился 12.05.1984.", "day"),
        ("Задержан 12 мая.", "day"),
        ("Задержан 12-го числа мая 2014 года.", "day"),
        ("Пятого мая его увели.", "day"),
        ("On May 5 they came.", "day"),
        ("Панҷуми май ӯро бурданд.", "day"),
        ("Звоните 90 111 22 33.", "number"),
        ("Паспорт 1234 нашли.", "number"),
        ("Дело CKJD-VQG97 закрыто.", "code"),
    ],
)
def test_what_points_at_somebody_is_found_in_its_sentence(text, kind):
    assert [(number, str(found)) for number, found in traces(f"Ему помогли. {text} Он спит.", KNOWN)] == [(2, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "Мужчина 34 лет из Хатлона, жена и трое детей 5, 7 и 12 лет. По его словам, в мае 2014 его держали три дня.",
        "Он живёт в Душанбе, лечился в 2014–2016 годах, помощь стоила 10 000 сомони.",
        "A man from Sughd region was kept awake for 3 days in March 2015. He may return. The central hospital helped.",
        "Работал на советском заводе, потом в хатлонской области и в московской. Городские врачи помогли.",
        "Панҷ фарзанд дорад, дӯстӣ ва ваҳдат мехоҳад. Моҳи майи соли 2014 ӯро боздоштанд. Равоншинос ним сол бо ӯ вохӯрд.",
    ],
)
def test_what_everybody_may_say_is_left_alone(text):
    assert traces(text, KNOWN) == []
