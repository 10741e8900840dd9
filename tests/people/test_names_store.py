"""The storing half of the name index: who bears which word, number and id, in arrays, compared with plain dictionaries."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from panoh.people.names import store
from panoh.people.names.entries import Known
from panoh.people.names.query import number_key
from panoh.people.names.store import Store
from panoh.people.names.tokens import LONGEST_NAME, lone_tokens, tokens
from panoh.people.names.words import Words

NAMES = ["Қодиров", "Ҷамшед", "Кадырова", "Малика", "Rahmon", "Алӣ Акбар", "Абдул Раҳмон", "Сайф-уд-Дин", "Назаров Далер Каримович"]
SIGNS = st.sampled_from("ақиӣЪabdулdin’-.́ ") | st.characters()


def key(number):
    return b"%015dx" % number if number % 2 else b"same first half%c" % number  # half of them begin at one place of the table


def someone(number, names, numbers=()):
    return Known(key(number), names, 1980, numbers)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.lists(st.tuples(st.integers(0, 40), st.lists(st.sampled_from(NAMES), max_size=3)), max_size=12)),
        st.tuples(st.just("drop"), st.lists(st.integers(0, 40), max_size=5)),
        st.tuples(st.sampled_from(["sort_in", "settle"]), st.none()),
    ),
    max_size=12,
)


@given(STEPS, st.integers(1, 9))
def test_after_any_steps_everybody_is_where_a_dictionary_would_have_them(steps, sort_in_at):
    before, store.SORT_IN_AT = store.SORT_IN_AT, sort_in_at
    try:
        known, plain = Store(), {}
        for step, what in steps:
            if step == "put":
                known.put([someone(number, names, [f"+992 93 000 00 {number:02}"]) for number, names in what])
                plain |= {key(number): (number, names) for number, names in what}
            elif step == "drop":
                known.drop(key(number) for number in what)
                plain = {person: of for person, of in plain.items() if of[0] not in what}
            else:
                getattr(known, step)()
        compare(known, plain)
    finally:
        store.SORT_IN_AT = before


def compare(known, plain):
    def living(places):
        return {known._ids.now[place].tobytes() for place in places if known._alive.now[place]}

    assert len(known) == len(plain)
    found = known._places_of(key(number) for number in range(41))
    assert {key(number) for number in range(41) if found[number] >= 0} == set(plain)
    assert all(known._ids.now[place].tobytes() == key(number) for number, place in enumerate(found) if place >= 0)
    for number in range(41):
        assert living(known._numbers.of(number_key(f"+992 93 000 00 {number:02}"))) == {key(number)} & set(plain)
    for text in {word for name in NAMES for word in words_of(name)} & set(known._words.number):
        people = [place for part in known._people_of(np.array([known._words.number[text]])) for place in part[0].tolist()]
        bearers = {person for person, (_number, names) in plain.items() if any(text in words_of(name) for name in names)}
        assert living(people) == bearers, text


def words_of(name):
    parts = tokens(name)
    return {*parts, *(["".join(parts)] if len(parts) == 2 else [])}


@given(
    st.text(SIGNS, max_size=30) | st.lists(st.sampled_from([*NAMES, "ибн", "оглы", "мулло", "А.", "дин", "Абду"]), max_size=4).map(" ".join)
)
def test_a_name_cut_piece_by_piece_has_the_same_words(name):
    pieces = [lone_tokens(piece) for piece in name.split(" ")]

    if None not in pieces:
        whole = tuple(token for piece in pieces for token in piece)
        assert whole[:5] == tokens(name)


def test_pieces_in_which_neighbours_have_a_say_are_left_to_the_whole_name():
    assert lone_tokens("Қодиров-Зода") == ("қодиров", "зода")
    assert [lone_tokens(piece) for piece in ("Абдул", "дин", "Ulloh", "ибн", "ҳоҷӣ", "А.", "dīn", "Сайф-уд-Дин")] == [None] * 8


def test_a_very_long_name_has_the_words_of_its_beginning():
    name = "Ҷамшед " * 60 + "Қодиров"
    known = Store()
    known.put([someone(1, [name])])

    assert len(name) > LONGEST_NAME
    assert known._words.texts == ["ҷамшед"]


def test_two_words_may_be_one_name_unless_one_is_a_surname_or_they_are_long():
    words = Words()

    def joined(one, other):
        return words.joined(words.of(one), words.of(other))

    assert joined("алӣ", "акбар") == "алӣакбар"
    assert joined("қодиров", "алӣ") == joined("алӣ", "қодирович") == ""
    assert joined("муҳаммад", "шарифҷон") == ""
