"""Templates are indented and spaced for those who read them; pages are sent without."""

from pathlib import Path

from django.template import Engine


def page(folder: Path, text: str, **values: object) -> str:
    """The page of one template in this folder."""
    (folder / "page.html").write_text(text, encoding="utf-8")
    engine = Engine(dirs=[str(folder)], loaders=["panoh.core.loader.Loader"])
    return engine.render_to_string("page.html", values)


def test_indentation_and_lines_that_put_out_nothing_stay_behind(tmp_path: Path) -> None:
    text = "<ul>\n  {# all #}{% for word in words %}\n\n\t<li>{{ word }}, yes</li>\n  {% endfor %}\n</ul>\n"

    assert page(tmp_path, text, words=["one", "two"]) == "<ul>\n<li>one, yes</li>\n<li>two, yes</li>\n</ul>\n"


def test_what_is_put_out_on_two_lines_stays_apart(tmp_path: Path) -> None:
    text = "{% for word in words %}\n{{ word }}\n{% if word %}\n{{ word }}{% endif %}\n{% endfor %}\n<b>end</b>"

    assert page(tmp_path, text, words=["one"]).split() == ["one", "one", "<b>end</b>"]


def test_what_is_put_in_keeps_its_spaces(tmp_path: Path) -> None:
    assert page(tmp_path, '  <p class="words">{{ told }}</p>', told="one\n  two") == '<p class="words">one\n  two</p>'


def test_templates_of_rooms_and_of_django_are_found() -> None:
    engine = Engine.get_default()

    assert engine.get_template("core/base.html").origin.name.endswith("panoh/core/templates/core/base.html")
    assert engine.get_template("django/forms/widgets/input.html").name == "django/forms/widgets/input.html"
