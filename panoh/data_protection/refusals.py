"""What is said when something cannot be done, wherever in this room."""

from django.utils.translation import gettext_lazy as _

NOT_FROM_HERE = _("You can no longer do this. Check the status.")
NO_CHOICE = _("This is not on the list. Choose from the list.")
