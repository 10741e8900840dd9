"""Those with whom the Unit corresponds, letters and promises, made by the house's own actions."""

from typing import Any

from panoh.accounts.models import User
from panoh.cases.models import Case
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.consent.models import Consent
from panoh.core.clock import today
from panoh.correspondence.actions.letters import About, agree_to_letter, draft_letter, give_to_reader
from panoh.correspondence.actions.register import receive_letter
from panoh.correspondence.models import RegisterItem
from panoh.network.actions.addressees import add_addressee
from panoh.network.enums.addressees import AddresseeKind
from panoh.network.models import Addressee
from tests.factories.cases import make_coordinator
from tests.factories.consent import make_consent

KINDS = (DataKind.NAME, DataKind.SOCIAL)


def make_addressee(*, by: User | None = None, **facts: Any) -> Addressee:
    """A district's social protection."""
    given: dict[str, Any] = {
        "kind": AddresseeKind.SOCIAL,
        "institution": "Отдел социальной защиты",
        "office": "Приёмная",
        "region": "TJ-KT",
        **facts,
    }
    return add_addressee(by=by or make_coordinator(), **given)


def make_letter_in(*, by: User | None = None, **facts: Any) -> RegisterItem:
    """A letter that came today."""
    by = by or make_coordinator()
    given: dict[str, Any] = {"dated_on": today(), "subject": "О порядке приёма", "their_reference": "12-7/45", **facts}
    given["addressee"] = given.get("addressee") or make_addressee(by=by)
    return receive_letter(by=by, **given)


def make_letter(*, by: User | None = None, case: Case | None = None, **facts: Any) -> RegisterItem:
    """A draft to social protection, about the person of a case where one is given."""
    by = by or make_coordinator()
    given: dict[str, Any] = {"subject": "О выплате пособия", "words": "Просим рассмотреть вопрос о пособии.", "language": "ru", **facts}
    given.setdefault("addressee", make_addressee(by=by))
    return draft_letter(by=by, concerns=About(case, KINDS) if case else None, **given)


def make_agreed_letter(*, by: User, reader: User, case: Case, **facts: Any) -> RegisterItem:
    """A letter about a person to which the second reader has agreed."""
    row = make_letter(by=by, case=case, **facts)
    give_to_reader(row, by=by, user=reader)
    return agree_to_letter(row, by=reader)


def make_letter_consent(case: Case, *, by: User, addressee: Addressee, **facts: Any) -> Consent:
    """The person agrees that one letter goes to this addressee."""
    given: dict[str, Any] = {"purpose": ConsentPurpose.AUTHORITIES, "data_kinds": list(KINDS), **facts}
    return make_consent(case.person, by=by, addressee=addressee, **given)
