"""Years after somebody left their name goes: proposed by a clock, asked by one, agreed to by another; the role stays, and every page too."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from panoh.accounts.actions import THEIRS, change_user, deactivate_user
from panoh.accounts.former import mark_of
from panoh.accounts.models import CodeDevice, Draft, RoleGrant, User
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.verify import verify
from panoh.cases.actions.emergency_access import close_to
from panoh.cases.enums import Discipline
from panoh.cases.models import Case, ConflictOfInterest, Task
from panoh.core.clock import today
from panoh.core.errors import Denied, NotFound, WrongState
from panoh.data_protection import former
from panoh.data_protection.models import FormerStaff
from tests.desk.frame import QUERIES
from tests.factories.accounts import give_code_device, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.factories.record import begin_anew
from tests.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def leave(user, *, by, years=6):
    """Closes the account, as if so many years ago."""
    deactivate_user(user, by=by)
    with writes_allowed():
        RoleGrant.objects.filter(user=user).update(starts_on=dt.date(2001, 1, 1), ends_on=today() - dt.timedelta(days=366 * years))
    user.refresh_from_db()
    return user


@pytest.fixture
def administrator():
    return make_user(Role.ADMINISTRATOR)


@pytest.fixture
def director():
    return make_user(Role.DIRECTOR)


@pytest.fixture
def gone(administrator):
    """Somebody who worked on a case that is open, and left six years ago."""
    user = make_user(Role.SOCIAL_WORKER, username="zulfiya", password="three words apart")
    coordinator = make_coordinator()
    case = make_case(by=coordinator, workers=[(user, Discipline.SOCIAL)])
    close_to(case.code, user.username, by=coordinator, why="family")
    give_code_device(user)
    change_user(user, display_name="Зулфия Раҳимова", phone="+992935550017", language="ru", by=administrator)
    with writes_allowed():
        Draft(user=user, organisation=user.organisation, form="case:1", words=b"x", saved_at=dt.datetime.now(dt.UTC)).save(
            force_insert=True
        )
        Case.objects.filter(pk=case.pk).update(lead=coordinator)
        case.assignments.update(ends_on=today() - dt.timedelta(days=1))
        Task.objects.filter(owner=user).delete()
    return leave(user, by=administrator)


def test_the_clock_proposes_whoever_left_five_years_ago_and_nobody_who_is_needed_or_works(gone, administrator):
    leave(make_user(Role.PHYSICIAN), by=administrator, years=3)
    make_user(Role.PSYCHOLOGIST)
    needed = make_user(Role.SOCIAL_WORKER)
    make_case(by=make_coordinator(), workers=[(needed, Discipline.SOCIAL)])
    leave(needed, by=administrator)

    assert former.note_former() == 1
    assert FormerStaff.objects.get().account == gone
    assert former.note_former() == 0
    with writes_allowed():
        Task(kind="own", owner=gone, organisation=gone.organisation, due_at=dt.datetime.now(dt.UTC)).save(force_insert=True)
    assert former.note_former() == 1
    assert not FormerStaff.objects.exists()


def test_two_take_the_name_off_and_the_role_stays_in_the_language_of_who_reads(gone, director):
    begin_anew()
    coordinator = make_coordinator()
    former.note_former()
    row = former.ask_name_off(former.get_former(director, FormerStaff.objects.get().pk), by=director)
    with pytest.raises(Denied):
        former.agree_to_name_off(row, by=director)
    with pytest.raises(WrongState):
        former.ask_name_off(row, by=coordinator)
    with pytest.raises(NotFound):
        former.get_former(make_user(Role.SOCIAL_WORKER), row.pk)

    former.agree_to_name_off(row, by=coordinator)

    shown = {}
    for language in ("en", "ru", "tg"):
        with translation.override(language):
            shown[language] = User.objects.get(pk=gone.pk).username
    mark = mark_of(gone.pk)
    assert shown == {
        "en": f"social worker (former) {mark}",
        "ru": f"социальный работник (бывш.) {mark}",
        "tg": f"корманди иҷтимоӣ (собиқ) {mark}",
    }
    bare = User.objects.get(pk=gone.pk)
    assert (bytes(bare.display_name), bytes(bare.phone), bare.has_usable_password(), bare.second_password) == (b"", b"", False, "")
    assert not any(model.objects.filter(user=gone).exists() for model in (CodeDevice, Draft, ConflictOfInterest))
    assert RoleGrant.objects.filter(user=gone, role=Role.SOCIAL_WORKER).exists()
    assert former.note_former() == 0
    assert verify().broken == []


def test_an_account_without_a_name_is_saved_as_it_is_and_gets_no_other(gone, director, administrator):
    former.note_former()
    former.agree_to_name_off(former.ask_name_off(FormerStaff.objects.get(), by=make_coordinator()), by=director)
    with translation.override("tg"):
        row = User.objects.get(pk=gone.pk)
        with writes_allowed():
            row.save()
    with pytest.raises(WrongState):
        change_user(row, display_name="Зулфия", phone=None, language="tg", by=administrator)

    assert User.objects.filter(username=f"~social_worker~{mark_of(gone.pk)}").get() == gone


def test_asked_agreed_and_left_on_the_page_of_what_is_over_and_every_page_still_opens(client, gone, director, administrator):
    coordinator = make_coordinator()
    former.note_former()
    row = FormerStaff.objects.get()
    page = reverse("desk:retention")
    ask, agree, leave_it = (reverse(f"desk:former_{act}", args=[row.pk]) for act in ("ask", "agree", "leave"))
    sign_in(client, director)
    assert "zulfiya" in text(client.get(page))
    assert "The name is still there" in text(client.post(ask, follow=True))
    assert agree not in client.get(page).text
    assert client.post(agree).status_code == 403
    assert "The name stays for now." in text(client.post(leave_it, follow=True))
    assert client.post(agree).status_code == 409
    client.post(ask)
    sign_in(client, coordinator)
    assert "The name is removed" in text(client.post(agree, follow=True))
    assert "zulfiya" not in text(client.get(page))

    sign_in(client, administrator)
    users = text(client.get(reverse("desk:users")))
    assert "social worker (former)" in users
    assert "zulfiya" not in users
    assert client.get(reverse("desk:user", args=[gone.pk])).status_code == 200


def test_whatever_belongs_to_an_account_goes_with_its_name():
    theirs = {
        rel.related_model._meta.label
        for rel in User._meta.related_objects
        if rel.on_delete.__name__ == "CASCADE" and rel.field.name == "user"
    }

    # Roles stay with their days, and what two people agreed to with theirs; blocks go in rights.
    assert theirs - {model._meta.label for model in THEIRS} == {"accounts.RoleGrant", "accounts.RightAsked", "cases.ConflictOfInterest"}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_many(client, administrator, django_assert_num_queries, rows):
    for _ in range(rows):
        leave(make_user(Role.PHYSICIAN), by=administrator)
    former.note_former()
    sign_in(client, make_coordinator())
    client.get(reverse("desk:retention"))

    with django_assert_num_queries(QUERIES + 3):
        client.get(reverse("desk:retention"))
