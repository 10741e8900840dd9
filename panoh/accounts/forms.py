"""What people type about accounts: at the door, on their own page, on the administrator's pages."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from panoh.accounts.enums import Feature, Language, OrganisationKind, Theme
from panoh.accounts.roles import Role
from panoh.core.forms import (
    Choices,
    CodeInput,
    DateField,
    FiguresInput,
    ManyChoices,
    NameField,
    PanohForm,
    PasswordInput,
    PhoneField,
    TextInput,
    TimeField,
    Versioned,
    WordsField,
)
from panoh.core.languages import LANGUAGES

DIFFERENT = _("The passwords do not match. Type both again.")
GOOD_PASSWORD = _("At least 12 characters. Three or four unrelated words work well.")
ALIAS = _("Lower-case Latin letters, digits and hyphens. For example: social-worker")
type Choice = tuple[str, Any]


def _password(autocomplete: str, **kwargs: Any) -> forms.CharField:
    return forms.CharField(max_length=200, strip=False, widget=PasswordInput({"autocomplete": autocomplete}), **kwargs)


class SignInForm(PanohForm):
    """Account, password, code."""

    account = forms.CharField(
        label=_("Account"), max_length=40, widget=TextInput({"autocomplete": "username webauthn", "autocapitalize": "none"}, letters=None)
    )
    password = _password("current-password", label=_("Password"))
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits from the app, or one of your recovery codes"),
        max_length=20,
        widget=CodeInput({"autocomplete": "one-time-code", "autocapitalize": "none"}),
    )
    next = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)  # sealed
    by_mouse = forms.CharField(required=False, widget=forms.HiddenInput)  # said by the page's script


class _Twice(PanohForm):
    password = _password("new-password", label=_("New password"), help_text=GOOD_PASSWORD)
    again = _password("new-password", label=_("New password again"))

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        cleaned: dict[str, Any] = super().clean() or {}
        if {"password", "again"} <= cleaned.keys() and cleaned["password"] != cleaned["again"]:
            self.add_error("again", DIFFERENT)
        return cleaned


class NewPasswordForm(_Twice):
    """The first password, set with a one-time link."""


class ChangePasswordForm(_Twice):
    """Another password, on one's own page."""

    current = _password("current-password", label=_("Current password"))
    field_order = ["current", "password", "again"]


