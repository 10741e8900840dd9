"""A photograph keeps nothing of its file but its pixels, and none bursts."""

import io

import pytest
from PIL import Image

from panoh.core import images
from panoh.core.errors import Invalid
from tests.factories.pictures import PLACE, a_picture


def test_a_photograph_keeps_its_pixels_upright_and_nothing_else_of_its_file():
    assert PLACE.encode() in a_picture() or PLACE.encode("utf-16-le") in a_picture() or b"Exif" in a_picture()

    made = images.clean(a_picture(comment=b"by the house"))

    assert (made.width, made.height) == (40, 60)
    assert b"Exif" not in made.content
    assert b"by the house" not in made.content
    with Image.open(io.BytesIO(made.content)) as read:
        assert read.format == "JPEG"
        assert dict(read.getexif()) == {}
        assert "comment" not in read.info


def test_a_large_photograph_is_made_smaller_and_other_formats_become_jpeg():
    made = images.clean(a_picture((3000, 1000)))
    assert (made.width, made.height) == (533, 1600)
    assert images.clean(a_picture(kind="PNG")).content.startswith(b"\xff\xd8\xff")


def test_what_is_no_photograph_is_refused_with_what_to_do():
    for content in (b"", b"<svg onload='x'/>", b"GIF89a" + bytes(50), a_picture()[:200]):
        with pytest.raises(Invalid, match="JPEG, PNG or WebP") as refused:
            images.clean(content)
        assert list(refused.value.fields) == ["photograph"]


def test_a_file_that_would_burst_when_decoded_is_refused_before_it_does():
    bomb = io.BytesIO()
    Image.new("1", (9000, 9000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 100_000

    with pytest.raises(Invalid, match="too many pixels"):
        images.clean(bomb.getvalue())
    with pytest.raises(Invalid, match="larger than 12 MB"):
        images.clean(b"\xff\xd8\xff" + bytes(images.MOST_BYTES))
