"""A print is made of what stands in the page, and fetches nothing."""

import base64

import pytest

from panoh.core.pdf import make_pdf
from tests.factories.pictures import a_picture


@pytest.mark.parametrize("address", ["http://localhost:9/a.png", "https://example.org/a.png", "file:///etc/hostname", "ftp://localhost/a"])
def test_a_print_that_would_fetch_something_fails(address):
    with pytest.raises(ValueError, match="fetches nothing"):
        make_pdf(f'<img src="{address}">', "")


def test_a_picture_that_stands_in_the_page_is_printed_and_nothing_says_who_made_it():
    pixels = base64.b64encode(a_picture()).decode()

    made = make_pdf(f'<img src="data:image/jpeg;base64,{pixels}">', "")

    assert b"/Image" in made
    assert b"WeasyPrint" not in made
