"""Tags and filters of every page: icons, components with a slot, dates, ages, counts, telephone numbers."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from panoh.core.clock import DUSHANBE, age_on, today
from panoh.core.formats import written_within
from panoh.core.forms.phone import shown
from panoh.core.static_files import PUBLIC_STYLE, SCRIPTS, STYLE, StaticStorage
from panoh.core.templatetags.icons import ICONS

register = template.Library()

# Components that hold other markup, with the attributes each knows. Leaves are plain includes with `only`.
COMPONENTS: dict[str, frozenset[str]] = {
    "note": frozenset({"kind", "icon", "role", "takes_focus"}),
    "seal": frozenset({"title"}),
    "empty": frozenset({"title"}),
    "how": frozenset({"asks", "open"}),
    "scroll": frozenset({"label"}),
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """The drawing `name`. It is decoration: the word stands beside it."""
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', mark_safe(ICONS[name]))


@register.simple_tag
def scripts(joined: str) -> tuple[str, ...]:
    """The scripts of every page of the desk, or of fields: one file where static files are collected."""
    return (joined,) if isinstance(staticfiles_storage, StaticStorage) else tuple(f"core/js/{name}.js" for name in SCRIPTS[joined])


@register.simple_tag
def public_style() -> str:
    """The stylesheet of public pages: cut down where static files are collected."""
    return PUBLIC_STYLE if isinstance(staticfiles_storage, StaticStorage) else STYLE


@register.simple_tag(takes_context=True)
def htmx(context: Context) -> str:
    """Beside attributes of htmx: the page that they stand on loads it. Other pages do without: it weighs more than they."""
    context.request.wants_htmx = True  # type: ignore[attr-defined]  # of a page there is one
    return ""


@register.simple_tag(takes_context=True)
def htmx_wanted(context: Context) -> bool:
    """Whether anything on the page so far asks for htmx."""
    return hasattr(getattr(context, "request", None), "wants_htmx")


@register.simple_tag(takes_context=True)
def cue(context: Context, code: str) -> SafeString:
    """The picture by which this reader knows the case of this code, where they gave it one; asked for once a page."""
    cues = getattr(getattr(context, "request", None), "cues", None) if code else None
    return format_html(" {}", cues[code]) if cues and code in cues else SafeString("")


class ComponentNode(template.Node):
    """A component around its slot."""

    def __init__(self, name: str, attributes: dict[str, FilterExpression], nodelist: NodeList) -> None:
        self.template_name = f"core/components/{name}.html"
        self.attributes = attributes
        self.known = COMPONENTS[name]
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """The component's template with its attributes (absent ones are empty) and the slot; it sees nothing else of the page."""
        values = dict.fromkeys(self.known, "")
        values.update((name, value.resolve(context)) for name, value in self.attributes.items())
        values["slot"] = self.nodelist.render(context)
        assert context.template is not None  # a node renders only within a template
        rendered: SafeString = context.template.engine.get_template(self.template_name).render(context.new(values))
        return rendered


@register.tag
def component(parser: Parser, token: Token) -> ComponentNode:
    """{% component "note" kind="late" %} … {% endcomponent %}: an unknown name or attribute fails when the template is compiled."""
    bits = token.split_contents()[1:]
    name = bits.pop(0)[1:-1] if bits else ""
    if name not in COMPONENTS:
        raise template.TemplateSyntaxError(f"unknown component {name!r}, known: {', '.join(sorted(COMPONENTS))}")
    attributes = token_kwargs(bits, parser)
    unknown = set(attributes) - COMPONENTS[name]
    if unknown or bits:
        raise template.TemplateSyntaxError(f"component {name!r} does not know {', '.join(sorted(unknown) or bits)}")
    nodelist = parser.parse(("endcomponent",))
    parser.delete_first_token()
    return ComponentNode(name, attributes, nodelist)


class LayoutNode(template.Node):
    """The work on the left, what one looks up on the right; one column where there is nothing to look up."""

    child_nodelists = ("main", "side")

    def __init__(self, main: NodeList, side: NodeList) -> None:
        self.main, self.side = main, side

    def render(self, context: Context) -> SafeString:
        """Both parts in `.split`, or the first alone when the second came out blank."""
        main, side = self.main.render(context), self.side.render(context)
        if not side.strip():
            return main
        return format_html('<div class="split"><div class="stack-l">{}</div><aside class="stack">{}</aside></div>', main, side)


@register.tag
def layout(parser: Parser, token: Token) -> LayoutNode:
    """{% layout %} work {% side %} what one looks up {% endlayout %}."""
    main = parser.parse(("side",))
    parser.delete_first_token()
    side = parser.parse(("endlayout",))
    parser.delete_first_token()
    return LayoutNode(main, side)


@register.filter
def differing(text: str, other: str) -> SafeString:
    """The text, line by line as it is, with the words marked that the other version does not have in this place."""
    words = re.findall(r"(\S+)(\s*)", text.strip())
    parts = []
    for tag, start, end, _from, _to in SequenceMatcher(a=[word for word, _gap in words], b=other.split(), autojunk=False).get_opcodes():
        piece, gap = "".join(word + gap for word, gap in words[start:end]), words[end - 1][1] if end else ""
        if start < end:
            parts.append(format_html("{}{}" if tag == "equal" else "<mark>{}</mark>{}", piece.rstrip(), gap))
    return mark_safe("".join(parts))


