"""A letter about a person: the consent gate, the second reader, the exact copy."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from panoh.accounts.models import RoleGrant
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.enums import Discipline
from panoh.consent.actions import refuse_consent, withdraw_consent
from panoh.consent.enums import ConsentForm, ConsentPurpose, DataKind
from panoh.consent.models import Consent
from panoh.consent.queries import ground_for
from panoh.core.clock import now, today
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.correspondence import queries
from panoh.correspondence.actions import letters
from panoh.correspondence.actions.letters import (
    agree_to_letter,
    change_letter,
    drop_letter,
    give_to_reader,
    open_copy,
    preview_letter,
    return_letter,
    send_letter,
    take_back,
)
from panoh.correspondence.enums import ItemState
from panoh.correspondence.models import PersonLink, RegisterItem
from panoh.desk.frame.counting import count_due
from panoh.network.actions.addressees import change_addressee, close_addressee
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_user, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.factories.consent import make_consent
from tests.factories.correspondence import KINDS, make_addressee, make_agreed_letter, make_letter, make_letter_consent
from tests.factories.network import make_facility
from tests.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def author():
    return make_coordinator()


@pytest.fixture
def reader():
    return make_user(Role.SOCIAL_WORKER)


@pytest.fixture
def case(author, reader):
    return make_case(by=author, workers=((reader, Discipline.SOCIAL),))


@pytest.fixture
def agreed(author, reader, case):
    return make_agreed_letter(by=author, reader=reader, case=case)


def text_of(pdf):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_letter_about_nobody_goes_with_the_next_number_and_its_copy_is_what_left(author):
    addressee = make_addressee(by=author)
    first, second = (make_letter(by=author, addressee=addressee) for _ in range(2))

    send_letter(second, by=author)
    send_letter(first, by=author)

    assert (second.number, first.number) == (1, 2)
    said = text_of(open_copy(first, by=author))
    assert f"2/{today().year}" in said
    assert "Отдел социальной защиты" in said
    assert "Просим рассмотреть" in said


def test_a_letter_about_a_person_goes_on_its_consent_which_is_spent(author, case, agreed):
    consent = make_letter_consent(case, by=author, addressee=agreed.addressee)

    send_letter(agreed, by=author)

    consent.refresh_from_db()
    link = PersonLink.objects.get()
    assert (agreed.state, agreed.number, link.consent) == (ItemState.REGISTERED, 1, consent)
    assert consent.spent_at is not None
    assert "Қодиров Ҷамшед" in text_of(open_copy(agreed, by=author))


def test_the_same_consent_carries_no_second_letter(author, reader, case, agreed):
    make_letter_consent(case, by=author, addressee=agreed.addressee)
    send_letter(agreed, by=author)
    again = make_agreed_letter(by=author, reader=reader, case=case, addressee=agreed.addressee)

    with pytest.raises(WrongState, match="each letter needs a new consent"):
        send_letter(again, by=author)
    assert RegisterItem.objects.get(pk=again.pk).number is None


def consents_that_do_not_carry(case, by, addressee):
    other = make_addressee(by=by, institution="Другой отдел")
    yesterday = today() - dt.timedelta(days=1)
    return {
        "another addressee": {"addressee": other},
        "another purpose": {"addressee": addressee, "purpose": ConsentPurpose.LEGAL},
        "less data": {"addressee": addressee, "data_kinds": [DataKind.SOCIAL]},
        "over": {"addressee": addressee, "given_on": yesterday, "valid_until": yesterday},
        "no addressee": {"data_kinds": list(KINDS), "purpose": ConsentPurpose.AUTHORITIES},
        "a facility": {"facility": make_facility(by=by), "data_kinds": list(KINDS), "purpose": ConsentPurpose.AUTHORITIES},
    }


@pytest.mark.parametrize("which", ["another addressee", "another purpose", "less data", "over", "no addressee", "a facility"])
def test_no_other_consent_carries_it(author, case, agreed, which):
    facts = consents_that_do_not_carry(case, author, agreed.addressee)[which]
    if "addressee" in facts:
        make_letter_consent(case, by=author, **facts)
    else:
        make_consent(case.person, by=author, **facts)

    with pytest.raises(WrongState):
        send_letter(agreed, by=author)
    assert (Consent.objects.filter(spent_at=None).count(), PersonLink.objects.get().pdf) == (Consent.objects.count(), b"")


def test_withdrawn_or_refused_consent_carries_nothing(author, case, agreed):
    consent = make_letter_consent(case, by=author, addressee=agreed.addressee)
    withdraw_consent(consent, by=author)
    with pytest.raises(WrongState):
        send_letter(agreed, by=author)

    make_letter_consent(case, by=author, addressee=agreed.addressee)
    refuse_consent(
        case.person, by=author, purpose=ConsentPurpose.AUTHORITIES, form=ConsentForm.WRITTEN, data_kinds=[], addressee=agreed.addressee
    )
    with pytest.raises(WrongState):
        send_letter(agreed, by=author)


def test_a_consent_for_a_letter_carries_no_report_to_an_authority(author, case):
    make_letter_consent(case, by=author, addressee=make_addressee(by=author))

    assert ground_for(case.person, ConsentPurpose.AUTHORITIES) is None


def test_a_consent_to_letters_names_what_may_be_told(author, case):
    with pytest.raises(Invalid) as refused:
        make_letter_consent(case, by=author, addressee=make_addressee(by=author), data_kinds=[])
    assert list(refused.value.fields) == ["data_kinds"]


def test_without_a_second_reader_nothing_about_a_person_goes(author, case, reader):
    row = make_letter(by=author, case=case)
    make_letter_consent(case, by=author, addressee=row.addressee)

    with pytest.raises(WrongState, match="second reader"):
        send_letter(row, by=author)
    give_to_reader(row, by=author, user=reader)
    with pytest.raises(WrongState, match="second reader"):
        send_letter(row, by=author)


def test_the_author_is_never_the_second_reader(author, case, reader):
    row = make_letter(by=author, case=case)

    with pytest.raises(Invalid):
        give_to_reader(row, by=author, user=author)
    give_to_reader(row, by=author, user=reader)
    with pytest.raises(Denied):
        agree_to_letter(row, by=author)


def test_who_stands_in_for_the_author_is_no_second_reader(author, case, reader):
    with writes_allowed():
        RoleGrant(user=reader, role=Role.COORDINATOR, deputy_for=author, starts_on=today(), ends_on=today()).save(force_insert=True)
    row = make_letter(by=author, case=case)

    assert reader not in queries.readers_for(row, case)


def test_only_who_sees_the_case_and_has_the_right_reads_second(author, case, reader):
    stranger, physician, second = make_user(Role.SOCIAL_WORKER), make_user(Role.PHYSICIAN), make_coordinator()
    row = make_letter(by=author, case=case)

    assert set(queries.readers_for(row, case)) == {reader, second}
    for user in (stranger, physician):
        with pytest.raises(Invalid):
            give_to_reader(row, by=author, user=user)
    give_to_reader(row, by=author, user=reader)
    with pytest.raises(Denied):
        agree_to_letter(row, by=second)


def test_what_is_changed_after_it_was_agreed_to_is_read_again(author, case, reader, agreed):
    make_letter_consent(case, by=author, addressee=agreed.addressee)
    facts = {"addressee": agreed.addressee, "subject": "Иное", "words": "Иное письмо", "language": "ru", "data_kinds": list(KINDS)}
    with pytest.raises(WrongState):
        change_letter(agreed, by=author, **facts)

    take_back(agreed, by=author)
    change_letter(agreed, by=author, **facts)

    assert PersonLink.objects.get().read_at is None
    with pytest.raises(WrongState):
        send_letter(agreed, by=author)


def test_the_second_reader_gives_it_back_with_a_remark(author, case, reader):
    row, before = make_letter(by=author, case=case), count_due(reader)
    give_to_reader(row, by=author, user=reader)
    assert ([link.item for link in queries.due_readings(reader)], count_due(reader)) == ([row], before + 1)

    return_letter(row, by=reader, remark="Короче")

    (opened,) = open_sealed([PersonLink.objects.get()], by=author.actor, purpose=Purpose.OWN_WORK)
    assert (row.state, opened.remark, list(queries.due_readings(reader))) == (ItemState.DRAFT, "Короче", [])


def test_nobody_but_the_author_changes_or_sends_it(author, case, reader, agreed):
    make_letter_consent(case, by=author, addressee=agreed.addressee)

    for user in (reader, make_coordinator()):
        for act in (send_letter, take_back, drop_letter):
            with pytest.raises(Denied):
                act(agreed, by=user)


def test_the_words_of_a_letter_about_a_person_are_under_the_persons_key_alone(author, case, agreed):
    (item,) = open_sealed([agreed], by=author.actor, purpose=Purpose.OWN_WORK)

    assert (item.words, item.file("pdf")) == ("", b"")
    assert PersonLink.objects.get().sealing_subject().id == case.person_id


def test_the_copy_opens_for_who_sees_the_case_and_for_nobody_else(author, case, reader, agreed):
    make_letter_consent(case, by=author, addressee=agreed.addressee)
    send_letter(agreed, by=author)
    director = make_user(Role.DIRECTOR)

    assert open_copy(agreed, by=reader)[:4] == b"%PDF"
    assert queries.get_item(director, agreed.pk) == agreed
    with pytest.raises(Denied):
        open_copy(agreed, by=director)


def test_before_it_leaves_the_name_is_shut(author, agreed):
    assert preview_letter(agreed, by=author).name == "••••••"


def test_a_consent_withdrawn_while_the_letter_is_made_stops_it(author, case, agreed, monkeypatch):
    consent = make_letter_consent(case, by=author, addressee=agreed.addressee)
    real = letters.paper.as_pdf

    def slow(written):
        with writes_allowed():
            Consent.objects.filter(pk=consent.pk).update(decision="withdrawn", withdrawn_on=today())
        return real(written)

    monkeypatch.setattr(letters.paper, "as_pdf", slow)

    with pytest.raises((Conflict, WrongState)):
        send_letter(agreed, by=author)
    assert RegisterItem.objects.get().number is None


def test_a_consent_withdrawn_after_it_left_is_said_before_and_on_the_letter(client, author, case, agreed):
    consent = make_letter_consent(case, by=author, addressee=agreed.addressee)
    letter = send_letter(agreed, by=author)
    withdraw = reverse("desk:consent_withdraw", args=[case.code, consent.pk])
    sign_in(client, author)

    assert f"Letter {letter.number} of" in text(client.get(withdraw))
    client.post(withdraw, {"version": Consent.objects.get().version})

    assert PersonLink.objects.get().ground_lost_on == today()


def test_a_draft_that_is_not_sent_takes_no_number_and_leaves_the_register(author):
    row = make_letter(by=author)

    drop_letter(row, by=author)

    assert (row.number, list(queries.items(author)), list(queries.items(author, "drafts"))) == (None, [], [])


def test_a_closed_addressee_gets_no_new_letter(author):
    addressee = make_addressee(by=author)
    close_addressee(addressee, by=author)

    with pytest.raises(Invalid) as refused:
        make_letter(by=author, addressee=addressee)
    assert list(refused.value.fields) == ["addressee"]


@pytest.mark.parametrize(("language", "word"), [("ru", "Подпись"), ("tg", "Имзо")])
def test_the_paper_is_in_the_language_of_the_letter(author, language, word):
    row = make_letter(by=author, language=language)

    send_letter(row, by=author)

    assert now().year == row.year
    assert word in text_of(open_copy(row, by=author))


def test_an_addressee_under_another_name_is_not_whom_the_person_agreed_to(author, case, agreed):
    to = agreed.addressee
    make_letter_consent(case, by=author, addressee=to)
    change_addressee(to, by=author, kind=to.kind, institution="Отдел социальной защиты", office="Приёмная", phone="+992900000001")
    assert queries.ground_of(PersonLink.objects.get()) is not None

    change_addressee(to, by=author, kind=to.kind, institution="Другое ведомство", office="Приёмная")

    with pytest.raises(WrongState):
        send_letter(agreed, by=author)


def test_a_number_taken_while_the_letter_was_made_is_followed_by_the_next(author, monkeypatch):
    addressee = make_addressee(by=author)
    first, second = (make_letter(by=author, addressee=addressee) for _ in range(2))
    real, waiting = letters.paper.as_pdf, [second]

    def slow(written):
        if waiting:
            send_letter(waiting.pop(), by=author)
        return real(written)

    monkeypatch.setattr(letters.paper, "as_pdf", slow)

    send_letter(first, by=author)

    assert (second.number, first.number) == (1, 2)
    assert f"2/{today().year}" in text_of(open_copy(first, by=author))
