"""What is typed about the terms of a referral."""

from django.utils.translation import gettext_lazy as _

from panoh.core.forms import PanohForm, WordsField


class AllowForm(PanohForm):
    """Why a referral goes outside of what is agreed."""

    reason = WordsField(label=_("Why it is sent all the same"), max_length=2000)


class AllowCostForm(PanohForm):
    """Why it may cost more than is agreed."""

    reason = WordsField(label=_("Why it is paid all the same"), max_length=2000)
