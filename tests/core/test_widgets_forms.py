"""Forms in our look: labels tied to fields, errors that are read out, nothing chosen by silence."""

from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Template

from panoh.core.errors import Invalid
from panoh.core.forms import Choices, DateField, NameField, NumberField, PanohForm, PhoneField, PlaceField, Versioned, WordsField
from panoh.core.forms.phone import shown, stored

FEW = [("f", "woman"), ("m", "man"), ("n", "not stated")]
MANY = [(str(number), f"facility {number}") for number in range(8)]
PLACES = [("Khatlon", [("TJ-KT.bokhtar", "Bokhtar"), ("TJ-KT.kulob", "Kulob")]), ("Sughd", [("TJ-SU.khujand", "Khujand")])]


class Sample(PanohForm):
    family_name = NameField(label="Family name", help_text="As the person writes it")
    birth = DateField(label="Date of birth", past=True)
    sex = forms.ChoiceField(label="Sex", choices=FEW)
    kin = forms.ChoiceField(label="Kin", choices=FEW, required=False)
    needs = forms.MultipleChoiceField(label="Needs", choices=FEW, required=False)
    facility = forms.ChoiceField(label="Facility", choices=MANY)
    place = PlaceField(label="Place", choices=PLACES, required=False)
    agreed = forms.BooleanField(label="The person agrees", help_text="Spoken is enough")
    telephone = PhoneField(label="Safe number", required=False)
    words = WordsField(label="Words", required=False)


def drawn(form: forms.BaseForm) -> BeautifulSoup:
    return BeautifulSoup(str(form), "html.parser")


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    found = soup.select(selector)
    assert len(found) == 1, (selector, len(found))
    return found[0]


def test_every_field_has_a_label_of_its_own() -> None:
    soup = drawn(Sample())
    for name in ("family_name", "birth", "facility", "place", "telephone", "words"):
        assert one(soup, f'label[for="id_{name}"]')
        assert one(soup, f"#id_{name}")["name"] == name


def test_group_is_a_fieldset_with_a_legend() -> None:
    soup = drawn(Sample())
    legends = {legend.get_text(" ", strip=True): legend.parent for legend in soup.select("legend")}
    assert set(legends) == {"Sex", "Kin optional", "Needs optional"}
    assert [radio["value"] for radio in legends["Sex"].select("input[type=radio]")] == ["f", "m", "n"]
    assert all(box.find("input") and box.name == "label" for box in legends["Sex"].select(".choice"))


def test_long_words_are_not_cut_by_the_browser_but_refused_with_a_sentence() -> None:
    class Told(PanohForm):
        words = WordsField(label="Words", max_length=1_000)

    form = Told({"words": "ж" * 1_001})

    assert "maxlength" not in one(drawn(form), "textarea").attrs
    assert form.errors["words"] == ["Too long: 1001 characters, the limit is 1000."]
    assert Told({"words": "ж" * 1_000}).is_valid()


def test_optional_stands_in_words_and_required_is_said() -> None:
    soup = drawn(Sample())
    assert "optional" in one(soup, 'label[for="id_words"]').get_text()
    assert "optional" not in one(soup, 'label[for="id_family_name"]').get_text()
    assert one(soup, "#id_family_name")["aria-required"] == "true"
    assert not soup.select("[required]")


def test_hint_is_read_out_with_its_field() -> None:
    soup = drawn(Sample())
    assert one(soup, "#id_family_name")["aria-describedby"] == "id_family_name_helptext"
    assert one(soup, "#id_family_name_helptext").get_text() == "As the person writes it"


def test_error_is_read_out_with_its_field_and_linked_from_the_top() -> None:
    soup = drawn(Sample({"birth": "31.02.1988"}))
    summary = one(soup, '.note--error[role="alert"]')
    assert summary.select_one("strong").get_text(strip=True) == "5 fields to check"
    links = [(link["href"], link.get_text()) for link in summary.select("a")]
    assert links == [
        ("#id_family_name", "Family name"),
        ("#id_birth", "Date of birth"),
        ("#id_sex_0", "Sex"),
        ("#id_facility", "Facility"),
        ("#id_agreed", "The person agrees"),
    ]
    assert all(soup.select_one(href) for href, _label in links)
    birth = one(soup, "#id_birth")
    assert birth["aria-invalid"] == "true"
    assert birth["aria-describedby"].split() == ["id_birth_helptext", "id_birth_error"]
    assert one(soup, "#id_birth_error .error").get_text() == "This date does not exist: 31.02.1988. For example: 29.02.1988"
    group = one(soup, "#id_sex_0").find_parent("fieldset")
    assert group["aria-describedby"] == "id_sex_error"
    assert not group.select("[aria-invalid]")


