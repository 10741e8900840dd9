"""What a person agreed to, refused, took back; and help in the vital interest of who cannot be asked."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.queries import in_order
from panoh.accounts.roles import Permission
from panoh.cases.actions.sharing import is_too_little
from panoh.cases.queries.cases import CaseRow, UserRow, asked_for, get_case, shares
from panoh.coalition.queries.proposals import resting_proposals
from panoh.consent import actions, queries
from panoh.consent.enums import NEVER_BLOCKS, ConsentPurpose, DataKind, Decision
from panoh.consent.forms import AnswerForm, AskedForm, ConsentsForm, ReviewVitalForm, VitalForm, WithdrawForm
from panoh.consent.queries import ConsentRow, VitalInterestRow
from panoh.consent.questions import FIRST, FURTHER, QUESTIONS, Question, question_of
from panoh.core.clock import today
from panoh.core.forms import PanohForm
from panoh.core.ids import id_or_none
from panoh.core.templatetags.panoh import date_only, dated
from panoh.correspondence.queries import get_item, left_on, link_of
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.frame.facility_names import addressee_choices, addressee_label, facility_choices, facility_label
from panoh.desk.frame.form_page import Attempt, CurrentState, Page, attempt, process_form
from panoh.legal.queries.releases import shown_on
from panoh.network.queries import names_of
from panoh.network.queries.addressees import institutions
from panoh.people.ages import stage_of
from panoh.referrals.queries.referrals import ReferralRecord, codes_of, get_referral, missing_kinds, resting_on
from panoh.vault.actions import Opened, open_sealed
from panoh.vault.purpose import Purpose

BADGES = {Decision.GIVEN: "done", Decision.REFUSED: "", Decision.WITHDRAWN: "late"}


@requires(Permission.CONSENT_RECORD)
def show_consents(request: StaffRequest, code: str) -> HttpResponse:
    """Purpose by recipient: the latest answer to each. By POST the names of facilities and the words of answers are opened."""
    case, context = case_frame(request.user, code, "case_consents", Permission.CONSENT_RECORD)
    rows = list(queries.consents_of(case.person))
    vitals = list(queries.vital_interests_of(case.person))
    opened: dict[Any, Any] = {}
    names: dict[Any, str] = {}
    if request.method == "POST":
        opened = {item.row.pk: item for item in open_sealed([*rows, *vitals], by=request.user.actor, purpose=Purpose.CARE)}
        names = names_of((row.facility for row in rows if row.facility), by=request.user, purpose=Purpose.CARE)
        names |= institutions((row.addressee for row in rows if row.addressee), by=request.user, purpose=Purpose.CARE)
    codes = codes_of(request.user, [row.for_referral for row in rows if row.for_referral])
    matrix = _matrix(rows, names, opened, codes)
    context |= {
        "matrix": [line for line in matrix if line["answers"]],
        "unasked": [line["purpose"].label for line in matrix if not line["answers"]],
        "vitals": [(row, opened.get(row.pk), _may_review(request, row)) for row in vitals],
        "opened": request.method == "POST",
        "is_minor": stage_of(case.person, by=request.user).is_minor,
        "anything": bool(rows or vitals),
    }
    return render(request, "desk/consents/case_consents.html", context)


def _matrix(
    rows: list[ConsentRow], names: Mapping[UUID, str], opened: Mapping[UUID, Opened], codes: Mapping[UUID, str]
) -> list[dict[str, Any]]:
    """A line for each purpose, in the order of the list, with the latest answer for each recipient: what holds is reckoned by it alone."""
    latest = queries.latest(rows)
    return [
        {
            "purpose": purpose,
            "never_blocks": purpose in NEVER_BLOCKS,
            "answers": [
                {**_answer(row, names, opened), "referral": codes.get(row.for_referral) if row.for_referral else None}
                for row in latest
                if row.purpose == purpose
            ],
        }
        for purpose in ConsentPurpose
    ]


def _answer(row: ConsentRow, names: Mapping[UUID, str], opened: Mapping[UUID, Opened]) -> dict[str, Any]:
    is_over = row.decision == Decision.GIVEN and row.valid_until is not None and row.valid_until < today()
    return {
        "row": row,
        "recipient": _recipient(row, names),
        "badge": "late" if is_over else BADGES[Decision(row.decision)],
        "is_over": is_over,
        "is_spent": row.spent_at is not None,
        "may_withdraw": row.decision == Decision.GIVEN,
        "kinds": ", ".join(str(label) for value, label in _kinds() if value in row.data_kinds),
        "words": opened.get(row.pk),
    }


def _kinds() -> list[tuple[str, Any]]:
    return list(AnswerForm.base_fields["data_kinds"].choices)  # type: ignore[attr-defined]


def _recipient(row: ConsentRow, names: Mapping[UUID, str]) -> str:
    if row.facility is not None:
        return facility_label(row.facility, names.get(row.facility.pk, ""))
    if row.addressee is not None:
        return addressee_label(row.addressee, names.get(row.addressee.pk, ""))
    return row.organisation.short if row.organisation is not None else _("the Unit itself")


def label_of(row: ConsentRow) -> str:
    """An answer in one line: what for, to whom, since when. The recipient stands by its kind where its name is shut."""
    return _("%(what)s — %(whom)s, %(day)s") % {"what": row.get_purpose_display(), "whom": _recipient(row, {}), "day": dated(row.given_on)}


def _may_review(request: StaffRequest, vital: VitalInterestRow) -> bool:
    mine = request.user.pk in (vital.stated_by_id, vital.first_reviewer_id)
    return has(request.user, Permission.VITAL_REVIEW) and vital.was_upheld is None and not mine


@requires(Permission.CONSENT_RECORD)
def ask_consents(request: StaffRequest, code: str) -> HttpResponse:
    """The questions of one talk, and what the person said to each. What is agreed to already is not asked; what was sent is taken all the
    same, whoever recorded an answer meanwhile."""
    case = get_case(request.user, code, Permission.CONSENT_RECORD)
    said = queries.said_to_unit(case.person)
    held = {purpose for purpose, row in said.items() if queries.holds(row)}
    page = _page(case, "consents", _("Ask for consent"), _("Record the answers"), _how_to_talk())

    def make(data: QueryDict | None) -> ConsentsForm:
        asked = [each for each in QUESTIONS if each not in held or (data is not None and ConsentsForm.name_of(each) in data)]
        initial = {"given_on": today(), "language": case.person.language}
        refused = {purpose: date_only(row.withdrawn_on or row.given_on) for purpose, row in said.items() if row.decision != Decision.GIVEN}
        return ConsentsForm(data, initial=initial, purposes=asked, refused=refused, stage=stage_of(case.person, by=request.user))

    return process_form(
        request,
        page,
        make,
        lambda form: actions.record_answers(case.person, by=request.user, **form.action_kwargs),
        said=_("Answers recorded."),
        template="desk/consents/ask.html",
        more={"held": [said[each].get_purpose_display() for each in QUESTIONS if each in held], "case": case},
    )


def _asked_at(case: CaseRow, referral: ReferralRecord | None, one: Question | None, query: Mapping[str, str]) -> str:
    """The form that a question is read for."""
    if referral is not None:
        return reverse("desk:referral_consent", args=[referral.code])
    if one is None:
        return reverse("desk:consents_ask", args=[case.code])
    return reverse("desk:consent_add", args=[case.code], query=query)


def _question(request: StaffRequest, case: CaseRow, referral: ReferralRecord | None) -> Question | None:
    """What is asked where one comes from something that asks for one consent, with the recipient by name."""
    if referral is not None and not referral.facility.house_id:
        name = names_of([referral.facility], by=request.user, purpose=Purpose.CARE)[referral.facility.pk]
        said = {"whom": facility_label(referral.facility, name), "service": referral.get_service_display()}
        return question_of(ConsentPurpose.REFERRAL, _("%(whom)s, for: %(service)s") % said, missing_kinds(referral))
    asked = _asked_for(request, case, referral)
    kind, _separator, key = asked.get("recipient", "").partition(":")
    whom = ""
    if kind == "organisation":
        whom = next((row.name for row in asked_for().filter(pk=key)), "")
    elif (letter := _letter(request, case)) is not None:
        to = letter.item.addressee
        whom = addressee_label(to, institutions([to], by=request.user, purpose=Purpose.CARE)[to.pk])
    return question_of(asked.get("purpose", ""), whom, [DataKind(each) for each in asked.get("data_kinds", ())])


@requires(Permission.CONSENT_RECORD)
def read_consents(request: StaffRequest, code: str) -> HttpResponse:
    """The questions alone, large, to read aloud, to show or to print: in the person's language, or in the one asked for (?in=ru); of a
    referral, a letter or a proposal that one question. It says nothing about anybody."""
    case = get_case(request.user, code, Permission.CONSENT_RECORD)
    referral = _referral(request, case)
    wanted = request.GET.get("in", case.person.language)
    with translation.override(wanted if wanted in dict(settings.LANGUAGES) else translation.get_language()):
        one = _question(request, case, referral)
        questions = [one] if one is not None else [QUESTIONS[each] for each in (*FIRST, *FURTHER)]
        query = {name: str(value) for name, value in request.GET.items() if name != "in"}
        back = _asked_at(case, referral, one, query)
        context = {"questions": questions, "languages": settings.LANGUAGES, "query": urlencode(query), "back": back}
        return render(request, "desk/consents/read.html", context)


@requires(Permission.CONSENT_RECORD)
def add_consent(request: StaffRequest, code: str) -> HttpResponse:
    """What was asked and what the person said. Coming from a letter or a proposal, what it needs stands chosen."""
    return _ask_anything(request, get_case(request.user, code, Permission.CONSENT_RECORD))


def _ask_anything(request: StaffRequest, case: CaseRow, referral: ReferralRecord | None = None) -> HttpResponse:
    offered: dict[str, Any] = {"facilities": facility_choices(request.user, case), "organisations": in_order(asked_for())}
    offered["addressees"] = addressee_choices(request.user)
    stage = stage_of(case.person, by=request.user)
    return process_form(
        request,
        _page(case, "consent", _("Ask for consent"), _("Record the answer"), _how_to_ask(), referral),
        lambda data: AnswerForm(data, initial=_asked_for(request, case, referral), stage=stage, **offered),
        lambda form: _record(request, case, form),
        said=lambda answer: _said_of(answer, case),
        done=_way_back(request, case, referral),
        template="desk/consents/ask.html",
        more=_beside(request, case, referral),
    )


def _beside(request: StaffRequest, case: CaseRow, referral: ReferralRecord | None) -> dict[str, Any]:
    query = f"referral={referral.code}" if referral is not None else request.GET.urlencode()
    return {"case": case, "one": _question(request, case, referral), "query": query}


@requires(Permission.CONSENT_RECORD)
def ask_for_referral(request: StaffRequest, code: str) -> HttpResponse:
    """What a referral needs, asked for it alone; where lawyers of ours get it, asked for all that they get of the case."""
    referral = get_referral(request.user, code)
    case = get_case(request.user, referral.case.code, Permission.CONSENT_RECORD)
    if referral.facility.house_id:
        return _ask_anything(request, case, referral)
    kinds = [str(kind) for kind in missing_kinds(referral)]
    asked = {"purpose": ConsentPurpose.REFERRAL, "facility": referral.facility, "data_kinds": kinds, "for_referral": referral.pk}
    initial = {"given_on": today(), "data_kinds": kinds}
    return process_form(
        request,
        _page(case, "consent", _("Ask for consent"), _("Record the answer"), _how_to_ask_for_one(), referral),
        lambda data: AskedForm(data, initial=initial, stage=stage_of(case.person, by=request.user), asked=asked),
        lambda form: _record(request, case, form),
        said=_("Answer about consent recorded."),
        done=reverse("desk:referral", args=[referral.code]),
        template="desk/consents/ask.html",
        more=_beside(request, case, referral),
    )


def _record(request: StaffRequest, case: CaseRow, form: AskedForm) -> ConsentRow:
    if form.is_refusal:
        return actions.refuse_consent(case.person, by=request.user, **form.action_kwargs)
    return actions.give_consent(case.person, by=request.user, **form.action_kwargs, **form.more_facts)


def _said_of(answer: ConsentRow, case: CaseRow) -> str:
    if answer.organisation is None or not (is_too_little(answer) and _is_carrier(answer, case)):
        return _("Answer about consent recorded.")
    return _(
        "Recorded. %(who)s is responsible for the case, and this does not move it: the coordinator and those responsible for the case get "
        "a task. Ask the person who should help now."
    ) % {"who": answer.organisation.short}


def _is_carrier(consent: ConsentRow, case: CaseRow) -> bool:
    return consent.purpose == ConsentPurpose.TEAM and consent.organisation_id == case.organisation_id and case.is_open


def _asked_for(request: StaffRequest, case: CaseRow, referral: ReferralRecord | None) -> dict[str, Any]:
    initial: dict[str, Any] = {"given_on": today()}
    if referral is not None:
        kinds = [str(kind) for kind in missing_kinds(referral)]
        initial |= {"purpose": ConsentPurpose.LEGAL, "recipient": f"organisation:{referral.facility.house_id}", "data_kinds": kinds}
    if (letter := _letter(request, case)) is not None:
        to = f"addressee:{letter.item.addressee_id}"
        initial |= {"purpose": ConsentPurpose.AUTHORITIES, "recipient": to, "data_kinds": letter.data_kinds}
    if slug := request.GET.get("proposal", "") or request.GET.get("organisation", ""):
        taker = asked_for().filter(slug=slug).first()
        kinds = DataKind.values if "all" in request.GET else []
        initial |= {"purpose": ConsentPurpose.TEAM, "recipient": f"organisation:{taker.pk}" if taker else "", "data_kinds": kinds}
    if request.GET.get("purpose", "") in ConsentPurpose.values:
        initial["purpose"] = request.GET["purpose"]
    return initial


def _referral(request: StaffRequest, case: CaseRow) -> ReferralRecord | None:
    """The referral of this case from which one comes, if one does."""
    code = request.GET.get("referral", "")
    row = get_referral(request.user, code) if code else None
    return row if row is not None and row.case_id == case.pk else None


def _letter(request: StaffRequest, case: CaseRow) -> Any:
    """The letter about this person from which one comes, if one does."""
    key = id_or_none(request.GET.get("letter", ""))
    link = link_of(request.user, get_item(request.user, key)) if key else None
    return link if link is not None and link.case_id == case.pk else None


def _way_back(request: StaffRequest, case: CaseRow, referral: ReferralRecord | None) -> str:
    if (letter := _letter(request, case)) is not None:
        return reverse("desk:register_item", args=[letter.item_id])
    if "proposal" in request.GET:
        return reverse("desk:proposal_add", args=[case.code]) + "?draft=use"
    if referral is not None:
        return reverse("desk:referral", args=[referral.code])
    return reverse("desk:case_consents", args=[case.code])


@requires(Permission.CONSENT_RECORD)
def withdraw_consent(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """The person takes it back: what this closes stands there before the button."""
    case, context = case_frame(request.user, code, "case_consents", Permission.CONSENT_RECORD)
    consent = queries.get_consent(case.person, key)

    def act(form: PanohForm) -> None:
        actions.withdraw_consent(consent, by=request.user, expected=form.cleaned_data["version"])

    def make(data: QueryDict | None) -> WithdrawForm:
        return WithdrawForm(data, initial={"version": consent.version})

    tried = attempt(request, make, act, lambda: _consent_now(case, key)) if request.method == "POST" else Attempt(make(None))
    if tried.is_done:
        messages.success(request, _("Consent withdrawn."))
        return redirect("desk:case_consents", case.code)
    context |= {"form": tried.form, "compare": tried.compare, **_closes(request.user, queries.get_consent(case.person, key), case)}
    return render(request, "desk/consents/withdraw.html", context, status=tried.status)


def _consent_now(case: CaseRow, key: UUID) -> CurrentState:
    row = queries.get_consent(case.person, key)
    return CurrentState(row.version, {}, beside=[(_("Answer"), Decision.WITHDRAWN.label, row.get_decision_display())])


def _closes(user: UserRow, consent: ConsentRow, case: CaseRow) -> dict[str, Any]:
    """What a withdrawal closes."""
    ends_sharing = consent.organisation_id is not None and shares(case).filter(organisation=consent.organisation_id).exists()
    more = {"recipient": _recipient(consent, {}), "closes_nothing": consent.purpose in NEVER_BLOCKS}
    more["proposals"] = resting_proposals(case, consent)
    more["is_of_all_help"] = consent.purpose in (ConsentPurpose.SERVICES, ConsentPurpose.STORAGE)
    more["is_carrier"] = _is_carrier(consent, case)
    together = queries.given_alike(consent)
    more |= {"shown": shown_on(user, together), "letters": left_on(user, together)}
    return {"consent": consent, "resting": resting_on(consent), "ends_sharing": ends_sharing, **more}


@requires(Permission.CONSENT_RECORD)
def state_vital_interest(request: StaffRequest, code: str) -> HttpResponse:
    """Nobody can be asked and help cannot wait."""
    case = get_case(request.user, code, Permission.CONSENT_RECORD)
    return process_form(
        request,
        _page(case, "vital", _("Help in the vital interest"), _("Record the vital interest"), _how_vital()),
        VitalForm,
        lambda form: actions.state_vital_interest(case.person, by=request.user, **form.cleaned_data),
        said=_("Recorded. Two other people check it within 72 hours."),
        done=_way_back(request, case, _referral(request, case)),
    )


@requires(Permission.VITAL_REVIEW)
def review_vital_interest(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """One of the two reviews. The reason is opened for the reviewer."""
    case, context = case_frame(request.user, code, "case_consents")
    vital = queries.get_vital_interest(case.person, key)
    page = _page(case, f"vital-review-{vital.id}", _("Help in the vital interest"), _("Record my check"), _how_vital())
    (opened,) = open_sealed([vital], by=request.user.actor, purpose=Purpose.REVIEW)
    return process_form(
        request,
        page,
        lambda data: ReviewVitalForm(data, initial={"version": vital.version}),
        lambda form: actions.review_vital_interest(vital, by=request.user, **form.action_kwargs),
        said=_("Your check is recorded."),
        done="" if has(request.user, Permission.CONSENT_RECORD) else reverse("desk:case_file", args=[case.code]),
        now=lambda: _vital_now(request, case, key),
        template="desk/consents/vital_review.html",
        more={**context, "vital": vital, "opened": opened},
    )


def _vital_now(request: StaffRequest, case: CaseRow, key: UUID) -> CurrentState:
    """What the other reviewer wrote meanwhile: the second review comes beside it."""
    row = queries.get_vital_interest(case.person, key)
    (opened,) = open_sealed([row], by=request.user.actor, purpose=Purpose.REVIEW, fields=["review_note"])
    return CurrentState(row.version, {"upheld": "no" if row.was_upheld is False else "yes", "note": opened.review_note}, adds=True)


def _how_to_ask() -> str:
    return _(
        "Ask before you hear the story, in the person's language: who receives what, until when, and that refusing "
        "does not affect help. This answer replaces the earlier one for the same purpose and recipient, so tick "
        "everything agreed today."
    )


def _how_to_ask_for_one() -> str:
    return _(
        "Ask in the person's language; refusing does not affect help, and the answer is about this referral alone. Untick what the "
        "person does not agree to: the letter then says less."
    )


def _how_to_talk() -> str:
    return _(
        "Read the questions as they stand here, in the person's language, before you hear the story. Each is answered separately; for "
        "later nothing is recorded, and the question comes again."
    )


def _how_vital() -> str:
    return _(
        "Only for a person who cannot be asked now (detained, unconscious, unreachable); the letter is neutral and has no name. "
        "Two other people check it within 72 hours; ask for consent as soon as you can."
    )


def _page(case: CaseRow, name: str, title: str, button: str, how: str, referral: ReferralRecord | None = None) -> Page:
    about, back, back_url = case.id, _("Consents"), reverse("desk:case_consents", args=[case.code])
    if referral is not None:
        about, back, back_url = referral.pk, referral.code, reverse("desk:referral", args=[referral.code])
    return Page(title=title, button=button, back_url=back_url, back=back, draft=f"{name}:{about}", how=how, code=case.code)
