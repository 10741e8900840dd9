"""What is said when something cannot be done, wherever in this room."""

from django.utils.translation import gettext_lazy as _

NOT_FROM_HERE = _("This cannot be done any more. Look at where it stands.")
NO_CHOICE = _("This is not on the list. Choose from the list.")
