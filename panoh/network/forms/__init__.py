"""What is typed about whoever stands outside, a file an area."""

from panoh.network.forms.directory import ChangeFacilityForm, FacilityForm
from panoh.network.forms.particulars import SHORT_FORMS, TERMS_ASKED, ChangeContactForm, ContactForm

__all__ = ["SHORT_FORMS", "TERMS_ASKED", "ChangeContactForm", "ChangeFacilityForm", "ContactForm", "FacilityForm"]
