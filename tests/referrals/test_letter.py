"""Letters: what they say at three levels in three languages, and what they never say."""

import datetime as dt
import tempfile
from io import BytesIO

import pytest
from pypdf import PdfReader

from panoh.core.errors import Invalid
from panoh.network.enums import Service
from panoh.referrals import letter
from panoh.referrals.enums import Level

LANGUAGES = ("tg", "ru", "en")
NEVER = ("пытк", "шиканҷ", "tortur", "panoh", "паноҳ", "панох", "групп", "гурӯҳ", "unit", "реабилитац", "офиятбахш", "rehabilit", "коалиц")


def said(**facts):
    given = {
        "code": "G7DQ-W3WV5",
        "level": Level.NEUTRAL,
        "language": "ru",
        "service": Service.NEUROLOGY,
        "facility": "Поликлиника № 2",
        "day": dt.date(2026, 11, 24),
        "complaints": "Головные боли, нарушение сна",
        "ask": "Подобрать лечение",
        "name": "Ҷамшед Қодиров",
        "birth_year": 1984,
        "organisation": "Ташкилоти «Нигоҳ»",
        "secret_names": ("Ташкилоти «Нигоҳ»", "Нигоҳ"),
    }
    return letter.Said(**given | facts)


def read(pdf):
    reader = PdfReader(BytesIO(pdf))
    return "\n".join(page.extract_text() for page in reader.pages), reader


def test_a_letter_in_russian_word_for_word():
    made = letter.compose(said())

    assert (made.title, made.number) == ("Направление на консультацию", "№ G7DQ-W3WV5, 24 ноября 2026 г.")
    assert made.lines == [
        "Куда: Поликлиника № 2",
        "Просим принять пациента. Нужна помощь: невролог.",
        "Пациент: Ҷамшед Қодиров, 1984 г. р.",
        "Жалобы: Головные боли, нарушение сна",
    ]
    assert made.reply_code == "Код ответа: G7DQ-W3WV5"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("service", list(Service))
def test_every_letter_can_be_composed_and_below_full_it_says_nothing_of_torture_or_of_who_refers(language, level, service):
    text = letter.compose(said(language=language, level=level, service=service, priority="urgent")).text.casefold()

    assert "g7dq-w3wv5" in text
    if level != Level.FULL:
        assert [word for word in (*NEVER, "нигоҳ") if word in text] == []


def test_only_the_full_letter_says_who_refers():
    assert "Направляет: Ташкилоти «Нигоҳ»" in letter.compose(said(level=Level.FULL)).lines
    assert "Просим: Подобрать лечение" in letter.compose(said(level=Level.MINIMAL)).lines
    assert not any("Подобрать" in line for line in letter.compose(said()).lines)


def test_without_a_name_the_person_says_it_and_who_cannot_speak_has_none():
    assert "Имя и год рождения пациент назовёт сам." in letter.compose(said(name="")).lines
    assert "Пациент сейчас не может назвать себя. Имя сообщим дополнительно." in letter.compose(said(name="", cannot_speak=True)).lines
    assert "Пациент: Ҷамшед Қодиров" in letter.compose(said(birth_year=None)).lines
    assert not any("1984" in line for line in letter.compose(said(name="")).lines)


@pytest.mark.parametrize(
    "words",
    [
        "Боли после пыток",
        "ПЫТКИ током",
        "Пас аз шиканҷа",
        "после шиканча",
        "Pain after torture",
        "избит полицией",
        "Группа реабилитации просит",
        "от Паноҳ",
        "пациент НИГОҲ",
        "после ареста",
    ],
)
@pytest.mark.parametrize("level", [Level.NEUTRAL, Level.MINIMAL])
def test_words_that_tell_are_refused_below_full_and_the_sentence_repeats_none(words, level):
    for field in ("complaints", "ask"):
        with pytest.raises(Invalid) as refused:
            letter.compose(said(level=level, **{field: words}))
        assert words not in str(refused.value.sentence)

    assert words in letter.compose(said(level=Level.FULL, complaints=words)).text


@pytest.mark.parametrize(
    "words", ["пытается уснуть и не может", "избирательно ест", "нужна реабилитация после травмы", "Нигоҳам торик мешавад"]
)
def test_words_that_only_look_like_it_are_let_through(words):
    assert words in letter.compose(said(complaints=words)).text


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ru", ("Направление на консультацию", "Қодиров", "ғафс, ӣд, қавӣ, ӯ, ҳоло, ҷой")),
        ("tg", ("Роҳхат ба машварат", "Рамзи ҷавоб: G7DQ-W3WV5", "ғафс, ӣд, қавӣ, ӯ, ҳоло, ҷой")),
        ("en", ("Referral for consultation", "24 November 2026", "ғафс, ӣд, қавӣ, ӯ, ҳоло, ҷой")),
    ],
)
def test_the_pdf_can_be_read_back_with_every_letter(language, expected):
    text, _reader = read(letter.as_pdf(letter.compose(said(language=language, complaints="ғафс, ӣд, қавӣ, ӯ, ҳоло, ҷой"))))

    assert [part for part in expected if part not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_tells_nothing_beside_its_words(language):
    made = letter.compose(said(language=language))
    pdf = letter.as_pdf(made)
    text, reader = read(pdf)

    assert dict(reader.metadata or {}) == {"/Title": made.title}
    assert [word for word in (*NEVER, "weasy") if word in text.casefold() or word.encode() in pdf.lower()] == []


def test_the_pdf_is_made_without_a_file(monkeypatch, tmp_path):
    made = letter.compose(said())
    letter.as_pdf(made)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    letter.as_pdf(made)

    assert list(tmp_path.iterdir()) == []


def test_words_are_never_markup_and_fetch_nothing():
    page = letter.as_html(letter.compose(said(complaints='<img src="http://localhost/x"> & <b>боль</b>')))

    assert "<img" not in page
    assert "&lt;img" in page
