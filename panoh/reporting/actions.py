"""A table leaves the house: drawn up and frozen, read by two who do not see each other, numbered, withdrawn. The Unit rates itself.

Case studies: written, shown to whom they are about, approved by them, taken out.
"""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import Language
from panoh.accounts.models import User
from panoh.accounts.policy import check_has
from panoh.accounts.queries import secretariat
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, record, save
from panoh.cases.models import Case
from panoh.consent.enums import ConsentPurpose
from panoh.consent.queries import ground_for, in_place_of
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.reporting.differencing_check import Wanted, check_allowed, check_together
from panoh.reporting.enums import (
    RELEASE_TRANSITIONS,
    STUDY_TRANSITIONS,
    ApprovedHow,
    Audience,
    Rating,
    ReleaseState,
    StudyState,
    Trace,
    Verdict,
    What,
    WithdrawWhy,
)
from panoh.reporting.events import Event
from panoh.reporting.models import CaseStudy, FigureRelease, FigureReview, SelfRating, Standard
from panoh.reporting.packs import tell_pack_table
from panoh.reporting.policy import check_can_release, check_can_review, check_can_study
from panoh.reporting.publishable_table import read, tell
from panoh.reporting.published import rules
from panoh.reporting.queries.releases import next_number, out, readers_needed
from panoh.reporting.queries.standards import FIRST_YEAR, get_slot, rating_of
from panoh.reporting.queries.studies import SEALED, erased_studies, free_place, has_study, known_of, study_years
from panoh.reporting.traces import traces
from panoh.vault.actions import open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

NO_CHOICE = _("This is not on the list. Choose from the list.")
SAY_WHY = _("Write what it is needed for.")
SAY_WHO = _("Write who gets it, and which agreement names it.")
SAY_WHAT = _("Write what each number could reveal, and what you checked.")
SAY_REASON = _("Write why it is withdrawn.")
APPROVED_ALREADY = _("The person approved this text, and their consent is valid. Showing it again is not needed.")
NOT_FROM_HERE = _("Someone has changed this. Open it again.")
WRITE_TEXT = _("Paste the text of the standard.")
SAY_EVIDENCE = _("Write what shows it.")
WRONG_YEAR = _("Enter a year from %(first)s to this one.")
NOT_YOURS = _("Only the person who drew it up can send it for a check or withdraw it.")
NOT_NOW = _("Choose this year or the next.")
ONE_ALREADY = _("There is already a case study of this case for that year. Change it, or remove it first.")
NO_PLACE_LEFT = _("That year has its five case studies. Remove one first, or choose the other year.")
SAY_TITLE = _("Write a title that names no one.")
SAY_STUDY = _("Write what you want to tell.")
NOT_THAT_DAY = _("Enter the date of the approval: from the day the text was shown until today.")
NO_CONSENT = _("The person has not agreed to be described in a case study, or no longer agrees. Ask for this consent first.")
POINTS = _("Something in the text could point to the person. %(where)s. Rewrite it, then show it.")
TITLE_SAYS = _("Title: %(what)s")
SENTENCE_SAYS = _("Sentence %(number)s: %(what)s")


