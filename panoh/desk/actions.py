"""Acts that join rooms: an admission with the consent asked for in the same conversation; an organisation with the directory."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panoh.accounts import actions as accounts
from panoh.accounts import features
from panoh.accounts.enums import Feature, OrganisationKind
from panoh.accounts.models import Organisation, User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.audit.trail import action
from panoh.cases.actions import NOTHING_ASKED, Answers, admit, change_request_urgency, keep_answers, triage_request
from panoh.cases.actions.questions import Own, keep_own_answers
from panoh.cases.enums import DecisionReason, Discipline, Kind, RequestState, Urgency
from panoh.cases.models import Case, Request
from panoh.cases.policy import can, disciplines_of, in_force
from panoh.coalition.enums import WAITS
from panoh.coalition.models import Proposal
from panoh.consent.actions import give_consent, state_vital_interest
from panoh.consent.enums import ConsentForm, ConsentPurpose, DataKind
from panoh.consent.queries import vital_ground
from panoh.core.errors import Invalid
from panoh.correspondence.enums import RecommendationState
from panoh.correspondence.models import Recommendation
from panoh.data_protection.enums import ExportState
from panoh.data_protection.models import Export
from panoh.episodes.enums import ActState, InvoiceState
from panoh.episodes.models import Act, Invoice
from panoh.network.actions import hand_out_directory
from panoh.network.models import Facility
from panoh.people.actions import NewRelationship, add_relationship, add_relationships, set_safe_contact
from panoh.people.data import FULL_NAME, PersonData
from panoh.people.enums import Relation, Sex
from panoh.people.kinship import CHILDREN, PARENTS, PARTNERS, SIBLINGS, between, other_way
from panoh.people.models import Person, Relationship
from panoh.planning.enums import PublicState
from panoh.planning.models import PublicPage
from panoh.planning.queries.plans import not_frozen
from panoh.referrals.actions import draft_referral
from panoh.referrals.enums import Priority
from panoh.referrals.models import Referral
from panoh.reporting.enums import ReleaseState
from panoh.reporting.models import FigureRelease
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

# What is asked of each relative, beside what is said once for all.
OWN_FACTS = frozenset({"relation", *FULL_NAME, "birth", "sex", "has_parent", "is_adult", "is_ward", "guardian", "child_assented"})


@dataclass(frozen=True, slots=True)
class AdmissionExtras:
    """What is written down beside an admission; an empty part is left out. Each is what the room's own action takes."""

    consent: dict[str, Any] | None = None
    contact: dict[str, Any] | None = None
    relationship: dict[str, Any] | None = None


@action(undo=_("Person admitted."))
def admit_with_consent(
    request: Request | None,
    person: PersonData,
    *,
    by: User,
    beside: AdmissionExtras,
    answers: Answers = NOTHING_ASKED,
    own: Own | None = None,
    **facts: Any,
) -> Case:
    """Admits a person, and in the same act records the consent to services, the safe contact, a family tie, and who it is not."""
    case = admit(request, person, by=by, **facts)
    keep_answers(case, answers, by=by)
    keep_own_answers(case, own or {}, by=by)
    if beside.contact:
        set_safe_contact(case.person, by=by, **beside.contact)
    if beside.relationship:
        add_relationship(case.person, by=by, **beside.relationship)
    if beside.consent:
        give_consent(case.person, by=by, purpose=ConsentPurpose.SERVICES, **beside.consent)
    return case


@dataclass(frozen=True, slots=True, repr=False)
class Relative:
    """Somebody admitted beside a person who has a case: who it is, what they are to that person, what is recorded with it, and whether
    that person is their legal representative, who then agreed for them. `has_parent`: of those who come along, whoever is that person's
    wife, husband or parent is a parent of this child too.
    """

    person: PersonData
    relation: str
    beside: AdmissionExtras
    is_ward: bool = False
    has_parent: bool = False


