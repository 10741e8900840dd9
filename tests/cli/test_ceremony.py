"""docs/operators/en/ceremony.md, step by step: cards are made, three of five open a copy on another machine, two do not, new ones end the old."""

import re
import shutil

import pytest

from tests.cli.test_commands import runner

pytestmark = pytest.mark.promise  # it starts a dozen commands, each with a passphrase that takes its second


def cards_of(printed):
    """The words of each card as they stand on the paper."""
    papers = [part for part in printed.split("-" * 62) if "Card " in part]
    return [" ".join(re.findall(r"\d+ ([a-z]+)", paper[paper.index("together.") : paper.index("Kept apart")])) for paper in papers]


def test_the_ceremony_holds_what_it_says(tmp_path):
    folder, secret = tmp_path / "house", tmp_path / "passphrase"
    secret.write_text("seven words of a ceremony\n")
    house = runner(folder)
    assert house("init", "--passphrase-file", str(secret)).returncode == 0

    # 1–4: the cards are made, on the paper alone
    made = house("unlock", "--make-shares", "3of5", "--passphrase-file", str(secret))
    assert made.returncode == 0, made.stderr
    first = cards_of(made.stdout)
    assert [len(card.split()) for card in first] == [20] * 5
    assert not any(card.encode() in file.read_bytes() for card in first for file in folder.rglob("*") if file.is_file())
    assert house("unlock", "--make-identity", str(tmp_path / "stick"), "--passphrase-file", str(secret)).returncode == 0
    assert house("lock").returncode == 0

    # 5–7: on another machine three open it and two do not, whatever is typed beside
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    abroad = runner(other)
    two = abroad("unlock", "--shares", stdin=f"{first[4]}\n{first[1]}\n{first[4]}\n{first[1][:-1]}x\n\n")
    assert (two.returncode, abroad("status").returncode) == (1, 3)
    assert "1 more." in two.stderr
    assert "Those cards are not enough." in two.stderr
    short = " ".join(word[:4] for word in first[0].split())
    three = abroad("unlock", "--shares", stdin=f"not a card\n{short}\n{first[2]}\n{first[3]}\n")
    assert three.returncode == 0, three.stderr
    assert abroad("status").returncode == 0
    abroad("stop")

    # 8: new ones end the old; a stick goes on
    again = house("unlock", "--make-shares", "3of5", "--passphrase-file", str(secret))
    assert again.returncode == 0, again.stderr
    second = cards_of(again.stdout)
    assert house("lock").returncode == 0
    old = house("unlock", "--shares", stdin="".join(f"{card}\n" for card in first[:3]) + "\n")
    assert (old.returncode, old.stderr.count("This card is of an earlier set.")) == (1, 3)
    assert house("unlock", "--shares", stdin="".join(f"{card}\n" for card in second[2:])).returncode == 0
    assert house("lock").returncode == 0
    assert house("unlock", "--identity", str(tmp_path / "stick")).returncode == 0
    house("stop")
