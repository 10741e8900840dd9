"""A letter below 'full' in which words that tell were kept leaves only after a second reader agreed to just this text."""

import re

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.cases.enums import TaskKind
from panoh.cases.models import Task
from panoh.cases.policy import visible_tasks
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.exchange.fhir import export_referral
from panoh.referrals import actions
from panoh.referrals.actions.sending import NotRead
from panoh.referrals.enums import ReferralState
from panoh.referrals.models import Referral
from panoh.referrals.queries.referrals import readers_for
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.cases import make_case
from tests.factories.consent import make_consent
from tests.factories.network import make_facility
from tests.factories.referrals import make_referral
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TELLS = "Боли после удара дубинкой"
ADDRESS = "https://reply.example.org/r/{}/ru/"


@pytest.fixture
def writer():
    make_secretariat()
    return make_user(Role.COORDINATOR)


@pytest.fixture
def colleague(writer):
    return make_user(Role.COORDINATOR)


def kept(by, **facts):
    return make_referral(by=by, consented=True, complaints=TELLS, keep_words=True, **facts)


def fresh(row):
    return Referral.objects.get(pk=row.pk)


def change(row, by, complaints=TELLS, **facts):
    given = {"facility": row.facility, "service": row.service, "complaints": complaints, "keep_words": True, "priority": row.priority}
    return actions.change_referral(fresh(row), by=by, **{**given, **facts})


def agree(row, by):
    """As on the page: looks at the letter and agrees to what was shown."""
    row = fresh(row)
    return actions.agree_to_words(row, by=by, seen=actions.preview_letter(row, by=by).seen, expected=row.version)


def opened_page(client, row, *, by):
    sign_in(client, by)
    return client.post(reverse("desk:referral", args=[row.code])).content.decode()


def events():
    return list(AuditEvent.objects.filter(verb__startswith="referrals.letter_").order_by("seq").values_list("verb", flat=True))


def test_letter_with_kept_words_is_not_sent_by_its_writer_alone_by_any_way(client, writer, colleague):
    row = kept(writer)
    sign_in(client, writer)

    page = client.post(reverse("desk:referral_send", args=[row.code]), {"version": row.version, "looked_again": "1"})

    assert page.status_code == 409
    assert "only after a second reader" in page.content.decode()
    for by in (writer, colleague):  # nor does another send it who has not agreed to it
        with pytest.raises(NotRead):
            actions.send_referral(fresh(row), by=by)
        with pytest.raises(NotRead):
            actions.send_with_link(fresh(row), by=by, address_of=ADDRESS.format)
        for leave in (actions.take_letter, export_referral):
            with pytest.raises(WrongState):
                leave(fresh(row), by=by)
    assert fresh(row).state == ReferralState.DRAFT
    assert not fresh(row).letter


def test_words_that_tell_are_kept_only_where_that_is_said(writer):
    with pytest.raises(Invalid):
        make_referral(by=writer, complaints=TELLS)
    with pytest.raises(Invalid):  # and the name of who refers never
        make_referral(by=writer, complaints=f"{TELLS}, {writer.organisation.name_ru}", keep_words=True)
    assert make_referral(by=writer, keep_words=True).kept_by is None


def test_second_reader_agrees_and_the_letter_leaves(writer, colleague):
    row = kept(writer)
    with pytest.raises(Invalid):
        actions.give_to_reader(row, by=writer, user=writer)
    actions.give_to_reader(row, by=writer, user=colleague)
    assert visible_tasks(colleague).filter(kind=TaskKind.WORDS, target=row.pk, owner=colleague).count() == 1

    agree(row, colleague)
    sent = actions.send_referral(fresh(row), by=writer)

    assert sent.state == ReferralState.SENT
    assert export_referral(fresh(row), by=writer)["resourceType"] == "Bundle"
    assert not Task.objects.filter(kind=TaskKind.WORDS, done_at=None).exists()
    assert events() == ["referrals.letter_given_to_reader", "referrals.letter_agreed"]


def test_who_wrote_it_does_not_agree_to_it(writer, colleague):
    row = kept(writer)
    assert writer not in readers_for(row)
    assert colleague in readers_for(row)
    with pytest.raises(Denied):
        agree(row, writer)
    with pytest.raises(Denied):  # who does not see the case
        actions.agree_to_words(row, by=make_user(Role.REGIONAL_WORKER, regions=("TJ-SU",)), seen="", expected=row.version)

    change(row, colleague)

    for by in (writer, colleague):
        with pytest.raises(Denied):
            agree(row, by)


