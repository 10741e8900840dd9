"""Templates are indented for those who read them; pages are sent without."""

from pathlib import Path

from django.template import Engine


def page(folder: Path, text: str, **values: object) -> str:
    """The page of one template in this folder."""
    (folder / "page.html").write_text(text, encoding="utf-8")
    engine = Engine(dirs=[str(folder)], loaders=["panoh.core.loader.Loader"])
    return engine.render_to_string("page.html", values)


def test_indentation_stays_behind_and_line_breaks_are_sent(tmp_path: Path) -> None:
    text = "<ul>\n  {% for word in words %}\n\t<li>{{ word }}, yes</li>\n  {% endfor %}\n</ul>\n"

    assert page(tmp_path, text, words=["one", "two"]) == "<ul>\n\n<li>one, yes</li>\n\n<li>two, yes</li>\n\n</ul>\n"


def test_what_is_put_in_keeps_its_spaces(tmp_path: Path) -> None:
    assert page(tmp_path, '  <p class="words">{{ told }}</p>', told="one\n  two") == '<p class="words">one\n  two</p>'


def test_templates_of_rooms_and_of_django_are_found() -> None:
    engine = Engine.get_default()

    assert engine.get_template("core/base.html").origin.name.endswith("panoh/core/templates/core/base.html")
    assert engine.get_template("django/forms/widgets/input.html").name == "django/forms/widgets/input.html"
