"""Letters: what they say at three levels in three languages, and what they never say."""

import datetime as dt
import tempfile
from io import BytesIO

import pytest
import segno
from bs4 import BeautifulSoup
from pypdf import PdfReader
from pypdf.generic import IndirectObject

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
        "slip": "123 456 7890",
        "own_names": ("Ташкилоти «Нигоҳ»", "Нигоҳ"),
    }
    return letter.LetterContent(**given | facts)


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
    assert made.reply_code == "Код ответа: 123 456 7890"


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
        ("tg", ("Роҳхат ба машварат", "Рамзи ҷавоб: 123 456 7890", "ғафс, ӣд, қавӣ, ӯ, ҳоло, ҷой")),
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


def test_a_letterhead_stands_above_what_does_not_say_who_refers_and_must_not_tell():
    head = ("Маслиҳат", "Душанбе, кӯчаи Намуна, 1")

    assert letter.compose(said(head=head)).head == list(head)
    assert letter.compose(said(head=head, level=Level.FULL)).head == []
    for telling in ("Панох", "Группа реабилитации", "Нигоҳ"):
        with pytest.raises(Invalid):
            letter.compose(said(head=(telling, "")))


def test_below_full_it_names_nobody_of_the_coalition_but_the_facility_itself():
    others = {"coalition_names": ("Общественная организация «Апейрон»", "Апейрон", "ЦПЧ")}
    for telling in ({"complaints": "Наблюдалась в Апейроне"}, {"ask": "Ответьте в ЦПЧ"}, {"head": ("Apeiron", "")}):
        with pytest.raises(Invalid):
            letter.compose(said(**others, **telling))
    with pytest.raises(Invalid, match="says too much") as kept:
        letter.compose(said(**others, complaints="Наблюдалась в Апейроне", keeps_words=True))

    assert "«апейроне»" in str(kept.value.fields["complaints"])
    assert letter.compose(said(**others, facility="Консультация «Апейрон»")).lines[0] == "Куда: Консультация «Апейрон»"


def test_the_square_holds_the_code_alone_and_the_link_where_there_is_one():
    link = "https://reply.example.org/r/abcDEF123/ru/"

    assert letter.compose(said()).in_the_square == "1234567890"
    assert letter.compose(said(link=link)).in_the_square == link
    assert "алоҳида" in letter.compose(said(link=link, language="tg")).reply_where
    page = letter.as_html(letter.compose(said(link=link)))
    assert segno.make(link, error="m", micro=False).svg_inline(border=2, omitsize=True) in page
    assert "<a " not in page


def test_the_slip_can_be_cut_off_and_names_nobody():
    made = letter.compose(said())
    page = BeautifulSoup(letter.as_html(made), "html.parser")

    slip = page.select_one(".slip").get_text(" ")
    assert [word for word in ("Қодиров", "1984", "G7DQ-W3WV5", "Поликлиника", "Головные") if word in slip] == []
    assert [word for word in ("123 456 7890", "☐ Примем. День и час:", "отрезать здесь") if word not in slip] == []


def everything_in(reader):
    """Whatever a PDF holds beside the pictures of its pages: every dictionary, name and string, without the streams of fonts."""
    seen, found = set(), []

    def walk(value):
        value = value.get_object() if isinstance(value, IndirectObject) else value
        if id(value) in seen:
            return
        seen.add(id(value))
        if isinstance(value, dict):
            for key, inner in value.items():
                found.append(str(key))
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)
        else:
            found.append(str(value))

    walk(reader.trailer)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_neutral_pdf_read_back_has_no_program_no_link_no_metadata_stream_and_no_word_of_the_house(language):
    link = "https://reply.example.org/r/abcDEF123/"
    made = letter.compose(said(language=language, head=("Маслиҳат", "Душанбе"), link=link, priority="emergency"))
    text, reader = read(letter.as_pdf(made))
    parts = everything_in(reader)

    assert len(reader.pages) == 1
    assert dict(reader.metadata or {}) == {"/Title": made.title}
    assert reader.xmp_metadata is None
    assert [
        part for part in ("/Annots", "/URI", "/EmbeddedFiles", "/Metadata", "/AcroForm", "/JS", "/Producer", "/Creator") if part in parts
    ] == []
    fonts = {part for part in parts if "+" in part and part.startswith("/")}
    assert fonts
    assert [font for font in fonts if "DejaVu" not in font and "Noto" not in font] == []
    everything = " ".join([text, *parts]).casefold()
    assert [word for word in (*NEVER, "weasy", "нигоҳ", "django") if word in everything] == []
