"""Pages of questionnaires: filling in, reading aloud, who reads what as a browser meets it, and how many queries a list costs."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from panoh.accounts.roles import Role
from panoh.cases.actions.dangers import end_danger
from panoh.cases.enums import TaskKind
from panoh.cases.models import Task
from panoh.core.templatetags.panoh import moment
from panoh.instruments.actions import check_wording, load_wording, read_response, view_sheet
from panoh.instruments.models import Response, Sheet, TextPack, Use
from panoh.instruments.reading import definition
from tests.days import written
from tests.desk.frame import QUERIES
from tests.factories.accounts import make_user, sign_in
from tests.factories.care import make_team
from tests.factories.cases import make_coordinator
from tests.factories.instruments import make_response
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def how():
    return {"done_on": written(), "language": "tg", "way": "asked", "occasion": "admission", "remark": ""}


def page(response, status=200):
    assert response.status_code == status
    return soup_of(response)


def text(node):
    return " ".join(node.get_text(" ").split())


@pytest.fixture
def team(client):
    """A case with a psychologist who is signed in, and a social worker."""
    case, (psychologist, social) = make_team(Role.PSYCHOLOGIST, Role.SOCIAL_WORKER)
    sign_in(client, psychologist)
    return case, psychologist, social


def test_a_form_is_filled_in_on_one_page_and_leaving_out_is_allowed(client, team):
    case, psychologist, _social = team
    address = reverse("desk:case_ask", args=[case.code, "phq9"])
    shown = page(client.get(address))
    assert len(shown.select("fieldset .scale")) == 10
    assert "not a diagnosis" in text(shown)

    answered = client.post(address, {**how(), "item_1": "2", "item_2": "-", "item_3": "?", "item_9": "1"})

    row = Response.objects.get()
    assert answered.url == reverse("desk:case_response", args=[case.code, row.pk])
    kept = read_response(row, by=psychologist)
    assert {number: value for number, value in kept["items"].items() if value is not None} == {"1": 2, "9": 1}
    assert kept["declined"] == ["2"]
    result = page(client.get(answered.url))
    assert "danger to life" in text(result)
    assert "none: items are missing" in text(result)
    assert case.tasks.filter(kind=TaskKind.RISK, done_at=None).count() == 1


def test_an_answer_that_is_not_on_the_form_comes_back_with_the_item_named(client, team):
    case, *_others = team

    refused = page(client.post(reverse("desk:case_ask", args=[case.code, "phq9"]), {**how(), "item_1": "7", "item_2": "3"}), 400)

    assert "1. little interest or joy" in text(refused.select_one(".note--error"))
    assert refused.select_one("[name=item_2][checked]")["value"] == "3"
    assert not Response.objects.exists()


def test_reading_aloud_keeps_each_answer_and_ends_in_the_form(client, team):
    case, *_others = team

    for step in range(1, 6):
        address = reverse("desk:case_aloud", args=[case.code, "who5", step])
        assert text(page(client.get(address)).h1)
        answered = client.post(address, {"answer": "4"})

    form = page(client.get(answered.url))
    assert answered.url.startswith(reverse("desk:case_ask", args=[case.code, "who5"]))
    assert [field["value"] for field in form.select(".scale [checked]")] == ["4"] * 5
    assert not Response.objects.exists()


def test_the_paper_form_carries_the_code_and_no_name(client, team):
    case, *_others = team

    sheet = text(page(client.get(reverse("desk:case_paper", args=[case.code, "who5"]))))

    assert case.code in sheet
    assert "Қодиров" not in sheet
    assert "□ 0 never" in sheet.replace("\N{NO-BREAK SPACE}", " ")


def test_the_list_costs_as_many_queries_for_three_as_for_one(client, team, django_assert_num_queries):
    case, psychologist, _social = team
    address = reverse("desk:case_questionnaires", args=[case.code])
    make_response(case, by=psychologist)
    with django_assert_num_queries(QUERIES + 12):
        client.get(address)
    make_response(case, by=psychologist, values="222222200")
    make_response(case, by=psychologist, instrument="itq", values="2" * 18)
    with django_assert_num_queries(QUERIES + 12):
        client.get(address)


def test_change_over_time_is_drawn_beside_its_table(client, team):
    case, psychologist, _social = team
    make_response(case, by=psychologist, values="333322220")
    make_response(case, by=psychologist, values="111111100")

    shown = page(client.get(reverse("desk:case_questionnaires", args=[case.code])))

    assert "Better than the first time, more than by chance" in text(shown)
    assert len(shown.select("svg.chart circle")) == 2
    assert [text(cell.strong) for cell in shown.select("td[data-head=Result]")] == ["7", "20"]
    assert [text(cell) for cell in shown.select("td[data-head^=Since]")] == ["−13, better", "—"]


def test_a_score_of_seven_answers_says_that_it_is_estimated_where_it_is_shown(client, team):
    case, psychologist, _social = team
    row = make_response(case, by=psychologist, values="2222222--")

    pages = [reverse("desk:case_questionnaires", args=[case.code]), reverse("desk:case_response", args=[case.code, row.pk])]

    said = [text(page(client.get(address)).main) for address in pages]
    assert ["of 27, estimated" in said[0], "of 27, estimated" in said[1]] == [True, True]


def test_an_unfinished_screener_says_at_least_so_much(client, team):
    case, psychologist, _social = team
    half = make_response(case, by=psychologist, instrument="cssrs", values="1")
    make_response(case, by=psychologist, instrument="cssrs", values="1000000")
    make_response(case, by=psychologist, instrument="cssrs", values="---1")

    listed = page(client.get(reverse("desk:case_questionnaires", args=[case.code])))
    alone = page(client.get(reverse("desk:case_response", args=[case.code, half.pk])))

    said = [text(badge) for badge in listed.select("td .badge") if "level of risk" in text(badge)]
    assert sorted(said) == ["level of risk: at least low; not asked: 2, 3, 4, 5, 6, 6b", "level of risk: high", "level of risk: low"]
    assert "at least low" in text(alone)


@pytest.mark.parametrize(("values", "named"), [("10001", "2, 5"), ("10111", "2, 3, 4, 5"), ("1000000", ""), ("11001", "")])
def test_answers_that_contradict_each_other_are_named_beside_the_result(client, team, values, named):
    case, psychologist, _social = team
    row = make_response(case, by=psychologist, instrument="cssrs", values=values)

    said = text(page(client.get(reverse("desk:case_response", args=[case.code, row.pk]))))

    assert ("contradict" in said) is bool(named)
    assert f"Answers {named} contradict each other" in said or not named


def test_an_answer_of_danger_offers_on_its_page_what_to_do_next_until_it_is_over(client, team):
    case, psychologist, _social = team
    row = make_response(case, by=psychologist, values="000000001")
    task = Task.objects.get(kind=TaskKind.RISK)
    at = reverse("desk:case_response", args=[case.code, row.pk])

    offered = page(client.get(at)).select_one(".note--danger")
    leads = {link["href"].partition("?")[0] for link in offered.select("a")}
    end_danger(task, by=psychologist, words="Говорила с ней и с врачом")
    over = page(client.get(at)).select_one(".note--danger")

    assert offered.form["action"] == reverse("desk:take_danger", args=[task.pk])
    assert {reverse(f"desk:{name}", args=[case.code]) for name in ("case_contact", "safety_plan", "case_urgent")} < leads
    assert {reverse("desk:case_ask", args=[case.code, "cssrs"]), reverse("desk:on_duty")} < leads
    assert f"Someone must act on it by {moment(task.due_at)}" in text(offered)
    assert (over.select("form, .btn"), "The danger ended" in text(over)) == ([], True)


def test_answers_that_were_corrected_do_not_hide_the_danger_they_raised(client, team):
    case, psychologist, _social = team
    row = make_response(case, by=psychologist, instrument="phq9", values="000000003")
    correct = reverse("desk:case_response_correct", args=[case.code, row.pk])

    client.post(correct, {**{f"item_{number}": "0" for number in range(1, 10)}, "why": "Не туда", "version": "1"})
    note = page(client.get(reverse("desk:case_response", args=[case.code, row.pk]))).select_one(".note--danger")

    assert "do not point to one, and do not end it" in text(note)
    assert note.form["action"] == reverse("desk:take_danger", args=[Task.objects.get(kind=TaskKind.RISK).pk])


def test_clinical_results_stay_sealed_for_social_work_and_the_coordinator(client, team):
    case, psychologist, social = team
    row = make_response(case, by=psychologist, instrument="itq", values="2" * 18)

    for reader in (social, make_coordinator()):
        sign_in(client, reader)
        listed = page(client.get(reverse("desk:case_questionnaires", args=[case.code])))
        assert "Sealed for you" in text(listed)
        assert "12" not in text(listed.select_one("td[data-head=Result]"))
        single = page(client.get(reverse("desk:case_response", args=[case.code, row.pk])))
        assert "The results are sealed" in text(single)
        assert not single.select("tbody")


def test_a_social_worker_is_refused_a_clinical_form_and_a_lawyer_the_pages(client, team):
    case, _psychologist, social = team
    sign_in(client, social)
    assert client.get(reverse("desk:case_ask", args=[case.code, "itq"])).status_code == 403
    assert client.get(reverse("desk:case_aloud", args=[case.code, "pcl5", 1])).status_code == 403

    sign_in(client, make_user(Role.LAWYER))
    assert client.get(reverse("desk:case_questionnaires", args=[case.code])).status_code == 403


def test_no_address_of_a_case_and_no_draft_names_what_somebody_is_asked_about(client, team):
    case, psychologist, _social = team
    sign_in(client, psychologist)

    address = reverse("desk:case_ask", args=[case.code, "phq9"])
    form = page(client.get(address)).select_one("form[data-draft]")

    assert address == f"/desk/cases/{case.code}/questionnaires/12/ask/"
    assert form["data-draft"] == f"ask-12:{case.pk}"


def test_a_case_of_others_and_an_unknown_form_are_not_found(client, team):
    case, *_others = team
    assert client.get(f"/desk/cases/{case.code}/questionnaires/99/ask/").status_code == 404
    assert client.get(f"/desk/cases/{case.code}/questionnaires/phq9/ask/").status_code == 404
    assert client.get(reverse("desk:case_ask", args=[case.code, "hscl25"])).status_code == 409  # switched off

    sign_in(client, make_user(Role.PSYCHOLOGIST))
    assert client.get(reverse("desk:case_questionnaires", args=[case.code])).status_code == 404


def test_correcting_asks_for_the_reason_and_shows_what_stood_there(client, team):
    case, psychologist, _social = team
    row = make_response(case, by=psychologist, instrument="gad7", values="1111111")
    address = reverse("desk:case_response_correct", args=[case.code, row.pk])
    start = page(client.get(address))
    assert [field["value"] for field in start.select(".scale [checked]")] == ["1"] * 7

    client.post(address, {**{f"item_{number}": "2" for number in range(1, 8)}, "why": "Перепутала", "version": "1"})

    result = text(page(client.get(reverse("desk:case_response", args=[case.code, row.pk]))))
    assert "14 of 21" in result
    assert "Before: 1: 1, 2: 1" in result


def test_a_wording_comes_from_a_file_and_is_shown_once_it_is_checked(client, team):
    case, psychologist, _social = team
    lines = "\n".join(f"{number}. Саволи {number}" for number in range(1, 6))
    file = SimpleUploadedFile("who5.txt", lines.encode())
    facts = {"language": "tg", "status": "official", "licence": "Письмо ВОЗ", "lines": "", "file": file}
    assert client.post(reverse("desk:instrument_wording", args=["who5"]), facts).status_code == 302
    pack = TextPack.objects.get()
    ask = reverse("desk:case_ask", args=[case.code, "who5"]) + "?in=tg"
    assert "Саволи 1" not in text(page(client.get(ask)))

    for checker in (make_user(Role.PHYSICIAN), make_coordinator()):
        sign_in(client, checker)
        client.post(reverse("desk:instrument_check", args=[pack.pk]))
    sign_in(client, psychologist)

    assert "1. Саволи 1" in text(page(client.get(ask)))
    client.post(ask, {**how(), "item_1": "5"})
    assert Response.objects.get().text_pack == pack


def test_a_line_of_a_wording_that_fits_nothing_comes_back(client, team):
    facts = {"language": "tg", "status": "draft", "licence": "x", "lines": "1. Савол\nчизи дигар"}

    refused = page(client.post(reverse("desk:instrument_wording", args=["who5"]), facts), 400)

    assert "Line 2 is not an item or an answer" in text(refused)
    assert "чизи дигар" in text(refused.textarea)


def test_the_coordinator_switches_a_questionnaire_on(client):
    sign_in(client, make_coordinator())
    address = reverse("desk:instrument_switch", args=["hscl25"])
    assert page(client.post(address, {"is_on": "1", "ground": "", "sd": "", "r": ""}), 400)

    client.post(address, {"is_on": "1", "ground": "Письмо от 03.02.2026", "sd": "10", "r": "0,9"})

    use = Use.objects.get()
    assert (use.instrument, use.is_on, use.sd, use.r) == ("hscl25", True, 10.0, 0.9)
    assert "Письмо от 03.02.2026" in text(page(client.get(reverse("desk:instrument", args=["hscl25"]))))


def test_a_wording_checked_once_is_still_a_draft(client, team):
    _case, psychologist, _social = team
    items = {item.id: "Слова" for item in definition("who5").items}
    pack = load_wording("who5", by=psychologist, language="ru", status="draft", licence="x", wording={"items": items})

    check_wording(pack, by=make_coordinator())

    listed = text(page(client.get(reverse("desk:instrument", args=["who5"]))))
    assert "draft, to be checked" in listed


def photograph():
    """A PNG with words in its metadata, as a telephone would send one."""
    told = PngInfo()
    told.add_text("Location", "Бохтар")
    written = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(written, "PNG", pnginfo=told)
    return SimpleUploadedFile("form.png", written.getvalue(), "image/png")


def test_a_paper_form_is_keyed_beside_its_sealed_photograph(client, team):
    case, psychologist, _social = team
    kept = client.post(reverse("desk:case_sheet_keep", args=[case.code, "who5"]), {"photograph": photograph()})

    sheet = Sheet.objects.get()
    assert kept.url.endswith(f"/questionnaires/16/ask/?sheet={sheet.pk}")
    assert "Paper forms to enter" in text(page(client.get(reverse("desk:case_questionnaires", args=[case.code]))))
    keyed = page(client.get(kept.url))
    assert keyed.select_one("figure img")["src"].startswith("data:image/jpeg;base64,")
    assert keyed.select_one("[name=way][checked]")["value"] == "paper"
    client.post(kept.url, {**how(), "way": "paper", "item_1": "3"})

    row = Response.objects.get()
    assert Sheet.objects.get().response == row
    pixels = view_sheet(sheet, by=psychologist)
    assert pixels.startswith(b"\xff\xd8")
    assert "Бохтар".encode() not in pixels
    assert pixels not in bytes(Sheet.objects.get().image)
    shown = page(client.post(reverse("desk:case_sheet", args=[case.code, sheet.pk])))
    assert shown.select_one("figure img")
    assert "Paper forms to enter" not in text(page(client.get(reverse("desk:case_questionnaires", args=[case.code]))))


def test_the_photograph_of_a_clinical_form_stays_within_its_disciplines(client, team):
    case, psychologist, social = team
    client.post(reverse("desk:case_sheet_keep", args=[case.code, "itq"]), {"photograph": photograph()})
    sheet = Sheet.objects.get()

    for reader in (social, make_coordinator()):
        sign_in(client, reader)
        assert client.post(reverse("desk:case_sheet", args=[case.code, sheet.pk])).status_code == 403
        assert client.post(reverse("desk:case_sheet_out", args=[case.code, sheet.pk])).status_code == 403
        assert "Paper forms to enter" not in text(page(client.get(reverse("desk:case_questionnaires", args=[case.code]))))
    sign_in(client, psychologist)
    client.post(reverse("desk:case_sheet_out", args=[case.code, sheet.pk]))
    assert not Sheet.objects.exists()


def test_what_is_no_photograph_is_refused(client, team):
    case, *_others = team
    file = SimpleUploadedFile("form.pdf", b"%PDF-1.7 no picture")

    refused = page(client.post(reverse("desk:case_sheet_keep", args=[case.code, "who5"]), {"photograph": file}), 400)

    assert "This photograph cannot be read" in text(refused)
    assert not Sheet.objects.exists()


def test_of_a_long_row_the_newest_are_shown_and_the_rest_on_request(client, team):
    case, psychologist, _social = team
    for _time in range(10):
        make_response(case, by=psychologist, instrument="who5", values="33333")
    address = reverse("desk:case_questionnaires", args=[case.code])

    short, whole = page(client.get(address)), page(client.get(address, {"all": "1"}))

    assert "2 earlier ones" in text(short)
    assert [len(shown.select("tbody tr")) for shown in (short, whole)] == [8, 10]
    assert len(short.select("svg.chart circle")) == 10
