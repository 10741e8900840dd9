"""In the forms of a danger, a request that is let go and the like, "optional" never stands beside words that are needed."""

import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict

from panoh.accounts.roles import Role
from panoh.cases.enums import TaskKind
from panoh.cases.forms.admission import AdmissionForm
from panoh.cases.forms.closure import DeathForm, DecideClosingForm
from panoh.cases.forms.danger import DangerForm
from panoh.cases.forms.money import DecideMoneyForm
from panoh.cases.forms.requests import RequestForm, TriageForm
from panoh.cases.forms.sessions import HelpForm, RecordSessionForm
from panoh.cases.forms.steps import SkipForm
from panoh.cases.forms.urgency import RequestUrgencyForm, UrgencyForm
from panoh.cases.models import Task
from panoh.legal.forms.milestones import MilestoneForm
from panoh.network.forms.agreements import EndForm
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db


def is_optional(form, name):
    """Whether the word is read beside the field."""
    field = BeautifulSoup(str(form), "html.parser").find(attrs={"name": name})
    label = (field.find_parent(class_="field") or field.find_parent("fieldset")).find(["legend", "label"])
    return any("optional" in span.get_text() and not span.has_attr("hidden") for span in label.select("span"))


@pytest.mark.parametrize(
    ("form", "name", "needs", "may"),
    [
        (DangerForm, "words", "outcome=ended", "outcome=taken"),
        (DangerForm, "words", "", "outcome=taken"),
        (DecideClosingForm, "remark", "agreed=no", "agreed=yes"),
        (DecideMoneyForm, "remark", "agreed=no", "agreed=yes"),
    ],
)
def test_words_are_said_to_be_optional_only_where_they_are(form, name, needs, may):
    owner = make_user(Role.PHYSICIAN)
    more = {"owners": [owner]} if form is DangerForm else {}
    if form is DangerForm:
        more["has_it"] = owner

    shown = [is_optional(form(QueryDict(query.format(owner=owner.pk)), **more), name) for query in (needs, may)]

    assert shown == [False, True]


HELP: dict[str, dict] = {"services": {}, "facilities": {}, "agreed": {}}
MADE = {
    AdmissionForm: {"organisations": [], "workers": []},
    RequestForm: {"organisations": []},
}


@pytest.mark.parametrize(
    ("form", "name", "needs", "may"),
    [
        (AdmissionForm, "family_name", "given_name=", "given_name=Зулфия"),
        (AdmissionForm, "given_name", "family_name=", "family_name=Раҳимова"),
        (TriageForm, "needs", "urgency=amber", "urgency=red"),
        (RequestForm, "needs", "urgency=green", "urgency=red"),
        (EndForm, "words", "reason=breach", "reason=term"),
        (EndForm, "words", "", "reason=both"),
    ],
)
def test_what_is_needed_by_another_answer_is_not_said_to_be_optional(form, name, needs, may):
    shown = [is_optional(form(QueryDict(query), **MADE.get(form, {})), name) for query in (needs, may)]

    assert shown == [False, True]


@pytest.mark.parametrize(
    ("form", "now", "needs", "may"),
    [
        (UrgencyForm, "red", "urgency=amber", "urgency=red"),
        (UrgencyForm, "amber", "urgency=green", "urgency=red"),
        (UrgencyForm, "green", "urgency=amber&dangers=life", "urgency=amber"),
        (UrgencyForm, "amber", "urgency=green", "urgency=amber&suicide=plan"),
        (RequestUrgencyForm, "red", "urgency=green", "urgency=red"),
        (RequestUrgencyForm, "amber", "urgency=green&violence_hours=5", "urgency=green"),
    ],
)
def test_why_it_is_less_urgent_is_not_said_to_be_optional(form, now, needs, may):
    shown = [is_optional(form(QueryDict(query), initial={"urgency": now}), "reason") for query in (needs, may)]

    assert shown == [False, True]


def test_why_a_step_is_skipped_is_said_to_be_optional_only_where_the_step_is():
    assert [is_optional(SkipForm(reasons=[], mandatory=mandatory), "words") for mandatory in (True, False)] == [False, True]


def test_what_becomes_needed_by_another_answer_can_become_so_on_the_page():
    shown = BeautifulSoup(str(TriageForm(initial={"urgency": "red"})), "html.parser")

    assert [span["data-needed-if"] for span in shown.select("legend [data-needed-if]")] == ["urgency=,amber,green"]


OF_COST = ["currency", "payer", "budget_code", "proof", "receipt"]


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("help=humanitarian&item=food", []),
        ("help=medical", ["treatment"]),
        ("amount=20&currency=TJS&proof=later", OF_COST[:-1]),
        ("amount=20&currency=TJS&proof=receipt", OF_COST),
    ],
)
def test_help_asks_for_money_only_where_it_cost_something_and_for_a_number_only_of_a_receipt(typed, asked):
    form = HelpForm(QueryDict(typed), **HELP)

    assert [name for name in ("treatment", *OF_COST) if form.is_asked(name)] == asked
    assert [name for name in asked if is_optional(form, name)] == [name for name in asked if name in ("treatment", "payer", "budget_code")]


def test_why_somebody_did_not_come_begins_with_no_answer_that_is_refused():
    asked = BeautifulSoup(str(RecordSessionForm(QueryDict("attendance=not_attended"))), "html.parser").select("[name=reason]")

    assert ([each["value"] for each in asked if each.has_attr("checked")], "" in [each["value"] for each in asked]) == ([], False)


def test_help_begins_with_evidence_that_follows_and_asks_nothing_of_a_cost():
    form = HelpForm(**HELP)

    assert [name for name in OF_COST if form.is_asked(name)] == []
    assert (form["proof"].value(), form["currency"].value()) == ("later", "TJS")


def test_a_cost_is_not_taken_in_a_currency_that_nobody_chose():
    typed = "help=humanitarian&item=food&given_on=01.02.2026&quantity=1"
    forms = [HelpForm(QueryDict(typed + more), **HELP) for more in ("", "&amount=20", "&amount=20&currency=USD&proof=later")]

    assert [sorted(form.errors) for form in forms] == [[], ["currency", "proof"], []]


def test_of_each_danger_at_a_death_words_are_needed_unless_somebody_takes_it_on():
    owner, tasks = make_user(Role.PHYSICIAN), [Task(kind=TaskKind.DANGER), Task(kind=TaskKind.DANGER)]
    form = DeathForm(QueryDict(f"danger_owner_{tasks[0].pk}={owner.pk}"), dangers=[(task, [owner]) for task in tasks])

    assert [is_optional(form, f"danger_words_{task.pk}") for task in tasks] == [True, False]


def test_what_is_asked_for_is_not_said_to_be_optional_before_it_is_said_how_urgent():
    assert not is_optional(RequestForm(organisations=[]), "needs")


def test_the_form_of_reparation_is_asked_for_of_reparation_alone_and_then_needed():
    asked, other = (MilestoneForm(QueryDict(f"kind={kind}")) for kind in ("reparation", "hearing"))

    assert (asked.is_asked("reparation"), is_optional(asked, "reparation"), other.is_asked("reparation")) == (True, False, False)
