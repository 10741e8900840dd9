"""Roles are code: who may do what, and over which rows. Read as a table; the access matrix in the docs is made from it."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(StrEnum):
    """Over which cases a permission reaches."""

    DANGER = "danger"  # of those I see, whose danger I have taken on, for as long as it is open
    OWN = "own"  # assigned to me, or to somebody I stand in for
    REGION = "region"  # in the regions given to me
    ORGANISATION = "organisation"  # of my organisation, and shared with it
    ALL = "all"


class Role(TextChoices):
    """Hats. One person may wear several; disciplines stay apart."""

    COORDINATOR = "coordinator", _("coordinator")
    SOCIAL_WORKER = "social_worker", _("social worker")
    PHYSICIAN = "physician", _("consulting physician")
    PSYCHOLOGIST = "psychologist", _("psychologist")
    REGIONAL_WORKER = "regional_worker", _("social worker in the region")
    MEMBER_WORKER = "member_worker", _("worker of a member organisation")
    MEMBER_PSYCHOLOGIST = "member_psychologist", _("psychologist of a member organisation")
    SPECIALIST = "specialist", _("specialist under a memorandum")
    LAWYER = "lawyer", _("lawyer")
    DUTY_OFFICER = "duty_officer", _("hotline consultant")
    DIRECTOR = "director", _("director")
    ACCOUNTANT = "accountant", _("accountant")
    DATA_GUARDIAN = "data_guardian", _("data guardian")
    ADMINISTRATOR = "administrator", _("administrator")


class Permission(StrEnum):
    """What may be done. A view names one; `ROLES` says who holds it."""

    DESK = "desk"  # any signed-in member of staff
    REQUEST_VIEW = "request_view"
    REQUEST_CREATE = "request_create"
    REQUEST_DECIDE = "request_decide"
    CASE_VIEW = "case_view"
    CASE_ASSIGN = "case_assign"
    CASE_WORK = "case_work"  # tasks, contacts, safe contact, family, state of the case
    SAFETY_PLAN = "safety_plan"
    CASE_CLOSE = "case_close"  # never of a case that another organisation carries; nor the next
    CASE_SHARE = "case_share"
    CASE_ACCEPT = "case_accept"  # answers for the organisation what another one proposes to it
    NAME_OPEN = "name_open"
    SEARCH = "search"
    CALLER_ANSWER = "caller_answer"  # on the hotline: how a person may be reached, never who they are
    CONTACT_SAFETY = "contact_safety"
    HOTLINE = "hotline"  # takes calls, and reads those of this shift and the one before
    HOTLINE_LEAD = "hotline_lead"  # lines, rota, figures and every call
    MEDICAL = "medical"
    PSYCHOLOGICAL = "psychological"
    MEDICINES = "medicines"  # what is taken, not tolerated and diagnosed: names, doses, days and codes of both disciplines
    SOCIAL = "social"
    LEGAL = "legal"
    QUESTIONNAIRES = "questionnaires"  # which were answered; whose results open, instruments/policy.py says
    QUESTIONNAIRE_WORDING = "questionnaire_wording"  # brings in and checks the wording that the unit may use
    QUESTIONNAIRE_SWITCH = "questionnaire_switch"
    PROCEEDINGS = "proceedings"  # which steps of legal proceedings there are and when; their words are for lawyers
    MEDICO_LEGAL = "medico_legal"  # that a report exists and where it stands; its words are for those named on it
    PROGRAMME_WRITE = "programme_write"
    PROGRAMME_APPROVE = "programme_approve"
    REFERRAL_VIEW = "referral_view"
    REFERRAL_WRITE = "referral_write"
    LETTERHEAD = "letterhead"  # under which name, address and host neutral letters leave
    CONSENT_RECORD = "consent_record"
    VITAL_REVIEW = "vital_review"
    REGISTER_IMPORT = "register_import"
    REPORT_VIEW = "report_view"
    PLAN_VIEW = "plan_view"  # strategic plans; drafts only for who counts the whole house
    PLAN_WRITE = "plan_write"
    PLAN_APPROVE = "plan_approve"  # to say that a page of a plan may be public, asked by somebody else
    FIGURES_RELEASED = "figures_released"  # which tables were released to whom; a member sees what is for members and for everybody
    FIGURES_RELEASE = "figures_release"  # draws up a table to be released, and withdraws one that is out
    FIGURES_REVIEW = "figures_review"  # says, unseen by the other reader, whether a number could point at somebody
    STANDARDS = "standards"  # rates the Unit against the standards of its network
    DATA_QUALITY = "data_quality"
    DUPLICATES = "duplicates"  # two records of one person: joined, taken apart, or said to be of two people
    DIRECTORY_VIEW = "directory_view"
    DIRECTORY_WRITE = "directory_write"
    AGREEMENT_VIEW = "agreement_view"  # what is agreed with whom outside, and how much of a ceiling is spent
    AGREEMENT_WRITE = "agreement_write"  # agreements, the terms of cooperation, who works under which
    TERMS_EXCEPT = "terms_except"  # to let a referral go outside of what is agreed, with a reason
    ACT_WRITE = "act_write"  # hands in the monthly act of one's own sessions
    ACT_APPROVE = "act_approve"
    ACT_PAY = "act_pay"  # sees acts that were approved, by codes, and marks them as paid
    INVOICES = "invoices"  # enters invoices of facilities, and says which costs they stand for: codes and sums
    INVOICE_APPROVE = "invoice_approve"
    INVOICE_PAY = "invoice_pay"
    WHO_LOOKED = "who_looked"
    AUDIT_VIEW = "audit_view"
    KEYS = "keys"
    ERASE = "erase"  # to ask that a file be erased, or to agree as the second person; opens no file
    EXPORT = "export"  # to ask that a list of several persons leave the house, or to agree as the second person; opens no file
    EMERGENCY = "emergency"  # opens a case out of one's reach by its code, to read, for four hours; somebody else looks at it afterwards
    EMERGENCIES = "emergencies"  # which cases were opened in an emergency: how many and by whom, never what is in them
    BLOCKS = "blocks"  # closes everything of a person to an account that is tied to them; opens no file
    RETENTION = "retention"  # to say for how long files are kept, or to agree to it as the second person
    ACCOUNTS = "accounts"
    RIGHTS_AGREE = "rights_agree"  # to agree, as the second person, to what opens names: a role, a link, a new second factor
    REVOKE = "revoke"  # to end all that opens by an account, in one act
    CLOSING_APPROVE = "closing_approve"  # to decide on a closing that somebody else proposed
    GUIDANCE_EDIT = "guidance_edit"
    GUIDANCE_AGREE = "guidance_agree"  # to read a draft of the guidance and agree to it
    MONEY_APPROVE = "money_approve"  # to agree to money above what is given without asking
    MONEY_VIEW = "money_view"  # codes and sums of what was given, no person
    COMPLAINTS = "complaints"  # to answer what is said about the Unit itself; anybody may write it down
    BOOKLET_WRITE = "booklet_write"  # the information booklet: its text, prints and recordings
    OWN_QUESTIONS = "own_questions"  # to add questions to the Unit's forms, and to say which may be counted
    STAFF_CARE = "staff_care"  # who carries how much, whose supervision or talk is due; never what was said there
    SUPERVISION_HOURS = "supervision_hours"  # hours by month and kind, without names
    FEATURES = "features"  # which parts of Panoh the Unit uses
    ORGANISATIONS = "organisations"  # who belongs to the coalition, and what each is called
    CORRESPONDENCE = "correspondence"  # letters, meetings, promises; what concerns a person only with the case
    CORRESPONDENCE_WRITE = "correspondence_write"
    LETTER_AGREE = "letter_agree"  # to read a letter about a person a second time, before it goes
    RECOMMENDATIONS = "recommendations"  # what authorities were recommended, and what changed
    RECOMMENDATIONS_WRITE = "recommendations_write"


_CASE_BASICS = (
    Permission.CASE_VIEW,
    Permission.NAME_OPEN,
    Permission.SEARCH,
    Permission.CONTACT_SAFETY,
    Permission.CASE_WORK,
    Permission.SAFETY_PLAN,
    Permission.REFERRAL_VIEW,
    Permission.REFERRAL_WRITE,
    Permission.CONSENT_RECORD,
    Permission.PROGRAMME_WRITE,
    Permission.WHO_LOOKED,
    Permission.GUIDANCE_AGREE,
    Permission.QUESTIONNAIRES,
    Permission.PROCEEDINGS,
)
# Tables that leave the house: whoever draws one up does not read it for a second time.
_RELEASES = (Permission.FIGURES_RELEASED, Permission.FIGURES_RELEASE, Permission.FIGURES_REVIEW)
# Letters of own cases for who works on them, all of them for the coordinator.
_OFFICE = (Permission.CORRESPONDENCE, Permission.CORRESPONDENCE_WRITE, Permission.LETTER_AGREE)


def _over(scope: Scope, *permissions: Permission) -> dict[Permission, Scope]:
    return dict.fromkeys((*permissions, Permission.DESK), scope)


# What it takes while one has a danger, for those whose role does not give it.
_IN_DANGER = dict.fromkeys((Permission.SAFETY_PLAN, Permission.REFERRAL_VIEW, Permission.REFERRAL_WRITE), Scope.DANGER)
_ASKING = _over(Scope.ORGANISATION, Permission.REQUEST_VIEW, Permission.REQUEST_CREATE, Permission.DIRECTORY_VIEW)

ROLES: dict[Role, dict[Permission, Scope]] = {
    Role.COORDINATOR: _over(
        Scope.ALL,
        *_CASE_BASICS,
        Permission.REQUEST_VIEW,
        Permission.REQUEST_CREATE,
        Permission.REQUEST_DECIDE,
        Permission.CASE_ASSIGN,
        Permission.CASE_CLOSE,
        Permission.CASE_SHARE,
        Permission.CASE_ACCEPT,
        Permission.PROGRAMME_APPROVE,
        Permission.MEDICO_LEGAL,
        Permission.VITAL_REVIEW,
        Permission.REGISTER_IMPORT,
        Permission.REPORT_VIEW,
        Permission.PLAN_VIEW,
        Permission.PLAN_WRITE,
        Permission.PLAN_APPROVE,
        *_RELEASES,
        Permission.STANDARDS,
        Permission.DATA_QUALITY,
        Permission.DUPLICATES,
        Permission.DIRECTORY_VIEW,
        Permission.DIRECTORY_WRITE,
        Permission.LETTERHEAD,
        Permission.AGREEMENT_VIEW,
        Permission.AGREEMENT_WRITE,
        Permission.TERMS_EXCEPT,
        Permission.ACT_APPROVE,
        Permission.INVOICES,
        Permission.INVOICE_APPROVE,
        Permission.COMPLAINTS,
        Permission.CLOSING_APPROVE,
        Permission.OWN_QUESTIONS,
        Permission.BOOKLET_WRITE,
        Permission.STAFF_CARE,
        Permission.SUPERVISION_HOURS,
        Permission.MONEY_APPROVE,
        Permission.MONEY_VIEW,
        Permission.FEATURES,
        Permission.ORGANISATIONS,
        Permission.GUIDANCE_EDIT,
        Permission.QUESTIONNAIRE_WORDING,
        Permission.QUESTIONNAIRE_SWITCH,
        *_OFFICE,
        Permission.RECOMMENDATIONS,
        Permission.RECOMMENDATIONS_WRITE,
        Permission.HOTLINE_LEAD,
        Permission.ERASE,
        Permission.EXPORT,
        Permission.EMERGENCIES,
        Permission.BLOCKS,
        Permission.REVOKE,
        Permission.RIGHTS_AGREE,
    ),
    Role.SOCIAL_WORKER: _over(Scope.OWN, *_CASE_BASICS, *_OFFICE, Permission.SOCIAL, Permission.CASE_CLOSE, Permission.EMERGENCY) | _ASKING,
    Role.PHYSICIAN: _over(
        Scope.OWN,
        *_CASE_BASICS,
        Permission.MEDICAL,
        Permission.MEDICINES,
        Permission.VITAL_REVIEW,
        Permission.MEDICO_LEGAL,
        Permission.QUESTIONNAIRE_WORDING,
        Permission.EMERGENCY,
    )
    | _ASKING,
    Role.PSYCHOLOGIST: _over(
        Scope.OWN,
        *_CASE_BASICS,
        Permission.PSYCHOLOGICAL,
        Permission.MEDICINES,
        Permission.MEDICO_LEGAL,
        Permission.QUESTIONNAIRE_WORDING,
        Permission.EMERGENCY,
    )
    | _ASKING,
    Role.REGIONAL_WORKER: _over(
        Scope.REGION,
        *_CASE_BASICS,
        Permission.SOCIAL,
        Permission.CASE_CLOSE,
        Permission.EMERGENCY,
        Permission.REQUEST_VIEW,
        Permission.REQUEST_CREATE,
        Permission.DIRECTORY_VIEW,
    ),
    Role.MEMBER_WORKER: _over(
        Scope.ORGANISATION,
        *_CASE_BASICS,
        Permission.SOCIAL,
        Permission.CASE_CLOSE,
        Permission.CASE_ASSIGN,
        Permission.CASE_SHARE,
        Permission.CASE_ACCEPT,
        Permission.REPORT_VIEW,
        Permission.PLAN_VIEW,
        Permission.FIGURES_RELEASED,
    )
    | _ASKING,
    Role.MEMBER_PSYCHOLOGIST: _over(Scope.ORGANISATION, *_CASE_BASICS, Permission.PSYCHOLOGICAL, Permission.MEDICINES) | _ASKING,
    Role.SPECIALIST: _over(
        Scope.OWN,
        Permission.CASE_VIEW,
        Permission.NAME_OPEN,
        Permission.SEARCH,
        Permission.PSYCHOLOGICAL,
        Permission.QUESTIONNAIRES,
        Permission.ACT_WRITE,
    )
    | _IN_DANGER
    | {Permission.CONTACT_SAFETY: Scope.DANGER},
    Role.LAWYER: _over(
        Scope.ORGANISATION,
        Permission.CASE_VIEW,
        Permission.NAME_OPEN,
        Permission.SEARCH,
        Permission.CONTACT_SAFETY,
        Permission.LEGAL,
        Permission.MEDICO_LEGAL,
        Permission.PROCEEDINGS,
    )
    | _ASKING
    | _IN_DANGER,
    Role.DUTY_OFFICER: _over(
        Scope.ORGANISATION, Permission.REQUEST_CREATE, Permission.DIRECTORY_VIEW, Permission.CALLER_ANSWER, Permission.HOTLINE
    ),
    Role.DIRECTOR: _over(
        Scope.ALL,
        Permission.REPORT_VIEW,
        Permission.PLAN_VIEW,
        Permission.PLAN_APPROVE,
        *_RELEASES,
        Permission.STANDARDS,
        Permission.COMPLAINTS,
        Permission.SUPERVISION_HOURS,
        Permission.CORRESPONDENCE,
        Permission.RECOMMENDATIONS,
        Permission.ERASE,
        Permission.EXPORT,
        Permission.EMERGENCIES,
        Permission.RETENTION,
    ),
    Role.ACCOUNTANT: _over(
        Scope.ALL,
        Permission.DIRECTORY_VIEW,
        Permission.MONEY_VIEW,
        Permission.AGREEMENT_VIEW,
        Permission.ACT_PAY,
        Permission.INVOICES,
        Permission.INVOICE_PAY,
    ),
    Role.DATA_GUARDIAN: _over(
        Scope.ALL,
        Permission.AUDIT_VIEW,
        Permission.KEYS,
        Permission.RIGHTS_AGREE,
        Permission.ERASE,
        Permission.EXPORT,
        Permission.EMERGENCIES,
        Permission.BLOCKS,
        Permission.RETENTION,
        Permission.FIGURES_RELEASED,
        Permission.FIGURES_REVIEW,
    ),
    Role.ADMINISTRATOR: _over(
        Scope.ALL, Permission.ACCOUNTS, Permission.FEATURES, Permission.ORGANISATIONS, Permission.LETTERHEAD, Permission.REVOKE
    ),
}

# Who reads persons signs in with a second factor, always; so does everybody else: the rule has no exception to remember.
DISCIPLINES = (Permission.MEDICAL, Permission.PSYCHOLOGICAL, Permission.SOCIAL, Permission.LEGAL)

# Who opens names, hears what callers tell, agrees to that as the second person, or agrees as the second person to what cannot be taken
# back: that a file is erased, that a list of persons or a table leaves. Nobody alone makes two of them, who then agree with each other.
NEEDS_TWO_PEOPLE = frozenset(
    {
        Permission.NAME_OPEN,
        Permission.HOTLINE,
        Permission.RIGHTS_AGREE,
        Permission.ERASE,
        Permission.EXPORT,
        Permission.RETENTION,
        Permission.FIGURES_RELEASE,
        Permission.FIGURES_REVIEW,
    }
)

# Where each hat can be worn, by kind of organisation. Lawyers of the legal unit, specialists of a society outside, and so on.
HOMES: dict[str, frozenset[Role]] = {
    "secretariat": frozenset(Role) - {Role.MEMBER_WORKER, Role.MEMBER_PSYCHOLOGIST, Role.SPECIALIST, Role.LAWYER},
    "member": frozenset({Role.MEMBER_WORKER, Role.MEMBER_PSYCHOLOGIST, Role.REGIONAL_WORKER, Role.DUTY_OFFICER}),
    "legal_unit": frozenset({Role.LAWYER}),
    "outside": frozenset({Role.SPECIALIST}),
}

# Who keeps accounts or keys reads no case: these are never joined with a hat that does.
KEEPERS = frozenset({Role.ADMINISTRATOR, Role.DATA_GUARDIAN})


def may_be_joined(roles: frozenset[Role]) -> bool:
    """Whether one person may wear these together: who keeps accounts or keys reads no case, and who asks for what opens names is not
    the second person who agrees to it."""
    held = {permission for role in roles for permission in ROLES[role]}
    return not (roles & KEEPERS and Permission.CASE_VIEW in held) and not {Permission.ACCOUNTS, Permission.RIGHTS_AGREE} <= held
