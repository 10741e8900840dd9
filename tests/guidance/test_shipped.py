"""The protocols that come with the system, and how a file that cannot be is named."""

import re
from importlib.resources import files

import pytest
from django.urls import reverse

from panoh.consent.enums import ConsentPurpose
from panoh.core.languages import LANGUAGES
from panoh.desk.frame.step_pages import FORMS, WITHOUT_CASE
from panoh.guidance.protocol import plain
from panoh.guidance.reading import read
from panoh.guidance.shipped import FIRST, BadProtocol, load, shipped

TEXT = files("panoh.content").joinpath("protocols", "start-1.toml").read_text(encoding="utf-8")


def line_of(text: str, begins: str, after: str) -> int:
    lines = text.splitlines()
    start = next(number for number, line in enumerate(lines) if line == after)
    return next(number for number, line in enumerate(lines[start:], start + 1) if line.startswith(begins))


def test_the_first_protocol_has_the_25_steps_and_names_itself_a_proposal():
    protocol = shipped()[FIRST]

    assert sorted({int(step.number.split(".")[0]) for step in protocol.steps}) == list(range(1, 26))
    assert protocol.name["en"] == "Sample, not the Unit's guidance"
    assert all(set(step.title) == set(step.how) == set(LANGUAGES) for step in protocol.steps)


def test_the_first_protocol_begins_quietly():
    on = {step.key for step in shipped()[FIRST].steps if step.on}

    assert on == {
        *("danger_now", "stabilise", "urgent_care", "fresh_injuries", "amber_visit"),
        *("assess_social", "assess_psychological", "assess_medical", "assess_legal"),
        *("plan", "approve", "review", "follow_up"),
        *("before_hearing", "after_hearing"),
        *("supervision", "data_check", "quarter_figures"),
    }


def test_pages_and_consents_of_the_first_protocol_exist():
    for step in shipped()[FIRST].steps:
        assert set(step.forms) <= set(FORMS), step.key
        assert set(step.consents) <= set(ConsentPurpose.values), step.key
    for name in FORMS:
        assert reverse(f"desk:{name}", args=[] if name in WITHOUT_CASE else ["aaaaa-aaaaa"])


def test_a_protocol_written_out_reads_the_same():
    protocol = shipped()[FIRST]

    assert read(plain(protocol)) == protocol
    assert read(plain(protocol)).digest == protocol.digest


def test_a_changed_word_changes_the_digest_of_its_step_alone():
    other = load("start-1.toml", TEXT.replace("Approve the programme", "Approve it"))

    changed = {step.key for step in other.steps if step.digest != shipped()[FIRST].by_key[step.key].digest}
    assert changed == {"approve"}


@pytest.mark.parametrize(
    ("old", "new", "where", "reason"),
    [
        ('due = "72 hours"', 'due = "72 ours"', ("due", 'key = "amber_visit"'), "due must be written"),
        ('role = "lawyer"', 'role = "judge"', ("role", 'number = "9.4"'), "role knows no judge"),
        ('task = "plan"', 'task = "planning"', ("task", 'number = "11"'), "task knows no planning"),
        ('depends_on = ["plan"]', 'depends_on = ["planning"]', ("depends_on", 'number = "12"'), "depends on planning, which is not there"),
        ('depends_on = ["plan"]', 'depends_on = ["approve"]', ("depends_on", 'number = "12"'), "waits in a circle: approve → approve"),
        ('depends_on = ["plan"]', 'depends_on = ["supervision"]', ("depends_on", 'number = "12"'), "of another scope"),
        ('trigger = ["goals_met"]', 'trigger = ["closed"]', ("trigger", 'number = "21"'), "closed never happens for it"),
        ('trigger = ["goals_met"]', 'trigger = ["month_began"]', ("trigger", 'number = "21"'), "month_began never happens for it"),
        ('trigger = ["month_began"]', 'trigger = ["met"]', ("trigger", 'number = "25"'), "met never happens for it"),
        ('done_by = ["referral_answered"]', 'done_by = ["met"]', ("done_by", 'number = "13"'), "never ends without referral_answered"),
        ('done_by = ["review_held", "programme_approved"]', "done_by = []", ("done_by", 'number = "17"'), "done_by is missing"),
        ('due = "5 working days"', 'due = "-5 days"', ("due", 'number = "22"'), "nobody knows beforehand"),
        ('number = "14.1"', 'number = "14"', ("number", 'key = "hospital_call"'), "two steps of this number"),
        ('trigger = ["hearing"]\nrepeat', 'trigger = ["trial"]\nrepeat', ("trigger", 'number = "18"'), "trigger knows no trial"),
        ('key = "plan"', 'key = "baseline"', ("key", 'number = "11"'), "two steps of this key"),
        ("at_once = true", "at_onse = true", ("at_onse", 'number = "2"'), "unknown field at_onse"),
        ("mandatory = true", 'mandatory = "yes"', ("mandatory", 'number = "9.1"'), "must be a bool"),
    ],
)
def test_a_file_that_cannot_be_is_refused_with_its_line(old, new, where, reason):
    broken = TEXT.replace(old, new, 1)

    with pytest.raises(BadProtocol) as refused:
        load("start-1.toml", broken)

    begins, after = where
    assert reason in str(refused.value)
    assert str(refused.value).startswith(f"start-1.toml:{line_of(broken, begins + ' =', after)}: ")


def test_a_language_that_is_missing_is_refused():
    broken = re.sub(r', tg = "Тасдиқ кардани анҷом" }', " }", TEXT)

    with pytest.raises(BadProtocol, match="title must be said in en, ru and tg"):
        load("start-1.toml", broken)


def test_a_file_that_is_no_toml_is_refused_with_its_line():
    with pytest.raises(BadProtocol, match=r"^start-1\.toml:3: "):
        load("start-1.toml", 'code = "start-1"\n\nname = {\n')


def test_a_file_of_another_name_is_refused():
    with pytest.raises(BadProtocol, match=r"start-2\.toml:\d+: the file of start-1"):
        load("start-2.toml", TEXT)
