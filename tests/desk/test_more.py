"""What the rail and More lead to: at most seven places, all open to the reader, found in any language, without what is not in use."""

import pytest
from django.urls import reverse

from panoh.accounts.enums import Feature
from panoh.accounts.features import features_off, set_first_features
from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.cases.actions.questions import add_question
from panoh.cases.enums import AnswerKind, AskingForm
from panoh.cli import founding
from panoh.coalition.actions import take_back_proposal
from panoh.core.clock import today
from panoh.core.languages import LANGUAGES
from panoh.correspondence.actions.recommendations import give_recommendation, write_recommendation
from panoh.desk.actions import set_features
from panoh.desk.frame.context import MOST, rail_places
from panoh.desk.frame.places import ACTS, BY_VIEW, open_places
from panoh.desk.home.finding_places import find_places
from panoh.planning.queries.plans import periods_to_freeze
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.factories.coalition import make_proposal
from tests.factories.correspondence import make_addressee
from tests.factories.planning import make_plan
from tests.pages import main_text, soup_of, url

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ALL = [*BY_VIEW.values(), *ACTS]


def off():
    return features_off(User())  # another object than any page had, so that nothing is remembered


@pytest.mark.parametrize("role", Role)
def test_every_place_that_a_role_is_offered_opens_and_the_rail_has_seven_at_most(client, role):
    user = make_user(role)
    sign_in(client, user)

    offered = list(open_places(user, ALL, ()))
    closed = [place.view for place in offered if client.get(place.url).status_code not in {200, 302}]

    assert BY_VIEW["desk:account"] in offered
    assert closed == []
    rail = soup_of(client.get(reverse("desk:my_day"))).select(".rail li")
    assert len(rail) == len(rail_places(user)) <= MOST + 2


def test_what_does_not_stand_in_the_rail_stands_under_more_in_five_groups_at_most(client):
    coordinator = make_coordinator()
    sign_in(client, coordinator)

    page = soup_of(client.get(reverse("desk:more")))

    listed = {link["href"] for link in page.select("main .what a")}
    rail = {place.place.view for place in rail_places(coordinator)}
    assert {place.url for place in open_places(coordinator, BY_VIEW.values(), ()) if place.view not in rail} <= listed
    assert len(page.select("main #places h2")) == 5


@pytest.mark.parametrize(
    ("wanted", "view"),
    [
        ("I want to write to a clinic", "desk:referrals"),
        ("zvonok nochyu", "desk:hotline"),
        ("записать звонок", "desk:hotline"),
        ("сменить пороль", "desk:account"),
        ("мактуб ба додситон", "desk:letter_new"),
        ("статстика за год", "desk:statistics"),
        ("коллега арестован", "desk:revoke"),
        ("нусха калид", "desk:keys"),
        ("duplicate", "desk:duplicates"),
        ("чустучу", "desk:search"),
    ],
)
def test_what_one_wants_to_do_is_found_in_three_languages_and_mistyped(wanted, view):
    assert view in [place.view for place in find_places(ALL, wanted)[:4]]


@pytest.mark.parametrize(
    ("wanted", "view"),
    [
        ("назначить сотрудника", "desk:cases"),
        ("таъини корманд", "desk:cases"),
        ("assign a worker", "desk:cases"),
        ("close case", "desk:cases"),
        ("отчет", "desk:statistics"),
        ("отчёт", "desk:statistics"),
        ("кто сегодня дежурит", "desk:rota"),
        ("who is on duty today", "desk:rota"),
        ("имрӯз кӣ навбатдор", "desk:rota"),
        ("key", "desk:keys"),
        ("backup", "desk:keys"),
        ("close access", "desk:revoke"),
        ("report a danger", "desk:cases"),
        ("сообщить об опасности", "desk:cases"),
        ("аз хатар хабар додан", "desk:cases"),
        ("quarter", "desk:statistics"),
        ("отчёт за квартал", "desk:statistics"),
        ("ҳисоботи семоҳа", "desk:statistics"),
        ("резервная копия", "desk:keys"),
        ("нусхаи эҳтиётӣ", "desk:keys"),
        ("transfer cases", "desk:hand_over"),
        ("перевести случаи", "desk:hand_over"),
        ("интиқоли ҳолатҳо", "desk:hand_over"),
    ],
)
def test_what_is_asked_for_comes_first(wanted, view):
    assert find_places(ALL, wanted)[0].view == view


