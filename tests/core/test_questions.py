"""Questions that come with their reason: what is asked, kept, dropped and said to be optional, and what stands behind a press."""

from typing import ClassVar

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from panoh.core.forms import Age, Answered, DateField, Fold, PanohForm, PartialDateField, WordsField, when


class Sample(PanohForm):
    asked_if: ClassVar = {
        "why": when(Answered("came", ("no",)), needed=True),
        "guardian": when(Age("birth", "child", on="day"), (Answered("came"), Answered("note"))),
        "mother": when(Answered("guardian")),
        "assent": when(Age("birth", "asked", on="day")),
    }
    needed_if: ClassVar = {"note": when(Answered("came", ("no", "")))}
    folds = (Fold("More", ("day", "own_")),)

    came = forms.ChoiceField(choices=[("yes", "came"), ("no", "did not come")], required=False)
    why = forms.CharField(required=False)
    birth = PartialDateField(required=False)
    day = DateField(required=False)
    note = WordsField(required=False)
    guardian = forms.CharField(required=False)
    mother = forms.CharField(required=False)
    assent = forms.CharField(required=False)


def bound(**values):
    data = QueryDict(mutable=True)
    data.update(MultiValueDict({name: value if isinstance(value, list) else [value] for name, value in values.items()}))
    return Sample(data)


def soup(form):
    return BeautifulSoup(str(form), "html.parser")


def asked(form):
    return {name for name in form.asking if form.is_asked(name)}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, set()),
        ({"came": "no"}, {"why"}),
        ({"came": "yes", "birth": "2012", "day": "29.11.2026"}, {"guardian", "assent"}),
        ({"came": "yes", "birth": "2012", "day": "29.11.2026", "guardian": "x"}, {"guardian", "mother", "assent"}),
        ({"birth": "2012", "day": "29.11.2026"}, {"assent"}),
        ({"birth": "31.12.2020", "day": "29.11.2026"}, {"assent"}),
        ({"birth": "1.1.2021", "day": "29.11.2026"}, set()),
        ({"note": "x", "birth": "30.11.2008", "day": "29.11.2026"}, {"guardian", "assent"}),
        ({"note": "x", "birth": "29.11.2008", "day": "29.11.2026"}, set()),
        ({"note": "x", "birth": "no date", "day": "29.11.2026", "guardian": "x"}, set()),
    ],
)
def test_a_question_is_asked_for_its_reasons_alone(values, expected):
    assert asked(bound(**values)) == expected


def test_what_is_not_asked_holds_nothing_and_what_stands_there_already_is_shown_and_kept():
    form = bound(came="yes", why="stale")
    assert form.is_valid()
    assert form.cleaned_data["why"] == ""

    opened = Sample(initial={"came": "yes", "why": "the road"})
    shown = soup(opened)
    assert shown.find(attrs={"name": "why"})["value"] == "the road"
    assert shown.find("input", {"name": "kept"})["value"] == "why"
    assert shown.find(attrs={"name": "why"}).find_parent("fieldset", hidden=True) is None

    again = bound(came="yes", why="the road", kept="why")
    assert again.is_valid()
    assert again.cleaned_data["why"] == "the road"


def test_a_question_that_was_not_on_the_page_is_asked_before_anything_is_done():
    values = {"came": "yes", "birth": "2012", "day": "29.11.2026"}
    assert list(bound(**values, unasked=["why", "guardian"]).errors) == ["guardian"]
    assert not bound(**values, unasked=["why"]).errors
    assert not bound(came="no", unasked=["why"]).errors  # it is needed: the action says so in its own words


def test_optional_is_said_where_an_answer_is_not_needed():
    def optional(form, name):
        span = soup(form).find(attrs={"name": name}).find_parent(class_="field").find("label").span
        return span is not None and not span.has_attr("hidden")

    assert [optional(bound(came=came), "note") for came in ("", "no", "yes")] == [False, False, True]
    assert not optional(bound(came="no"), "why")
    assert soup(bound(came="no")).find(attrs={"name": "note"})["aria-required"] == "true"


def test_a_fold_says_what_is_filled_in_and_opens_where_something_is_wrong():
    assert soup(Sample(initial={"day": "29.11.2026"})).find("summary").get_text(" ", strip=True) == "More 29.11.2026"
    assert [soup(form).find("details").has_attr("open") for form in (Sample(), bound(day="31.02.2026"))] == [False, True]
