"""The sentences of the seven capacities: whole in three languages, or nothing is rated by them."""

import copy
import tomllib
from importlib.resources import files

import pytest
from django.utils import translation

from panoh.cases.anchors import ANCHORS, BadCapacities, check_sentences, sentences
from panoh.cases.enums import Capacity

READ = tomllib.loads(files("panoh.content").joinpath("capacities.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["en", "ru", "tg"])
def test_every_level_has_a_sentence_of_its_own_in_each_language(language):
    texts = [sentences()[capacity, level][language] for capacity in Capacity.values for level in range(5)]
    assert (len(texts), len(set(texts))) == (35, 35)


def test_a_sentence_is_read_in_the_language_of_the_page():
    with translation.override("tg"):
        assert str(ANCHORS[Capacity.SOCIAL][4]) == "Наздикон дорад, дастгирӣ мегирад ва медиҳад"


def without_a_level(read):
    read["mental"].pop(2)


def without_a_language(read):
    read["mental"][2]["tg"] = " "


def with_another_capacity(read):
    read["spiritual"] = []


@pytest.mark.parametrize(
    ("breaks", "said"),
    [
        (without_a_level, "mental needs the levels 0 to 4"),
        (without_a_language, "mental, level 2: no sentence in tg"),
        (with_another_capacity, "spiritual is no capacity"),
    ],
)
def test_a_file_that_is_not_whole_is_refused_naming_the_place(breaks, said):
    broken = copy.deepcopy(READ)
    breaks(broken)

    with pytest.raises(BadCapacities, match=said):
        check_sentences(broken)
