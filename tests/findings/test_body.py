"""The body map and its photographs: a place by list or by tap, consent before a photograph, nothing of the file but its pixels."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from panoh.accounts.roles import Role
from panoh.cases.actions import assign_worker
from panoh.cases.enums import Discipline
from panoh.consent.actions import withdraw_consent
from panoh.consent.enums import ConsentPurpose
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.findings.actions.body import keep_photograph, take_out_mark, take_out_photograph, view_photograph
from panoh.findings.body import HEIGHT, WIDTH, is_within, label_of, region_choices, regions
from panoh.findings.models import BodyMark, Photograph
from panoh.findings.queries.body import marks
from tests.factories.accounts import make_user, sign_in
from tests.factories.care import make_team
from tests.factories.cases import make_coordinator
from tests.factories.consent import make_consent
from tests.factories.findings import make_mark
from tests.factories.pictures import a_picture
from tests.pages import text, url

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def make_photographed():
    case, (physician,) = make_team(Role.PHYSICIAN)
    make_consent(case.person, by=physician, purpose=ConsentPurpose.PHOTOGRAPHS)
    mark = make_mark(case, by=physician)
    return case, physician, keep_photograph(mark, case, by=physician, content=a_picture(), taken_on=today())


def test_every_region_stands_within_the_figure_and_its_middle_within_itself():
    assert len(regions()) == 42
    for region in regions().values():
        assert 0 <= region.left < region.left + region.width <= WIDTH
        assert 0 <= region.top < region.top + region.height <= HEIGHT
        assert is_within(region, region.x, region.y)
        assert len(region.code) <= 24
    assert [code for _view, some in region_choices() for code, _label in some] == list(regions())


def test_the_persons_right_is_left_on_the_front_and_right_on_the_back():
    known = regions()
    assert known["hand.right"].x < WIDTH / 2 < known["hand.left"].x
    assert known["hand_back.left"].x < WIDTH / 2 < known["hand_back.right"].x
    assert label_of("hand.right") == "hand, right (from the front)"
    assert label_of("gone") == "gone"


def test_a_mark_without_a_tap_stands_in_the_middle_of_its_region_and_the_next_beside_it():
    case, (physician,) = make_team(Role.PHYSICIAN)
    first, second = make_mark(case, by=physician), make_mark(case, by=physician)
    tapped = make_mark(case, by=physician, x=90, y=95)

    assert (first.x, first.y) == (100, 100)
    assert (second.x, second.y) == (100, 105)
    assert (tapped.x, tapped.y) == (90, 95)
    assert [mark.note for mark in marks(physician, case)] == ["Бледный рубец"] * 3


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"region": "soul"}, "region"),
        ({"seen_on": dt.date(2100, 1, 1)}, "seen_on"),
        ({"size_mm": 0}, "size_mm"),
        ({"size_mm": 2001}, "size_mm"),
    ],
)
def test_a_mark_that_cannot_be_is_refused(facts, field):
    case, (physician,) = make_team(Role.PHYSICIAN)

    with pytest.raises(Invalid) as refused:
        make_mark(case, by=physician, **facts)
    assert list(refused.value.fields) == [field]
    assert BodyMark.objects.count() == 0


def test_no_photograph_without_consent_and_none_after_it_was_taken_back():
    case, (physician,) = make_team(Role.PHYSICIAN)
    mark = make_mark(case, by=physician)
    with pytest.raises(WrongState, match="not consented to photographs"):
        keep_photograph(mark, case, by=physician, content=a_picture(), taken_on=today())

    consent = make_consent(case.person, by=physician, purpose=ConsentPurpose.PHOTOGRAPHS)
    keep_photograph(mark, case, by=physician, content=a_picture(), taken_on=today())
    withdraw_consent(consent, by=physician)
    with pytest.raises(WrongState, match="not consented to photographs"):
        keep_photograph(mark, case, by=physician, content=a_picture(), taken_on=today())
    assert Photograph.objects.count() == 1


def test_a_photograph_hangs_on_no_mark_of_somebody_else():
    case, physician, photograph = make_photographed()
    other, _photographer, _photograph = make_photographed()

    with pytest.raises(Denied):
        keep_photograph(BodyMark.objects.get(case=other), case, by=physician, content=a_picture(), taken_on=today())
    assert Photograph.objects.filter(mark__case=other).count() == 1
    assert photograph.mark.case == case


def test_a_photograph_is_sealed_in_the_database_and_opens_for_the_physician():
    case, physician, row = make_photographed()

    stored = bytes(Photograph.objects.get().image)
    assert not stored.startswith(b"\xff\xd8")
    assert b"JFIF" not in stored
    seen = view_photograph(row, case, by=physician)
    assert seen.startswith(b"\xff\xd8\xff")
    assert b"Exif" not in seen


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.PSYCHOLOGIST, Role.COORDINATOR])
def test_nobody_of_another_discipline_sees_a_mark_or_a_photograph(client, role):
    case, _physician, row = make_photographed()
    reader = make_user(role)
    disciplines = {Role.SOCIAL_WORKER: Discipline.SOCIAL, Role.PSYCHOLOGIST: Discipline.PSYCHOLOGICAL}
    if role in disciplines:
        assign_worker(case, by=make_coordinator(), user=reader, discipline=disciplines[role])
    sign_in(client, reader)

    assert client.get(url("case_body", case)).status_code == 403
    assert client.post(url("show_photograph", case, row.pk)).status_code == 403
    with pytest.raises(Denied, match="another discipline"):
        view_photograph(row, case, by=reader)
    with pytest.raises(Denied, match="another discipline"):
        marks(reader, case)


def test_a_photograph_stands_on_no_page_before_the_press(client):
    case, physician, row = make_photographed()
    sign_in(client, physician)

    pages = [client.get(url("case_body", case)), client.get(url("show_photograph", case, row.pk))]
    shown = client.post(url("show_photograph", case, row.pk))

    assert [b"data:image" in page.content for page in pages] == [False, False]
    assert "Make sure nobody else can see your screen" in text(pages[1])
    assert b'src="data:image/jpeg;base64,/9j/' in shown.content
    assert "no-store" in shown.headers["Cache-Control"]


def test_marks_are_placed_and_photographs_sent_on_their_pages(client):
    case, (physician,) = make_team(Role.PHYSICIAN)
    make_consent(case.person, by=physician, purpose=ConsentPurpose.PHOTOGRAPHS)
    sign_in(client, physician)
    day = f"{today():%d.%m.%Y}"

    client.post(
        url("place_mark", case), {"region": "sole.left", "kind": "scar", "seen_on": day, "size_mm": "12", "note": "Рубец", "x": "", "y": ""}
    )
    mark = BodyMark.objects.get()
    page = url("keep_photograph", case, mark.pk)
    bad = client.post(page, {"taken_on": day, "photograph": SimpleUploadedFile("a.jpg", b"not an image")})
    client.post(page, {"taken_on": day, "photograph": SimpleUploadedFile("a.jpg", a_picture())})

    assert (bad.status_code, "JPEG, PNG or WebP" in text(bad)) == (400, True)
    assert Photograph.objects.get().mark == mark
    assert "heel and sole, left" in text(client.get(url("case_body", case)))


@pytest.mark.parametrize(("language", "said"), [("ru", "кисть, справа (спереди)"), ("tg", "панҷаи даст, рост (аз пеш)")])
def test_sides_are_said_as_sides_in_every_language(language, said):
    with translation.override(language):
        assert label_of("hand.right") == said


def test_a_mark_with_a_photograph_stays_until_the_photograph_is_taken_out_by_its_author():
    case, physician, row = make_photographed()
    colleague = make_user(Role.PHYSICIAN)
    assign_worker(case, by=make_coordinator(), user=colleague, discipline=Discipline.MEDICAL)

    with pytest.raises(WrongState, match="This mark has photographs"):
        take_out_mark(row.mark, case, by=physician)
    with pytest.raises(Denied, match="Only the author can remove the entry"):
        take_out_photograph(row, case, by=colleague)
    take_out_photograph(row, case, by=physician)
    take_out_mark(row.mark, case, by=physician)
    assert (BodyMark.objects.count(), Photograph.objects.count()) == (0, 0)


def test_any_physician_on_the_case_takes_a_photograph_out_once_the_consent_is_taken_back():
    case, physician, row = make_photographed()
    colleague = make_user(Role.PHYSICIAN)
    assign_worker(case, by=make_coordinator(), user=colleague, discipline=Discipline.MEDICAL)
    withdraw_consent(case.person.consents.get(), by=physician)

    take_out_photograph(row, case, by=colleague)

    assert Photograph.objects.count() == 0


def test_a_photograph_of_somebody_else_is_not_there(client):
    _case, _physician, row = make_photographed()
    other, (stranger,) = make_team(Role.PHYSICIAN)
    sign_in(client, stranger)

    assert client.post(url("show_photograph", other, row.pk)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_body_map_costs_the_same_for_one_and_three(client, django_assert_num_queries, count):
    case, (physician,) = make_team(Role.PHYSICIAN)
    make_consent(case.person, by=physician, purpose=ConsentPurpose.PHOTOGRAPHS)
    for _turn in range(count):
        keep_photograph(make_mark(case, by=physician), case, by=physician, content=a_picture(), taken_on=today())
    sign_in(client, physician)
    client.get(url("case_body", case))

    with django_assert_num_queries(18):
        client.get(url("case_body", case))