@pytest.mark.parametrize(
    ("wanted", "view"),
    [
        ("новый клеент", "desk:request_new"),
        ("добавить родственника", "desk:cases"),
        ("илова кардани хеш", "desk:cases"),
        ("add relativ", "desk:cases"),
        ("розигӣ гирифтан", "desk:cases"),
        ("согласе записать", "desk:cases"),
        ("жалоба на врача", "desk:complaint_new"),
        ("ёфтани одам", "desk:search"),
        ("ҷустуҷӯи одам", "desk:search"),
        ("find preson", "desk:search"),
        ("новый сотрудник", "desk:add_user"),
        ("корманди нав", "desk:add_user"),
        ("права доступа", "desk:users"),
        ("проверка копии", "desk:keys"),
        ("тасдиқ кардан", "desk:my_day"),
        ("что мне утвердить", "desk:my_day"),
        ("waiting for my aproval", "desk:my_day"),
        ("медикаменты", "desk:cases"),
        ("next visit", "desk:calendar"),
        ("следующая встреча", "desk:calendar"),
        ("кто меня заменит", "desk:rota"),
        ("дата суда", "desk:legal_received"),
        ("сколько денег осталось", "desk:spending"),
        ("стирание данных", "desk:erasures"),
        ("исправить дату рождения", "desk:cases"),
        ("изменить телефон человека", "desk:cases"),
        ("не могу дозвониться", "desk:cases"),
        ("новый пароль", "desk:account"),
        ("встреча в министерстве", "desk:talk_new"),
        ("мулоқот дар вазорат", "desk:talk_new"),
        ("тафтиш", "desk:guide"),
        ("я вернулся", "desk:visit"),
        ("ман баргаштам", "desk:visit"),
        ("ответ из больницы", "desk:replies"),
        ("забыл пороль", "desk:account"),
        ("телефонам гум шуд", "desk:lost_telephone"),
        ("остаток по договору", "desk:agreements"),
        ("договор с клиникой", "desk:agreements"),
        ("дубликат карточки", "desk:duplicates"),
        ("хаста шудам", "desk:staff_own"),
        ("таблица для сайта", "desk:statistics_releases"),
        ("духтур ёфтан", "desk:directory"),
        ("письмо в больницу", "desk:referrals"),
        ("где мой отчёт за месяц", "desk:statistics"),
        ("скрыть имена", "desk:guide"),
        ("записать визит", "desk:cases"),
    ],
)
def test_what_a_tired_worker_types_comes_first(wanted, view):
    assert find_places(ALL, wanted)[0].view == view


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.PSYCHOLOGIST, Role.LAWYER])
def test_a_worker_without_statistics_who_asks_where_their_report_is_finds_what_they_did_by_day(role):
    places = open_places(make_user(role), ALL, ())

    assert [place.view for place in find_places(places, "где мой отчёт за месяц")] == ["desk:calendar"]


@pytest.mark.parametrize(
    ("wanted", "views"),
    [
        (("danger", "опасность", "хатар"), {"desk:cases", "desk:hotline", "desk:requests"}),  # where one is reported, whoever it is about
        (("transfer", "перевод", "интиқол"), {"desk:hand_over", "desk:proposals"}),
        (("doctor", "врач", "духтур"), {"desk:directory", "desk:referrals"}),
        (("table", "таблица", "ҷадвали омор"), {"desk:statistics"}),
    ],
)
def test_a_word_that_means_several_places_finds_each_in_three_languages(wanted, views):
    assert [views - {place.view for place in find_places(ALL, word)} for word in wanted] == [set()] * 3


def test_a_word_with_e_finds_what_it_finds_with_yo():
    assert find_places(ALL, "отчет за год") == find_places(ALL, "отчёт за год")
    assert find_places(ALL, "новый счет") == find_places(ALL, "новый счёт")


def test_what_nobody_calls_anything_finds_nothing():
    assert find_places(ALL, "the of a") == find_places(ALL, "Хурсандмуродов") == []


