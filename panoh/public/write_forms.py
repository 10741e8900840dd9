"""What somebody who seeks help may write, and what may be asked with a receipt. Nothing is needed but one line."""

import threading
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panoh.core.errors import Invalid
from panoh.core.forms import Choices, FiguresInput, PanohForm, Select, Textarea, TextInput
from panoh.core.scans import clean_scan
from panoh.intake.enums import ASKS, ForWhom, HowSoon, ThreadMessageKind
from panoh.places import catalogue

MOST_WORDS = 20_000
LINE = 2_000
TOO_LONG = _("This is longer than %(most)s characters. Nothing was sent, and nothing is lost: shorten it here, or send it in two parts.")
ONE_LINE = _("Write one line about what happened or what you need.")
NO_ANSWER = ("", _("I prefer not to say"))
MOST_FILES, MOST_FILE, MOST_TOGETHER = 3, 5 * 1024 * 1024, 10 * 1024 * 1024
ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"
_looking = threading.Lock()
_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-")
TOO_LARGE = _("The files are too large: each may have 5 MB, all together 10 MB. Choose smaller ones; your text is still here.")
TOO_MANY = _("Three files can be sent at once. Choose them again; your text is still here.")
EMPTY = _("One of the files is empty. Nothing was sent. Choose it again; your text is still here.")
CANNOT_OPEN = _(
    "One of the files cannot be opened: it is damaged, has a password, or is a form whose answers would be lost. Nothing was "
    "sent. Photograph the paper, or choose other files; your text is still here."
)
NO_SUCH_FILE = _("Only photographs (JPEG, PNG, WebP) and PDF files can be sent. Choose them again; your text is still here.")


class Words(forms.CharField):
    """Words of any length that a person types, in any script; signs that no database takes are left out instead of refused."""

    def __init__(self, *, most: int = MOST_WORDS, rows: int = 8, required: bool = False, **kwargs: Any) -> None:
        widget = kwargs.pop("widget", None) or Textarea(attrs={"rows": rows, "autocomplete": "off"})
        super().__init__(required=required, widget=widget, **kwargs)
        self.most = most

    def to_python(self, value: Any) -> str:
        """The words without signs that cannot be kept, or that come from half a sign."""
        return str(value or "").replace("\x00", "").encode("utf-8", "replace").decode().strip()

    def validate(self, value: str) -> None:
        """Only the length counts; whether a line is needed, the form knows."""
        if len(value) > self.most:
            raise forms.ValidationError(TOO_LONG, code="too_long", params={"most": f"{self.most:,}".replace(",", "\u00a0")})

    def run_validators(self, value: str) -> None:
        """None but that: signs that cannot be kept are left out, not refused."""


class SeveralFiles(forms.ClearableFileInput):
    """One field that takes up to three files."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/input.html"


class Files(forms.FileField):
    """Photographs and PDFs as they are: they are sealed as they came and written anew when they are opened. Cleans to a list of bytes."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[bytes]:
        """Sizes and first bytes; raises what is wrong as a sentence."""
        given = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        if len(given) > MOST_FILES:
            raise forms.ValidationError(TOO_MANY, code="too_many")
        if any(each.size > MOST_FILE for each in given) or sum(each.size for each in given) > MOST_TOGETHER:
            raise forms.ValidationError(TOO_LARGE, code="too_large")
        if not all(each.size for each in given):
            raise forms.ValidationError(EMPTY, code="empty")
        contents = [each.read() for each in given]
        if not all(_is_accepted(content) for content in contents):
            raise forms.ValidationError(NO_SUCH_FILE, code="no_such_file")
        return contents


def _is_accepted(content: bytes) -> bool:
    return content.startswith(_STARTS) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")


