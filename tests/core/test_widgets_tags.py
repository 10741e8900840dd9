"""Tags and filters: components are strict, dates are said as people say them."""

import datetime as dt
import re
from pathlib import Path

import pytest
import time_machine
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.utils import translation

from panoh.core.clock import today
from panoh.core.templatetags.icons import ICONS
from panoh.core.templatetags.panoh import (
    age,
    begun,
    date_only,
    day,
    days,
    differing,
    hour,
    moment,
    moment_only,
    number,
    phone,
    weekday,
    whole_day,
    years,
)

PACKAGE = Path(__file__).resolve().parents[2] / "panoh"


def drawn(text: str, **values: object) -> str:
    return " ".join(Template("{% load panoh %}" + text).render(Context(values)).split())


@pytest.fixture
def now() -> object:
    # 00:30 of 25 November in Dushanbe: what is still yesterday in UTC
    with time_machine.travel(dt.datetime(2026, 11, 24, 19, 30, tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


@pytest.mark.parametrize(
    ("date", "said"),
    [
        (dt.date(2026, 11, 25), "today"),
        (dt.date(2026, 11, 24), "yesterday"),
        (dt.date(2026, 11, 26), "tomorrow"),
        (dt.date(2026, 11, 27), "Friday, 27 November"),
        (dt.date(2026, 11, 18), "Wednesday, 18 November"),
        (dt.date(2026, 11, 3), "3 November"),
        (dt.date(2025, 11, 3), "3 November 2025"),
        (None, ""),
    ],
)
def test_day_is_said_as_people_say_it(now: object, date: dt.date | None, said: str) -> None:
    with translation.override("en"):
        assert day(date) == said


def test_moment_is_said_in_the_time_of_dushanbe(now: object) -> None:
    with translation.override("en"):
        assert moment(dt.datetime(2026, 11, 24, 19, 5, tzinfo=dt.UTC)) == "today, 00:05"
        assert day(dt.datetime(2026, 11, 24, 18, 59, tzinfo=dt.UTC)) == "yesterday"
        assert hour(dt.datetime(2026, 11, 24, 4, 30, tzinfo=dt.UTC)) == "09:30"
        assert hour(dt.time(9, 30)) == "09:30"


def test_what_a_sentence_leans_on_stands_without_its_weekday(now: object) -> None:
    """«до 27 ноября», never «до пятница»."""
    friday = dt.datetime(2026, 11, 27, 13, 0, tzinfo=dt.UTC)
    with translation.override("ru"):
        assert (moment(friday), day(friday.date())) == ("пятница, 27 ноября, 18:00", "пятница, 27 ноября")
        assert (moment_only(friday), date_only(friday.date())) == ("27 ноября, 18:00", "27 ноября")
        assert moment_only(dt.datetime(2026, 11, 24, 19, 5, tzinfo=dt.UTC)) == "00:05 сегодня"
        assert moment_only(None) == ""


def test_whole_day_has_weekday_and_year_without_the_russian_letter() -> None:
    date = dt.date(2026, 11, 24)
    said = {}
    for language in ("en", "ru", "tg"):
        with translation.override(language):
            said[language] = (whole_day(date), weekday(date))
    assert said["en"] == ("Tuesday, 24 November 2026", "Tue")
    assert said["ru"] == ("Вторник, 24 ноября 2026", "вт")
    assert said["tg"][0].startswith("сш, 24 ноябр")
    assert "г." not in said["tg"][0]


def test_no_tajik_date_begins_with_the_name_of_the_capital(now: object) -> None:
    """Душанбе is Monday and the city: a page headed «Душанбе, 30 ноябр» seems to be of the city."""
    monday = dt.date(2026, 11, 30)
    with translation.override("tg"):
        assert [said(monday).startswith("дш, 30 ноябр") for said in (day, whole_day)] == [True, True]


@pytest.mark.parametrize(
    ("language", "said"), [("en", ["Tuesday, 24", "Today"]), ("ru", ["Вторник, 24", "Сегодня"]), ("tg", ["сш, 24 ноябр", "Имрӯз"])]
)
def test_a_line_begins_with_a_capital_but_for_a_shortened_weekday(now: object, language: str, said: list[str]) -> None:
    with translation.override(language):
        shown = [begun(whole_day(dt.date(2026, 11, 24))), begun(day(today()))]
    assert [one.startswith(begins) for one, begins in zip(shown, said, strict=True)] == [True, True]


def test_a_timeline_leaves_a_shortened_weekday_small(now: object) -> None:
    with translation.override("tg"):
        moments = [{"when": day(dt.date(2026, 11, 20)), "text": "суҳбат"}, {"when": day(today()), "text": "занг"}]
        said = re.findall("<time>(.+?)</time>", render_to_string("core/components/timeline.html", {"moments": moments}))
    assert said == ["ҷм, 20 ноябр", "Имрӯз"]


def test_counts_have_their_words() -> None:
    with translation.override("en"):
        assert [years(1), years(34), years(0), years(None)] == ["1 year", "34 years", "0 years", ""]
        assert [days(1), days(3)] == ["1 day", "3 days"]
        assert [number(1240), number(235), number(""), number(None)] == ["1\u00a0240", "235", "", ""]


def test_age_is_counted_to_today(now: object) -> None:
    with translation.override("en"):
        assert [age(dt.date(1992, 11, 25)), age(dt.date(1992, 11, 26)), age(None)] == ["34 years", "33 years", ""]


def test_number_of_a_telephone_is_shown_with_gaps() -> None:
    assert [phone("+992987876666"), phone(""), phone(None)] == ["+992 98 787 66 66", "", ""]


def test_differing_words_are_marked_and_escaped() -> None:
    assert differing("pain every day <b>", "pain every other day") == "pain every day <mark>&lt;b&gt;</mark>"
    assert differing("the same", "the same") == "the same"


def test_every_icon_that_a_template_names_is_drawn() -> None:
    named = {name for path in PACKAGE.rglob("*.html") for name in re.findall(r'{% icon "(\w+)" %}', path.read_text(encoding="utf-8"))}
    assert named - set(ICONS) == set()
    assert 'aria-hidden="true"' in drawn('{% icon "mark" %}')


def test_component_holds_its_slot_and_sees_nothing_else() -> None:
    page = drawn('{% component "note" kind="late" %}<b>{{ word }}</b>{% endcomponent %}', word="<i>", title="leak", slot="leak")
    assert 'class="note note--late"' in page
    assert "<b>&lt;i&gt;</b>" in page
    assert "leak" not in page


def test_error_note_is_read_out_at_once_and_others_only_when_asked() -> None:
    assert 'role="alert"' in drawn('{% component "note" kind="error" %}x{% endcomponent %}')
    assert "role=" not in drawn('{% component "note" %}x{% endcomponent %}')
    assert 'role="status"' in drawn('{% component "note" role="status" %}x{% endcomponent %}')


@pytest.mark.parametrize(
    "text",
    [
        '{% component "nothing" %}{% endcomponent %}',
        "{% component %}{% endcomponent %}",
        '{% component "note" knd="late" %}{% endcomponent %}',
        '{% component "note" late %}{% endcomponent %}',
        '{% component "note" %}',
    ],
)
def test_unknown_component_or_attribute_fails_when_compiled(text: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template("{% load panoh %}" + text)


def test_how_stands_only_where_there_is_something_to_say() -> None:
    assert drawn('{% component "how" %} {% endcomponent %}') == ""
    assert "<details" in drawn('{% component "how" %}Three sentences.{% endcomponent %}')
    assert "open" in drawn('{% component "how" open=True %}Three sentences.{% endcomponent %}').partition(">")[0]


def test_layout_is_one_column_where_there_is_nothing_to_look_up() -> None:
    assert drawn("{% layout %}work{% side %} {% endlayout %}") == "work"
    assert "<aside" in drawn("{% layout %}work{% side %}look{% endlayout %}")


@pytest.mark.parametrize(
    ("values", "holds", "lacks"),
    [
        ('text="Zarina" close_url="/x/"', ["Zarina", "/x/"], ["••••••"]),
        ('url="/x/" label="Open"', ["••••••", "/x/"], ["<form"]),
        ('url="/x/" label="Open" token="t"', ["••••••", "<form", 'value="t"'], ["<a "]),
        ("sealed=True", ["badge--seal"], ["••••••"]),
        ("", ["not asked"], ["••••••", "badge--seal"]),
    ],
)
def test_shut_sealed_and_never_asked_do_not_look_the_same(values: str, holds: list[str], lacks: list[str]) -> None:
    with translation.override("en"):
        page = drawn('{% include "core/components/name.html" with ' + (values or "x=1") + " only %}")
    assert all(part in page for part in holds)
    assert not any(part in page for part in lacks)


def test_pages_of_a_search_are_buttons_and_never_addresses() -> None:
    page = Paginator(range(60), 25).page(2)
    linked = drawn('{% include "core/components/pages.html" with page=page only %}', page=page)
    posted = drawn('{% include "core/components/pages.html" with page=page posted=True form="search" only %}', page=page)
    assert ("?page=1" in linked, "?page=3" in linked) == (True, True)
    assert "href" not in posted
    assert posted.count('name="page"') == 2
    assert drawn('{% include "core/components/pages.html" with page=page only %}', page=Paginator(range(5), 25).page(1)) == ""