@register.filter
def signed(value: int) -> str:
    """A level between −2 and +2 with its sign."""
    return f"{value:+d}".replace("-", "−") if value else "0"


@register.filter
def money(value: Decimal) -> str:
    """1 200; 1 200.50 with the sign of the language: a sum of money without its currency, hundredths only where there are any."""
    return formats.number_format(value, decimal_pos=0 if value == value.to_integral_value() else 2, use_l10n=True, force_grouping=True)


@register.filter
def note_kind(level: str) -> str:
    """The kind of note for a message of Django's."""
    return {"success": "done", "warning": "late", "error": "error"}.get(level, "")


def _as_date(value: dt.date) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.astimezone(DUSHANBE).date() if timezone.is_aware(value) else value.date()
    return value


def _date(value: dt.date) -> str:
    """The date without a weekday; the year stands only where it is not this year."""
    this_year = value.year == today().year
    return written_within(formats.date_format(value, "MONTH_DAY_FORMAT" if this_year else "DATE_FORMAT"))


def _weekday(date: dt.date) -> str:
    """The weekday that opens a date; short in Tajik, where Monday in full is the name of the capital."""
    return written_within(formats.date_format(date, "D")) if get_language() == "tg" else formats.date_format(date, "l")


@register.filter
def day(value: dt.date | None) -> str:
    """A date as one says it: today, tomorrow, Thursday, 26 November (within a week), 3 November, 3 November 2025."""
    if not value:
        return ""
    date = _as_date(value)
    distance = (date - today()).days
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}.get(distance)
    if near:
        return near
    if abs(distance) <= 7:
        return _("%(weekday)s, %(date)s") % {"weekday": written_within(_weekday(date)), "date": _date(date)}
    return _date(date)


@register.filter
def whole_day(value: dt.date | None) -> str:
    """A date with its weekday and year, for titles: Tuesday, 24 November 2026."""
    if not value:
        return ""
    date = _as_date(value)
    parts = {"weekday": _weekday(date), "date": written_within(formats.date_format(date, "DATE_FORMAT"))}
    return _("%(weekday)s, %(date)s") % parts


@register.filter
def begun(said: str) -> str:
    """A date as a line begins with it: with a capital, but for a Tajik weekday, which is shortened and so stays small (сш, 24 ноябр)."""
    return said if get_language() == "tg" and said[2:3] == "," else capfirst(said)


@register.filter
def dated(value: dt.date | None) -> str:
    """A date with its year, for what is kept and read on another day: 24 November 2026."""
    return written_within(formats.date_format(_as_date(value), "DATE_FORMAT")) if value else ""


@register.filter
def weekday(value: dt.date | None) -> str:
    """The weekday in two or three letters, for the narrow column of a task row."""
    return written_within(formats.date_format(_as_date(value), "D")) if value else ""


@register.filter
def date_only(value: dt.date | None) -> str:
    """A date as it stands below its weekday: today, 26 November, 3 November 2025."""
    if not value:
        return ""
    date = _as_date(value)
    return _("today") if date == today() else _date(date)


@register.filter
def moment(value: dt.datetime | None, exact: object = None) -> str:
    """A date and time as one says them: today, 11:20; of several at once (`exact`) to the second: today, 11:20:05."""
    return _at(value, day, "H:i:s" if exact else "TIME_FORMAT")


@register.filter
def moment_only(value: dt.datetime | None) -> str:
    """A date and time as a sentence leans on them: until 26 November, 11:20; by 23:52 today. A weekday would want a case of its own."""
    if value and _as_date(value) == today():
        return _("%(time)s today") % {"time": hour(value)}
    return _at(value, date_only)


def _at(value: dt.datetime | None, said: Callable[[dt.date], str], time_format: str = "TIME_FORMAT") -> str:
    if not value:
        return ""
    local = value.astimezone(DUSHANBE)
    return _("%(day)s, %(time)s") % {"day": said(local), "time": formats.time_format(local, time_format)}


@register.filter
def hour(value: dt.datetime | dt.time | None) -> str:
    """The time of day: 09:30."""
    if not value:
        return ""
    return formats.time_format(value.astimezone(DUSHANBE) if isinstance(value, dt.datetime) else value, "TIME_FORMAT")


@register.filter
def years(count: int | None) -> str:
    """A number of years: 34 years."""
    return "" if count is None else ngettext("%(count)d year", "%(count)d years", count) % {"count": count}


@register.filter
def age(birth: dt.date | None) -> str:
    """The age today in years."""
    return years(age_on(birth, today())) if birth else ""


@register.filter
def days(count: int | None) -> str:
    """A number of days: 3 days."""
    return "" if count is None else ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


@register.filter
def number(value: Any) -> str:
    """A count with its thousands apart: 1 240."""
    return "" if value in ("", None) else formats.number_format(value, use_l10n=True, force_grouping=True)


@register.filter
def phone(value: str | None) -> str:
    """A stored number as it is read out: +992 98 787 66 66."""
    return shown(value or "")
