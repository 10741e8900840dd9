"""Organisations, staff, what they may do and how they sign in."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import get_language

from panoh.accounts.enums import Feature, Language, NoticeChannel, OrganisationKind, RightKind, RightState, Theme
from panoh.accounts.former import AliasField
from panoh.accounts.roles import Role
from panoh.core.actor import Actor
from panoh.core.models import Base
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject

NAMES = ("name_en", "name_ru", "name_tg", "short_en", "short_ru", "short_tg")


class Named(Base):
    """An official and a short name, each in three languages."""

    name_en = models.CharField(max_length=200)
    name_ru = models.CharField(max_length=200)
    name_tg = models.CharField(max_length=200)
    short_en = models.CharField(max_length=60, blank=True)
    short_ru = models.CharField(max_length=60, blank=True)
    short_tg = models.CharField(max_length=60, blank=True)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """The official name in the active language."""
        return str(getattr(self, f"name_{get_language() or 'en'}", self.name_en))

    @property
    def short(self) -> str:
        """The short name in the active language, the official one where there is none."""
        return str(getattr(self, f"short_{get_language() or 'en'}", "") or self.name)

    @property
    def names(self) -> dict[str, str]:
        """All six by their field."""
        return {field: getattr(self, field) for field in NAMES}


class Organisation(Named):
    """A member of the coalition, the secretariat, the legal unit, or a society outside. Its names are no secret."""

    PUBLIC = frozenset({"slug", "kind", *NAMES, "named_on", "spellings", "gone_on"})

    slug = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=OrganisationKind)
    named_on = models.DateField(null=True, blank=True)  # the first day of these names; none: as long as the house knows it
    spellings = models.JSONField(default=list)
    gone_on = models.DateField(null=True, blank=True)  # it has left the house: it holds no key and is offered nowhere; its past stays

    class Meta:
        ordering: ClassVar[list[str]] = ["slug"]

    def __str__(self) -> str:
        return self.name


class FormerName(Named):
    """What an organisation was called until a day: papers and registers of that time are still understood."""

    PUBLIC = frozenset({*NAMES, "starts_on", "ends_on"})

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="former_names")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-ends_on"]

    def __str__(self) -> str:
        return self.name


class Membership(Base):
    """When an organisation belonged to the coalition: dated, so that past figures stay what they were."""

    PUBLIC = frozenset({"joined_on", "left_on"})

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    joined_on = models.DateField(null=True, blank=True)  # none: no paper names the day
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["joined_on"]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.joined_on}"


class UserManager(BaseUserManager["User"]):
    """Finds accounts for Django's sign-in."""


class User(AbstractBaseUser, Base):
    """An account. The account name is an alias; the staff member's name and phone are sealed under the organisation's key."""

    PLAINTEXT_FIELDS = frozenset(
        "username password second_password last_login language theme is_active closed_at phones_ended_at is_practising first_day".split()
    )

    # The second password's hash, under the first one's salt; chance where there is none, so that the table does not tell.
    second_password = models.CharField(max_length=128, default="", blank=True)
    username = AliasField(max_length=40, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="staff")
    display_name = Sealed("staff")
    phone = Sealed("staff")
    language = models.CharField(max_length=2, choices=Language, default=Language.TAJIK)
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO, blank=True)
    is_active = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # what its telephone sends from then on is believed once somebody confirms it
    phones_ended_at = models.DateTimeField(null=True, blank=True)  # likewise: a telephone was lost or taken, until one signs in anew
    is_practising = models.BooleanField(default=False)
    first_day = models.DateField(null=True, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()
    was_bent = False  # whether a sign-in under duress ended with the one that is made now
    under_duress = False  # whether this object stands for somebody who was made to sign in; the table does not know

    class Meta:
        ordering: ClassVar[list[str]] = ["username"]

    def __str__(self) -> str:
        return str(self.username)

    def bend(self) -> None:
        """From here on this object stands for somebody who was made to sign in: it practises, and `powers` gives it little."""
        self.under_duress = self.is_practising = True

    @property
    def actor(self) -> Actor:
        """How lower rooms know this account."""
        return Actor("user", self.id, self.organisation_id)

    def sealing_subject(self) -> Subject:
        return Subject("organisation", self.organisation_id)


class FeatureSwitch(Base):
    """Whether the Unit uses a part of Panoh. A part without a row is in use."""

    PUBLIC = frozenset({"feature", "is_on"})

    feature = models.CharField(max_length=20, choices=Feature, unique=True)
    is_on = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.feature}: {'on' if self.is_on else 'off'}"


class RoleGrant(Base):
    """A role somebody holds, from a day to a day. A deputy's grant names whom they stand in for, and always ends."""

    PLAINTEXT_FIELDS = frozenset({"role", "starts_on", "ends_on", "granted_by"})

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=24, choices=Role)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    deputy_for = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="deputies")
    granted_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(deputy_for=None) | models.Q(ends_on__isnull=False), name="accounts_deputy_ends")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class RightAsked(Base):
    """Something that opens names: one person asks for it, another agrees. What became of it stays."""

    PLAINTEXT_FIELDS = frozenset({"kind", "role", "starts_on", "ends_on", "regions", "state", "asked_at", "ended_at", "told_at"})

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="rights_asked")
    kind = models.CharField(max_length=8, choices=RightKind)
    role = models.CharField(max_length=24, choices=Role, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    deputy_for = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    regions = models.JSONField(default=list, blank=True)  # those that are added
    state = models.CharField(max_length=10, choices=RightState, default=RightState.ASKED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # who agreed, or called it off
    ended_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)  # when the notice of the latest step left

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(state="agreed")
                | (models.Q(ended_by__isnull=False) & ~models.Q(ended_by=models.F("asked_by")) & ~models.Q(ended_by=models.F("user"))),
                name="accounts_two_agree_to_a_right",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.role}"


