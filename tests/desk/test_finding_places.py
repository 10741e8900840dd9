"""The box of More: the plainest words of everyday, in three languages and mistyped, find first what they ask for."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.desk.frame.places import ACTS, BY_VIEW, open_places
from panoh.desk.home.finding_places import _more_words, find_places
from panoh.places.spelling import LONGEST
from tests.factories.accounts import make_user, sign_in
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ALL = [*BY_VIEW.values(), *ACTS]
# Who asks, in which words, and what stands first among what is found.
ASKED = [
    (Role.COORDINATOR, "опасность", "requests"),
    (Role.DUTY_OFFICER, "опасность", "requests"),
    (Role.SOCIAL_WORKER, "розигӣ", "cases"),
    (Role.SOCIAL_WORKER, "согласие", "cases"),
    (Role.PSYCHOLOGIST, "consent", "cases"),
    (Role.COORDINATOR, "деньги", "money"),
    (Role.ACCOUNTANT, "пул", "money"),
    (Role.DUTY_OFFICER, "перезвонить", "hotline"),
    (Role.DUTY_OFFICER, "call back", "hotline"),
    (Role.COORDINATOR, "dispatch", "dispatch_add"),
    (Role.DUTY_OFFICER, "занг", "hotline"),
    (Role.COORDINATOR, "қабули аъзои оила", "request_admit_new"),
    (Role.SOCIAL_WORKER, "ба беморхона навиштан", "referrals"),
    (Role.PSYCHOLOGIST, "session", "calendar"),
    (Role.PSYCHOLOGIST, "сеанс", "calendar"),
    (Role.PSYCHOLOGIST, "суҳбати имрӯза", "calendar"),
    (Role.SOCIAL_WORKER, "I want to write to a clinic", "referrals"),
    (Role.SOCIAL_WORKER, "направить к врачу", "referrals"),
    (Role.SOCIAL_WORKER, "напровление в больницу", "referrals"),
    (Role.SOCIAL_WORKER, "духтур", "referrals"),
    (Role.SOCIAL_WORKER, "ответ из больницы", "replies"),
    (Role.COORDINATOR, "отпуск", "hand_over"),
    (Role.COORDINATOR, "дежурство", "rota"),
    (Role.COORDINATOR, "танаффус", "cases"),
    (Role.COORDINATOR, "дубликат", "duplicates"),
    (Role.COORDINATOR, "same person twice", "duplicates"),
    (Role.COORDINATOR, "загрузить эксель", "imports"),
    (Role.SOCIAL_WORKER, "адрес поликлиники", "directory"),
    (Role.COORDINATOR, "договор", "agreements"),
    (Role.COORDINATOR, "письмо прокурору", "letter_new"),
    (Role.COORDINATOR, "мактуб ба додситон", "letter_new"),
    (Role.COORDINATOR, "обещание", "register"),
    (Role.SPECIALIST, "мои часы оплата", "acts"),
    (Role.ACCOUNTANT, "счета больниц", "invoices"),
    (Role.ACCOUNTANT, "бюджет", "spending"),
    (Role.DIRECTOR, "сколько людей за год", "statistics"),
    (Role.DIRECTOR, "статстика", "statistics"),
    (Role.DIRECTOR, "омор", "statistics"),
    (Role.DIRECTOR, "опубликованые таблицы", "statistics_releases"),
    (Role.DIRECTOR, "strategy", "plans"),
    (Role.COORDINATOR, "ошибки в данных", "data_quality"),
    (Role.PSYCHOLOGIST, "тест на депрессию", "instruments"),
    (Role.SOCIAL_WORKER, "жалоба", "complaints"),
    (Role.SOCIAL_WORKER, "шикоят", "complaints"),
    (Role.PSYCHOLOGIST, "я устала", "staff_own"),
    (Role.SOCIAL_WORKER, "сменить пороль", "account"),
    (Role.SOCIAL_WORKER, "пароль", "account"),
    (Role.SOCIAL_WORKER, "forgot pasword", "account"),
    (Role.ADMINISTRATOR, "новый сотрудник", "add_user"),
    (Role.ADMINISTRATOR, "телефон украли", "revoke"),
    (Role.COORDINATOR, "коллега арестован", "revoke"),
    (Role.DATA_GUARDIAN, "кто смотрел", "audit"),
    (Role.DATA_GUARDIAN, "обыск", "keys"),
    (Role.DATA_GUARDIAN, "запереть всё", "keys"),
    (Role.DATA_GUARDIAN, "нусхаи эҳтиётӣ", "keys"),
    (Role.COORDINATOR, "удалить карту", "erasures"),
    (Role.SOCIAL_WORKER, "экстренный доступ", "openings"),
    (Role.SOCIAL_WORKER, "найти человека", "search"),
    (Role.SOCIAL_WORKER, "номи шахсро ёфтан", "search"),
    (Role.DUTY_OFFICER, "поменяться сменой", "rota"),
    (Role.DUTY_OFFICER, "навбати ман", "rota"),
    (Role.SOCIAL_WORKER, "напомнить", "task_add"),
    (Role.SOCIAL_WORKER, "выезд к человеку домой", "visit"),
    (Role.SOCIAL_WORKER, "новое обращение", "request_new"),
    (Role.COORDINATOR, "нет места", "gaps_open"),
    (Role.LAWYER, "суд", "calendar"),
    (Role.PHYSICIAN, "стамбульский протокол", "medico_reports"),
    (Role.SOCIAL_WORKER, "как работать инструкция", "guide"),
    (Role.COORDINATOR, "просрочено", "guidance_late"),
    (Role.COORDINATOR, "скрыть раздел", "features"),
    (Role.COORDINATOR, "напечатать брошюру", "booklet"),
    (Role.SOCIAL_WORKER, "перезвонить", "task_add"),
    (Role.SOCIAL_WORKER, "позвонить позже", "task_add"),
    (Role.SOCIAL_WORKER, "баъдтар занг задан", "task_add"),
    (Role.SOCIAL_WORKER, "черновик", "account"),
    (Role.SOCIAL_WORKER, "сиёҳнавис", "account"),
    (Role.SOCIAL_WORKER, "draft", "account"),
    (Role.SOCIAL_WORKER, "admit", "request_new"),
    (Role.COORDINATOR, "admit", "request_admit_new"),
    (Role.SOCIAL_WORKER, "принять человека", "request_new"),
    (Role.SOCIAL_WORKER, "паноҳгоҳ", "directory"),
    (Role.SOCIAL_WORKER, "убежище", "directory"),
    (Role.SOCIAL_WORKER, "приют", "directory"),
    (Role.SOCIAL_WORKER, "shelter", "directory"),
    (Role.SOCIAL_WORKER, "пул", "cases"),
    (Role.SOCIAL_WORKER, "дать денег", "cases"),
    (Role.SOCIAL_WORKER, "чек", "cases"),
    (Role.SOCIAL_WORKER, "квитанция", "cases"),
    (Role.SOCIAL_WORKER, "продукты", "cases"),
    (Role.SOCIAL_WORKER, "супоридан", "cases"),
    (Role.SOCIAL_WORKER, "hand over", "cases"),
    (Role.COORDINATOR, "передать случай", "hand_over"),
    (Role.COORDINATOR, "hand over a case", "hand_over"),
    (Role.SOCIAL_WORKER, "отменить", "guide"),
    (Role.SOCIAL_WORKER, "undo", "guide"),
    (Role.SOCIAL_WORKER, "бозгардондан", "guide"),
    (Role.SOCIAL_WORKER, "отпуск", "rota"),
    (Role.SOCIAL_WORKER, "командировка", "visit"),
    (Role.SOCIAL_WORKER, "переводчик", "directory"),
    (Role.SOCIAL_WORKER, "interpreter", "directory"),
    (Role.SOCIAL_WORKER, "тарҷумон", "directory"),
    (Role.SOCIAL_WORKER, "ребёнок", "cases"),
    (Role.SOCIAL_WORKER, "кейс", "cases"),
    (Role.SOCIAL_WORKER, "картинка", "cases"),
    (Role.SOCIAL_WORKER, "снять фото", "cases"),
    (Role.SOCIAL_WORKER, "план безопасности", "cases"),
    (Role.SOCIAL_WORKER, "conset", "cases"),
    (Role.SOCIAL_WORKER, "написать письмо в больницу", "referrals"),
    (Role.SOCIAL_WORKER, "ба беморхона мактуб навиштан", "referrals"),
    (Role.COORDINATOR, "записать разговор", "talk_new"),
    (Role.SOCIAL_WORKER, "психолог", "directory"),
    (Role.SOCIAL_WORKER, "psychologist", "directory"),
    (Role.SOCIAL_WORKER, "равоншинос", "directory"),
    (Role.SOCIAL_WORKER, "позвонить", "task_add"),
    (Role.DUTY_OFFICER, "позвонить", "hotline"),
    (Role.SOCIAL_WORKER, "спрятать", "guide"),
    (Role.SOCIAL_WORKER, "hide details", "guide"),
    (Role.SOCIAL_WORKER, "find a person", "search"),
    (Role.DATA_GUARDIAN, "delete a person", "erasures"),
    (Role.COORDINATOR, "new person", "request_admit_new"),
    (Role.COORDINATOR, "agreemnt", "agreement_add"),
    (Role.PHYSICIAN, "доруҳо", "cases"),
    (Role.PHYSICIAN, "лекарства", "cases"),
    (Role.PHYSICIAN, "prescription", "cases"),
    (Role.PHYSICIAN, "examination", "cases"),
    (Role.LAWYER, "ҳуқуқ", "legal_received"),
    (Role.SOCIAL_WORKER, "ҳуқуқ", "referrals"),
    (Role.SOCIAL_WORKER, "тревога", "cases"),
    (Role.DUTY_OFFICER, "тревога", "hotline"),
    (Role.DATA_GUARDIAN, "тревога", "audit"),
    (Role.DATA_GUARDIAN, "арестован", "keys"),
    (Role.LAWYER, "hearing", "calendar"),
    (Role.LAWYER, "доверенность", "cases"),
    (Role.COORDINATOR, "drill", "drills"),
    (Role.COORDINATOR, "modules", "features"),
    (Role.ADMINISTRATOR, "modules", "features"),
    (Role.COORDINATOR, "record a request", "request_new"),
    (Role.COORDINATOR, "сабт кардани муроҷиат", "request_new"),
    (Role.COORDINATOR, "admit a person at once", "request_admit_new"),
    (Role.COORDINATOR, "принять человека сразу", "request_admit_new"),
    (Role.COORDINATOR, "дарҳол қабул кардани шахс", "request_admit_new"),
]


def test_everyday_words_find_first_what_they_ask_for():
    users = {role: make_user(role) for role, _words, _view in ASKED}

    found = [
        (words, view, next((place.view for place in find_places(open_places(users[role], ALL, ()), words)), None))
        for role, words, view in ASKED
    ]

    assert len(found) >= 40
    assert [each for each in found if each[2] != f"desk:{each[1]}"] == []


def test_no_line_of_words_is_so_long_that_its_end_is_not_read():
    assert [
        line for table in ("names", "words") for text in _more_words(table).values() for line in text.splitlines() if len(line) > LONGEST
    ] == []


def test_nothing_found_has_no_heading_that_says_found(client):
    sign_in(client, make_user(Role.SOCIAL_WORKER))

    nothing = soup_of(client.post(reverse("desk:more"), {"wanted": "Хурсандмуродов"}))
    some = soup_of(client.post(reverse("desk:more"), {"wanted": "пароль"}))

    assert [bool(page.select_one("#found-places")) for page in (nothing, some)] == [False, True]
    assert "Nothing has this name." in nothing.main.get_text()