def test_the_search_answers_by_post_and_offers_what_the_reader_may_open_alone(client):
    sign_in(client, make_user(Role.PSYCHOLOGIST))

    found = client.post(reverse("desk:more"), {"wanted": "направить в больницу"}, headers={"HX-Request": "true"})
    nothing = client.post(reverse("desk:more"), {"wanted": "новый сотрудник учётная запись"})

    assert soup_of(found).select_one("a")["href"] == reverse("desk:referrals")
    assert reverse("desk:add_user") not in nothing.content.decode()
    assert "новый сотрудник" in nothing.content.decode()


def test_the_search_says_of_a_part_that_is_off_that_it_is_and_who_switches_it_on(client):
    def told(role, wanted):
        sign_in(client, make_user(role))
        page = soup_of(client.post(reverse("desk:more"), {"wanted": wanted}, headers={"HX-Request": "true"}))
        return page, page.select_one("section[aria-labelledby=found-off]")

    assert told(Role.COORDINATOR, "strategic plan")[1] is None

    set_first_features()

    page, off_section = told(Role.COORDINATOR, "стратегический план")
    assert off_section.select_one(f".tasks a[href='{reverse('desk:plans')}']")
    assert off_section.select_one(f"a[href='{reverse('desk:features')}']")
    assert "Nothing has this name" not in page.get_text()
    off_section = told(Role.DIRECTOR, "strategic plan")[1]
    assert "Ask the coordinator or the administrator to switch it on." in off_section.get_text()
    assert told(Role.PSYCHOLOGIST, "add an account")[1] is None  # what is closed to them is not named
    assert told(Role.COORDINATOR, "change my password")[1] is None


def test_a_part_that_is_switched_off_has_no_entries_rows_or_tabs_and_is_there_again_when_it_is_on(client):
    coordinator = make_coordinator()
    case = make_case(by=coordinator)
    sign_in(client, coordinator)
    page = reverse("desk:features")
    of_case = {url(name, case) for name in ("proposal_add", "case_own_questions")}
    shown = {reverse("desk:plans"), reverse("desk:statistics_releases"), reverse("desk:proposals"), *of_case}

    def seen():
        pages = [reverse("desk:more"), reverse("desk:statistics"), *(url(name, case) for name in ("case_people", "case_more"))]
        return {link["href"] for each in pages for link in soup_of(client.get(each)).select("main a[href]")}

    assert shown <= seen()
    client.post(page, {"in_use": [Feature.STANDARDS]})
    assert off() == frozenset(Feature) - {Feature.STANDARDS}
    assert seen() & shown == set()
    assert reverse("desk:standards") in seen()
    client.post(page, {"in_use": list(Feature)})

    assert shown <= seen()
    unchanged = client.post(page, {"in_use": list(Feature)}, follow=True)
    assert ("Nothing was changed." in main_text(unchanged), "Check again" in main_text(unchanged)) == (True, False)
    events = AuditEvent.objects.filter(verb__startswith="accounts.feature_switched")
    assert events.count() == 2 * (len(Feature) - 1)


@pytest.mark.parametrize("view", ["my_day", "more"])
def test_a_page_asks_once_what_is_in_use(client, view, django_assert_max_num_queries):
    sign_in(client, make_user(Role.DIRECTOR))  # whose rail, rows and lines beside the day all ask

    with django_assert_max_num_queries(100) as asked:
        client.get(reverse(f"desk:{view}"))

    assert sum("accounts_featureswitch" in each["sql"] for each in asked.captured_queries) == 1


