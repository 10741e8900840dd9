"""Which answers to a questionnaire tell of danger: the table of the content against one made by hand, each pattern of the C-SSRS among it."""

from itertools import product

import pytest

from panoh.cases.danger import Signs, SuicideSign
from panoh.cases.enums import Urgency
from panoh.instruments.definitions import LEVELS
from panoh.instruments.reading import BadDefinition, danger_rules, definition, definitions
from panoh.instruments.scoring import score
from tests.instruments.danger_rules import RULES, cssrs

ITEMS = ("1", "2", "3", "4", "5", "6", "6b")
SIGNS = dict(zip(ITEMS, list(SuicideSign)[1:], strict=True))


@pytest.mark.parametrize("instrument", definitions())
def test_each_answer_to_each_item_tells_what_the_manual_says(instrument):
    form, by_hand = definition(instrument), RULES.get(instrument, {})

    for item in form.items:
        at, level = by_hand.get(item.id, (None, ""))
        for value in item.answers.values:
            told = [alert["level"] for alert in score(form, {item.id: value}).alerts]
            assert told == ([level] if at is not None and value >= at else []), (item.id, value)


def test_each_pattern_of_the_screener_has_its_level_and_says_what_could_be_graver():
    form, wrong = definition("cssrs"), []
    for values in product((None, 0, 1), repeat=len(ITEMS)):
        answers = dict(zip(ITEMS, values, strict=True))
        alerts = score(form, answers).alerts
        worst = max(alerts, key=lambda alert: LEVELS.index(alert["level"]), default={"level": ""})
        if (worst["level"], bool(worst.get("unasked"))) != cssrs(answers):
            wrong.append(answers)

    assert wrong == []


def test_thoughts_alone_say_which_items_were_not_asked():
    (alert,) = score(definition("cssrs"), {"1": 0, "2": 1}).alerts

    assert alert == {"item": "2", "value": 1, "kind": "suicide", "level": "low", "unasked": ["3", "4", "5", "6", "6b"]}


def test_the_same_answers_are_the_same_danger_at_triage():
    for given in product((0, 1), repeat=len(ITEMS)):
        yes = [item for item, value in zip(ITEMS, given, strict=True) if value]
        signs = Signs(suicide=tuple(SIGNS[item] for item in yes))
        assert (signs.level, signs.is_partial) == cssrs(dict.fromkeys(yes, 1)), yes


def test_thoughts_alone_speak_at_triage_for_looking_within_days_and_none_for_no_haste():
    assert Signs(suicide=(SuicideSign.THOUGHTS,)).proposed == Urgency.AMBER
    assert Signs(suicide=(SuicideSign.NONE,)).proposed == Urgency.GREEN


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ('item = "12"\nat = 1\nlevel = "high"\nsource = "x"', "'12' is no item"),
        ('item = "9"\nat = 7\nlevel = "high"\nsource = "x"', "7 is no answer of item 9"),
        ('item = "9"\nat = 1\nlevel = "red"\nsource = "x"', "one of the levels low, moderate, high"),
        ('item = "9"\nat = 1\nlevel = "high"\nsource = " "', "where the rule was published"),
        ('item = "9"\nat = 1\nlevel = "high"', "'source' is missing"),
    ],
)
def test_a_rule_that_does_not_fit_stops_with_its_reason(rule, said):
    with pytest.raises(BadDefinition, match=said):
        danger_rules(f'[[rules]]\ninstrument = "phq9"\n{rule}\n', definition("phq9"))


def test_each_rule_of_the_table_is_of_a_questionnaire_that_there_is():
    assert {form.id for form in definitions().values() if form.alerts} == set(RULES)