@action(undo=_("Relatives admitted."))
def admit_relatives(
    case: Case,
    relatives: Mapping[int, Relative],
    *,
    by: User,
    answers: Mapping[int, Answers],
    organisation: Organisation,
    urgency: str,
    admitted_on: dt.date,
    same_workers: bool = True,
) -> list[Case]:
    """Admits relatives of the person of a case, each with a case and keys of their own and their tie to that person, all or nobody.
    What they are to each other is recorded as far as it follows, or was said.

    `same_workers`: whoever works on the case works on theirs, as far as they open what the organisation carries; who leads it, leads them.
    Raises Invalid beside the field of the relative by their number: `birth_2`.
    """
    workers = _workers_of(case, organisation) if same_workers else []
    made = []
    for number, relative in relatives.items():
        tie = {"relation": relative.relation, "other": case.person, "other_status": "", "other_name": "", "is_guardian": relative.is_ward}
        consent = relative.beside.consent
        if consent and relative.is_ward:
            consent = {**consent, "guardian": f"{other_way(relative.relation, case.person.sex).label}, {case.code}"}
        try:
            made.append(
                admit_with_consent(
                    None,
                    relative.person,
                    by=by,
                    beside=replace(relative.beside, relationship=tie, consent=consent),
                    answers=answers[number],
                    organisation=organisation,
                    kind=Kind.FAMILY,
                    reason=DecisionReason.FAMILY_OF_SURVIVOR,
                    admitted_on=admitted_on,
                    urgency=Urgency(urgency),
                    workers=workers,
                )
            )
        except Invalid as error:
            own = {f"{name}_{number}" if name in OWN_FACTS else name: sentence for name, sentence in error.fields.items()}
            raise Invalid(error.sentence, own) from error
    add_relationships(list(_among(list(zip(relatives.values(), (each.person for each in made), strict=True)))), by=by)
    return made


def _among(relatives: Sequence[tuple[Relative, Person]]) -> Iterator[NewRelationship]:
    """The ties of those who are admitted together, each once."""
    for (one, person), (other, second) in combinations(relatives, 2):
        if _is_parent(other, of=one):
            yield NewRelationship(person=person, relation=_child(person), other=second)
        elif _is_parent(one, of=other):
            yield NewRelationship(person=second, relation=_child(second), other=person)
        elif term := between(one.relation, other.relation, person.sex):
            yield NewRelationship(person=person, relation=term, other=second)


def _is_parent(relative: Relative, *, of: Relative) -> bool:
    """Whether it was said of a child, or of a brother or sister, that this one is their parent too."""
    parents = PARTNERS if of.relation in CHILDREN else PARENTS if of.relation in SIBLINGS else ()
    return of.has_parent and relative.relation in parents


def _child(person: Person) -> Relation:
    return Relation.DAUGHTER if person.sex == Sex.FEMALE else Relation.SON


def _workers_of(case: Case, organisation: Organisation) -> list[tuple[User, Discipline]]:
    """Whoever works on a case now and opens what this organisation carries, the lead first."""
    near = Q(user__organisation=organisation) | Q(user__organisation__kind=OrganisationKind.SECRETARIAT)
    rows = case.assignments.filter(near, in_force(), user__is_active=True).select_related("user").order_by("starts_on", "pk")
    return [(row.user, Discipline(row.discipline)) for row in sorted(rows, key=lambda row: row.user_id != case.lead_id)]


@action
def refer_urgently(
    case: Case,
    *,
    by: User,
    facility: Facility,
    service: str,
    complaints: str,
    words: str,
    why: str = "",
    register_agreed: bool = False,
) -> Referral:
    """Draws up an urgent, neutral referral with what it rests on. `why` the person cannot be asked, and `words` why help cannot wait;
    or, where they agreed, who heard it. Who has taken on a danger of the case records that too, for this referral alone."""
    in_danger = not has(by, Permission.CONSENT_RECORD) and can(by, Permission.REFERRAL_WRITE, case)
    if why and vital_ground(case.person) is None:
        state_vital_interest(case.person, by=by, why=why, reason=words, in_danger=in_danger)
    row = draft_referral(
        case,
        by=by,
        facility=facility,
        service=service,
        complaints=complaints,
        data_kinds=[DataKind.COMPLAINTS],
        priority=Priority.EMERGENCY,
        register_agreed=register_agreed,
    )
    if not why:
        give_consent(
            case.person,
            by=by,
            purpose=ConsentPurpose.REFERRAL,
            form=ConsentForm.SPOKEN,
            data_kinds=[DataKind.COMPLAINTS],
            facility=facility,
            for_referral=row.pk,
            witness=words,
            is_adult=True,
            in_danger=in_danger,
        )
        row.refresh_from_db()
    return row