def test_a_part_in_which_work_is_open_stays_on(client):
    coordinator = make_coordinator()
    worker = make_user(Role.MEMBER_WORKER, organisation=make_member(1))
    case = make_case(by=coordinator)
    proposal = make_proposal(by=coordinator, case=case)
    sign_in(client, coordinator)

    kept = client.post(reverse("desk:features"), {"in_use": []}, follow=True)

    assert off() == frozenset(Feature) - {Feature.COALITION}
    assert "Still on, because work there is not finished: Between organisations." in main_text(kept)
    (link,) = soup_of(kept).main.select(f"a[href='{reverse('desk:proposals')}']")
    assert link.get_text() == "Proposals between organisations waiting for an answer"
    assert "sk the coordinator" not in main_text(kept)
    sign_in(client, make_user(Role.ADMINISTRATOR))
    assert soup_of(client.get(reverse("desk:features"))).main.select(f"a[href='{reverse('desk:proposals')}']") == []
    sign_in(client, coordinator)
    assert proposal.taker == worker.organisation
    take_back_proposal(proposal, by=coordinator)
    client.post(reverse("desk:features"), {"in_use": []})
    assert off() == frozenset(Feature)


def test_a_plan_stays_in_use_while_a_year_of_it_waits_to_be_frozen(client):
    coordinator = sign_in(client, make_coordinator())
    make_plan(by=coordinator, adopted=True)
    assert periods_to_freeze(coordinator)

    kept = client.post(reverse("desk:features"), {"in_use": [each for each in Feature if each != Feature.PLANS]}, follow=True)

    assert f"not finished: {Feature.PLANS.label}." in main_text(kept)


def test_a_recommendation_to_which_an_answer_is_promised_keeps_its_part_in_use():
    coordinator = make_coordinator()
    row = write_recommendation(by=coordinator, addressee=make_addressee(by=coordinator), text_ru="Организовать приём", basis=None)
    give_recommendation(row, by=coordinator, given_on=today(), answer_by=today())

    assert set_features(frozenset(Feature) - {Feature.RECOMMENDATIONS}, by=coordinator) == (False, [Feature.RECOMMENDATIONS])


def test_questions_that_are_asked_are_no_unfinished_work():
    coordinator = make_coordinator()
    texts = dict.fromkeys(LANGUAGES, "Как добирались?")
    add_question(by=coordinator, form=AskingForm.REQUEST, kind=AnswerKind.TEXT, texts=texts)

    assert set_features(frozenset(Feature) - {Feature.OWN_QUESTIONS}, by=coordinator) == (True, [])


def test_a_pack_leads_to_no_release_where_tables_are_not_released(client):
    sign_in(client, make_coordinator())
    page, link = reverse("desk:statistics_pack", args=[2]), reverse("desk:statistics_release_new")
    assert link in client.get(page).text

    set_first_features(frozenset(Feature) - {Feature.RELEASES})

    assert link not in client.get(page).text


def test_a_new_instance_begins_without_them_and_the_sample_has_them_all():
    founding.found(is_begun=True)
    assert off() == frozenset(Feature)

    set_first_features(Feature)
    events = AuditEvent.objects.count()
    set_first_features(Feature)
    assert (off(), AuditEvent.objects.count()) == (frozenset(), events)


@pytest.mark.parametrize(("role", "status"), [(Role.ADMINISTRATOR, 200), (Role.COORDINATOR, 200), (Role.DIRECTOR, 403)])
def test_the_coordinator_and_the_administrator_switch(client, role, status):
    sign_in(client, make_user(role))

    assert client.get(reverse("desk:features")).status_code == status


def off_said(client, view, *args):
    return "This part is switched off here" in main_text(client.get(reverse(view, args=args)))


def test_a_page_of_a_part_that_is_off_says_so_and_how_it_is_switched_on(client):
    coordinator, lawyer = make_coordinator(), make_user(Role.LAWYER)
    code = make_case(by=coordinator).code
    pages = [("desk:plans",), ("desk:invoice_add",), ("desk:proposals",), ("desk:proposal_add", code), ("desk:case_own_questions", code)]
    sign_in(client, coordinator)
    assert not any(off_said(client, *page) for page in pages)

    set_first_features()

    assert all(off_said(client, *page) for page in pages)
    assert not any(off_said(client, *page) for page in (("desk:my_day",), ("desk:features",), ("desk:case_file", code)))
    page = soup_of(client.get(reverse("desk:plans"))).main
    assert page.select_one(f".note a[href='{reverse('desk:features')}']")
    sign_in(client, lawyer)
    told = soup_of(client.get(reverse("desk:plans"))).main.select_one(".note")
    assert (told.a, "Ask the coordinator or the administrator" in told.get_text()) == (None, True)
