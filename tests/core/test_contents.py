"""What two databases hold is compared by keyed digests: equal whatever the order of rows, other for any one value."""

import pytest

from panoh.audit.guard import writes_allowed
from panoh.core.db.copies import KEYS, contents
from panoh.vault.models import NightCopy
from panoh.vault.nights import new_copy

pytestmark = [pytest.mark.django_db, pytest.mark.database]

KEY, TABLE = "5e" * 32, NightCopy._meta.db_table


def put(*rows):
    """These rows, in this order, in place of all others."""
    with writes_allowed():
        NightCopy.objects.all().delete()
        for row in rows:
            row.save(force_insert=True)


def change(row, **values):
    with writes_allowed():
        NightCopy.objects.filter(pk=row.pk).update(**values)


def two_rows():
    first, second = new_copy(), new_copy("room")
    first.size, second.size, first.copy_seconds = 1, 2, 0.1
    return first, second


def test_the_order_of_rows_says_nothing_and_any_one_value_does():
    first, second = two_rows()
    put(first, second)
    held = contents(KEY)
    put(second, first)
    assert contents(KEY) == held

    for changed in ({"size": 3}, {"copy_seconds": 0.1 + 2**-50}, {"fault": "\u0440oom"}):
        kept = {name: getattr(second, name) for name in changed}
        change(second, **changed)
        found = contents(KEY)
        assert found.counts == held.counts
        assert {name for name, digest in found.digests.items() if digest != held.digests[name]} == {TABLE}, changed
        change(second, **kept)
    assert contents(KEY) == held

    # Two rows that change a value between them: each column holds what it held.
    change(first, size=2)
    change(second, size=1)
    assert contents(KEY).digests[TABLE] != held.digests[TABLE]


def test_without_the_key_nobody_can_try_what_stood_there():
    put(*two_rows())
    held, other = contents(KEY), contents("5f" * 32)
    full = {name for name, count in held.counts.items() if count}

    assert full >= {TABLE}
    assert {name for name in held.digests if held.digests[name] == other.digests[name]} == set(held.digests) - full
    assert KEYS not in held.digests
