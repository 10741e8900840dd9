"""What may be a password: any signs, many of them, to the last letter; but not words that are expected here."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth import password_validation

from panoh.accounts.models import User
from panoh.accounts.passwords import MOST_USED, check_strength, fits_hash, hashed
from panoh.core.errors import Invalid


@pytest.mark.parametrize(
    "password",
    [
        "Panoh-2026-Dushanbe",
        "координатор Хатлон 1",
        "тоҷикистон!тоҷикистон!",
        "admin.admin.admin",
        "Ҳуқуқшинос2026Хуҷанд",
        "p a n o h panoh",
    ],
)
def test_what_is_made_of_words_expected_here_is_no_password(password):
    with pytest.raises(Invalid, match="It is made of words that are easy to guess here: the program, a place, a role"):
        check_strength(password, User(username="x"))


@pytest.mark.parametrize(
    "password",
    [
        "snow over dushanbe lorry",
        "координатор любит тёплый хлеб",
        "кабӯтар нони гарм дарё",
        "lowercase letters only",
        "щ" * 64,
        "7 🙂 (!) \\ 5 %s ' 4 ;",
    ],
)
def test_any_signs_and_many_of_them_are_a_password(password):
    check_strength(password, User(username="x"))


@pytest.mark.parametrize(
    "password",
    [
        "1qaz2wsx3edc4rfv",
        "QwertyQwerty",
        "  leavemealone ",
        "ghbdtnrfrltkf",
        "приветкакдела",
        "ЙцукенЙцукен",
        "fyutkbyf2005",
        "passwordpassword",
    ],
)
def test_what_many_have_is_no_password_on_either_keyboard(password):
    with pytest.raises(Invalid, match="too common"):
        check_strength(password, User(username="x"))


def test_the_list_holds_the_most_used_that_are_long_enough():
    """ASVS asks for three thousand of those that fit the least length."""
    words = gzip.decompress(MOST_USED.read_bytes()).decode().splitlines()

    assert len(words) > 40_000
    assert (min(map(len, words)), words == sorted({word.lower().strip() for word in words})) == (12, True)
    theirs = gzip.decompress(Path(password_validation.__file__).with_name("common-passwords.txt.gz").read_bytes()).decode().splitlines()
    assert {word for word in theirs if len(word) >= 12 and word.isascii()} <= set(words)


def test_the_list_is_read_when_the_first_password_is_set_and_not_before():
    read = (
        "import django; django.setup(); from panoh.accounts import passwords as p; from django.contrib.auth import password_validation as v"
    )
    told = f"{read}; print(v.get_default_password_validators.cache_info().currsize)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)

    assert done.stdout == "0\n"


def test_a_password_counts_to_its_last_letter_as_it_was_typed():
    long = "Нони гарм ва чой " * 8
    kept = hashed(long)

    assert fits_hash(kept, long)
    for other in (long[:-1], long.strip(), long.lower(), long[:72], f"{long} "):
        assert not fits_hash(kept, other), len(other)
