"""How a name as typed is cut into tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panoh.people.names.tokens import tokens


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Қодиров Ҷамшед", ("қодиров", "ҷамшед")),
        ("  САИДОВА,  М. Моҳира ", ("саидова", "моҳира")),
        ("Саидова-Каримова", ("саидова", "каримова")),
        ("«Рустам» (Рустамов)", ("рустам", "рустамов")),
        ("Рустам\u200f Рустамов\u202e", ("рустам", "рустамов")),
        ("Рус\u00adтам", ("рустам",)),
        ("İdris", ("idris",)),
        ("oʻgʻil", ("o'g'il",)),
        ("Yo’ldosheva Yo`ldosheva", ("yo'ldosheva", "yo'ldosheva")),
        ("Ｓａｉｄ", ("said",)),
        ("Рустам 1987 г.р.", ("рустам",)),
        ("Рустам 😀", ("рустам",)),
        ("a b c d e f", ("a", "b", "c", "d", "e")),
    ],
)
def test_tokens_are_lower_case_words_without_marks(typed, expected):
    assert tokens(typed) == expected


@pytest.mark.parametrize("empty", ["", " ", "—", "...", "123", "😀", "\u200f\u202e", "'"])
def test_tokens_of_a_text_without_letters_are_none(empty):
    assert tokens(empty) == ()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Xатлон", "хатлон"),  # a Latin X
        ("Paxмoн", "рахмон"),  # four Latin letters of six, but м and н are never Latin
        ("Кодиpoв", "кодиров"),
        ("Sаidov", "saidov"),  # a Cyrillic а
        ("Нusrat", "husrat"),  # a Cyrillic Н looks like a Latin H
        ("Раcх", "расх"),  # nothing but look-alikes: the greater number
        ("Рaсx", "рaсx"),  # as many of each: left alone
    ],
)
def test_look_alike_letters_go_over_to_the_script_of_the_word(typed, expected):
    assert tokens(typed) == (expected,)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Abd ar-Rahim", "abdurahim"),
        ("абд аль-Хакк", "абдухакк"),
        ("Abdul Haq", "abduhaq"),
        ("Әбд Раҳмон", "абдураҳмон"),
        ("Saif ad-Din", "saifuddin"),
        ("Ала ад-дин", "алауддин"),
        ("Нур Уддин", "нуруддин"),
        ("Ubayd Allah", "ubaydallah"),
        ("Нур улло", "нурулло"),
    ],
)
def test_pieces_of_one_name_become_one_token(typed, expected):
    assert tokens(typed) == (expected,)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Карим оглы", ("карим",)),
        ("Karim o'g'li", ("karim",)),
        ("Зайнаб қизи", ("зайнаб",)),
        ("Рустам ибн Карим", ("рустам", "карим")),
        ("Ҳоҷӣ Акбар", ("акбар",)),
        ("Мулло Абдулло", ("абдулло",)),
        ("эль-Ахмади", ("ахмади",)),
    ],
)
def test_particles_and_titles_are_left_out(typed, expected):
    assert tokens(typed) == expected


@pytest.mark.parametrize("alone", ["ҳоҷӣ", "мулло", "ибн", "х"])
def test_a_title_is_kept_where_nothing_else_is_written(alone):
    assert tokens(alone) == (alone,)


@given(st.text())
def test_tokens_hold_letters_and_apostrophes_alone(text):
    cut = tokens(text)

    assert len(cut) <= 5
    assert all(token and all(letter.isalpha() or letter == "'" for letter in token) for token in cut)


@given(st.text(alphabet="абвгғдеёжзиӣйкқлмнопрстуӯфхҳчҷшъэюя", min_size=2, max_size=30))
def test_one_word_cut_again_is_the_same_word(word):
    assert tokens(tokens(word)[0]) == tokens(word)
