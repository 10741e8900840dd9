"""Files that others read at any moment: whole or not at all, and for us alone unless said otherwise."""

import stat
from pathlib import Path

import pytest

from panoh.core.files import read_json, replace_file, write_json


def test_what_was_written_is_read_and_closed_to_others(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", {"место": "Хуҷанд"})

    assert read_json(tmp_path / "a.json") == {"место": "Хуҷанд"}
    assert stat.S_IMODE((tmp_path / "a.json").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff"])
def test_what_cannot_be_read_says_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.json").write_bytes(content)

    assert read_json(tmp_path / "a.json") == {}
    assert read_json(tmp_path / "none.json") == {}


def test_what_cannot_be_replaced_stays_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()

    with pytest.raises(OSError):
        replace_file(tmp_path / "a", b"new")

    assert [path.name for path in tmp_path.iterdir()] == ["a"]
