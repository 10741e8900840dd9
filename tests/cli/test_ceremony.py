"""docs/operators/en/ceremony.md, step by step: cards are made, three of five open a copy on another machine, two do not, new ones end the old."""

import re

import pyrage
import pytest

from tests.cli.test_commands import runner

pytestmark = pytest.mark.heavy  # it starts a dozen commands, each with a passphrase that takes its second

PATIENCE = 600  # seconds a command may take on a crowded machine


def cards_of(printed):
    """The words of each card as they stand on the paper."""
    papers = [part for part in printed.split("-" * 62) if "Card " in part]
    return [" ".join(re.findall(r"\d+ ([a-z]+)", paper[paper.index("together.") : paper.index("Kept apart")])) for paper in papers]


def test_the_ceremony_holds_what_it_says(tmp_path, record_property):
    folder, secret = tmp_path / "house", tmp_path / "passphrase"
    secret.write_text("seven words of a ceremony\n")
    house = runner(folder, PATIENCE)
    assert house("init", "--passphrase-file", str(secret)).returncode == 0

    # 1–4: the cards are made, on the paper alone
    made = house("unlock", "--make-shares", "3of5", "--passphrase-file", str(secret))
    assert made.returncode == 0, made.stderr
    first = cards_of(made.stdout)
    assert [len(card.split()) for card in first] == [20] * 5
    assert not any(card.encode() in file.read_bytes() for card in first for file in folder.rglob("*") if file.is_file())
    assert house("unlock", "--make-identity", str(tmp_path / "stick"), "--passphrase-file", str(secret)).returncode == 0
    keeper, copy = pyrage.x25519.Identity.generate(), tmp_path / "copy"
    (tmp_path / "keeper").write_text(str(keeper))
    assert house("backup", str(copy), "--recipient", str(keeper.to_public())).returncode == 0
    assert house("lock").returncode == 0

    # 5–7: on another machine, where nobody knows the passphrase, three open it and two do not, whatever is typed beside
    abroad = runner(tmp_path / "other", PATIENCE)
    parts = ("restore", str(copy), "--identity", str(tmp_path / "keeper"), "--keys", f"{copy}.keys", "--shares")
    restored = abroad(*parts, stdin="".join(f"{card}\n" for card in first[:3]))
    assert restored.returncode == 0, restored.stderr
    assert ("Locked now" in restored.stderr, abroad("status").returncode == 0) == (True, False)
    two = abroad("unlock", "--shares", stdin=f"{first[4]}\n{first[1]}\n{first[4]}\n{first[1][:-1]}x\n\n")
    assert (two.returncode, abroad("status").returncode) == (1, 3)
    assert "1 more." in two.stderr
    assert "Those cards are not enough." in two.stderr
    short = " ".join(word[:4] for word in first[0].split())
    three = abroad("unlock", "--shares", stdin=f"not a card\n{short}\n{first[2]}\n{first[3]}\n")
    assert three.returncode == 0, three.stderr
    assert abroad("status").returncode == 0

    # 8, on the machine that was restored: a slip in the passphrase costs nobody a card; then the ones it was restored by are dead there
    (tmp_path / "slip").write_text("seven words of another ceremony\n")
    assert abroad("unlock", "--make-shares", "3of5", "--passphrase-file", str(tmp_path / "slip")).returncode == 1
    assert abroad("lock").returncode == 0
    assert abroad("unlock", "--shares", stdin="".join(f"{card}\n" for card in first[:3])).returncode == 0
    anew = abroad("unlock", "--make-shares", "3of5", "--passphrase-file", str(secret))
    assert anew.returncode == 0, anew.stderr
    there = cards_of(anew.stdout)
    assert abroad("lock").returncode == 0
    mixed = abroad("unlock", "--shares", stdin="".join(f"{card}\n" for card in (*first, *there[:2])) + "\n")
    assert (mixed.returncode, mixed.stderr.count("This card is from an earlier set."), abroad("status").returncode) == (1, 5, 3)
    assert abroad("unlock", "--shares", stdin="".join(f"{card}\n" for card in there[1:4])).returncode == 0
    abroad("stop")

    # 8, at the house, which knows nothing of that: new ones end the old; a stick goes on
    again = house("unlock", "--make-shares", "3of5", "--passphrase-file", str(secret))
    assert again.returncode == 0, again.stderr
    second = cards_of(again.stdout)
    assert house("lock").returncode == 0
    old = house("unlock", "--shares", stdin="".join(f"{card}\n" for card in first[:3]) + "\n")
    assert (old.returncode, old.stderr.count("This card is from an earlier set.")) == (1, 3)
    assert house("unlock", "--shares", stdin="".join(f"{card}\n" for card in second[2:])).returncode == 0
    assert house("lock").returncode == 0
    assert house("unlock", "--identity", str(tmp_path / "stick")).returncode == 0
    house("stop")
    record_property(
        "figure",
        "a backup and three of five cards open on a blank machine, two do not; remade there and at the house, the earlier ones are dead",
    )
