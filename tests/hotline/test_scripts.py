"""Words at hand: whole in three languages, and never the police by default."""

import pytest
from django.utils import translation

from panoh.accounts.roles import Role
from panoh.core.languages import LANGUAGES
from panoh.hotline.forms.calls import DANGERS
from panoh.hotline.scripts import scripts


def test_every_hard_call_has_its_words():
    assert [script.code for script in scripts()] == ["own-life", "danger-now", "silent-call", "about-another", "threats"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_stands_in_every_language(language):
    with translation.override(language):
        for script in scripts():
            said = [str(script.title), *(str(line.say) for line in script.lines), *(str(each) for each in script.never)]
            assert all(text.strip() for text in said), script.code
            assert len({str(line.say) for line in script.lines}) == len(script.lines)


def test_each_danger_of_a_call_has_the_lines_to_say():
    said_at = [danger for script in scripts() for danger in script.at]

    assert sorted(said_at) == sorted(code for code, _label in DANGERS)
    assert [script.code for script in scripts() if "own_life" in script.at] == ["own-life"]


def test_danger_to_a_life_goes_to_the_house_and_not_to_the_police():
    told = {script.code: script.tell for script in scripts()}

    assert told["own-life"] == (Role.PSYCHOLOGIST, Role.PHYSICIAN)
    assert told["danger-now"] == (Role.PHYSICIAN, Role.COORDINATOR)
    with translation.override("en"):
        for code in ("own-life", "danger-now"):
            (script,) = [each for each in scripts() if each.code == code]
            assert any("police" in str(each) for each in script.never)
            assert not any("police" in f"{line.say} {line.why}" for line in script.lines)
