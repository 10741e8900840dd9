"""What was corrected in a signed agreement, as its page shows it."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.core.templatetags.panoh import date_only, money
from panoh.network.actions.corrections import read_corrections
from panoh.network.enums import AgreementKind, Service
from panoh.network.forms.agreements import AgreementForm, SignForm
from panoh.network.queries.agreements import AgreementRow, corrections

_LABELS = {**SignForm.base_fields, **AgreementForm.base_fields}


def corrected(row: AgreementRow, *, by: User, opened: bool) -> list[dict[str, Any]]:
    """The newest first: what, what stood there, when; why, where the page was opened."""
    reasons = {each.row.pk: each.reason or "" for each in read_corrections(row, by=by)} if opened else {}
    return [
        {
            "at": each.at,
            "thing": f"{each.get_service_display()}, {each.get_unit_display()}" if each.service else row.reference,
            "field": str(_LABELS[each.field].label) if each.field in _LABELS else _("Price"),
            "reason": reasons.get(each.pk, "••••••"),
            "former": _said(each.field, each.former),
        }
        for each in corrections(row)
    ]


def _said(field: str, former: str) -> str:
    if not former:
        return ""
    if field == "kind":
        return str(AgreementKind(former).label)
    if field == "services":
        return ", ".join(str(Service(code).label) for code in former.split(", "))
    if field in ("price", "ceiling_total", "ceiling_person"):
        return money(Decimal(former))
    return date_only(dt.date.fromisoformat(former)) if field.endswith(("_on", "_until")) else former