@action
def admit_urgently(request: Request, *, by: User, sex: str, **facts: Any) -> Referral:
    """Help that waits for no form: the request becomes urgent, the person is admitted provisionally, and the referral is drawn up."""
    if request.state == RequestState.NEW:
        triage_request(request, by=by, urgency=Urgency.RED)
    elif request.urgency != Urgency.RED:
        change_request_urgency(request, by=by, urgency=Urgency.RED)
    mine = [discipline for discipline in Discipline if discipline in disciplines_of(by)]
    (words,) = open_sealed([request], by=by.actor, purpose=Purpose.DECISION)
    case = admit(
        request,
        PersonData(sex=sex, family_name=words.family_name or "", given_name=words.given_name or ""),
        by=by,
        organisation=by.organisation,
        kind=Kind(request.kind or Kind.SURVIVOR),
        reason=DecisionReason.PROVISIONAL,
        workers=[(by, discipline) for discipline in mine[:1]],
    )
    if words.number:
        set_safe_contact(case.person, by=by, number=words.number, hours=words.contact_terms or "")
    return refer_urgently(case, by=by, **facts)


@action(undo=_("Family tie recorded."))
def add_compared_relationship(case: Case, *, by: User, answers: Answers, relation: str, **facts: Any) -> Relationship:
    """Records a relative after a look at who it may be: one who is here is tied as the person they are, and named in no second file."""
    if answers.same is not None:
        facts |= {"other": answers.same.person, "other_status": "", "other_name": ""}
    relationship = add_relationship(case.person, relation, by=by, **facts)
    keep_answers(case, answers, by=by, relationship=relationship.id)
    return relationship


@action
def add_organisation(*, by: User, **facts: Any) -> Organisation:
    """Takes an organisation into the house; one of the house can open the directory from now on."""
    row = accounts.add_organisation(by=by, **facts)
    if row.kind != OrganisationKind.OUTSIDE:
        hand_out_directory(by=by)
    return row


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What waits for somebody in a part of Panoh, and the place of the desk where it is."""

    feature: Feature
    label: Promise
    view: str
    rows: Callable[[], QuerySet[Any]]


def set_features(in_use: Iterable[Feature], *, by: User) -> tuple[bool, list[Feature]]:
    """Exactly these parts of Panoh are in use from now on, and those in which work is open, which nobody would find any more. Gives
    whether anything changed, and which parts stay on for their work."""
    wanted = frozenset(in_use)
    goes = [feature for feature in Feature if feature not in wanted | features.features_off(by)]
    stays = list(dict.fromkeys(work.feature for work in open_work(goes)))
    return features.set_features(wanted | frozenset(stays), by=by), stays


def open_work(parts: Collection[Feature]) -> list[OpenWork]:
    """What waits in these parts of Panoh; how much is not for who switches parts off."""
    return [work for work in OPEN_WORK if work.feature in parts and work.rows().exists()]


# In the other parts nothing waits for anybody.
OPEN_WORK = (
    OpenWork(
        Feature.COALITION,
        _("Proposals between organisations waiting for an answer"),
        "desk:proposals",
        lambda: Proposal.objects.filter(state__in=WAITS),
    ),
    OpenWork(
        Feature.INVOICES,
        _("Acts to approve or pay"),
        "desk:acts",
        lambda: Act.objects.filter(state__in=[ActState.SUBMITTED, ActState.APPROVED]),
    ),
    OpenWork(
        Feature.INVOICES,
        _("Invoices to approve or pay"),
        "desk:invoices",
        lambda: Invoice.objects.filter(state__in=[InvoiceState.ENTERED, InvoiceState.APPROVED]),
    ),
    OpenWork(
        Feature.PLANS,
        _("Pages of a plan waiting for approval"),
        "desk:plans",
        lambda: PublicPage.objects.filter(state=PublicState.ASKED),
    ),
    OpenWork(Feature.PLANS, _("Periods of a plan that are over and not frozen"), "desk:plans", not_frozen),
    OpenWork(
        Feature.RELEASES,
        _("Tables not published yet"),
        "desk:statistics_releases",
        lambda: FigureRelease.objects.filter(state__in=[ReleaseState.DRAWN_UP, ReleaseState.ASKED]),
    ),
    OpenWork(
        Feature.EXPORTS,
        _("List exports that are not finished"),
        "desk:exports",
        lambda: Export.objects.filter(state__in=[ExportState.ASKED, ExportState.AGREED]),
    ),
    OpenWork(
        Feature.RECOMMENDATIONS,
        _("Recommendations with an answer promised"),
        "desk:recommendations",
        lambda: Recommendation.objects.filter(state=RecommendationState.GIVEN).exclude(answer_by=None),
    ),
)
