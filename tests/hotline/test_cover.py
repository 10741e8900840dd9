"""Who goes to which district: said by the coordinator, proposed first to whoever takes a call from there."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from panoh.accounts.actions import set_regions
from panoh.accounts.models import User
from panoh.audit import undo
from panoh.audit.guard import writes_allowed
from panoh.core.actor import SYSTEM
from panoh.core.errors import Denied, Invalid
from panoh.hotline.actions import cannot_go, raise_late_dispatches, set_cover
from panoh.hotline.enums import AlertKind
from panoh.hotline.models import Alert, Cover
from panoh.hotline.queries import cover
from panoh.places import catalogue
from tests.factories.accounts import sign_in
from tests.factories.cases import make_request
from tests.factories.hotline import make_call, make_dispatch, make_officer, make_worker
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

BOKHTAR, KULOB = "TJ-KT.bokhtar", "TJ-KT.kulob"


def names(place: str) -> list[str]:
    return [user.username for user in cover.goes_to(place, "TJ-KT")]


def test_the_worker_of_a_district_comes_first_then_who_is_in_their_place_then_the_region(coordinator):
    first, second, third = sorted((make_worker() for _ in range(3)), key=lambda user: user.username)
    make_worker("TJ-SU")
    set_cover("TJ-KT", by=coordinator, places=[BOKHTAR], worker=third, backup=second)

    assert names(BOKHTAR) == [third.username, second.username, first.username]
    assert names(KULOB) == [first.username, second.username, third.username]
    assert cover.worker_for(BOKHTAR, "TJ-KT") == third
    assert cover.worker_for(KULOB, "TJ-KT") is None


def test_many_districts_at_a_time_and_nobody_takes_them_off(coordinator):
    worker, other = make_worker(), make_worker()
    places = [code for code, _name in catalogue.district_choices("TJ-KT")]

    assert set_cover("TJ-KT", by=coordinator, places=places, worker=worker) == 25
    set_cover("TJ-KT", by=coordinator, places=[KULOB], worker=other, backup=worker)
    set_cover("TJ-KT", by=coordinator, places=[BOKHTAR], worker=None)

    assert Cover.objects.count() == 24
    covered = {each.code: (each.worker, each.backup) for _code, _name, all_of_them in cover.districts_covered() for each in all_of_them}
    assert covered[BOKHTAR] == ("", "")
    assert covered[KULOB] == (other.username, worker.username)
    assert covered["TJ-SU.khujand"] == ("", "")
    undo.take_back(undo.latest(coordinator.actor).id, by=coordinator.actor)
    assert Cover.objects.count() == 25


def test_whoever_is_no_worker_of_the_region_any_more_covers_nothing(coordinator):
    gone, stays = make_worker(), make_worker()
    set_cover("TJ-KT", by=coordinator, places=[BOKHTAR], worker=gone, backup=stays)
    set_regions(gone, ["TJ-SU"], by=SYSTEM)

    assert names(BOKHTAR) == [stays.username]
    assert cover.worker_for(BOKHTAR, "TJ-KT") == stays
    (each,) = [place for _c, _n, places in cover.districts_covered() for place in places if place.code == BOKHTAR]
    assert (each.worker, each.backup) == (stays.username, "")


def test_what_cannot_be_is_refused(coordinator):
    worker, stranger = make_worker(), make_worker("TJ-SU")
    for facts, field in [
        ({"places": [], "worker": worker}, "places"),
        ({"places": ["TJ-SU.khujand"], "worker": worker}, "places"),
        ({"places": [BOKHTAR], "worker": stranger}, "worker"),
        ({"places": [BOKHTAR], "worker": worker, "backup": worker}, "backup"),
        ({"places": [BOKHTAR], "worker": None, "backup": worker}, "backup"),
    ]:
        with pytest.raises(Invalid) as refused:
            set_cover("TJ-KT", by=coordinator, **facts)
        assert list(refused.value.fields) == [field]
    with pytest.raises(Denied):
        set_cover("TJ-KT", by=make_officer(), places=[BOKHTAR], worker=worker)


def test_who_is_late_is_told_to_whoever_stands_in_for_the_district(coordinator):
    others = sorted((make_worker() for _ in range(3)), key=lambda user: user.username)
    set_cover("TJ-KT", by=coordinator, places=[BOKHTAR], worker=others[0], backup=others[2])
    row = make_dispatch(worker=others[0], place=BOKHTAR)
    with time_machine.travel(row.acknowledge_by):
        raise_late_dispatches()

    assert Alert.objects.filter(kind=AlertKind.DISPATCH_LATE, owner=others[2]).count() == 1
    assert not Alert.objects.filter(kind=AlertKind.DISPATCH_LATE, owner=others[1]).exists()


# -- pages ----------------------------------------------------------------------------------------------------------------


def page(response) -> BeautifulSoup:
    assert response.status_code == 200
    return soup_of(response)


def test_the_page_shows_what_nobody_covers_and_the_form_begins_with_it(client: Client, coordinator):
    worker = make_worker()
    set_cover("TJ-KT", by=coordinator, places=[BOKHTAR], worker=worker)
    sign_in(client, coordinator)

    shown = page(client.get("/desk/hotline/cover/"))
    assert "67 districts without a worker" in shown.get_text()
    form = page(client.get("/desk/hotline/cover/TJ-KT/"))
    ticked = [box["value"] for box in form.select("[name=places][checked]")]
    assert (len(ticked), BOKHTAR in ticked) == (24, False)
    sent = client.post("/desk/hotline/cover/TJ-KT/", {"places": ticked, "worker": str(worker.pk), "backup": ""})
    assert sent.status_code == 302
    assert "43 districts without a worker" in page(client.get("/desk/hotline/cover/")).get_text()
    assert client.get("/desk/hotline/cover/TJ-XX/").status_code == 404


def test_an_officer_looks_and_changes_nothing(client: Client):
    sign_in(client, make_officer())

    assert page(client.get("/desk/hotline/cover/")).select("a[href^='/desk/hotline/cover/TJ']") == []
    assert client.get("/desk/hotline/cover/TJ-KT/").status_code == 403


def test_a_call_from_there_proposes_them_first(client: Client, coordinator):
    _first, second = sorted((make_worker() for _ in range(2)), key=lambda user: user.username)
    set_cover("TJ-KT", by=coordinator, places=[BOKHTAR], worker=second)
    officer = sign_in(client, make_officer())
    call = make_call(by=officer, place=BOKHTAR)

    shown = page(client.get(f"/desk/hotline/calls/{call.code}/worker/"))

    assert next(each["value"] for each in shown.select("[name=worker]")) == str(second.pk)
    assert [each["value"] for each in shown.select("[name=worker][checked]")] == [str(second.pk)]


def test_who_may_be_sent_stand_by_the_alphabet_of_who_reads(client: Client):
    for name in ("Ҳамид", "Дилшод", "Ғаффор", "Гулов"):
        worker = make_worker()
        with writes_allowed():
            User.objects.filter(pk=worker.pk).update(username=name)
    sign_in(client, make_officer())

    shown = page(client.get("/desk/hotline/sent/new/"))

    named = [each.get_text(strip=True).split(" ")[0] for each in shown.select("label:has([name=worker]), [name=worker] option")]
    assert [name for name in named if name] == ["Гулов", "Ғаффор", "Дилшод", "Ҳамид"]


def test_an_admission_from_there_begins_with_their_worker(client: Client, coordinator):
    worker = make_worker()
    set_cover("TJ-KT", by=coordinator, places=[BOKHTAR], worker=worker)
    sign_in(client, coordinator)
    there, elsewhere = (make_request(by=coordinator, place=place, state="triaged") for place in (BOKHTAR, KULOB))

    def chosen(request):
        return [
            each["value"]
            for each in page(client.post(f"/desk/requests/{request.code}/admit/", {"open": "1"})).select("[name=social] option[selected]")
        ]

    assert chosen(there) == [str(worker.pk)]
    assert chosen(elsewhere) == [""]


@pytest.mark.parametrize("count", [1, 3])
def test_the_map_asks_as_much_for_one_as_for_three(client: Client, coordinator, count, django_assert_num_queries):
    for _ in range(count):
        set_cover("TJ-KT", by=coordinator, places=[BOKHTAR, KULOB][:count], worker=make_worker())
    with django_assert_num_queries(2):
        cover.districts_covered()


def test_who_is_sent_instead_is_chosen_in_the_order_of_cover_of_the_place_to_go_to(client: Client, coordinator):
    officer = make_officer()
    first, second, third, gone = (*sorted((make_worker() for _ in range(3)), key=lambda user: user.username), make_worker())
    set_cover("TJ-KT", by=coordinator, places=[KULOB], worker=third, backup=second)
    row = make_dispatch(by=officer, worker=gone, region="TJ-KT", place=KULOB)
    cannot_go(row, by=gone)
    sign_in(client, officer)

    form = soup_of(client.post(reverse("desk:dispatch_instead", args=[row.code]), {"open": "1"}))

    offered = [each["value"] for each in form.select("input[name=worker], [name=worker] option") if each["value"]]
    assert offered == [str(user.pk) for user in (third, second, first)]
