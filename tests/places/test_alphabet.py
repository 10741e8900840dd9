"""The order of letters."""

from panoh.places.alphabet import alphabetical


def test_words_stand_in_the_order_of_the_tajik_alphabet():
    words = ["Ҷомӣ", "Чорку", "Ҳисор", "Хоруғ", "Ӯро", "Уро", "Қубодиён", "Кӯлоб", "Ғончӣ", "Гиссар", "Йӯл", "Ӣд", "Ид", "Данғара", "Шоҳин"]

    ordered = sorted(words, key=alphabetical)

    assert ordered == [
        "Гиссар",
        "Ғончӣ",
        "Данғара",
        "Ид",
        "Ӣд",
        "Йӯл",
        "Кӯлоб",
        "Қубодиён",
        "Уро",
        "Ӯро",
        "Хоруғ",
        "Ҳисор",
        "Чорку",
        "Ҷомӣ",
        "Шоҳин",
    ]


def test_letters_of_russian_alone_stand_in_their_places():
    assert sorted("ЯЮЭЬЫЪЩШЧЦХЖЁЕ", key=alphabetical) == list("ЕЁЖХЦЧШЩЪЫЬЭЮЯ")


def test_a_shorter_word_and_a_blank_come_first():
    assert sorted(["Боба", "Боб ба", "Боб"], key=alphabetical) == ["Боб", "Боб ба", "Боба"]


def test_capitals_do_not_matter():
    assert alphabetical("ҲИСОР") == alphabetical("ҳисор")
