"""Scores: published vectors, an implementation of its own written from the rules, and properties that must hold of every form."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panoh.instruments.definitions import Definition, For, nearest
from panoh.instruments.reading import definition, definitions, ids
from panoh.instruments.scoring import BadAnswer, Result, band_of, score
from tests.examples import examples
from tests.instruments.rules import ALLOWED, NUMBERS, RULES

FEW = examples(30)  # of seventeen forms each
EVERY = pytest.mark.parametrize("instrument", sorted(RULES))


def numbered(values: str | list[int], first: int = 1) -> dict[str, int | None]:
    """Answers in the order of the form; a dash is left out."""
    return {str(n): None if value == "-" else int(value) for n, value in enumerate(values, first)}


def scored(instrument: str, items: dict[str, Any], **who: str) -> Result:
    return score(definition(instrument), items, **who)


def answers_of(instrument: str, *, missing: bool = False) -> st.SearchStrategy[dict[str, int | None]]:
    def one(number: str) -> st.SearchStrategy[int | None]:
        values = st.sampled_from(ALLOWED[instrument](number))
        return st.none() | values if missing else values

    return st.fixed_dictionaries({number: one(number) for number in NUMBERS[instrument]})


def test_every_questionnaire_has_its_independent_rule() -> None:
    lacks = sorted(set(ids()) ^ set(RULES))
    assert not lacks, f"tests/instruments/rules.py: RULES lacks or has too much: {lacks}"


@EVERY
def test_items_and_answers_are_those_of_the_form(instrument: str) -> None:
    form = definition(instrument)
    assert {item.id: item.answers.values for item in form.items} == {number: ALLOWED[instrument](number) for number in NUMBERS[instrument]}


@EVERY
@FEW
@given(data=st.data())
def test_scores_agree_with_an_implementation_from_the_rules(instrument: str, data: st.DataObject) -> None:
    answers = data.draw(answers_of(instrument))
    result = scored(instrument, answers)
    scores, flags = RULES[instrument](answers)

    assert result.complete
    assert result.scores == pytest.approx(scores)
    assert result.flags == flags


VECTORS: list[tuple[str, Any, dict[str, float], dict[str, str], dict[str, Any]]] = [
    ("phq9", "322311000", {"total": 12}, {"total": "moderate"}, {"major_depressive": False, "other_depressive": True}),
    ("phq9", "222220001", {"total": 11}, {"total": "moderate"}, {"major_depressive": True, "other_depressive": False}),
    ("phq9", "000000000", {"total": 0}, {"total": "minimal"}, {"major_depressive": False, "other_depressive": False}),
    ("phq9", "333333333", {"total": 27}, {"total": "severe"}, {"major_depressive": True, "other_depressive": False}),
    ("phq9", "002222200", {"total": 10}, {"total": "moderate"}, {"major_depressive": False, "other_depressive": False}),
    ("gad7", "3333333", {"total": 21}, {"total": "severe"}, {}),
    ("gad7", "1111100", {"total": 5}, {"total": "mild"}, {}),
    ("who5", "55555", {"raw": 25, "percent": 100}, {"percent": "usual"}, {}),
    ("who5", "32322", {"raw": 12, "percent": 48}, {"percent": "low"}, {}),
    ("who5", "11221", {"raw": 7, "percent": 28}, {"percent": "very_low"}, {}),
    ("k10", "1111111111", {"total": 10}, {"total": "low"}, {}),
    ("k10", "2222222222", {"total": 20}, {"total": "moderate"}, {}),
    ("k10", "3333333333", {"total": 30}, {"total": "very_high"}, {}),
    ("k6", "222223", {"total": 13}, {"total": "serious"}, {}),
    ("k6", "222222", {"total": 12}, {"total": "below"}, {}),
    ("cries8", "53005010", {"intrusion": 6, "avoidance": 8, "total": 14}, {"total": "below"}, {"positive": False}),
    ("cries8", "55050001", {"intrusion": 5, "avoidance": 11, "total": 16}, {"total": "below"}, {"positive": False}),
    ("cries8", "55051001", {"intrusion": 5, "avoidance": 12, "total": 17}, {"total": "above"}, {"positive": True}),
    ("wgss", "112113", {}, {}, {"disability3": True}),
    ("wgss", "222222", {}, {}, {"disability3": False}),
]


@pytest.mark.parametrize(("instrument", "values", "scores", "bands", "flags"), VECTORS)
def test_published_vectors(instrument: str, values: str, scores: Any, bands: Any, flags: Any) -> None:
    result = scored(instrument, numbered(values))

    assert (result.scores, result.bands, result.flags) == (scores, bands, flags)


def test_dass_21_subscales_are_not_swapped() -> None:
    only_depression = dict.fromkeys(NUMBERS["dass21"], 0) | dict.fromkeys(["3", "5", "10", "13", "16", "17", "21"], 3)

    result = scored("dass21", only_depression)

    assert result.scores == {"depression": 42, "anxiety": 0, "stress": 0}
    assert result.bands == {"depression": "extremely_severe", "anxiety": "normal", "stress": "normal"}


@pytest.mark.parametrize(
    ("high", "flags"),
    [
        (["P1", "P3", "P5", "P7"], {"ptsd": True, "cptsd": False}),
        (["P2", "P4", "P6", "P9", "C1", "C3", "C5", "C8"], {"ptsd": False, "cptsd": True}),
        (["P1", "P3", "P5"], {"ptsd": False, "cptsd": False}),  # nothing is hindered by it
        (["C1", "C3", "C5", "C8"], {"ptsd": False, "cptsd": False}),
    ],
)
def test_itq_gives_one_of_two_and_never_both(high: list[str], flags: dict[str, bool]) -> None:
    assert scored("itq", dict.fromkeys(NUMBERS["itq"], 1) | dict.fromkeys(high, 2)).flags == flags


def test_itq_decides_a_pair_by_one_high_item_and_leaves_the_rest_open() -> None:
    answers = dict.fromkeys(NUMBERS["itq"], 0) | {"P1": 4, "P2": None, "P3": 2, "P5": 3, "P7": 2}

    result = scored("itq", answers)

    assert (result.complete, result.scores["ptsd"], result.flags) == (False, None, {"ptsd": True, "cptsd": False})
    assert scored("itq", answers | {"P1": 1}).flags == {"ptsd": None, "cptsd": False}
    assert scored("itq", answers | {"C1": 2, "C3": None, "C4": None, "C5": 2, "C7": 2}).flags == {"ptsd": None, "cptsd": None}


def test_pcl_5_says_what_the_answered_items_decide() -> None:
    answers = dict.fromkeys(NUMBERS["pcl5"], 2) | {"20": None}

    result = scored("pcl5", answers)

    assert result.flags == {"provisional_ptsd": True}
    assert result.scores == {"total": None, "B": 10, "C": 4, "D": 14, "E": None}
    assert result.bands == {"total": None}


@pytest.mark.parametrize(
    ("items", "level"),
    [
        ({"1": 0, "2": 0, "6": 0}, "none"),
        ({"1": 1, "2": 0, "6": 0}, "low"),
        ({"1": 1, "2": 1, "3": 0, "4": 0, "5": 0, "6": 0}, "low"),
        ({"1": 1, "2": 1, "3": 1, "4": 0, "5": 0, "6": 0}, "moderate"),
        ({"1": 0, "2": 0, "6": 1, "6b": 0}, "moderate"),
        ({"1": 0, "2": 0, "6": 1, "6b": 1}, "high"),
        ({"1": 1, "2": 1, "3": 0, "4": 1, "5": 0, "6": 0}, "high"),
        ({"4": 1}, "high"),
        ({"1": 0}, None),
        ({}, None),
    ],
)
def test_c_ssrs_takes_the_highest_yes_and_makes_no_of_nothing(items: dict[str, int], level: str | None) -> None:
    assert scored("cssrs", items).flags == {"level": level}


@pytest.mark.parametrize(
    ("instrument", "items", "levels"),
    [
        ("phq9", {"9": 1}, ["moderate"]),
        ("phq9", {"9": 0}, []),
        ("phq9", numbered("33333333-"), []),
        ("pcl5", {"16": 4}, []),
        ("hscl25", {"20": 2}, ["moderate"]),
        ("hscl25", {"20": 1}, []),
        ("dass21", {"21": 2}, ["moderate"]),
        ("dass21", {"21": 1}, []),
        ("cssrs", {"1": 1, "2": 0}, ["low"]),
        ("cssrs", {"2": 1}, ["low"]),
        ("cssrs", {"1": 0, "2": 0}, []),
        ("cssrs", {"3": 1}, ["moderate"]),
        ("cssrs", {"2": 1, "5": 1}, ["low", "high"]),
    ],
)
def test_single_items_ring_however_incomplete_the_form_is(instrument: str, items: dict[str, Any], levels: list[str]) -> None:
    result = scored(instrument, items)

    assert [alert["level"] for alert in result.alerts] == levels
    assert not result.complete


@pytest.mark.parametrize(
    ("instrument", "values", "key", "expected"),
    [
        ("phq9", "22222222-", "total", 18),
        ("phq9", "2222222--", "total", 18),
        ("phq9", "2211110--", "total", 10),  # 8 · 9/7 = 10.29
        ("phq9", "222222---", "total", None),
        ("gad7", "333333-", "total", None),
        ("who5", "5555-", "percent", None),
        ("cries8", "5555555-", "total", None),
        ("whodas12", "44444444444-", "simple", 48),
        ("whodas12", "4444444444--", "simple", None),
        ("hscl25", "44444444--" + "1" * 15, "anxiety", 4.0),
        ("hscl25", "4444444---" + "1" * 15, "anxiety", None),
    ],
)
def test_missing_items_only_where_a_published_rule_says_how(instrument: str, values: str, key: str, expected: float | None) -> None:
    result = scored(instrument, numbered(values))

    assert result.scores[key] == expected
    assert not result.complete


@pytest.mark.parametrize(
    ("instrument", "values", "keys"),
    [
        ("phq9", "2222222--", ["total"]),
        ("phq9", "222222222", []),
        ("phq9", "222222---", []),
        ("hscl25", "44444444--" + "1" * 15, ["anxiety", "total"]),
    ],
)
def test_a_score_in_which_others_stand_for_missing_items_is_known_as_estimated(instrument: str, values: str, keys: list[str]) -> None:
    assert scored(instrument, numbered(values)).kept["estimated"] == keys


def test_sdq_prorates_three_of_five_and_misses_the_total_with_any_scale() -> None:
    emotional = {"3": 2, "8": 1, "13": 1, "16": None, "24": None}  # 4 on 3 items: 6.67

    result = scored("sdq", emotional)

    assert (result.scores["emotional"], result.scores["total"]) == (7, None)
    assert scored("sdq", emotional | {"13": None}).scores["emotional"] is None


def test_dass_21_prorates_one_missing_item_a_subscale() -> None:
    anxiety = {"2": 3, "4": 3, "7": 3, "9": 0, "15": 0, "19": 0}  # 9 · 7/6 · 2 = 21

    assert scored("dass21", anxiety).scores["anxiety"] == 21
    assert scored("dass21", anxiety | {"19": None}).scores["anxiety"] is None


def test_k10_counts_what_the_form_skips_as_its_lowest() -> None:
    skipped = numbered("11-11-1111")

    result = scored("k10", skipped)

    assert (result.complete, result.scores) == (True, {"total": 10})
    assert scored("k10", skipped | {"2": 2}).scores == {"total": None}


def test_refused_and_not_known_are_missing_for_the_washington_group() -> None:
    assert scored("wgss", dict.fromkeys("123456", 9)).flags == {"disability3": None}
    assert scored("wgss", numbered("111117")).flags == {"disability3": False}


def test_rhs_15_is_positive_by_the_thermometer_alone() -> None:
    low = dict.fromkeys(NUMBERS["rhs15"], 0)

    assert scored("rhs15", low | {"15": 5}).flags == {"positive": True}
    assert scored("rhs15", low | {"15": 4}).flags == {"positive": False}
    assert scored("rhs15", {"15": 4}).flags == {"positive": None}


def test_cut_offs_move_by_language_and_sex() -> None:
    answers = dict.fromkeys(NUMBERS["hscl25"], 2)

    assert scored("hscl25", answers).bands["total"] == "above"
    assert scored("hscl25", answers, language="prs", sex="female").bands["total"] == "below"
    assert scored("hscl25", answers, language="prs", sex="male").bands["total"] == "above"


def test_bands_of_the_sdq_wait_for_who_answered() -> None:
    answers = dict.fromkeys(NUMBERS["sdq"], 1) | {"3": 0, "8": 0, "13": 0, "16": 0, "24": 0}  # 15

    assert scored("sdq", answers).bands == {"total": None}
    assert scored("sdq", answers, informant="parent").bands == {"total": "borderline"}
    assert scored("sdq", answers, informant="self").bands == {"total": "normal"}


@pytest.mark.parametrize(
    ("instrument", "items", "sentence"),
    [
        ("phq9", {"11": 1}, "no item '11'"),
        ("phq9", {"3": 4}, "item 3: 4 is not one of 0, 1, 2, 3"),
        ("pcl5", {"20": 5}, "item 20"),
        ("cries8", {"2": 2}, "item 2: 2 is not one of 0, 1, 3, 5"),
        ("k10", {"5": 0}, "item 5: 0 is not one of 1, 2, 3, 4, 5"),
        ("itq", {"Q1": 1}, "no item 'Q1'"),
        ("phq9", {"1": True}, "item 1: True"),
        ("phq9", {"1": "2"}, "item 1: '2'"),
        ("phq9", {"1": 2.5}, "item 1: 2.5"),
        ("cssrs", {"1": 1, "Q1": 0}, "item 1: answered twice"),
    ],
)
def test_what_is_not_on_the_form_is_refused_by_name(instrument: str, items: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadAnswer, match=sentence):
        scored(instrument, items)


@EVERY
@FEW
@given(data=st.data())
def test_more_of_an_item_never_lowers_a_score_of_which_it_is_part(instrument: str, data: st.DataObject) -> None:
    form = definition(instrument)
    answers = data.draw(answers_of(instrument, missing=True))
    item = data.draw(st.sampled_from(NUMBERS[instrument]))
    values = ALLOWED[instrument](item)
    low = data.draw(st.sampled_from(values))
    high = data.draw(st.sampled_from([value for value in values if value >= low]))

    before, after = (score(form, answers | {item: value}).scores for value in (low, high))

    for one in form.scores:
        was, now = before[one.key], after[one.key]
        if was is not None and now is not None and item not in reversed_in(form, one.key):
            assert now >= was


def reversed_in(form: Definition, key: str) -> set[str]:
    one = form.by_key[key]
    return set(one.reverse).union(*(reversed_in(form, part) for part in one.scores))


@EVERY
@FEW
@given(data=st.data())
def test_missing_is_never_zero(instrument: str, data: st.DataObject) -> None:
    """A form with gaps is scored as if the gaps could be anything: never lower than their least, never higher than their most."""
    form = definition(instrument)
    answers = data.draw(answers_of(instrument, missing=True))
    result = score(form, answers)
    whole = [item.id for item in form.items if not item.optional]

    assert result.answered <= len(whole)
    for one in form.scores:
        value = result.scores[one.key]
        gaps = [item for item in one.items if answers[item] is None]
        if gaps and one.prorate is None and not any(rule.item in gaps for rule in form.implied):
            assert value is None
        if value is not None:
            assert one.least <= value <= one.most


@pytest.mark.parametrize("instrument", ids())
def test_bands_have_no_gaps_and_cover_every_value(instrument: str) -> None:
    for one in definition(instrument).scores:
        for bands in one.bands:
            seen = [bands.of(one.least + (one.most - one.least) * step / 400).code for step in range(401)]
            codes = [step.code for step in bands.steps]
            assert list(dict.fromkeys(seen)) == codes  # each is reached, in order, and none comes back
        for cut in one.cuts:
            assert band_of(one, one.least, cut.applies) == "below"
            assert band_of(one, one.most, cut.applies) == "above"


def test_the_nearest_cut_off_wins() -> None:
    cuts = definition("hscl25").by_key["total"].cuts

    found = [nearest(cuts, For(*who)) for who in (("", "", ""), ("tg", "female", ""), ("prs", "female", ""), ("bs", "male", ""))]

    assert [cut.at for cut in found if cut] == [1.75, 1.75, 2.25, 1.8]


def test_those_that_need_a_licence_are_switched_off() -> None:
    closed = {name for name, form in definitions().items() if not form.free}

    assert closed == {"hscl25", "htq", "whodas12", "dass21", "sdq", "rhs15"}
