"""Reads of answers, wordings and of what the unit uses. Rows of a person that the rooms above found for this reader."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.undo import rows_of
from panoh.core.errors import NotFound
from panoh.instruments.definitions import Definition
from panoh.instruments.models import Response, ResponseCorrection, Sheet, TextPack, Use
from panoh.instruments.policy import asks
from panoh.instruments.reading import definition, definitions
from panoh.people.models import Person

# How views, which know no models, name what they are given.
type ResponseRecord = Response
type TextPackRow = TextPack
type SheetRow = Sheet

NOT_HERE = _("Page not found, or you do not have access to it.")


def get_definition(instrument: str) -> Definition:
    """A questionnaire by its id. Raises NotFound."""
    try:
        return definition(instrument)
    except KeyError:
        raise NotFound(NOT_HERE) from None


def uses() -> dict[str, Use]:
    """What the unit has said of its questionnaires. One query."""
    return {row.instrument: row for row in Use.objects.select_related("changed_by")}


def is_on(form: Definition, said: Mapping[str, Use]) -> bool:
    """Free ones are on until switched off, the others off until the unit holds the permission."""
    row = said.get(form.id)
    return form.free if row is None else row.is_on


def offered(user: User, age: int | None = None) -> list[Definition]:
    """The questionnaires that are switched on, that this account asks, and that were made for this age where it is known. One query."""
    said = uses()
    found = [form for form in definitions().values() if is_on(form, said) and asks(user, form)]
    return found if age is None else [form for form in found if form.ages[0] <= age <= form.ages[1]]


def scores_of(person: Person) -> QuerySet[Response]:
    """Everything that was answered, newest first, as coded rows: `actions.read_outcomes` opens what a reader may read of them."""
    return person.responses.select_related("by").order_by("-done_on", "-recorded_at")


def get_response(person: Person, key: UUID) -> Response:
    """One response of a person who was found for this reader."""
    found = Response.objects.filter(person=person, pk=key).select_related("by", "text_pack", "person").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def find_unsent(user: User, person: Person, unsent: UUID | None) -> Response | None:
    """What was recorded at once of a form that this account has not sent yet."""
    return Response.objects.filter(person=person, by=user, unsent=unsent).first() if unsent else None


def unsent_in(act: UUID, user: User) -> list[Response]:
    """What an act recorded at once of forms that this account has not sent yet. Two queries."""
    return list(Response.objects.filter(pk__in=rows_of(act, Response), by=user, unsent__isnull=False).select_related("person"))


def is_any_unsent(case: UUID) -> bool:
    """Whether a danger on a case is told from a form that was not gone through to the end yet."""
    return Response.objects.filter(case=case, unsent__isnull=False).exists()


def corrections_of(response: Response) -> list[ResponseCorrection]:
    """What it said before, newest first."""
    return list(response.corrections.order_by("-at", "id"))


def waiting_sheets(user: User, person: Person) -> list[Sheet]:
    """Photographs of paper forms that were not keyed yet, of those this account asks. One query."""
    rows = Sheet.objects.filter(person=person, response=None).select_related("by")
    return [row for row in rows if row.by_id == user.pk or asks(user, definition(row.instrument))]


def get_sheet(person: Person, key: UUID) -> Sheet:
    """A photograph of a paper form of a person who was found for this reader."""
    found = Sheet.objects.filter(person=person, pk=key).select_related("by", "response").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def current_packs(instrument: str) -> dict[str, TextPack]:
    """The checked wordings by language. One query."""
    return {pack.language: pack for pack in TextPack.objects.filter(instrument=instrument, is_current=True)}


def packs(instrument: str) -> list[TextPack]:
    """All wordings of a questionnaire, newest first."""
    return list(TextPack.objects.filter(instrument=instrument).select_related("made_by", "first_checker", "second_checker"))


def get_pack(key: UUID) -> TextPack:
    """A wording by its id."""
    found = TextPack.objects.filter(pk=key).select_related("made_by", "first_checker", "second_checker").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def languages_worded() -> dict[str, set[str]]:
    """In which languages each questionnaire has a checked wording. One query."""
    found: dict[str, set[str]] = {}
    for instrument, language in TextPack.objects.filter(is_current=True).values_list("instrument", "language"):
        found.setdefault(instrument, set()).add(language)
    return found