@action(undo=_("Drawn up."))
def draw_up_release(
    *,
    by: User,
    what: str,
    audience: str,
    start: dt.date,
    end: dt.date,
    why: str,
    rows: str = "",
    columns: str = "",
    pack: str = "",
    recipient: str = "",
) -> FigureRelease:
    """Counts a table as its readers would see it and freezes it. Nobody reads it yet but who may release. `pack`: of packs.pack_tables.

    Raises Invalid where these readers do not get such a table, or where it would say too much beside those that are out.
    """
    check_can_release(by)
    if what not in What.values or audience not in Audience.values:
        raise Invalid(NO_CHOICE)
    if what != What.TABLE:
        rows, columns = pack if what == What.PACK else "", ""
    if not why.strip():
        raise Invalid(SAY_WHY, {"why": SAY_WHY})
    if audience == Audience.AGREEMENT and not recipient.strip():
        raise Invalid(SAY_WHO, {"recipient": SAY_WHO})
    wanted = Wanted(what, audience, start, end, rows, columns)
    check_allowed(wanted)
    if what == What.PACK:
        told = tell_pack_table(by, pack, start, end, rules().threshold if wanted.is_outside else 0)
    else:
        told = tell(by, what, audience, start, end, rows=rows, columns=columns)
    check_together(wanted, told, out())
    row = FigureRelease(
        house=secretariat(),
        what=what,
        rows=rows,
        columns=columns,
        start=start,
        end=end,
        audience=audience,
        told=told.plain(),
        drawn_up_by=by,
        drawn_up_at=now(),
    )
    seal(row, by=by.actor, why=why.strip(), recipient=recipient.strip())
    save(row)
    record(Event.RELEASE_DRAWN_UP, by=by.actor, purpose=f"{what} {audience}")
    return row


@action
def ask_readers(release: FigureRelease, *, by: User, expected: int | None = None) -> FigureRelease:
    """The author has looked at what each number could reveal, and decides that others look at it now."""
    check_can_release(by)
    if release.drawn_up_by_id != by.pk:
        raise Denied(NOT_YOURS)
    _check_together(release)
    release.needed, release.asked_at = readers_needed(), now()
    return _move(release, ReleaseState.ASKED, Event.RELEASE_ASKED, by=by, expected=expected)


@action
def review_release(release: FigureRelease, *, by: User, verdict: str, words: str, expected: int | None = None) -> FigureRelease:
    """One reader says yes or no. With the last yes it is numbered and out; when all have read and one said no, it is not."""
    check_can_review(by, release)
    if verdict not in Verdict.values:
        raise Invalid(NO_CHOICE, {"verdict": NO_CHOICE})
    if not words.strip():
        raise Invalid(SAY_WHAT, {"words": SAY_WHAT})
    row = FigureReview(release=release, reader=by, verdict=verdict, at=now())
    seal(row, by=by.actor, words=words.strip())
    save(row)
    said = list(release.reviews.values_list("verdict", flat=True))
    if len(said) < release.needed:
        save(release, expected)  # its version grows: two readers at the same time do not both think they are the first
        record(Event.RELEASE_READ, by=by.actor)
        return release
    if Verdict.AGAINST in said:
        return _move(release, ReleaseState.SENT_BACK, Event.RELEASE_SENT_BACK, by=by, expected=expected)
    _check_together(release)
    release.number, release.released_at = next_number(), now()
    return _move(release, ReleaseState.RELEASED, Event.RELEASED, by=by, expected=expected)


def _check_together(release: FigureRelease) -> None:
    """Held once more against what came out since it was drawn up."""
    wanted = Wanted(release.what, release.audience, release.start, release.end, release.rows, release.columns)
    check_together(wanted, read(release.told), out().exclude(pk=release.pk))


@action
def take_back_release(release: FigureRelease, *, by: User, expected: int | None = None) -> FigureRelease:
    """Nothing comes of it: it never was out."""
    check_can_release(by)
    if release.drawn_up_by_id != by.pk:
        raise Denied(NOT_YOURS)
    return _move(release, ReleaseState.TAKEN_BACK, Event.RELEASE_TAKEN_BACK, by=by, expected=expected)


@action
def withdraw_release(release: FigureRelease, *, by: User, why: str, words: str, expected: int | None = None) -> FigureRelease:
    """It is no longer said. What was read stays read: the table is kept, with the day and the reason."""
    check_can_release(by)
    if why not in WithdrawWhy.values:
        raise Invalid(NO_CHOICE, {"why": NO_CHOICE})
    if not words.strip():
        raise Invalid(SAY_REASON, {"words": SAY_REASON})
    seal(release, by=by.actor, withdraw_words=words.strip())
    release.withdraw_why, release.withdrawn_at, release.withdrawn_by = WithdrawWhy(why), now(), by
    return _move(release, ReleaseState.WITHDRAWN, Event.WITHDRAWN, by=by, expected=expected)


