"""What is typed of a letter that came, of a meeting or a call, and what is done with an entry."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.core.forms import Choices, CodeInput, DateField, PanohForm, Versioned, WordsField
from panoh.correspondence.enums import SPOKEN, ItemKind, Way
from panoh.correspondence.forms.fields import AnswersLetter, ToAddressee

ABOUT_NOBODY = _("Name nobody: others who manage the register read it")
CODE = _("Case code, if it concerns a person")
ABOUT_PERSON = _("Details about the person")
UNDER_KEY = _("Visible only with the case")
WAYS = [("", _("not noted")), *Way.choices]


class LinkForm(PanohForm):
    """The case that an entry concerns."""

    code = forms.CharField(label=CODE, max_length=20, widget=CodeInput)
    about = WordsField(label=ABOUT_PERSON, required=False, max_length=4000, help_text=UNDER_KEY)


class ReceiveForm(AnswersLetter, ToAddressee, PanohForm):
    """A letter that came."""

    addressee = forms.ChoiceField(label=_("From whom"))
    dated_on = DateField(label=_("Date of the letter"), past=True)
    their_reference = forms.CharField(label=_("Their number"), max_length=60, required=False)
    way = forms.ChoiceField(label=_("How it came"), choices=WAYS, required=False)
    subject = forms.CharField(label=_("Subject"), max_length=200, help_text=ABOUT_NOBODY)
    words = WordsField(label=_("Content"), required=False, max_length=4000, help_text=ABOUT_NOBODY)
    answers = forms.ChoiceField(label=_("Answer to our letter"), required=False)
    answer_by = DateField(label=_("Answer by"), required=False, help_text=_("It then appears under promises"), ahead=True)
    code = forms.CharField(label=CODE, max_length=20, required=False, widget=CodeInput)
    about = WordsField(label=ABOUT_PERSON, required=False, max_length=4000, help_text=UNDER_KEY)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `receive_letter` takes, but for the case."""
        given = self.cleaned_data
        names = ("dated_on", "their_reference", "way", "subject", "words", "answer_by")
        return {**{name: given[name] for name in names}, **self.named, "answers": self.answered}


class ChangeReceivedForm(Versioned, AnswersLetter, PanohForm):
    """Mends a letter that came."""

    dated_on = ReceiveForm.base_fields["dated_on"]
    their_reference = ReceiveForm.base_fields["their_reference"]
    way = ReceiveForm.base_fields["way"]
    subject = ReceiveForm.base_fields["subject"]
    words = ReceiveForm.base_fields["words"]
    answers = ReceiveForm.base_fields["answers"]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `change_item` takes."""
        given = dict(self.cleaned_data)
        return {"expected": given.pop("version"), **given, "answers": self.answered}


class TalkForm(ToAddressee, PanohForm):
    """A meeting or a call."""

    kind = forms.ChoiceField(label=_("What it was"), choices=[(kind.value, kind.label) for kind in SPOKEN], widget=Choices)
    addressee = forms.ChoiceField(label=_("With"))
    held_on = DateField(label=_("When"), past=True)
    present = forms.CharField(label=_("Who was present"), max_length=500, required=False)
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False, help_text=ABOUT_NOBODY)
    words = WordsField(label=_("What was said"), max_length=8000, help_text=ABOUT_NOBODY)
    code = forms.CharField(label=CODE, max_length=20, required=False, widget=CodeInput)
    about = WordsField(label=ABOUT_PERSON, required=False, max_length=4000, help_text=UNDER_KEY)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `note_talk` takes, but for the case."""
        given = self.cleaned_data
        return {**{name: given[name] for name in ("kind", "held_on", "present", "subject", "words")}, **self.named}


class ChangeTalkForm(Versioned, PanohForm):
    """Mends what was noted of a meeting."""

    dated_on = TalkForm.base_fields["held_on"]
    present = TalkForm.base_fields["present"]
    subject = TalkForm.base_fields["subject"]
    words = TalkForm.base_fields["words"]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `change_item` takes."""
        given = dict(self.cleaned_data)
        return {"expected": given.pop("version"), **given}


class StrikeForm(Versioned, PanohForm):
    """Why an entry is struck out."""

    why = WordsField(label=_("Why"), max_length=1000, help_text=ABOUT_NOBODY)


class ScanForm(PanohForm):
    """A scan of a letter."""

    scan = forms.FileField(label=_("Scan"), help_text=_("PDF, JPEG, PNG or WebP, up to 8 MB"))


CHANGE_FORMS = dict.fromkeys(SPOKEN, ChangeTalkForm) | {ItemKind.LETTER_IN: ChangeReceivedForm}