@pytest.mark.parametrize(
    "facts", [{"complaints": "Боли после удара дубинкой, допрос"}, {"level": "minimal"}, {"ask": "Осмотр после ареста"}]
)
def test_changed_letter_wants_a_new_look(writer, colleague, facts):
    row = kept(writer)
    seen, version = actions.preview_letter(row, by=colleague).seen, row.version
    change(row, writer, **facts)
    with pytest.raises(Conflict):  # what was read is not what stands there now
        actions.agree_to_words(fresh(row), by=colleague, seen=seen, expected=version)
    with pytest.raises(Conflict):  # nor is it by its new version, which a list shows
        actions.agree_to_words(fresh(row), by=colleague, seen=seen, expected=fresh(row).version)
    agree(row, colleague)

    change(row, writer)

    with pytest.raises(NotRead):
        actions.send_referral(fresh(row), by=writer)


def test_agreement_holds_for_the_text_itself_not_for_its_sign(writer, colleague):
    row, elsewhere = kept(writer), make_facility(by=writer)
    make_consent(row.person, by=writer, facility=elsewhere)
    agree(row, colleague)
    row = fresh(row)
    row.facility = elsewhere  # as no action leaves it

    with pytest.raises(NotRead):
        actions.send_referral(row, by=writer)
    assert fresh(row).state == ReferralState.DRAFT


def test_letter_given_back_says_why_and_lies_with_its_writer(client, writer, colleague):
    row = kept(writer)
    actions.give_to_reader(row, by=writer, user=colleague)
    with pytest.raises(Invalid):
        actions.return_to_writer(fresh(row), by=colleague, remark=" ")

    actions.return_to_writer(fresh(row), by=colleague, remark="Без дубинки")

    assert "Без дубинки" in opened_page(client, row, by=writer)
    assert not Task.objects.filter(kind=TaskKind.WORDS, done_at=None).exists()
    assert Task.objects.filter(kind=TaskKind.REFERRAL, target=row.pk, owner=writer, done_at=None).count() == 1
    with pytest.raises(NotRead):
        actions.send_referral(fresh(row), by=writer)
    change(row, writer, complaints="Боли, бессонница")
    assert actions.send_referral(fresh(row), by=writer).state == ReferralState.SENT


def test_only_an_urgent_letter_goes_alone_with_a_reason_and_the_coordinator_is_told(client, writer, colleague):
    with pytest.raises(WrongState):
        actions.go_alone(kept(writer), by=writer, reason="Ночь, никого нет")
    row = kept(writer, priority="urgent")
    for nothing in (" ", ".", "срочно", ". . . . . . . . . . ."):
        with pytest.raises(Invalid, match="ten letters"):
            actions.go_alone(row, by=writer, reason=nothing)
    with pytest.raises(NotRead):
        actions.send_referral(fresh(row), by=writer)

    actions.go_alone(fresh(row), by=writer, reason="Ночь, никого нет")

    assert actions.send_referral(fresh(row), by=writer).state == ReferralState.SENT
    sign_in(client, colleague)
    led = client.get(reverse("desk:referral_reading", args=[row.pk]), follow=True).content.decode()
    assert "Ночь, никого нет" not in led
    assert "Show the reason" in led
    assert "Ночь, никого нет" in opened_page(client, row, by=colleague)
    assert visible_tasks(colleague).filter(kind=TaskKind.ALONE, target=row.pk, role=Role.COORDINATOR).count() == 1
    assert events() == ["referrals.letter_goes_alone"]


def test_going_alone_does_not_outlive_a_change(writer):
    row = kept(writer, priority="urgent")
    actions.go_alone(row, by=writer, reason="Ночь, никого нет")

    change(row, writer, priority="normal")

    with pytest.raises(NotRead):
        actions.send_referral(fresh(row), by=writer)


def test_refused_words_are_offered_to_be_kept_and_another_facility_is_read_for_anew(client, writer, colleague):
    case, facility = make_case(by=writer), make_facility(by=writer)
    sign_in(client, writer)
    typed = {
        "facility": str(facility.pk),
        "service": "eye",
        "level": "neutral",
        "priority": "normal",
        "complaints": TELLS,
        "language": "ru",
    }
    address = reverse("desk:referral_add", args=[case.code])
    assert "keep_words" not in client.get(address).content.decode()
    assert "keep_words" not in client.post(address, {**typed, "complaints": ""}).content.decode()

    refused = client.post(address, typed)

    assert refused.status_code == 400
    assert 'name="keep_words"' in refused.content.decode()
    assert client.post(address, {**typed, "keep_words": "on"}).status_code == 302
    row = Referral.objects.get()
    assert (row.kept_by, row.read_at) == (writer, None)


