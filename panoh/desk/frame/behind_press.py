"""Discreet mode: what a page tells stands behind one press, closed on each page anew, without a script.

Title, tabs, ways on, and forms to write in stay; of a form, its questions and buttons. Words that a field has from before are told too.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from copy import copy

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panoh.core.ids import ALPHABET
from panoh.desk.frame.tree import Element

# In these a part may stand behind a press; those with rows are gone into, and a press stands in their cells.
FLOW = frozenset({"article", "aside", "dd", "div", "fieldset", "form", "li", "main", "section", "td"})
ROWS = frozenset({"dl", "ol", "table", "tbody", "tr", "ul"})
TITLES = frozenset({"h1", "h2", "h3"})
ASKS = frozenset({"datalist", "label", "legend", "option", "script", "template", "th", "thead"})  # of a form
ASKS_CLASSES = frozenset({"hint", "error"})
STAYS = frozenset({"how", "own-drafts", "places", "said", "title", "undo", "when"})
CODE = re.compile(rf"[{ALPHABET}]{{4}}-[{ALPHABET}]{{5}}(?: · .*)?")  # with what is said of its time
ACTS = frozenset({"a", "button", "form"})
NOT_WRITTEN = frozenset({"button", "hidden", "image", "reset", "submit"})  # inputs
WORDS = frozenset({"email", "search", "tel", "text"})  # inputs
ANSWERS = frozenset({"label", "legend", "option", "summary"})  # in a question
# In the three languages: no question, answer, hint or refusal says them before a press.
DANGER = re.compile(r"(?<!\w)(?:danger|suicid|violen|опасн|суицид|самоубий|насил|хатар|худкуш|зӯровар)", re.IGNORECASE)

# Nor does a hint or a refusal say which kind of help it is.
KIND = re.compile(r"psycholog|психолог|равон", re.IGNORECASE)

# Sentences of acts that say no more than the tabs of a case do: beside the button that undoes one it can be read.
PLAIN = frozenset(
    f"{each}."
    for each in (
        "Person admitted", "Consent recorded", "Quick note recorded", "Assessment recorded", "Assessment corrected",
        "Questionnaire recorded", "Session recorded", "Session planned", "Session moved", "Session cancelled",
        "Session corrected", "Picture added", "Picture removed", "Case put on hold", "Case corrected",
        "Details corrected", "Safe contact recorded", "Safe contact confirmed", "Worker assigned", "Request recorded",
        "Request triaged", "Referral drawn up", "Referral changed", "Letter drawn up", "Goal recorded",
        "Service planned", "Programme agreed", "Programme approved", "Task recorded", "Task done", "Task postponed",
        "Task handed over", "Step done", "Call recorded", "Call counted", "Review recorded", "Review corrected",
        "Legal step recorded", "Legal step changed", "Attempt recorded", "Follow-up recorded", "Help recorded", "Help corrected",
        "Appointment recorded", "Answers recorded", "Relatives admitted", "Referral cancelled",
    )
)  # fmt: skip
# What an undo answers; nor does that say more.
UNDONE_TEXT_KEPT, UNDONE_WHOLE = (
    gettext_lazy("Undone. Your text is kept as a draft."),
    gettext_lazy("Undone. Everything is as it was before."),
)

type Parts = list[Element | str]


def shut_news(main: Element) -> None:
    """What was just done is told behind a press: that it was done, its undoing, and that it was undone, stay."""
    plain = {str(UNDONE_TEXT_KEPT), str(UNDONE_WHOLE)}
    for one in main.all():
        if "said" in one.classes:
            for note in [part for part in _elements(one.children) if "undo" not in part.classes and part.tag != "details"]:
                if note.words.strip() in plain:
                    continue
                kept = [one for one in _elements(note.children) if one.tag == "svg"]
                note.children = [*kept, *_press([one for one in note.children if not (isinstance(one, Element) and one.tag == "svg")])]
        elif "undo" in one.classes:
            for told in [part for part in _elements(one.children) if part.tag == "span" and "plain" not in part.classes]:
                code = told.code
                one.children = [*([code] if code else []), *_press([told]), *(part for part in one.children if part is not told)]


def shut(main: Element, *, is_typed: bool) -> None:
    """Puts what a page tells behind a press, and what stands in fields; of what was typed just now (`is_typed`) what is wrong stays, and
    the fold that holds it is open."""
    main.children = _divided(main.children)
    for part in [one for place in main.all() if "places" in place.classes for one in place.all()]:
        part.children = [one for one in part.children if isinstance(one, str) or "quiet" not in one.classes]
    for part in list(main.all()):
        if part.tag == "label" and (code := CODE.search(part.words)):
            kept = [one for one in part.all() if _is_field(one)]
            part.children = [*kept, Element("span", "<span>", children=[code[0], *_cue(part)])]
        part.children = _shut_telling(part.children)
    _number(main)
    refused = {id(one) for part in main.all() if is_typed and _is_wrong(part) for one in part.all() if any(map(_is_field, one.all()))}
    wrong = {id(part) for part in main.all() if any(id(one) in refused for one in part.all())}
    behind = {id(part) for whole in main.all() if whole.is_whole for part in whole.all()}
    for part in [one for one in main.all() if one.tag == "details" and id(one) in wrong and "open" not in one.attributes]:
        part.start = f"{part.start.removesuffix('>')} open>"
    asked = _questions(main)
    for part in [one for one in main.all() if id(one) not in behind]:
        if part.tag == "details" and id(part) not in wrong:
            part.start = part.start.replace(" open>", ">")
        elif part.tag == "summary":
            part.children = [one for one in part.children if isinstance(one, str) or "quiet" not in one.classes]
        fields = (one if isinstance(one, str) or id(one) in wrong else _shut_field(one, asked) for one in part.children)
        part.children = list(fields)


def shut_refusals(within: Element, *, is_all: bool) -> None:
    """What was refused because of a danger: that it was refused stays, why is told by a press. `is_all`: the page says nothing else."""
    for part in list(within.all()):
        if is_all or part.attributes.get("role") == "alert":
            part.children = [_closed([one]) if _is_of_danger(one, {"p", "ul"}) else one for one in part.children]


def shut_telling(main: Element) -> None:
    """Of a page that stands open: what tells something of somebody by itself, such as by what a list is filtered."""
    for part in list(main.all()):
        part.children = _shut_telling(part.children)


def _is_wrong(part: Element) -> bool:
    """Whether it is a field that was refused, or a question with its answers."""
    return part.attributes.get("aria-invalid") == "true" or "field--error" in part.classes


def _number(main: Element) -> None:
    """Several presses on a page are told apart by their number; that of an answer by its question."""
    asked = {id(one) for part in main.all() if "telling-answers" in part.classes for one in part.all()}
    found = [part for part in main.all() if part.is_whole and id(part) not in asked]
    for number, part in enumerate(found if len(found) > 1 else (), 1):
        part.children[0] = Element("summary", "<summary>", children=[_("Show: part %(n)s") % {"n": number}])


def _elements(parts: Parts) -> Iterator[Element]:
    return (part for part in parts if isinstance(part, Element))


def _divided(parts: Parts, *, in_form: bool = False) -> Parts:
    """What stays of parts beside each other, and what stands between, behind a press."""
    kept: Parts = []
    told: Parts = []
    for part in parts:
        if isinstance(part, str) or not _has_more(part, in_form):
            told.append(part)
            continue
        is_asked = _writes(part)
        head = [told.pop()] if is_asked and (at := _last(told)) is not None and at.tag in TITLES and told[-1] is at else []
        kept += [*_shut(told, in_form=in_form), *head, _gone_into(part, in_form)]
        told = []
    return [*kept, *_shut(told, in_form=in_form)]


def _last(parts: Parts) -> Element | None:
    while parts and isinstance(parts[-1], str) and not parts[-1].strip():
        parts.pop()
    return parts[-1] if parts and isinstance(parts[-1], Element) else None


def _gone_into(part: Element, in_form: bool) -> Element:
    if "title" in part.classes:
        _shorten_title(part)
    elif not _stays(part, in_form) and part.tag in FLOW:
        part.children = _divided(part.children, in_form=in_form or _is_form(part))
    elif not _stays(part, in_form) and part.tag in ROWS:
        part.children = [_gone_into(one, in_form) if isinstance(one, Element) else one for one in part.children]
    return part


def _stays(part: Element, in_form: bool) -> bool:
    """Whether it stays whole."""
    if part.tag == "nav" or part.classes & STAYS:
        return True
    if part.attributes.get("role") in {"alert", "status"}:
        return "note--danger" not in part.classes
    return in_form and (part.tag in ASKS or part.tag in TITLES or bool(part.classes & ASKS_CLASSES) or "hidden" in part.attributes)


def _has_more(part: Element, in_form: bool) -> bool:
    """Whether something in it stays."""
    if _stays(part, in_form) or _is_form(part):
        return True
    if in_form and any(_is_field(one) or one.tag in {"button", "input"} or "btn" in one.classes for one in part.all()):
        return True
    can = part.tag in FLOW or (in_form and part.tag in ROWS)
    return can and any(_has_more(one, in_form) for one in _elements(part.children))


def _is_form(part: Element) -> bool:
    """Whether it is a form to write in, and no button alone."""
    return part.tag == "form" and any(map(_is_field, part.all()))


def _writes(part: Element) -> bool:
    return any(map(_is_form, part.all()))


def _is_field(part: Element) -> bool:
    return part.tag in {"select", "textarea"} or (part.tag == "input" and part.attributes.get("type") not in NOT_WRITTEN)


def _shorten_title(title: Element) -> None:
    """To the code, its cue and the buttons; without a code to the heading and the buttons."""
    found = list(title.all())
    code, heading = title.code, next((one for one in found if one.tag == "h1"), None)
    if code is not None and (heading is None or heading.code is None):
        kept = [one for one in found if one.classes & {"btn", "when"}]
        title.children = [Element("h1", "<h1>", children=[code, *_cue(title)]), *kept]
    elif code is None:
        title.children = [one for one in found if one is heading or one.classes & {"btn", "when"}]


def _cue(part: Element) -> Parts:
    return [each for one in part.all() if "cue" in one.classes for each in (" ", one)][:2]


def _shut(parts: Parts, *, in_form: bool) -> Parts:
    """What is told behind a press, after the buttons whose words say alone what they do; buttons and blanks as they are."""
    if not any(_tells(part) for part in parts):
        return parts
    acts = [] if in_form else list(_acts(parts))
    often = Counter(act.words for act in acts)
    alone = [act for act in acts if often[act.words] == 1 and act.words != _("Show")]
    row: Parts = [Element("div", '<div class="row">', children=[*alone])] if alone else []
    return [*row, *_press(parts)]


def _press(parts: Parts) -> Parts:
    return [_closed([Element("div", '<div class="stack-l">', children=parts)])] if any(map(_tells, parts)) else parts


def _closed(parts: Parts) -> Element:
    summary = Element("summary", "<summary>", children=[_("Show")])
    return Element("details", "<details>", children=[summary, *parts], is_whole=True)


def _tells(part: Element | str) -> bool:
    """Whether there is something to read, or to look at, that is no button; or one that tells something itself."""
    if isinstance(part, str):
        return bool(part.strip())
    if "telling-act" in part.classes:
        return True
    if part.tag in {"button", "script", "template"} or "btn" in part.classes or part.start.startswith("<!"):
        return False
    return part.tag in {"img", "picture"} or any(map(_tells, part.children))


def _acts(parts: Parts) -> Iterator[Element]:
    """Buttons among what is told, and the neutral word beside one, but for those of rows, which need what stands beside them, and those
    that tell something themselves."""
    for part in _elements(parts):
        if part.tag in ROWS or part.tag == "details" or _is_telling_act(part):
            continue
        if part.tag == "form":
            buttons = [one for one in part.all() if one.tag == "button"]
            if len(buttons) == 1 and "id" not in part.attributes:
                act = copy(part)
                act.children = [*(one for one in part.all() if one.attributes.get("type") == "hidden"), _alone(buttons[0])]
                yield act
        elif part.tag == "button" or (part.tag == "a" and "btn" in part.classes) or "kind" in part.classes:
            yield _alone(part)
        else:
            yield from _acts(part.children)


def _is_of_danger(part: Element | str, tags: Collection[str]) -> bool:
    return isinstance(part, Element) and part.tag in tags and DANGER.search(part.words) is not None


def _is_question(part: Element) -> bool:
    """Whether it is one question, with its answers, and no frame around several."""
    return _is_asked(part) and not any(_is_asked(one) for one in part.all() if one is not part)


def _is_asked(part: Element) -> bool:
    return "field" in part.classes or (part.tag == "fieldset" and part.attributes.get("role") != "presentation")


def _is_telling_question(part: Element) -> bool:
    if "telling-question" in part.classes:
        return True
    asked = {"legend"} if part.tag == "fieldset" else {"label"}
    return "telling-answers" not in part.classes and _is_question(part) and any(_is_of_danger(one, asked) for one in part.children)


def _is_telling_act(part: Element) -> bool:
    """Whether it is a button, or a form of one, that tells something itself."""
    return part.tag in ACTS and any("telling-act" in one.classes for one in part.all())


def _alone(button: Element) -> Element:
    button = copy(button)
    button.children = [one for one in button.children if isinstance(one, str) or "unseen" not in one.classes]
    return button


def _shut_telling(parts: Parts) -> Parts:
    """Fields whose question tells something of somebody, those in a row behind one press; of one whose answers do, the answers; and hints
    and errors that name danger."""
    kept: Parts = []
    run: list[Element] = []
    for part in parts:
        if isinstance(part, Element) and _is_telling_question(part):
            run.append(part)
        elif not run or not isinstance(part, str) or part.strip():
            kept += [*_together(run), _shut_answers(part) if isinstance(part, Element) else part]
            run = []
    return [*kept, *_together(run)]


def _together(run: list[Element]) -> list[Element]:
    if len(run) > 1:
        return [_closed([Element("div", '<div class="form">', children=[*run])])]
    return [_closed([*run])] if run else []


def _shut_answers(part: Element) -> Element:
    if part.classes & ASKS_CLASSES and (DANGER.search(part.words) or KIND.search(part.words)):
        return _closed([part])
    if "telling-answers" in part.classes or (_is_question(part) and any(_is_of_danger(one, ANSWERS) for one in part.all())):
        asked = [one for one in _elements(part.children) if one.tag in ASKS or one.classes & ASKS_CLASSES]
        part.children = [*asked, _closed([one for one in part.children if one not in asked])]
    return part


def _is_chosen(part: Element) -> bool:
    """Whether these are the answers of a question, of which one is given already."""
    if part.tag == "select":
        return any("selected" in one.attributes and one.attributes.get("value") for one in part.all())
    return "choices" in part.classes and any("checked" in one.attributes for one in part.all())


def _questions(main: Element) -> dict[str | int, str]:
    """What fields and answers are asked by, as it stands above them: of a field by its id, of answers by who they are."""
    found: dict[str | int, str] = {}
    for part in main.all():
        if part.tag == "label" and (key := part.attributes.get("for")):
            found[key] = _asked_by(part)
        elif part.tag == "fieldset" and (legend := next((one for one in _elements(part.children) if one.tag == "legend"), None)):
            found |= {id(one): _asked_by(legend) for one in part.all() if "choices" in one.classes}
    return found


def _asked_by(part: Element) -> str:
    """The words of a label or legend without what stands beside them; none of one with a code, of which only that is left."""
    if part.code is not None:
        return ""
    read = (one if isinstance(one, str) else one.words for one in part.children if isinstance(one, str) or "quiet" not in one.classes)
    return " ".join(" ".join(read).split())


def _shut_field(part: Element, asked: Mapping[str | int, str]) -> Element:
    """Words that stand in a field from before, and answers of which one is chosen, behind a press, which says to who listens of which
    question it is; a blank one, or figures, as it is."""
    if not _is_given(part):
        return part
    closed = _closed([part])
    question = asked.get(part.attributes.get("id") or "") or asked.get(id(part))
    if question and isinstance(summary := closed.children[0], Element):
        summary.children.append(Element("span", '<span class="unseen">', {"class": "unseen"}, [f": {question}"]))
    return closed


def _is_given(part: Element) -> bool:
    """Whether something was answered before that can be read."""
    if _is_chosen(part):
        return True
    is_text = part.tag == "textarea" and any(str(one).strip() for one in part.children)
    is_line = part.tag == "input" and part.attributes.get("type") in WORDS and "in--short" not in part.classes
    return is_text or (is_line and bool((part.attributes.get("value") or "").strip()))
