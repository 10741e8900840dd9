"""The sample accounts, for an instance that unlocks itself: everybody is invented, and the password is printed by the demo."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from panoh.accounts import codes, passwords, queries
from panoh.accounts.actions import add_user, set_regions
from panoh.accounts.enums import Language, Theme
from panoh.accounts.events import Event
from panoh.accounts.models import CodeDevice, Organisation, User
from panoh.accounts.roles import Role
from panoh.accounts.server_keys import digest
from panoh.audit.trail import action, record, save
from panoh.core.actor import SYSTEM, Actor
from panoh.core.clock import now
from panoh.core.errors import Denied
from panoh.vault import client

NO_SAMPLE = _("Sample accounts work only in a test system that unlocks its keys by itself.")
SAMPLE_PASSWORD = "panoh-demo-2026"  # noqa: S105 -- printed by the demo, good nowhere else


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample account."""

    role: Role
    organisation: str
    display_name: str
    phone: str
    language: Language = Language.TAJIK
    theme: Theme = Theme.AUTO
    regions: tuple[str, ...] = ()


# Names and telephones are invented; 00 is a range in which no telephone rings.
SAMPLE_ACCOUNTS: dict[str, Sample] = {
    "coordinator": Sample(Role.COORDINATOR, "secretariat", "Саодат Намунаева", "+992000000101"),
    "social-worker": Sample(Role.SOCIAL_WORKER, "secretariat", "Ҷамила Намуназода", "+992000000102"),
    "physician": Sample(Role.PHYSICIAN, "secretariat", "Фирӯз Машқиев", "+992000000103", Language.RUSSIAN),
    "psychologist": Sample(Role.PSYCHOLOGIST, "secretariat", "Ойдин Машқӣ", "+992000000104"),
    "regional-worker": Sample(Role.REGIONAL_WORKER, "secretariat", "Сафар Намунаӣ", "+992000000105", regions=("TJ-KT",)),
    "member-worker": Sample(Role.MEMBER_WORKER, "najoti-kudakon", "Гулрухсор Омӯзишова", "+992000000106"),
    "member-psychologist": Sample(Role.MEMBER_PSYCHOLOGIST, "law-and-prosperity", "Ирина Учебная", "+992000000107", Language.RUSSIAN),
    "specialist": Sample(Role.SPECIALIST, "psychologists", "Ҳотам Машқзода", "+992000000108"),
    "lawyer": Sample(Role.LAWYER, "legal-unit", "Рустам Примеров", "+992000000109", Language.RUSSIAN),
    "duty-officer": Sample(Role.DUTY_OFFICER, "secretariat", "Ниҷора Намунавӣ", "+992000000110", theme=Theme.DARK),
    "director": Sample(Role.DIRECTOR, "secretariat", "Practice Director", "+992000000111", Language.ENGLISH),
    "accountant": Sample(Role.ACCOUNTANT, "secretariat", "Ольга Примерная", "+992000000112", Language.RUSSIAN),
    "security-officer": Sample(Role.DATA_GUARDIAN, "secretariat", "Далер Машқов", "+992000000113"),
    "administrator": Sample(Role.ADMINISTRATOR, "secretariat", "Practice Administrator", "+992000000114", Language.ENGLISH),
}


def _seed(username: str) -> bytes:
    return digest("sample seed", username)[: codes.SEED_BYTES]


def make_sample_accounts() -> list[User]:
    """Adds the sample accounts that are not there yet; answers those added. Raises Denied where the instance does not unlock itself."""
    _only_unlocking_itself()
    known = set(User.objects.filter(username__in=SAMPLE_ACCOUNTS).values_list("username", flat=True))
    organisations = {row.slug: row for row in queries.organisations()}
    encoded = passwords.hashed(SAMPLE_PASSWORD) if known != set(SAMPLE_ACCOUNTS) else ""
    missing = {name: sample for name, sample in SAMPLE_ACCOUNTS.items() if name not in known}
    return [_add(name, sample, organisations[sample.organisation], encoded, by=SYSTEM) for name, sample in missing.items()]


@action
def _add(name: str, sample: Sample, organisation: Organisation, encoded: str, *, by: Actor) -> User:
    user = add_user(
        username=name,
        organisation=organisation,
        display_name=sample.display_name,
        phone=sample.phone,
        language=sample.language,
        roles=[sample.role],
        by=by,
    )
    if sample.regions:
        set_regions(user, sample.regions, by=by)
    user.password, user.theme = encoded, sample.theme
    save(user)
    device = CodeDevice(user=user, confirmed_at=now())
    device.seed = codes.seal_seed(_seed(name), device.id)
    save(device)
    record(Event.CODE_SET, by=by, purpose=name)
    return user


def current_code(username: str) -> str:
    """A code that signs the sample account in now: this half minute's, or the next one's when this one's was used already."""
    _only_unlocking_itself()
    last = CodeDevice.objects.filter(user__username=username).values_list("last_step", flat=True).first() or 0
    current = codes.step_now()
    return codes.code_at(_seed(username), current if last < current else current + 1)


def _only_unlocking_itself() -> None:
    if not client.status().unlocks_itself:
        raise Denied(NO_SAMPLE)