def _move(release: FigureRelease, to: ReleaseState, event: Event, *, by: User, expected: int | None) -> FigureRelease:
    if to not in RELEASE_TRANSITIONS[ReleaseState(release.state)]:
        raise WrongState(NOT_FROM_HERE)
    release.state = to
    save(release, expected)
    record(event, by=by.actor, purpose=str(release.number or ""))
    return release


# -- the network's standards


@action(undo=_("Text saved."))
def paste_standard(number: int, *, by: User, text: str) -> Standard:
    """Keeps the text of one standard, as the network published it."""
    check_has(by, Permission.STANDARDS)
    get_slot(by, number)
    if not text.strip():
        raise Invalid(WRITE_TEXT, {"text": WRITE_TEXT})
    row = Standard.objects.filter(number=number).first() or Standard(number=number)
    row.text = text.strip()
    save(row)
    record(Event.STANDARD_PASTED, by=by.actor, purpose=str(number))
    return row


@action(undo=_("Rating saved."))
def rate_standard(
    number: int, *, by: User, year: int, rating: str, evidence: str, next_step: str = "", expected: int | None = None
) -> SelfRating:
    """Writes down how far the Unit is with a standard in a year; again in the same year, it replaces what stood there."""
    check_has(by, Permission.STANDARDS)
    get_slot(by, number)
    if rating not in Rating.values:
        raise Invalid(NO_CHOICE, {"rating": NO_CHOICE})
    if not FIRST_YEAR <= year <= today().year:
        said: Any = WRONG_YEAR % {"first": FIRST_YEAR}
        raise Invalid(said, {"year": said})
    if not evidence.strip():
        raise Invalid(SAY_EVIDENCE, {"evidence": SAY_EVIDENCE})
    row = rating_of(number, year) or SelfRating(house=secretariat(), number=number, year=year)
    row.rating, row.rated_by, row.rated_at = Rating(rating), by, now()
    seal(row, by=by.actor, evidence=evidence.strip(), next_step=next_step.strip())
    save(row, expected)
    record(Event.STANDARD_RATED, by=by.actor, purpose=f"{number} {year}")
    return row


# -- case studies


@action(undo=_("Case study saved."))
def write_study(case: Case, *, by: User, year: int, language: str, title: str, words: str) -> CaseStudy:
    """Begins a case study for the application of a year, this one or the next. One a case, five a year.

    Raises Invalid where the year has no place left, or one about this case.
    """
    check_can_study(by, case)
    if year not in study_years():
        raise Invalid(NOT_NOW, {"year": NOT_NOW})
    _check_study(language, title, words)
    for gone in erased_studies(year):
        _move_study(gone, StudyState.WITHDRAWN, Event.STUDY_WITHDRAWN, by=by, withdrawn_by=by, withdrawn_at=now())
    if has_study(case, year):
        raise Invalid(ONE_ALREADY, {"year": ONE_ALREADY})
    place = free_place(year)
    if place is None:
        raise Invalid(NO_PLACE_LEFT, {"year": NO_PLACE_LEFT})
    row = CaseStudy(
        case=case, person_id=case.person_id, year=year, place=place, language=Language(language), written_by=by, written_at=now()
    )
    seal(row, by=by.actor, title=title.strip(), words=words.strip())
    save(row)
    record_about(Event.STUDY_WRITTEN, by=by.actor, about=[case])
    return row


@action(undo=_("Case study saved."))
def change_study(study: CaseStudy, *, by: User, language: str, title: str, words: str, expected: int | None = None) -> CaseStudy:
    """Writes the text anew: whatever was shown or approved before was another text, so it is a draft again."""
    check_can_study(by, study.case)
    _check_study(language, title, words)
    seal(study, by=by.actor, title=title.strip(), words=words.strip())
    study.language, study.written_by, study.written_at = Language(language), by, now()
    return _move_study(study, StudyState.DRAFT, Event.STUDY_CHANGED, by=by, expected=expected, **_UNSAID)


