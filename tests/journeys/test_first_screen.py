"""What stands within the first screen of a telephone of 360 by 740, above the places at its lower edge."""

import pytest

from tests.journeys.conftest import PHONE

LOWEST = 640  # of 740: the places take the last 56
ACTS = "main a[href^='/desk/cases/']"
CODES = r"links => [...new Set(links.map(link => link.getAttribute('href')).filter(path => /^\/desk\/cases\/[^/?]+\/$/.test(path)))]"
# Without the danger that rings, which comes before the case, and what can be undone for some minutes: other journeys leave both.
ENDS = """() => {
    const act = document.querySelector('.next .btn--main');
    document.querySelectorAll('#ringing, .undo').forEach(each => each.remove());
    return act && [act.textContent.trim(), Math.round(act.getBoundingClientRect().bottom + scrollY)];
}"""


@pytest.mark.parametrize("language", ["ru", "tg"])
@pytest.mark.parametrize("account", ["psychologist", "social-worker", "coordinator"])
def test_the_next_act_of_a_case_stands_within_the_first_screen(signed_in, account, language):
    page = signed_in(account, viewport=PHONE, language=language)
    page.goto("/desk/cases/")
    found = {}
    for path in page.locator(ACTS).evaluate_all(CODES)[:6]:
        page.goto(path)
        assert page.locator(".banner").count() == 1
        if ends := page.evaluate(ENDS):
            found[path] = ends

    assert len(found) > 1
    assert {path: ends for path, ends in found.items() if ends[1] > LOWEST} == {}