class SecondPasswordForm(_Twice):
    """Another password beside one's own."""

    current = _password("current-password", label=_("Your password"))
    field_order = ["current", "password", "again"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Second password")


class CodeForm(PanohForm):
    """The first code of a new app."""

    code = forms.CharField(label=_("Code from the app"), max_length=12, widget=FiguresInput({"autocomplete": "one-time-code"}))


class ProveForm(PanohForm):
    """A code once more."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits from the app, or one of your recovery codes"),
        max_length=20,
        widget=CodeInput({"autocomplete": "one-time-code", "autocapitalize": "none"}),
    )
    next = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)


class ConfirmForm(PanohForm):
    """The password once more."""

    current = _password("current-password", label=_("Your password"))


class OwnKeyForm(ConfirmForm):
    """The password once more, and where to go on."""

    next = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)


class PasskeyForm(ConfirmForm):
    """A name for a passkey, and the password once more."""

    label = forms.CharField(label=_("Name of this device"), required=False, max_length=40, widget=TextInput(letters=None))
    field_order = ["label", "current"]


class PreferencesForm(Versioned, PanohForm):
    """Language, look, practice."""

    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, widget=Choices)
    theme = forms.ChoiceField(label=_("Light or dark"), choices=Theme.choices, required=False, widget=Choices)
    is_practising = forms.BooleanField(
        label=_("Practice mode"),
        required=False,
        help_text=_("You see and change invented people only. Nothing is counted. The mode ends when you next sign in."),
    )


def _role_choices(roles: Iterable[Role]) -> list[Choice]:
    return [(role.value, role.label) for role in roles]


class AddUserForm(PanohForm):
    """A new account."""

    username = forms.CharField(
        label=_("Account name"),
        help_text=_("An alias, not the person's name. Lower-case Latin letters, digits and hyphens."),
        max_length=40,
        validators=[RegexValidator(r"^[a-z][a-z0-9-]{1,39}$", ALIAS)],
        widget=TextInput({"autocapitalize": "none"}, letters=None),
    )
    organisation = forms.ChoiceField(label=_("Organisation"))
    roles = forms.MultipleChoiceField(label=_("Roles"), choices=_role_choices(Role), required=False, widget=ManyChoices)
    display_name = NameField(label=_("Name"), help_text=_("Sealed. Colleagues see the account name."))
    phone = PhoneField(label=_("Telephone"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, widget=Choices, initial=Language.TAJIK)

    def __init__(self, *args: Any, organisations: Iterable[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = list(organisations)  # type: ignore[attr-defined]


class ChangeUserForm(Versioned, PanohForm):
    """Corrections of an account. What is left empty stays as it is, so nothing needs to be opened first."""

    display_name = NameField(label=_("New name"), required=False, help_text=_("Leave empty to keep the current name."))
    phone = PhoneField(label=_("New telephone"), required=False, help_text=_("Leave empty to keep the current number."))
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, widget=Choices)


class RoleForm(PanohForm):
    """A role from a day, perhaps to a day."""

    role = forms.ChoiceField(label=_("Role"))
    starts_on = DateField(label=_("First day"))
    ends_on = DateField(label=_("Last day"), required=False, ahead=True)

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = _role_choices(roles)  # type: ignore[attr-defined]


class DeputyForm(RoleForm):
    """Whom one stands in for, in which role, and always to a day."""

    stands_for = forms.ChoiceField(label=_("Deputy for"))
    ends_on = DateField(label=_("Last day"), ahead=True)
    field_order = ["stands_for", "role", "starts_on", "ends_on"]

    def __init__(self, *args: Any, colleagues: Iterable[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stands_for"].choices = list(colleagues)  # type: ignore[attr-defined]


class RegionsForm(Versioned, PanohForm):
    """The regions of a regional worker."""

    regions = forms.MultipleChoiceField(label=_("Regions"), required=False, widget=ManyChoices)

    def __init__(self, *args: Any, regions: Iterable[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["regions"].choices = list(regions)  # type: ignore[attr-defined]


class NamesForm(PanohForm):
    """An official and a short name, each in three languages."""

    name_tg = NameField(label=_("Official name in Tajik"), max_length=200)
    name_ru = NameField(label=_("Official name in Russian"), max_length=200)
    name_en = NameField(label=_("Official name in English"), max_length=200)
    short_tg = NameField(label=_("Short name in Tajik"), max_length=60, required=False)
    short_ru = NameField(label=_("Short name in Russian"), max_length=60, required=False)
    short_en = NameField(label=_("Short name in English"), max_length=60, required=False)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """The names as the actions take them, and what else is on the form under its own name."""
        given = dict(self.cleaned_data)
        names, shorts = (tuple(given.pop(f"{length}_{language}") for language in sorted(LANGUAGES)) for length in ("name", "short"))
        if "version" in given:
            given["expected"] = given.pop("version")
        if "spellings" in given:
            given["spellings"] = given["spellings"].splitlines()
        return {"names": names, "shorts": shorts, **given}


SPELLINGS = _("Spellings in registers and letters, one per line")


class AddOrganisationForm(NamesForm):
    """A new organisation."""

    kind = forms.ChoiceField(
        label=_("Type"),
        choices=[(kind.value, kind.label) for kind in (OrganisationKind.MEMBER, OrganisationKind.OUTSIDE)],
        initial=OrganisationKind.MEMBER,
        widget=Choices,
    )
    joined_on = DateField(label=_("Member since"), required=False, help_text=_("Leave empty if no document gives the date"))
    spellings = WordsField(label=_("Known spellings"), required=False, max_length=2000, help_text=SPELLINGS)
    field_order = ["kind"]


class RenameOrganisationForm(Versioned, NamesForm):
    """Other names from a day."""

    since = DateField(label=_("From which date"), past=True)


class CorrectOrganisationForm(Versioned, NamesForm):
    """What was written wrong, and spellings."""

    spellings = WordsField(label=_("Known spellings"), required=False, max_length=2000, help_text=SPELLINGS)


class MembershipForm(Versioned, PanohForm):
    """The days of a membership."""

    joined_on = DateField(label=_("Member since"), required=False, help_text=_("Leave empty if no document gives the date"))
    left_on = DateField(label=_("Last day in the coalition"), required=False, help_text=_("Leave empty while it is a member"))


class NoticesForm(PanohForm):
    """How one is told that there is something."""

    channel = forms.ChoiceField(label=_("How to notify you"), widget=Choices, help_text=_("Available ways"))
    address = forms.CharField(label=_("Address or number"), required=False, max_length=120)
    sentence = forms.CharField(
        label=_("Text of the notice"), required=False, max_length=60, help_text=_("If empty: There is something for you.")
    )
    start = TimeField(label=_("From"), required=False, help_text=_("When someone may be in danger, a notice comes at any hour."))
    end = TimeField(label=_("Until"), required=False)

    def __init__(self, *args: Any, channels: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = channels  # type: ignore[attr-defined]


class FeaturesForm(PanohForm):
    """Which parts of Panoh are in use."""

    in_use = forms.TypedMultipleChoiceField(
        label=pgettext_lazy("parts", "In use"), choices=Feature.choices, coerce=Feature, required=False, widget=ManyChoices, empty_value=[]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["in_use"].widget.says_blank = True  # that none is ticked says something: it is not optional