@action(undo=_("Checked and shown."))
def show_study(study: CaseStudy, *, by: User, expected: int | None = None) -> CaseStudy:
    """The text names nobody and no small place or day, and the person hears it now. Raises Invalid where it points at them, WrongState
    where they approved it and their consent holds: another showing would take that back."""
    check_can_study(by, study.case)
    if study.state == StudyState.APPROVED and in_place_of([study.consent] if study.consent else []):
        raise WrongState(APPROVED_ALREADY)
    _check_names_nobody(study, by=by)
    return _move_study(
        study, StudyState.SHOWN, Event.STUDY_SHOWN, by=by, expected=expected, **_UNSAID | {"shown_by": by, "shown_at": now()}
    )


@action(undo=_("Approval recorded."))
def approve_study(study: CaseStudy, *, by: User, how: str, approved_on: dt.date, expected: int | None = None) -> CaseStudy:
    """Writes down that the person approved the text as it was shown. Raises Invalid where no consent to a case study holds today."""
    check_can_study(by, study.case)
    if how not in ApprovedHow.values:
        raise Invalid(NO_CHOICE, {"how": NO_CHOICE})
    if study.shown_at is None or not study.shown_at.astimezone(DUSHANBE).date() <= approved_on <= today():
        raise Invalid(NOT_THAT_DAY, {"approved_on": NOT_THAT_DAY})
    consent = ground_for(study.person, ConsentPurpose.CASE_STUDY)
    if consent is None:
        raise Invalid(NO_CONSENT)
    _check_names_nobody(study, by=by)
    said = {"how": ApprovedHow(how), "approved_on": approved_on, "approved_by": by, "approved_at": now(), "consent": consent}
    return _move_study(study, StudyState.APPROVED, Event.STUDY_APPROVED, by=by, expected=expected, **said)


@action
def withdraw_study(study: CaseStudy, *, by: User, expected: int | None = None) -> CaseStudy:
    """Takes it out, at any time and without a reason; its place is free for another."""
    check_can_study(by, study.case)
    return _move_study(study, StudyState.WITHDRAWN, Event.STUDY_WITHDRAWN, by=by, expected=expected, withdrawn_by=by, withdrawn_at=now())


_UNSAID: dict[str, Any] = {
    "shown_by": None,
    "shown_at": None,
    "how": "",
    "approved_on": None,
    "approved_by": None,
    "approved_at": None,
    "consent": None,
}


def _check_study(language: str, title: str, words: str) -> None:
    if language not in Language.values:
        raise Invalid(NO_CHOICE, {"language": NO_CHOICE})
    if not title.strip():
        raise Invalid(SAY_TITLE, {"title": SAY_TITLE})
    if not words.strip():
        raise Invalid(SAY_STUDY, {"words": SAY_STUDY})


def _check_names_nobody(study: CaseStudy, *, by: User) -> None:
    """Raises Invalid with what stands where, and no word of it."""
    (said,) = open_sealed([study], by=by.actor, purpose=Purpose.STUDY)
    if said.is_unreadable:
        raise Denied(SEALED)
    known = known_of(study.case, by=by)
    places = [(TITLE_SAYS, kind, 0) for _number, kind in traces(said.title or "", known)]
    places += [(SENTENCE_SAYS, kind, number) for number, kind in traces(said.words or "", known)]
    if places:
        where = "; ".join(str(line) % {"number": number, "what": Trace(kind).label} for line, kind, number in places)
        mend: Any = POINTS % {"where": where}
        raise Invalid(mend)


def _move_study(study: CaseStudy, to: StudyState, event: Event, *, by: User, expected: int | None = None, **facts: Any) -> CaseStudy:
    is_draft_still = to == study.state == StudyState.DRAFT
    if not is_draft_still and to not in STUDY_TRANSITIONS[StudyState(study.state)]:
        raise WrongState(NOT_FROM_HERE)
    study.state = to
    for name, value in facts.items():
        setattr(study, name, value)
    save(study, expected)
    record_about(event, by=by.actor, about=[study.person])
    return study
