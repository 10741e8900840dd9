"""Words that tell, however they are written, and ordinary words of a clinic beside them."""

import pytest

from panoh.core.revealing_words import telling_words

TELLS = """
удар током | после удара дубинкой при допросе | дар милиса задаанд | следы от тока | боли после ПЫТОК | Пас аз шиканҷа | после шиканча
избит полицией | избили | избиение | побои | после ареста | жестокое обращение | задержание | задержанный | заключённый | в СИЗО | конвой
следователь | письмо министерства | из МВД | КДАМ | суд | в суде | решение суда | изнасилована | электрошокер | наручники | тюрьма | прокуратура
сотрудники органов | органы внутренних дел | Группа реабилитации просит | от Паноҳ | зарбаи барқ | бо барқ | аз бозпурсӣ | бо калтак | додгоҳ
вазорати корҳои дохилӣ | лату кӯб шуд | корманди полис | маҳбусхона | таҷовуз | pytki | v militsii | miliciya | posle doprosa | dubinkoy | udar tokom
dar milisa zadand | dar pulis | shikanja | shikandja | shikanch | Pain after torture | beaten by police | ill-treatment | ill treatment
interrogation | truncheon | militia | ministries | prison | detention | court | electric shock | electric current | electroshock | tor-ture
п-ы-т-к-и | пыт-ка | пы\u00adтка | пы\u200bтка | п ы т к и | п.ы.т.к.и | пытkи | pыtki | пытkа | д0прос | t0rture | допра\u0301шивали | МИЛИЦЁЙ
дубин- кой | пытοк | подвешивали | в изоляторе | спецназ | пакет на голову | прижигали сигаретой | плоскогубцами | центр жертв | кишан
"""
ORDINARY = """
кровоток | токсикоз | токи УВЧ | лечение токами | диадинамические токи | ток крови | поток | восток | пытается уснуть и не может | пытался ходить
избирательно ест | нужна реабилитация после травмы | Нигоҳам торик мешавад | следовательно | вследствие падения | следствие инсульта | судя по анализам
судороги | сосуды | посуда | судно | высота | прокол | задержка мочи | задержка развития | полис | поликлиника | polyclinic | policy | заключение врача
камера глаза | колонии бактерий | группа крови | тошнота | Головные боли, нарушение сна | боли в спине после падения | миллисекунды
электрокардиограмма | электрофорез | заболевания внутренних органов | больница Министерства здравоохранения | оперативное лечение
барқарорсозӣ | ҳабси пешоб | табобати барқӣ | Дарди сар, бехобӣ | дарди камар, дасту пой карахт | Вазорати тандурустӣ | пурсиш | омон монд
cardiac arrest | with current complaints | administration of drugs | courteous | urinary retention | hypertension, dizziness | Ministry of Health
прижигание эрозии | курит сигареты | пакет с анализами | боль - после еды
"""


def each(table: str) -> list[str]:
    return [words.strip() for line in table.strip().splitlines() for words in line.split(" | ")]


@pytest.mark.parametrize("words", each(TELLS))
def test_what_tells_is_found(words: str) -> None:
    assert telling_words(words) != []


@pytest.mark.parametrize("words", each(ORDINARY))
def test_ordinary_words_of_a_clinic_pass(words: str) -> None:
    assert telling_words(words) == []


def test_the_words_are_marked_as_they_stand_there_and_nothing_else_is() -> None:
    assert telling_words("Головные боли после удара дубинкой при допросе, бессонница") == ["дубинкой", "допросе"]
    assert telling_words("") == []
