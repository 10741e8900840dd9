"""Which other open dangers may be the same one, told of by somebody else, and which reports were joined to one."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.cases import policy
from panoh.cases.enums import TaskKind
from panoh.cases.models import Danger, Request, Task
from panoh.cases.queries.danger import NOT_HERE, TOLD_WHEN_OVER, can_see_to, dangers_known, find_danger
from panoh.core.errors import Invalid, NotFound
from panoh.core.ids import tidy_code
from panoh.people.models import Person
from panoh.people.queries import records_of

NONE_THERE = _("You see no open danger of this kind under this code. Check the code.")


def may_be_joined(user: User, task: Task) -> bool:
    """Whether a danger can be said to be the same as another: open, of a case or a request, by who sees to it."""
    return task.done_at is None and task.kind in TOLD_WHEN_OVER and bool(task.case_id or task.request_id) and can_see_to(user, task)


def dangers_beside(user: User, task: Task) -> list[Task]:
    """Other open dangers of this kind of the same person, or of whom the request may be about, as far as this account sees to them."""
    people = _people(task)
    of_them = Q(case__person__in=people) | Q(request__person__in=people) | Q(request__tasks__in=_asked(people))
    return [each for each in _others(user, task).filter(of_them).distinct() if people and can_see_to(user, each)]


def danger_at(user: User, task: Task, code: str) -> Task:
    """The other of this kind under the code of a case or a request. Raises Invalid where this account sees none."""
    tidy = tidy_code(code) or ""
    found = [each for each in _others(user, task).filter(Q(case__code=tidy) | Q(request__code=tidy)) if can_see_to(user, each)]
    if not found:
        raise Invalid(NONE_THERE, {"code": NONE_THERE})
    return found[0]


def _others(user: User, task: Task) -> QuerySet[Task]:
    seen = Q(case__in=policy.visible_cases(user).values("pk")) | Q(request__in=policy.visible_requests(user).values("pk"))
    rows = Task.objects.filter(seen, policy.known_tasks(user), kind=task.kind, done_at=None).exclude(danger=task.danger_id)
    return rows.select_related("case", "request", "owner__organisation", "danger").order_by("due_at", "pk")


def _people(task: Task) -> list[UUID]:
    person = task.about.person_id if task.about is not None else None
    known = records_of(Person.objects.get(pk=person)) if person else []
    asked = task.request.tasks.filter(kind=TaskKind.SAME, done_at=None, target__isnull=False) if task.request else Task.objects.none()
    return [*known, *(each for each in asked.values_list("target", flat=True) if each)]


def _asked(people: list[UUID]) -> QuerySet[Task]:
    """What asks whether a request is about one of these."""
    return Task.objects.filter(kind=TaskKind.SAME, done_at=None, target__in=people)


def joined_reports(user: User, task: Task) -> list[Danger]:
    """The reports that were joined to a danger, as far as this account sees their requests. One query."""
    rows = Danger.objects.filter(joined_to=task.danger_id, request__in=policy.visible_requests(user).values("pk"))
    return list(rows.select_related("request", "raised_by").order_by("raised_at")) if task.danger_id else []


def went_on_as(user: User, request: Request) -> list[Task | None]:
    """As what the dangers of a request go on that were joined to others; None for one that this account may not know of. A query, and some
    for each."""
    keys = Danger.objects.filter(request=request, joined_to__isnull=False).order_by("raised_at").values_list("joined_to", flat=True)
    return [find_danger(user, key) for key in dict.fromkeys(keys) if key]


def dangers_perhaps_twice(user: User, request: Request) -> list[tuple[Task, list[str]]]:
    """The open dangers of a request that may be the same as others, with the codes of those. One query, and some for each."""
    found = [(task, dangers_beside(user, task)) for task in dangers_known(user, request) if may_be_joined(user, task)]
    return [(task, [each.about.code for each in beside if each.about]) for task, beside in found if beside]


def get_joined(user: User, key: UUID) -> Danger:
    """One of them, by its id. Raises NotFound."""
    rows = Danger.objects.filter(pk=key, joined_to__isnull=False, request__in=policy.visible_requests(user).values("pk"))
    found = rows.select_related("request", "joined_to").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found