def test_pages_lead_the_colleague_to_the_letter_and_back(client, writer, colleague):
    row = kept(writer)
    sign_in(client, writer)
    preview = client.post(reverse("desk:referral_preview", args=[row.code])).content.decode()
    assert "<mark>дубинкой</mark>" in preview
    assert "looked_again" not in preview
    assert reverse("desk:referral_send", args=[row.code]) not in preview
    assert reverse("desk:referral_agree", args=[row.code]) not in preview
    given = client.post(reverse("desk:referral_reader", args=[row.code]), {"user": str(colleague.pk), "version": row.version})
    assert given.status_code == 302

    sign_in(client, colleague)
    assert reverse("desk:referral_reading", args=[row.pk]) in client.get(reverse("desk:my_day")).content.decode()
    led = client.get(reverse("desk:referral_reading", args=[row.pk]))
    assert led.headers["Location"] == reverse("desk:referral", args=[row.code])
    preview = client.post(reverse("desk:referral_preview", args=[row.code])).content.decode()
    assert "<mark>дубинкой</mark>" in preview
    assert client.get(reverse("desk:referral_return", args=[row.code])).status_code == 200
    proof = re.search(r'name="seen" value="(\w{64})"', preview).group(1)
    assert client.post(reverse("desk:referral_agree", args=[row.code]), {"version": "1", "seen": proof}).status_code == 409
    client.post(reverse("desk:referral_agree", args=[row.code]), {"version": fresh(row).version, "seen": proof})
    assert fresh(row).reader == colleague

    sign_in(client, writer)
    assert "looked_again" not in client.post(reverse("desk:referral_preview", args=[row.code])).content.decode()
    assert client.post(reverse("desk:referral_send", args=[row.code]), {"version": fresh(row).version}).status_code == 302


@pytest.mark.parametrize("seen", [{}, {"seen": ""}, {"seen": "0" * 64}])
def test_nobody_agrees_to_a_letter_they_were_not_shown(client, writer, colleague, seen):
    row = kept(writer)
    sign_in(client, colleague)

    page = client.post(reverse("desk:referral_agree", args=[row.code]), {"version": row.version, **seen})

    assert page.status_code == 409
    assert fresh(row).read_at is None
    assert "<mark>дубинкой</mark>" in page.content.decode()  # it is shown now, with what may be agreed to
    assert 'name="seen"' in page.content.decode()


def test_page_says_to_each_what_is_theirs_to_do(client, writer, colleague):
    row, other = kept(writer), make_user(Role.COORDINATOR)
    first, worker, asked, read = (
        "Your next step: check the letter and send it, by",
        "Next step for the worker: check the letter and send it, by",
        "Check the letter, then agree to it or return it",
        f"{colleague.username} reads the letter",
    )

    def said(by):
        sign_in(client, by)
        page = client.get(reverse("desk:referral", args=[row.code])).content.decode()
        return {
            sentence
            for sentence in (
                first,
                asked,
                read,
                worker,
                ("Your next step: send the letter to a second reader or reword the marked parts, by"),
            )
            if sentence in page
        }

    assert said(writer) == {"Your next step: send the letter to a second reader or reword the marked parts, by"}
    assert said(colleague) == {asked}  # whoever may read it may agree without being asked
    actions.give_to_reader(row, by=writer, user=colleague)
    assert said(writer) == said(other) == {read}
    assert said(colleague) == {asked, read}
    agree(row, colleague)
    assert (said(writer), said(colleague)) == ({first}, {worker})


def test_list_names_the_second_reader_as_the_page_does(client, writer, colleague):
    row = kept(writer)
    actions.give_to_reader(row, by=writer, user=colleague)
    sign_in(client, writer)

    listed = [client.get(reverse(f"desk:{name}", args=args)) for name, args in (("case_referrals", [row.case.code]), ("referrals", []))]

    steps = [soup_of(page).select_one("tbody [data-head='Next step by']").get_text() for page in listed]
    assert [colleague.username in step for step in steps] == [True, True]
