"""The public pages as files: every address relative, nothing of others touched, and the same again changes nothing."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from panoh.core.errors import Invalid
from panoh.core.stylesheet import cut
from panoh.public.publishing import LIST, make_site, write_site


@pytest.fixture(scope="module")
def site(agent: Path) -> dict[str, bytes]:
    return make_site()


def html(site: dict[str, bytes]) -> dict[str, BeautifulSoup]:
    return {name: BeautifulSoup(content, "html.parser") for name, content in site.items() if name.endswith(".html")}


def test_every_page_is_there_in_three_languages(site: dict[str, bytes]) -> None:
    names = ("", "help/", "call/", "rights/", "kept/", "places/", "write/", "answer/", "booklet/", "booklet/body/", "figures/")
    assert {name for name in site if name.endswith(".html")} >= {"index.html"} | {
        f"{language}/{name}index.html" for language in ("tg", "ru", "en") for name in names
    }


def test_no_address_is_absolute_or_outside_and_each_leads_to_a_file(site: dict[str, bytes]) -> None:
    for name, page in html(site).items():
        for tag in page.select("[href], [src]"):
            address = tag.get("href") or tag["src"]
            if address.startswith(("tel:", "#")):
                continue
            assert not re.match(r"/|[a-z]+:", address), (name, address)
            target = (Path("/x") / name).parent / address
            assert target.resolve().relative_to("/x").as_posix() in site, (name, address)
        assert "/desk/" not in str(page)
        assert [form["action"] for form in page.select("form")] in ([], ["https://www.google.com/"])


def test_copy_does_not_promise_what_only_our_own_server_does(site: dict[str, bytes]) -> None:
    text = html(site)["en/index.html"].get_text(" ", strip=True)
    assert "“Leave quickly” takes you to another page and deletes neither" in text
    assert "for a week" not in text


def test_without_a_form_the_page_says_to_call_and_with_one_the_button_leads_there(site: dict[str, bytes]) -> None:
    assert "You cannot write on this site" in html(site)["en/write/index.html"].get_text()
    page = html(make_site(form="https://form.example.org"))["en/write/index.html"]
    assert [form["action"] for form in page.select("main form")] == ["https://form.example.org/en/write/"]
    with pytest.raises(Invalid):
        make_site(form='https://x" onclick="')


def test_each_page_stays_under_20_kb_where_nothing_is_compressed(site: dict[str, bytes]) -> None:
    weights = {}
    for name, page in html(site).items():
        used = {
            ((Path("/x") / name).parent / (tag.get("href") or tag["src"])).resolve().relative_to("/x").as_posix()
            for tag in page.select("link[rel=stylesheet], link[rel=icon], script")
        }
        weights[name] = sum(len(site[each]) for each in [name, *used])
    assert max(weights.values()) < 20_000, weights


def test_same_again_changes_nothing_and_what_is_no_longer_written_goes(site: dict[str, bytes], tmp_path: Path) -> None:
    first = write_site(tmp_path, site | {"tg/old/index.html": b"old"})
    assert first.counts == {"written": len(site) + 1, "unchanged": 0, "removed": 0, "left": 0}
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.html")}
    again = write_site(tmp_path, site)
    assert again.counts == {"written": 0, "unchanged": len(site), "removed": 1, "left": 0}
    assert not (tmp_path / "tg/old").exists()
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.html")} == {p: t for p, t in times.items() if "old" not in p.parts}


def test_files_of_others_are_never_changed_nor_removed(tmp_path: Path) -> None:
    (tmp_path / "tg").mkdir()
    (tmp_path / "tg/theirs.html").write_text("theirs")
    write_site(tmp_path, {"tg/a.html": b"a", "tg/b.html": b"b"})
    (tmp_path / "tg/a.html").write_text("mended by them")
    assert write_site(tmp_path, {"tg/b.html": b"b"}).left == ["tg/a.html"]
    assert (tmp_path / "tg/a.html").read_text() == "mended by them"
    assert (tmp_path / "tg/theirs.html").read_text() == "theirs"
    with pytest.raises(Invalid):
        write_site(tmp_path, {"tg/c.html": b"c", "tg/theirs.html": b"ours"})
    assert not (tmp_path / "tg/c.html").exists()


def test_list_that_was_tampered_with_reaches_nothing_outside(tmp_path: Path) -> None:
    outside = tmp_path / "outside.html"
    outside.write_text("x")
    folder = tmp_path / "site"
    folder.mkdir()
    digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"  # of x
    (folder / LIST).write_text(f'{{"../outside.html": "{digest}", "{outside}": "{digest}"}}')
    write_site(folder, {"a.html": b"a"})
    assert outside.exists()


def test_cut_stylesheet_keeps_what_is_used() -> None:
    css = '/* x */ p { a: b } .used, .not, .used.not { c: d } :is(.not, .used) > li { e: f } @media print { .not { g: h } .used { i: j } } :root[data-theme="dark"] { k: l }'
    assert cut(css, {"used"}) == "p{a: b}\n.used{c: d}\n:is(.not, .used) > li{e: f}\n@media print{.used{i: j}}\n"
