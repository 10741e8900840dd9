"""What is typed about whoever stands outside, a file an area."""

from panoh.network.forms.directory import ChangeFacilityForm, FacilityForm
from panoh.network.forms.particulars import (
    TERMS_ASKED,
    ChangeContactForm,
    CheckForm,
    ContactForm,
    OpeningForm,
    PublicForm,
    ScreeningForm,
    TermsForm,
)

__all__ = [
    "TERMS_ASKED",
    "ChangeContactForm",
    "ChangeFacilityForm",
    "CheckForm",
    "ContactForm",
    "FacilityForm",
    "OpeningForm",
    "PublicForm",
    "ScreeningForm",
    "TermsForm",
]