class PublicForm(PanohForm):
    """What every form of these pages carries: its secret, of which number and receipt are made."""

    secret = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def size(self) -> int:
        """How many bytes of files it carries."""
        return sum(map(len, self.cleaned_data.get("papers", ())))

    def check_papers(self) -> bool:
        """Whether each file can be written anew, as it is for whoever opens it; else the field says so.

        That takes seconds of reckoning, so one form at a time is looked into: nobody waits, and the desk keeps the other turn.
        """
        papers = self.cleaned_data.get("papers", ())
        if not papers or not _looking.acquire(blocking=False):
            return True
        try:
            for content in papers:
                clean_scan(content)
        except Invalid:
            self.add_error("papers", CANNOT_OPEN)
        finally:
            _looking.release()
        return self.is_valid()

    @property
    def action_kwargs(self) -> dict[str, str]:
        """What was filled in, as it is sealed."""
        left_out = ("secret", "papers", "receipt", "before")
        return {name: value for name, value in self.cleaned_data.items() if value and name not in left_out}


class HowSoonField(forms.ChoiceField):
    """How soon help is needed; nobody has to say."""

    widget = Choices

    def __init__(self) -> None:
        super().__init__(label=_("How soon is help needed?"), choices=[*HowSoon.choices, NO_ANSWER], required=False, initial="")


class WriteForm(PublicForm):
    """Somebody asks for help. No name is asked for."""

    words = Words(
        required=True, label=_("What happened, or what you need"), help_text=_("One line is enough. You do not have to give your name")
    )
    soon = HowSoonField()
    whom = forms.ChoiceField(
        label=_("Who are you writing for?"), choices=[*ForWhom.choices, NO_ANSWER], required=False, widget=Choices, initial=""
    )
    place = forms.ChoiceField(label=_("Where is the person who needs help?"), required=False, widget=Select)
    number = Words(
        label=_("A number we may call"),
        most=LINE,
        widget=TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
        help_text=_("Only one that no one else looks at. Without a number, read the answer with the reply code"),
    )
    reach = Words(label=_("When may we call, and what should we say if someone else answers?"), most=LINE, rows=2)
    not_tell = Words(label=_("Who must not know about it?"), most=LINE, rows=2)
    papers = Files(
        label=_("Photographs or papers"),
        required=False,
        help_text=_("Up to three: JPEG, PNG, WebP or PDF, 5 MB each"),
        widget=SeveralFiles(attrs={"accept": ACCEPTED, "class": "in"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [NO_ANSWER, *catalogue.region_choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One line, wherever it stands."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(given.get(name) for name in ("words", "number", "reach", "papers")):
            self.add_error("words", ONE_LINE)
        return given


class ReceiptForm(PanohForm):
    """The figures that were shown after sending."""

    receipt = forms.CharField(
        label=_("Your reply code"),
        max_length=200,
        widget=FiguresInput(attrs={"autocomplete": "off"}),
        help_text=_("25 digits in five groups"),
    )


def _asks() -> list[tuple[str, str | Promise]]:
    return [(kind.value, kind.label) for kind in ASKS]


class MoreForm(PublicForm):
    """Something is added, or asked for, with a receipt. `before`: what the page knew of a danger that was said before, so that what is
    answered tells when to look again, though nobody can read then."""

    receipt = forms.CharField(required=False, widget=forms.HiddenInput)
    before = forms.CharField(required=False, widget=forms.HiddenInput)
    asks = forms.ChoiceField(label=_("What do you want?"), choices=_asks, initial=ThreadMessageKind.MORE, widget=Choices)
    words = Words(label=_("In your own words"), rows=6)
    soon = HowSoonField()
    agreed_word = Words(
        label=_("The word that was agreed with you"),
        most=200,
        widget=TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Only if one of us has agreed on a word with you in person. It shows us that it is you"),
    )

    def clean(self) -> dict[str, Any]:
        """To add something takes a line; the other wishes speak for themselves."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and given.get("asks") == ThreadMessageKind.MORE and not given.get("words"):
            self.add_error("words", ONE_LINE)
        return given
