"""The office in the sample: letters in and out, a meeting, promises kept and late, recommendations, needs nobody meets."""

import datetime as dt
from typing import Any

from panoh.accounts.models import User
from panoh.cases.models import Case
from panoh.consent import actions as consents
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.core.clock import today
from panoh.correspondence.actions import letters, recommendations, register
from panoh.correspondence.actions.promises import note_promise, settle
from panoh.correspondence.enums import ItemKind, PromiseState, RecommendationState, Side, Way
from panoh.demo.staff import SPOKEN, Staff
from panoh.network.actions.addressees import add_addressee
from panoh.network.enums import Service
from panoh.network.enums.addressees import AddresseeKind
from panoh.network.models import Addressee
from panoh.referrals.actions.gaps import end_gap, note_gap
from panoh.referrals.enums import GapEnd, GapReason
from panoh.referrals.queries.gaps import count_persons

KINDS = [DataKind.NAME, DataKind.SOCIAL]


def make_office(staff: Staff, cases: dict[str, Case]) -> None:
    """Everything is invented; no institution here is a real one's correspondent."""
    to = _addressees(staff.coordinator)
    _letters(staff, cases, to)
    _gaps(staff, cases)
    _recommendations(staff.coordinator, to)


def _addressees(by: User) -> dict[str, Addressee]:
    facts: dict[str, dict[str, Any]] = {
        "social": {
            "kind": AddresseeKind.SOCIAL,
            "institution": "Social welfare · Соцзащита · Ҳифзи иҷтимоӣ",
            "office": "Reception · Приёмная · Қабулгоҳ",
            "contact_name": "Намунаева Ш.",
            "region": "TJ-KT",
            "place": "TJ-KT.bokhtar",
            "phone": "+992000000301",
        },
        "health": {"kind": AddresseeKind.HEALTH, "institution": "Health authority · Здравоохранение · Тандурустӣ", "region": "TJ-SU"},
        "ombudsman": {"kind": AddresseeKind.OMBUDSMAN, "institution": "Ombudsman · Уполномоченный · Ваколатдор", "region": "TJ-DU"},
    }
    return {name: add_addressee(by=by, **given) for name, given in facts.items()}


def _letters(staff: Staff, cases: dict[str, Case], to: dict[str, Addressee]) -> None:
    by, day = staff.coordinator, today()
    asked = register.receive_letter(
        by=by,
        addressee=to["health"],
        dated_on=day - dt.timedelta(days=12),
        subject="О порядке приёма больных из районов",
        their_reference="7-12/118",
        way=Way.POST,
        answer_by=day + dt.timedelta(days=5),
    )
    register.receive_letter(
        by=staff.social_worker,
        addressee=to["social"],
        dated_on=day - dt.timedelta(days=4),
        subject="Ответ на заявление",
        their_reference="41",
        way=Way.HAND,
        concerns=register.Concerns(cases["widow"], "Просят справку о составе семьи"),
    )
    answer = letters.draft_letter(
        by=by,
        addressee=to["health"],
        subject="О порядке приёма больных из районов",
        words="Благодарим за письмо. Просим сообщить часы приёма в районах.",
        language="ru",
        answers=asked,
    )
    letters.send_letter(answer, by=by, answer_by=day + dt.timedelta(days=20))
    _letter_about(staff, cases["widow"], to["social"])
    meeting = register.note_talk(
        by=by,
        kind=ItemKind.MEETING,
        addressee=to["ombudsman"],
        held_on=day - dt.timedelta(days=9),
        present="Координатор, представитель аппарата",
        words="Говорили о доступе к психиатру в районах. Обещали прислать список врачей.",
        subject="Доступ к помощи в районах",
    )
    late: dict[str, Any] = {"by": by, "addressee": to["ombudsman"], "item": meeting}
    note_promise(side=Side.THEM, due_on=day - dt.timedelta(days=2), words="List of physicians · Список врачей · Рӯйхати духтурон", **late)
    done = note_promise(
        side=Side.US, due_on=day - dt.timedelta(days=5), words="Send rules · Прислать правила · Қоидаҳоро фиристодан", **late
    )
    settle(done, PromiseState.KEPT, by=by, on=day - dt.timedelta(days=6))


def _letter_about(staff: Staff, case: Case, to: Addressee) -> None:
    """One about a person, with the consent to it, that waits for its second reader."""
    consents.give_consent(case.person, by=staff.coordinator, purpose=ConsentPurpose.AUTHORITIES, addressee=to, data_kinds=KINDS, **SPOKEN)
    draft = letters.draft_letter(
        by=staff.coordinator,
        addressee=to,
        subject="О назначении пособия",
        words="Просим рассмотреть вопрос о пособии по потере кормильца.",
        language="ru",
        concerns=letters.About(case, KINDS),
    )
    letters.give_to_reader(draft, by=staff.coordinator, user=staff.social_worker)


def _gaps(staff: Staff, cases: dict[str, Case]) -> None:
    for name, service, reason in (
        ("first", Service.PSYCHIATRY, GapReason.TOO_FAR),
        ("again", Service.PSYCHIATRY, GapReason.NO_AGREEMENT),
        ("held", Service.GYNAECOLOGY, GapReason.NO_PROVIDER),
        ("widow", Service.SHELTER, GapReason.NO_CAPACITY),
    ):
        note_gap(cases[name], by=staff.coordinator, service=service, reason=reason)
    met = note_gap(cases["first"], by=staff.coordinator, service=Service.PHYSIOTHERAPY, reason=GapReason.COST)
    end_gap(met, by=staff.coordinator, end=GapEnd.MET)


def _recommendations(by: User, to: dict[str, Addressee]) -> None:
    start, day = today() - dt.timedelta(days=90), today()
    persons = count_persons(by, Service.PSYCHIATRY, start, day)
    recommendations.write_recommendation(
        by=by,
        addressee=to["health"],
        basis=recommendations.Basis(Service.PSYCHIATRY, "", start, day, persons),
        text_ru="Организовать приём психиатра в районах не реже раза в месяц.",
        text_tg="Қабули равонпизишкро дар ноҳияҳо на камтар аз як бор дар моҳ ташкил кардан.",
    )
    given = recommendations.write_recommendation(
        by=by,
        addressee=to["social"],
        text_ru="Принимать заявления о пособии без справки с места работы умершего.",
        text_tg="Аризаҳоро барои кумакпулӣ бе маълумотнома аз ҷойи кори шахси даргузашта қабул кардан.",
    )
    recommendations.give_recommendation(given, by=by, given_on=day - dt.timedelta(days=60), answer_by=day - dt.timedelta(days=30))
    recommendations.answer_recommendation(
        given,
        by=by,
        state=RecommendationState.PARTLY,
        answered_on=day - dt.timedelta(days=20),
        answer="Принимают при письме Группы",
        changed="Два заявления приняты без справки",
    )