class RegionScope(Base):
    """A region given to a regional worker. Policy, not a key."""

    PLAINTEXT_FIELDS = frozenset({"region"})

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="region_scopes")
    region = models.CharField(max_length=5)

    def __str__(self) -> str:
        return self.region


class CodeDevice(Base):
    """The seed of a time-based code (RFC 6238), encrypted under the server's own key; it opens no person."""

    PLAINTEXT_FIELDS = frozenset({"seed", "last_step", "confirmed_at"})

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="code_device")
    seed = models.BinaryField()
    last_step = models.BigIntegerField(default=0)  # a code is taken once
    confirmed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.user_id)


class Passkey(Base):
    """A passkey (WebAuthn): public key material only."""

    PLAINTEXT_FIELDS = frozenset({"credential_id", "credential", "label", "sign_count", "made_at", "used_at"})

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    credential_id = models.BinaryField(unique=True)
    credential = models.BinaryField()
    label = models.CharField(max_length=40)
    sign_count = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.label


class RecoveryCode(Base):
    """A single-use code for the day the phone is lost, hashed."""

    PLAINTEXT_FIELDS = frozenset({"digest", "used_at"})

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.BinaryField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.user_id)


class SignInLink(Base):
    """A one-time link with which a new account sets its password and second factor; hashed."""

    PLAINTEXT_FIELDS = frozenset({"digest", "expires_at", "used_at"})

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_links")
    digest = models.BinaryField(unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.user_id)


class CommandToken(Base):
    """A token for the command line, hashed; a new one takes its place."""

    PLAINTEXT_FIELDS = frozenset({"digest", "made_at", "expires_at"})

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="command_token")
    digest = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user_id)


class Session(models.Model):
    """A desk session, keyed by a peppered hash: a copy of this table lets nobody in."""

    PLAINTEXT_FIELDS: ClassVar[frozenset[str]] = frozenset({"digest", "data", "user_ref", "expires_at", "started_at", "seen_at"})
    PUBLIC: ClassVar[frozenset[str]] = frozenset()

    digest = models.CharField(max_length=64, primary_key=True)
    data = models.TextField()
    user_ref = models.UUIDField(null=True, db_index=True)
    expires_at = models.DateTimeField(db_index=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user_ref)


class Attempt(models.Model):
    """A failed sign-in, by keyed hashes of account and address: the limits survive a restart and name nobody."""

    PLAINTEXT_FIELDS: ClassVar[frozenset[str]] = frozenset({"id", "account", "address", "at"})
    PUBLIC: ClassVar[frozenset[str]] = frozenset()

    account = models.BinaryField(db_index=True)
    address = models.BinaryField(db_index=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.at)


class Draft(Base):
    """A half-typed form, sealed, offered again on any device of the same account."""

    PLAINTEXT_FIELDS = frozenset({"form", "path", "tells_danger", "begun_at", "saved_at"})

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=120)  # the form's name and the row it is about, by id
    path = models.CharField(max_length=200, blank=True)  # the page it stands on; an address holds codes and ids alone
    words = Sealed("words")
    tells_danger = models.BooleanField(default=False)  # a danger is ticked in a call that nobody has saved yet
    begun_at = models.DateTimeField(null=True)  # not known of those begun before it was written down
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "form"], name="accounts_one_draft_a_form")
        ]

    def __str__(self) -> str:
        return self.form

    def sealing_subject(self) -> Subject:
        return Subject("organisation", self.organisation_id)


class Duress(Base):
    """Somebody signed in with the second password: others are told, and the account itself afterwards."""

    PLAINTEXT_FIELDS = frozenset({"at", "told_at", "ended_at"})

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)  # when the notice left
    ended_at = models.DateTimeField(null=True, blank=True)  # when the account signed in with its own password again

    def __str__(self) -> str:
        return str(self.at)


class PushDevice(Base):
    """A telephone that rings for an account: where its browser is woken, sealed, and the secret by which it asks what waits, hashed."""

    PLAINTEXT_FIELDS = frozenset({"mark", "digest", "enrolled_at", "woken_at"})

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="push_devices")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    address = Sealed("staff")
    mark = models.BinaryField(unique=True)  # a keyed hash of the address: a telephone rings for one account
    digest = models.BinaryField(unique=True)
    enrolled_at = models.DateTimeField()
    woken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["enrolled_at"]

    def __str__(self) -> str:
        return str(self.enrolled_at)

    def sealing_subject(self) -> Subject:
        return Subject("organisation", self.organisation_id)


class NoticeWish(Base):
    """How an account wants to be told that there is something: by which way, in which hours, in which words."""

    PLAINTEXT_FIELDS = frozenset({"channel", "start", "end"})

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="notice_wish")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=4, choices=NoticeChannel, default=NoticeChannel.NONE)
    start = models.TimeField(null=True, blank=True)
    end = models.TimeField(null=True, blank=True)
    address = Sealed("staff")
    sentence = Sealed("staff")

    def __str__(self) -> str:
        return self.channel

    def sealing_subject(self) -> Subject:
        return Subject("organisation", self.organisation_id)