def test_templates_of_forms_are_compiled_once_for_all_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiled for each form anew they were a third of the work of every page with a form."""
    drawn(Sample({}))
    compiled: list[str] = []
    monkeypatch.setattr(Template, "compile_nodelist", lambda self: compiled.append(self.name))

    drawn(Sample({}))

    assert compiled == []


def test_one_error_is_one_place() -> None:
    class Form(PanohForm):
        name = NameField(label="Name")

    assert one(drawn(Form({})), ".note--error strong").get_text(strip=True) == "One field to check"


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        (NameField(), "Fill in this field."),
        (forms.ChoiceField(choices=FEW), "Choose one option."),
        (forms.MultipleChoiceField(choices=FEW), "Choose at least one option."),
        (forms.BooleanField(), "Tick this to continue."),
        (forms.FileField(), "Choose a file."),
        (forms.CharField(error_messages={"required": "Say who called."}), "Say who called."),
    ],
)
def test_missing_answer_says_what_to_do(field: forms.Field, sentence: str) -> None:
    form = type("Form", (PanohForm,), {"asked": field})({})
    assert form.errors == {"asked": [sentence]}


def test_up_to_seven_answers_stand_open_and_more_are_a_list() -> None:
    def widget(count: int) -> str:
        form = type("Form", (PanohForm,), {"asked": forms.ChoiceField(choices=MANY[:count])})()
        return "radio" if drawn(form).select("input[type=radio]") else "list"

    assert [widget(7), widget(8)] == ["radio", "list"]


def test_nothing_is_chosen_by_silence() -> None:
    soup = drawn(Sample())
    assert [box["id"] for box in soup.select("input[checked]")] == ["id_kin_0"]
    assert not soup.select("option[selected]:not([value=''])")
    first = soup.select_one("#id_facility option")
    assert (first["value"], first.get_text()) == ("", "Choose from the list")
    optional = soup.select_one("#id_kin_0")
    assert (optional["value"], optional.parent.get_text(strip=True)) == ("", "not asked")


def test_answer_given_is_chosen_and_cleaned() -> None:
    data = {
        "family_name": " Ғуломӣ ",
        "birth": "5.5.90",
        "sex": "m",
        "facility": "3",
        "needs": ["f", "n"],
        "agreed": "on",
        "place": "TJ-SU.khujand",
    }
    form = Sample(data)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["family_name"] == "Ғуломӣ"
    assert form.cleaned_data["needs"] == ["f", "n"]
    soup = drawn(form)
    checked = [box["id"] for box in soup.select("input[checked]")]
    assert checked == ["id_sex_1", "id_kin_0", "id_needs_0", "id_needs_2", "id_agreed"]
    assert one(soup, "#id_place option[selected]").get_text() == "Khujand"


def test_places_are_one_grouped_list_without_script() -> None:
    groups = drawn(Sample()).select("#id_place optgroup")
    assert [group["label"] for group in groups] == ["Khatlon", "Sughd"]
    assert one(drawn(Sample()), "#id_place")["data-places"] == ""


def test_where_a_place_has_to_be_said_its_region_alone_is_no_answer() -> None:
    assert PlaceField(choices=PLACES).widget.attrs["data-places"] == "exact"


def test_what_is_typed_goes_to_no_service() -> None:
    soup = drawn(Sample())
    for field in soup.select("input[type=text], input[type=tel], textarea"):
        assert (field["autocomplete"], field["spellcheck"]) == ("off", "false")


def test_letters_are_offered_for_words_alone() -> None:
    letters = {field["name"]: field.get("data-letters") for field in drawn(Sample()).select("input[type=text], input[type=tel], textarea")}
    assert letters == {"family_name": "name", "birth": None, "telephone": None, "words": "text"}


def test_hint_of_an_answer_stands_in_its_box() -> None:
    class Form(PanohForm):
        urgency = forms.ChoiceField(choices=FEW, widget=Choices(hints={"m": "within 24 hours"}, two=True))

    soup = drawn(Form())
    assert one(soup, ".choices--2")
    assert [hint.find_parent("label").input["value"] for hint in soup.select(".choice .hint")] == ["m"]


def test_what_an_action_refuses_stands_beside_its_field() -> None:
    form = Sample({"family_name": "Ғуломӣ"})
    form.is_valid()
    form.refuse(Invalid("Two fields cannot both be right.", {"words": "This is too long to be read aloud.", "unknown": "Something else."}))
    assert form.errors["words"] == ["This is too long to be read aloud."]
    assert form.non_field_errors() == ["Something else."]


def test_refusal_without_a_field_stands_on_top() -> None:
    form = Sample({})
    form.refuse(Invalid("The admission lies before the request."))
    assert form.non_field_errors() == ["The admission lies before the request."]
    assert "The admission lies before the request." in one(drawn(form), ".note--error").get_text()


def test_page_without_its_version_says_that_it_is_too_old() -> None:
    class Form(Versioned, PanohForm):
        words = WordsField(required=False)

    assert one(drawn(Form(initial={"version": 3})), "input[type=hidden]")["value"] == "3"
    form = Form({"words": "x"})
    assert not form.is_valid()
    assert "This page is too old to save" in one(drawn(form), ".note--error").get_text()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("98 787 66 66", "+992987876666"),
        ("+992 98 787-66-66", "+992987876666"),
        ("992987876666", "+992987876666"),
        ("8 98 787 66 66", "+992987876666"),
        ("00 992 98 7876666", "+992987876666"),
        ("8 10 7 912 345 67 89", "+79123456789"),
        ("+7 (912) 345-67-89", "+79123456789"),
        ("(372) 21-12-34", "+992372211234"),
        ("90.111.22.33", "+992901112233"),
        ("812345678", "+992812345678"),
    ],
)
def test_number_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert stored(typed) == kept
    assert PhoneField().clean(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "12",
        "no phone",
        "+",
        "98 787 66 6",
        "0000000000000000",
        "112",
        "93 555",
        "93 555 01",
        "93 555 01 сестра Зарина",
        "93 555 01 22 сестра Зарина",
        "93 555 01 22, 93 555 01 33",
        "+992 93 555 01",
        "+7 112",
        "9 355 501 223",
    ],
)
def test_what_cannot_be_a_number_is_refused(typed: str) -> None:
    assert stored(typed) is None
    with pytest.raises(ValidationError, match="Enter a valid telephone number"):
        PhoneField().clean(typed)


def test_number_is_shown_with_gaps_and_what_is_none_as_it_is() -> None:
    assert shown("+992987876666") == "+992 98 787 66 66"
    assert shown("ask the sister") == "ask the sister"

    class Form(PanohForm):
        telephone = PhoneField(initial="+992987876666")

    assert Form()["telephone"].value() == "+992 98 787 66 66"


@pytest.mark.parametrize("hostile", ['"><script>', "<b>x</b>"])
def test_words_typed_come_back_as_words(hostile: Any) -> None:
    page = str(Sample({"family_name": hostile, "birth": hostile, "words": hostile}))
    assert "<script>" not in page
    assert "<b>x" not in page


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("120,50", "120.50"),
        ("1 200", "1200"),
        ("1\u00a0200,5", "1200.5"),
        ("1\u202f250,50", "1250.50"),
        ("1\u2009250,50", "1250.50"),
        ("1250.50", "1250.50"),
        ("12.5", "12.5"),
    ],
)
def test_a_sum_is_taken_as_people_write_it(typed, number):
    assert NumberField().clean(typed) == Decimal(number)


class Plain(PanohForm):
    """One of each kind that Django would speak about by itself."""

    count = forms.IntegerField(min_value=1, max_value=9)
    sum = forms.DecimalField(max_digits=4, decimal_places=2)
    name = forms.CharField(min_length=2, max_length=4)
    one = forms.ChoiceField(choices=[("a", "A")])
    some = forms.MultipleChoiceField(choices=[("a", "A")])
    mail = forms.EmailField()
    site = forms.URLField(assume_scheme="https")
    file = forms.FileField()


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("count", "0", "You entered 0. Enter 1 or more."),
        ("count", "10", "You entered 10. Enter 9 or less."),
        ("count", "many", "Enter a whole number in digits. For example: 45"),
        ("count", "4,5", "Enter a whole number in digits. For example: 45"),
        ("count", "", "Fill in this field."),
        ("sum", "100.5", "Too many digits before the decimal point. Enter at most 2."),
        ("sum", "1.555", "Too many digits after the decimal point. Enter at most 2."),
        ("sum", "NaN", "Enter a number in digits. For example: 12"),
        ("name", "a", "Too short: enter at least 2 characters."),
        ("name", "abcde", "Too long: 5 characters, the limit is 4."),
        ("name", "a\0b", "The text has a character that cannot be saved. Type it again."),
        ("one", "b", "This is not on the list. Choose from the list."),
        ("some", "b", "This is not on the list. Choose from the list."),
        ("mail", "a@b", "Enter a valid e-mail address. For example: name@example.org"),
        ("site", "a b", "Enter a valid website address. For example: example.org"),
        ("file", SimpleUploadedFile("scan.pdf", b""), "This file is empty. Choose another one."),
        ("file", "scan.pdf", "Choose a file."),
    ],
)
def test_what_django_would_say_by_itself_is_said_in_our_words(field, typed, said):
    assert Plain({field: typed}, {field: typed}).errors[field] == [said]


def test_a_field_that_a_form_adds_of_itself_says_what_is_missing_as_any_other():
    class Form(PanohForm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.fields["details"] = forms.CharField()
            self.fields["outcome"] = forms.ChoiceField(choices=FEW)

    assert Form({}).errors == {"details": ["Fill in this field."], "outcome": ["Choose one option."]}


def test_every_sentence_of_a_field_of_ours_is_ours():
    """A field of Django's says nothing in Django's words, neither by itself nor by what checks its value."""
    django = {str(words) for kind in forms.__dict__.values() for words in getattr(kind, "default_error_messages", {}).values()}
    form = Plain({})
    form.full_clean()
    fields = form.fields.items()
    said = {(name, code, str(words)) for name, field in fields for code, words in field.error_messages.items()}
    checks = {(name, getattr(check, "code", "invalid")) for name, field in fields for check in field.validators}
    assert ({each for each in said if each[2] in django}, checks - {each[:2] for each in said}) == (set(), set())
