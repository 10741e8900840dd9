"""Bringing a register in through its pages: choose, look, accept in pieces, decide, take back, take the rejected rows."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.cases.actions import give_assistance
from panoh.cases.enums import Help, HelpItem
from panoh.cases.models import Case
from panoh.desk.exchange.views import exchange as views
from panoh.exchange.actions import decide_row
from panoh.exchange.enums import Answer, RowState, RunState
from panoh.exchange.models import ImportRow, ImportRun
from panoh.people.models import Person
from tests.desk import frame
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.factories.exchange import bring, row, workbook
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
IMPORTS = "/desk/import/"


@pytest.fixture
def coordinator(client):
    make_secretariat()
    return sign_in(client, make_user(Role.COORDINATOR))


def upload(client, *rows, name="register.xlsx"):
    return client.post(IMPORTS, {"holds": "new", "file": SimpleUploadedFile(name, workbook(*rows)), "rows": ""})


def page(response, status=200):
    assert response.status_code == status
    return soup_of(response)


def text(part):
    return " ".join(part.get_text(" ").split())


def sums(soup):
    return [text(one) for one in soup.select(".sums > *")]


def test_a_file_is_looked_at_before_anything_is_written(client, coordinator):
    response = upload(client, row(1), row(2, family="Холов", given="Умед", birth="1985", sex="?"), row(3), row(1))

    run = ImportRun.objects.get()
    assert response["Location"] == f"/desk/import/{run.pk}/"
    soup = page(client.get(response["Location"]))
    assert sums(soup) == [
        "4 rows in the file",
        "1 can be accepted",
        "1 need a decision",
        "1 cannot be accepted",
        "1 here already, unchanged",
    ]
    assert text(soup.select_one("#ok button.btn--main")) == "Accept 1 row"
    assert [text(cell) for cell in soup.select("#rejected tbody tr > *")] == [
        "3",
        "Пол",
        "••••••",
        "Not recognised. Enter: male, female or not stated.",
    ]
    held = soup.select_one("#held .sheet")
    assert text(held.select_one("h3")) == "Row 4"
    assert [text(one) for one in held.select(".compare dt")] == ["In the file", "Row 2 of the same file"]
    assert [text(one) for one in held.select(".compare dd")] == ["••••••"] * 2
    assert "Назаров" not in str(soup)
    opened = page(client.post(response["Location"]))
    held = opened.select_one("#held .sheet")
    assert [text(one) for one in held.select(".compare dd")] == ["Назаров Рустам male, 12.03.1984"] * 2
    assert held.select("form") == []
    assert text(opened.select("#rejected tbody tr > *")[2]) == "?"
    assert (Person.objects.count(), Case.objects.count(), ImportRow.objects.count()) == (0, 0, 0)


PASTED = "Дата поступления\tФамилия\tИмя\tПол\tКатегория\n05.05.2020\tНазаров\tРустам\tм\tжертва пыток"
FOREIGN = "Alfa\tBeta\tGamma\tDelta\tEpsilon\tZeta\n" + "\t".join(["01.02.2021", "Назаров", "Рустам", "М", "жертва пыток", "карие"])
CHOICES = {"Alfa": "admitted_on", "Beta": "family_name", "Gamma": "given_name", "Delta": "sex", "Epsilon": "kind"}


def test_first_rows_are_shown_as_they_were_understood_and_names_by_a_press(client, coordinator):
    run = upload(client, *(row(number, family=f"Холов{number}", birth=str(1970 + number)) for number in range(1, 13)))["Location"]

    shut, opened = page(client.get(run)), page(client.post(run))

    rows = [text(each) for each in shut.select("[aria-labelledby=fh] tbody tr")]
    assert len(rows) == 10
    assert rows[0].startswith("2 ")
    assert "1971" in rows[0]
    assert "Холов" not in " ".join(rows)
    assert "Холов1" in text(opened.select_one("[aria-labelledby=fh] tbody tr"))


def test_a_blank_register_is_taken_from_the_page(client, coordinator):
    link = page(client.get(IMPORTS)).find("a", string="Download a blank register")["href"]
    taken = client.get(link)

    assert [sheet.title for sheet in load_workbook(io.BytesIO(taken.content)).worksheets] == ["Register", "Lists and examples"]


def test_columns_that_nobody_knows_are_chosen_and_remembered(client, coordinator):
    run = client.post(IMPORTS, {"holds": "new", "rows": FOREIGN})["Location"]
    there = client.get(run)["Location"]
    asked = page(client.get(there))
    assert "These columns were not found: date of admission" in text(asked.main)
    fields = {text(label).removesuffix(" optional"): label["for"].removeprefix("id_") for label in asked.select("main form label")}
    assert list(fields) == [*CHOICES, "Zeta", "Everyone in the file is"]

    too_few = client.post(there, {fields["Beta"]: "family_name"})
    assert client.get(too_few["Location"])["Location"] == there
    twice = client.post(there, {fields[head]: "given_name" for head in ("Beta", "Gamma")})
    assert twice.status_code == 400
    answer = client.post(there, {fields[head]: field for head, field in CHOICES.items()})

    assert answer["Location"] == run
    shown = page(client.get(run))
    assert sums(shown)[:2] == ["1 rows in the file", "1 can be accepted"]
    assert "Zeta" in text(shown.main)
    assert shown.select_one(f'a[href="{there}"]')
    again = page(client.get(there))
    names = {text(label).removesuffix(" optional"): label["for"].removeprefix("id_") for label in again.select("main form label")}
    assert again.select_one(f"#id_{names['Beta']} [selected]")["value"] == "family_name"
    client.post(there, {names[head]: field for head, field in CHOICES.items() if head != "Delta"})
    assert client.get(run)["Location"] == there  # what was chosen by mistake is taken back
    restored = page(client.get(there))
    names = {text(label).removesuffix(" optional"): label["for"].removeprefix("id_") for label in restored.select("main form label")}
    client.post(there, {names[head]: field for head, field in CHOICES.items()})
    client.post(f"{run}bring/")
    assert Case.objects.count() == 1
    assert client.get(there).status_code == 409
    next_run = client.post(IMPORTS, {"holds": "new", "rows": FOREIGN.replace("Назаров", "Саидов")})["Location"]
    assert sums(page(client.get(next_run)))[1] == "1 can be accepted"


def test_an_export_of_another_system_is_shown_as_understood_and_who_all_are_is_changed(client, coordinator):
    text_of_it = "PUID\tName\tFamily names\tDoB\tGender\tActivation date\nG1\tRustam\tNazarov\t1984-03-12\tm\t2024-01-06"
    run = client.post(IMPORTS, {"holds": "new", "rows": text_of_it})["Location"]
    shown = page(client.get(run))
    there = shown.find("a", string="Choose what the columns are")["href"]
    asked = page(client.get(there))
    chosen = {one["name"]: (one.select_one("[selected]") or {"value": ""})["value"] for one in asked.select("main form select")}

    assert sums(shown)[:2] == ["1 rows in the file", "1 can be accepted"]
    assert "This is read as an export of GNU Health." in text(shown.main)
    assert "Everyone is taken as “the person themselves”" in text(shown.main)
    assert sorted(chosen.values()) == sorted(["number", "given_name", "family_name", "birth", "sex", "admitted_on", "survivor"])
    assert client.post(there, chosen | {"everyone_is": "family"})["Location"] == run
    assert "Everyone is taken as “family member”" in text(page(client.get(run)).main)


def test_rows_are_pasted_with_their_heads(client, coordinator):
    lines = ["№\tДата поступления\tФамилия\tИмя\tПол\tКатегория", "1\t05.05.2020\tНазаров\tРустам\tм\tжертва пыток"]

    response = client.post(IMPORTS, {"holds": "new", "rows": "\n".join(lines)})

    assert sums(page(client.get(response["Location"])))[:2] == ["1 rows in the file", "1 can be accepted"]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"rows": ""}, "Choose a file, or paste rows with their headings."),
        ({"rows": "only words"}, "No heading row was found"),
        ({"file": SimpleUploadedFile("r.pdf", b"%PDF-1.7 x")}, "This spreadsheet format cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(client, coordinator, sent, sentence):
    for one in sent.values():
        if hasattr(one, "seek"):
            one.seek(0)

    soup = page(client.post(IMPORTS, {"holds": "new", **sent}), 400)

    assert sentence in text(soup.select_one("form.form"))
    assert ImportRun.objects.count() == 0


def test_long_work_goes_in_pieces_with_and_without_javascript(client, coordinator, monkeypatch):
    monkeypatch.setattr(views, "ROWS_A_REQUEST", 2)
    there = upload(client, *[row(n, family=f"Холов{n}", birth=str(1950 + n)) for n in range(1, 6)])["Location"]

    assert client.post(there + "bring/")["Location"] == there
    soup = page(client.get(there))
    assert text(soup.select_one(".title p")) == "2 of 5 rows"
    assert (soup.progress["value"], soup.progress["max"]) == ("2", "5")
    form = soup.select_one("form[hx-trigger]")
    assert (form["action"], form["method"]) == (there + "bring/", "post")

    client.post(form["action"])
    assert client.post(form["action"])["Location"] == there
    soup = page(client.get(there))
    assert "5 persons admitted." in text(soup.select_one("#said"))
    assert sums(soup)[:2] == ["5 rows in the file", "5 admitted"]
    assert Case.objects.count() == 5
    assert client.post(form["action"]).status_code == 409


def test_a_held_row_is_decided_on_its_page_and_the_decision_is_offered_back(client, coordinator):
    bring(coordinator, row(1, family="Қодиров", given="Ҷамшед"))
    run = bring(coordinator, row(7, family="Кадыров", given="Джамшед"), row(8, family="Кодиров", given="Чамшед")).run
    there = f"/desk/import/{run.pk}/"
    assert text(page(client.get(there)).select_one("#held h2")) == "2 rows need a decision"
    soup = page(client.post(there))
    first = soup.select("#held .sheet")[0]
    code = Case.objects.get().code
    assert [text(one) for one in first.select(".compare dd")] == ["Кадыров Джамшед male, 12.03.1984", "Қодиров Ҷамшед male, 12.03.1984"]
    assert {mark.get_text() for mark in first.select("mark")} == {"Кадыров Джамшед", "Қодиров Ҷамшед"}
    assert text(first.select_one(".code")) == code

    for sheet, answer in zip(soup.select("#held .sheet form"), ("same", "other"), strict=True):
        assert client.post(sheet["action"], {"answer": answer})["Location"] == there

    soup = page(client.get(there))
    assert "Row 3 is decided." in text(soup.select_one("#said"))
    assert soup.select_one("#said .undo form") is not None
    assert soup.select("#held") == []
    assert sums(soup) == ["2 rows in the file", "1 admitted", "0 need a decision", "0 cannot be accepted", "1 here already, unchanged"]
    assert Case.objects.count() == 2


def test_names_that_were_open_stay_open_after_a_decision_and_no_longer(client, coordinator):
    bring(coordinator, row(1, family="Қодиров", given="Ҷамшед"))
    run = bring(coordinator, *[row(number, family="Кадыров", given="Джамшед") for number in (7, 8, 9)]).run
    there = f"/desk/import/{run.pk}/"
    first, second, _third = page(client.post(there)).select("#held .sheet form")
    typed = {one["name"]: one.get("value", "") for one in first.select("input")}

    assert "Кадыров" in client.post(first["action"], typed | {"answer": "same"}, follow=True).text
    assert "Кадыров" not in client.get(there).text
    assert "Кадыров" not in client.post(second["action"], {"answer": "same"}, follow=True).text


def test_a_row_decided_by_somebody_else_meanwhile_shows_both_answers(client, coordinator):
    bring(coordinator, row(1, family="Қодиров", given="Ҷамшед"))
    run = bring(coordinator, row(7, family="Кадыров", given="Джамшед")).run
    (form,) = page(client.get(f"/desk/import/{run.pk}/")).select("#held .sheet form")
    other = make_user(Role.COORDINATOR)
    decide_row(run.lines.get(), Answer.SAME, by=other)

    soup = page(client.post(form["action"], {"answer": "other"}), 409)

    assert text(soup.select_one(".note--error")) == "This row is already decided."
    mine, theirs = (text(one) for one in soup.select(".compare .sheet"))
    assert mine == "You: Row 2 another person"
    assert theirs.startswith(f"Now: Row 2 the same person, {other.username}, ")
    assert Case.objects.count() == 1


def test_a_decision_that_is_none_is_refused(client, coordinator):
    line = bring(coordinator, row(1), row(2)).run.lines.get(state=RowState.HELD)

    response = client.post(f"/desk/import/row/{line.pk}/", {"answer": "perhaps"})

    assert response.status_code == 400
    assert ImportRow.objects.get(pk=line.pk).answer == ""


def test_a_changed_row_shows_both_versions_and_says_that_nothing_is_overwritten(client, coordinator):
    bring(coordinator, row(1))
    run = bring(coordinator, row(1, admitted="06.05.2020")).run

    soup = page(client.post(f"/desk/import/{run.pk}/"))

    assert [text(cell) for cell in soup.select("#held tbody tr > *")] == ["Дата поступления", "05.05.2020", "06.05.2020"]
    assert [text(button) for button in soup.select("#held .sheet button")] == [
        "The same person: keep what is here",
        "This number belongs to another person: admit",
    ]
    assert "A file never overwrites data here" in text(soup.select_one("#held"))


def test_the_preview_of_a_changed_row_shows_both_versions_too(client, coordinator):
    bring(coordinator, row(1))

    soup = page(client.post(upload(client, row(1, admitted="06.05.2020"))["Location"]))

    assert [text(cell) for cell in soup.select("#held tbody tr > *")] == ["Дата поступления", "05.05.2020", "06.05.2020"]
    assert text(soup.select_one("#ok button.btn--main")) == "Save the rows that need a decision"


def test_an_import_is_taken_back_from_its_page(client, coordinator):
    there = upload(client, row(1))["Location"]
    client.post(there + "bring/")
    assert "Undo the whole import" in text(page(client.get(there)))

    response = client.post(there + "take-back/", follow=True)

    assert "Import undone" in text(page(response).select_one("#said"))
    assert Case.objects.count() == 0
    soup = page(client.get(there))
    assert text(soup.h1) == "Register import undone"
    assert "Undo the whole import" not in text(soup)
    assert soup.select(".sums") == []


def test_an_import_to_which_something_was_added_stays_and_its_page_says_in_which_rows(client, coordinator):
    run = bring(coordinator, row(1), row(2, family="Холов", given="Умед")).run
    case = run.lines.get(number=3).case
    give_assistance(case, by=coordinator, help=Help.SOCIAL, item=HelpItem.FOOD, given_on=case.admitted_on)

    soup = page(client.post(f"/desk/import/{run.pk}/take-back/"), status=409)

    note = soup.select_one(".note--error")
    assert text(note.p) == "Something was added since, so the import cannot be undone."
    assert [(text(one), one.a["href"]) for one in note.select("li")] == [(f"Row 3: {case.code}", f"/desk/cases/{case.code}/")]
    assert "Undo the whole import" not in text(soup)
    assert Case.objects.count() == 2


def test_a_register_is_put_aside(client, coordinator):
    there = upload(client, row(1))["Location"]

    response = client.post(there + "put-aside/", follow=True)

    assert "Import cancelled. Nothing was saved." in text(page(response).select_one("#said"))
    assert client.get(there).status_code == 404


def test_rejected_rows_are_taken_as_a_file_and_that_is_recorded(client, coordinator):
    there = upload(client, row(1), row(2, sex="?"))["Location"]
    before = AuditEvent.objects.filter(verb="exchange.rejected_rows_taken").count()

    response = client.get(there + "rejected/")

    assert response["Content-Disposition"] == 'attachment; filename="rows.xlsx"'
    (_heads, line) = load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True)
    assert (line[0], line[3], line[-1]) == (3, "Назаров", "Пол: Not recognised. Enter: male, female or not stated.")
    assert AuditEvent.objects.filter(verb="exchange.rejected_rows_taken").count() == before + 1


def test_the_list_says_where_a_decision_waits(client, coordinator):
    bring(coordinator, row(1), row(2))

    assert "2 rows done · " in text(page(client.get(IMPORTS)).select_one(".tasks"))
    assert "1 row needs a decision" in text(page(client.get(IMPORTS)).select_one(".tasks"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_runs_costs_the_same_however_many(client, coordinator, count, django_assert_num_queries):
    for number in range(count):
        bring(coordinator, row(number + 1, family=f"Холов{number}"))
    client.get(IMPORTS)

    with django_assert_num_queries(frame.QUERIES + 3):
        client.get(IMPORTS)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_run_costs_the_same_however_many_rows_wait(client, coordinator, count, django_assert_num_queries):
    bring(coordinator, row(1))
    run = bring(coordinator, *[row(number + 2) for number in range(count)]).run
    there = f"/desk/import/{run.pk}/"
    client.post(there)

    with django_assert_num_queries(frame.QUERIES + 17):
        client.post(there)


@pytest.mark.database
def test_names_and_rows_of_an_import_open_by_a_recorded_press_and_what_somebody_came_as_in_plain_words(client, coordinator):
    bring(coordinator, row(1, family="Қодиров", given="Ҷамшед"))
    run = bring(coordinator, row(7, family="Кадыров", given="Джамшед", kind="лицо, пережившее пытки")).run
    there = f"/desk/import/{run.pk}/"
    opened = AuditEvent.objects.filter(verb="vault.opened")
    before = opened.count()

    shut = client.get(there).text
    assert ("Кадыров" in shut, "Қодиров" in shut, "12.03.1984" in shut, "The whole row" in shut) == (False,) * 4
    assert (Case.objects.get().code in shut, opened.count() - before) == (True, 0)

    told = page(client.post(there)).select_one("#held")
    assert ("Кадыров Джамшед" in text(told), "Қодиров Ҷамшед" in text(told), opened.count() - before) == (True, True, 2)
    assert ("the person themselves" in text(told), "пытк" in text(told)) == (True, False)

    client.post(reverse("desk:discreet"), {"on": "1"})
    assert client.post(there).status_code == 409


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDINATOR, Role.MEMBER_WORKER, Role.MEMBER_PSYCHOLOGIST}))
def test_nobody_but_the_coordinator_brings_registers_in(client, coordinator, role):
    run = bring(coordinator, row(1), row(2, sex="?"), row(3)).run
    held = run.lines.get(state=RowState.HELD)
    sign_in(client, make_user(role))

    for address in (IMPORTS, f"{IMPORTS}{run.pk}/", f"{IMPORTS}{run.pk}/rejected/"):
        assert client.get(address).status_code == 403
    for address in ("bring/", "take-back/", "put-aside/"):
        assert client.post(f"{IMPORTS}{run.pk}/{address}").status_code == 403
    assert client.post(f"{IMPORTS}row/{held.pk}/", {"answer": "other"}).status_code == 403
    assert client.post(IMPORTS, {"holds": "new", "rows": "x"}).status_code == 403
    assert Case.objects.count() == 1


def test_the_import_of_another_organisation_is_not_there(client, coordinator):
    run = bring(coordinator, row(1), row(2)).run
    held = run.lines.get(state=RowState.HELD)
    sign_in(client, make_user(Role.COORDINATOR, organisation=make_member(1)))

    assert client.get(f"{IMPORTS}{run.pk}/").status_code == 404
    assert client.post(f"{IMPORTS}row/{held.pk}/", {"answer": "other"}).status_code == 404


def test_in_practice_mode_real_imports_are_not_there(client, coordinator):
    run = bring(coordinator, row(1)).run
    other = make_user(Role.COORDINATOR)
    other.is_practising = True
    practice = bring(other, row(1)).run

    assert client.get(f"{IMPORTS}{run.pk}/").status_code == 200
    assert client.get(f"{IMPORTS}{practice.pk}/").status_code == 404


def test_the_look_says_of_which_register_the_numbers_are_read(client, coordinator):
    def looked(*rows):
        return text(page(client.get(upload(client, *rows)["Location"])))

    own, later = (
        "Read as a separate register: its numbers are not connected with those of",
        "Read as a later version of a register imported before (",
    )
    first = looked(row(1))
    assert own not in first
    assert later not in first
    bring(coordinator, row(1))

    assert later in looked(row(1, admitted="06.05.2020"))
    assert own in looked(row(1, family="Саидова", given="Мадина", sex="ж"))


@pytest.mark.parametrize("view", ["bring_import", "take_back_import", "put_aside_import"])
def test_looking_writes_nothing(client, coordinator, view):
    run = bring(coordinator, row(1)).run

    assert client.get(reverse(f"desk:{view}", args=[run.pk])).url == reverse("desk:import", args=[run.pk])
    assert ImportRun.objects.get().state == RunState.DONE


def test_the_latest_import_stands_first(client, coordinator):
    for count in (1, 2, 3):
        upload(client, *(row(number) for number in range(count)))

    listed = page(client.get(IMPORTS)).select("#runs ~ .tasks .what a")

    assert [text(link) for link in listed] == ["3 rows", "2 rows", "1 row"]


def test_a_row_with_the_number_of_a_row_that_waits_itself_is_shown(client, coordinator):
    person = {"family": "Зокиров", "given": "Хуршед", "birth": "03.03.1953"}
    bring(coordinator, row("A-1", **person))
    bring(coordinator, row("Ж-1", **person | {"given": "Khurshed"}))
    upload(client, row("Ж-1", **person | {"given": "Khurshed"}, Телефон="901112233"))

    soup = page(client.get(f"{IMPORTS}{ImportRun.objects.first().pk}/"))

    assert "The row with this number is itself waiting for a decision." in text(soup.select_one("#held"))


def test_the_page_asks_first_what_the_file_holds(client, coordinator):
    member = make_member()
    asked = page(client.get(IMPORTS)).select("main form.form input[type=radio]")
    assert [(one["value"], one.has_attr("checked")) for one in asked] == [("new", True), ("corrections", False), ("member", False)]

    sent = {"rows": PASTED, "holds": "member"}
    nobody = page(client.post(IMPORTS, sent), 400)
    assert "Choose whose list this is." in text(nobody.select_one("main form"))
    run = client.post(IMPORTS, {**sent, "member": member.slug})["Location"]
    assert member.short in text(page(client.get(run)).select_one(".title"))
    client.post(f"{run}bring/")

    assert Case.objects.get().organisation == member
    assert member.short in text(page(client.get(IMPORTS)).select_one("[aria-labelledby=runs]"))


def test_a_row_of_corrections_is_shown_field_by_field_and_leads_to_the_record(client, coordinator):
    bring(coordinator, row(1))
    code = Case.objects.get().code
    run = client.post(IMPORTS, {"rows": "№\tФамилия\tИмя\tДата рождения\n1\tНазаров\tРустам\t13.03.1984", "holds": "corrections"})[
        "Location"
    ]
    shut = page(client.get(run))
    assert text(shut.select_one("#ok h2")) == "1 row says something else than the record"
    assert "13.03.1984" not in text(shut.select_one("#held"))
    client.post(f"{run}bring/")

    held = page(client.post(run)).select_one("#held .sheet")

    assert [text(cell) for cell in held.select("tbody tr > *")] == ["date of birth", "12.03.1984", "13.03.1984"]
    assert held.select_one(f'a[href="/desk/cases/{code}/person/correct/"]')
    assert [text(button) for button in held.select("button[name=answer]")] == ["Compared"]
    client.post(f"/desk/import/row/{ImportRow.objects.get(run=run.split('/')[-2]).pk}/", {"answer": "same"})
    assert sums(page(client.get(run)))[-1] == "1 here already, unchanged"
    assert Case.objects.count() == 1
