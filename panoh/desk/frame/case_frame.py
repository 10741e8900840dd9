"""What every page of a case file needs: the case, found only if it may be seen, its head and its tabs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from panoh.accounts.roles import Permission
from panoh.cases.enums import CaseState, Source, Urgency
from panoh.cases.policy import CARE_KINDS, can, check_shows, shows_work
from panoh.cases.queries.cases import CaseRow, UserRow, age_now, get_case
from panoh.cases.queries.danger import is_over
from panoh.consent.enums import DataKind
from panoh.core.templatetags.panoh import years
from panoh.desk.frame.form_page import Reporting, Words
from panoh.people.births import ADULT
from panoh.people.enums import Sex
from panoh.places import catalogue

type Part = tuple[str, Words, Permission]  # a page of a case, what it is called, who may open it

# Behind the tab of the programme, in a row of its own.
PLANNED = (
    ("case_programme", _("Programme"), Permission.CASE_VIEW),
    ("case_sessions", _("Sessions and help"), Permission.CASE_VIEW),
)
ASSESSED = (
    ("case_assessments", _("Assessments"), Permission.CASE_VIEW),
    ("case_medical", _("Medical"), Permission.MEDICAL),
    ("case_diagnoses", _("Diagnoses"), Permission.PSYCHOLOGICAL),
    ("case_medicines", _("Medicines and diagnoses"), Permission.MEDICINES),
    ("case_questionnaires", _("Questionnaires"), Permission.QUESTIONNAIRES),
    ("case_story", _("What happened"), Permission.CASE_VIEW),
    ("case_medico", _("Clinical reports"), Permission.MEDICO_LEGAL),
)
OUTSIDE = (
    ("case_referrals", _("Referrals"), Permission.REFERRAL_VIEW),
    ("case_episodes", _("Treatment at a facility"), Permission.REFERRAL_VIEW),
)
AGREED = (
    ("case_consents", _("Consents"), Permission.CONSENT_RECORD),
    ("case_studies", _("Case study"), Permission.CASE_WORK),
)
LEGAL = (
    ("case_legal", _("Legal steps"), Permission.PROCEEDINGS),
    ("case_released", _("Documents shown"), Permission.PROCEEDINGS),
)
# A lawyer's own work: a tab of theirs, behind "Other pages" for everybody else.
LAWYERS = tuple((name, label, Permission.LEGAL) for name, label, _needs in LEGAL)
# Behind "Everything else": a page that lists them, in this order.
ELSE = (
    ("case_steps", _("Guidance steps"), Permission.CASE_VIEW),
    ("case_closure", _("Reviews and closure"), Permission.CASE_VIEW),
    ("case_person", _("The person"), Permission.CASE_VIEW),
    ("case_family", _("Family"), Permission.CASE_WORK),
    ("case_people", _("Team and access"), Permission.CASE_VIEW),
    ("case_legal", _("Legal help"), Permission.PROCEEDINGS),
    ("case_letters", _("Letters"), Permission.CORRESPONDENCE),
    ("case_own_questions", _("Additional questions"), Permission.CASE_WORK),
    ("case_refusals", _("Refused corrections"), Permission.CASE_WORK),
    ("case_history", _("Activity log"), Permission.WHO_LOOKED),
)
# A tab leads to the first of its pages that opens.
TABS: tuple[tuple[Words, Sequence[Part]], ...] = (
    (_("Overview"), (("case_file", _("Overview"), Permission.CASE_VIEW),)),
    (_("Programme and sessions"), PLANNED),
    (_("Assessments"), ASSESSED),
    (_("Referrals"), OUTSIDE),
    (_("Consents"), AGREED),
    (_("Legal help"), LAWYERS),
    (_("Other pages"), (("case_more", _("Other pages"), Permission.CASE_VIEW), *ELSE, *LEGAL)),
)
WITHIN = {name: rows for rows in (PLANNED, ASSESSED, OUTSIDE, AGREED, LEGAL) for name, _label, _needs in rows}

# What a tab tells of: closed to an organisation it is shown to where the person left one of these kinds of data out.
TELLS = {
    **dict.fromkeys(("case_programme", "case_closure", "case_steps"), CARE_KINDS),
    "case_story": frozenset({DataKind.STORY}),
    "case_medicines": frozenset({DataKind.MEDICAL}),
}

# Where a danger that is reported from a page of the case was noticed, as `Source` says.
NOTICED = {
    "case_sessions": Source.SESSION,
    **dict.fromkeys(("case_medical", "case_medico", "case_diagnoses"), Source.FINDINGS),
    "case_questionnaires": Source.QUESTIONNAIRE,
    **dict.fromkeys(("case_legal", "case_released"), Source.LEGAL),
}
NOTICED_AT = frozenset({*NOTICED.values(), Source.VISIT, Source.CONTACT})
BADGES = {CaseState.ASSESSMENT: "wait", CaseState.ACTIVE: "done", CaseState.ON_HOLD: "late", CaseState.FOLLOW_UP: "wait"}


@dataclass(frozen=True, slots=True)
class Tab:
    """A link of the case file."""

    url: str
    label: Any
    current: bool


@dataclass(frozen=True, slots=True)
class Head:
    """The coded facts in the title of a case: nothing by which a person could be known."""

    kind: str
    sex: str
    age: str
    region: str
    region_url: str
    state: str
    state_badge: str
    urgency: str
    is_urgent: bool
    is_over: bool
    is_in_danger: bool


def report_draft(case: CaseRow) -> str:
    """The key of the form that reports a danger of a case."""
    return f"report:{case.pk}"


def danger_from(case: CaseRow, source: Source) -> Reporting:
    """Where a danger of a case is reported that was noticed there."""
    return Reporting(f"{reverse('desk:report_danger', args=[case.code])}?from={source}", report_draft(case))


def case_head(case: CaseRow) -> Head:
    """The head of a case."""
    is_urgent = case.urgency == Urgency.RED and case.is_open and shows_work(case)
    age = age_now(case)
    return Head(
        kind=case.get_kind_display(),
        sex=_sex_in_words(case.person.sex, age),
        age=years(age),
        region=catalogue.name(case.region),
        region_url=f"{reverse('desk:cases')}?region={case.region}" if case.region else "",
        state=case.get_state_display(),
        state_badge=BADGES.get(CaseState(case.state), ""),
        urgency=case.get_urgency_display(),
        is_urgent=is_urgent,
        is_over=is_urgent and is_over(case),
        is_in_danger=case.has_danger,
    )


def _sex_in_words(sex: str, age: int | None) -> str:
    is_child = age is not None and age < ADULT
    words = {
        Sex.FEMALE: _("girl") if is_child else _("woman"),
        Sex.MALE: _("boy") if is_child else _("man"),
    }
    return str(words.get(Sex(sex), _("sex not stated")))


def open_parts(user: UserRow, case: CaseRow, parts: Sequence[Part]) -> list[Part]:
    """Those of these pages of a case that open for this reader."""
    return [part for part in parts if can(user, part[2], case) and not case.withheld_kinds & TELLS.get(part[0], frozenset())]


def other_parts(user: UserRow, case: CaseRow) -> list[Part]:
    """What stands behind "Everything else" for this reader: nothing that is a tab of theirs."""
    tab = {part[0] for part in open_parts(user, case, LAWYERS)}
    return [part for part in open_parts(user, case, ELSE) if part[0] not in tab]


def _tab(case: CaseRow, name: str, label: Words, current: bool) -> Tab:
    return Tab(reverse(f"desk:{name}", args=[case.code]), label, current)


def _tabs(user: UserRow, case: CaseRow, current: str) -> list[Tab]:
    found = [(label, {part[0] for part in parts}, opens) for label, parts in TABS if (opens := open_parts(user, case, parts))]
    own = next((label for label, names, _opens in found if current in names), None)  # the first, where two lead to the page
    return [_tab(case, opens[0][0], label, label is own) for label, _names, opens in found]


def _within(user: UserRow, case: CaseRow, current: str) -> list[Tab]:
    """The pages that share a tab; none where there is one alone."""
    opens = open_parts(user, case, WITHIN.get(current, ()))
    return [_tab(case, name, label, name == current) for name, label, _needs in opens] if len(opens) > 1 else []


def case_frame(user: UserRow, code: str, tab: str, permission: Permission = Permission.CASE_VIEW) -> tuple[CaseRow, dict[str, Any]]:
    """The case and the context of `desk/frame/case_base.html`.

    Raises NotFound where the permission does not reach the case, Denied where the person agreed to less than the tab tells.
    """
    case = get_case(user, code, permission)
    if tab in TELLS:
        check_shows(case, *TELLS[tab])
    return case, {
        "case": case,
        "head": case_head(case),
        "tabs": _tabs(user, case, tab),
        "within": _within(user, case, tab),
        "noticed": NOTICED.get(tab, ""),
    }
