"""Closed lists of what is examined, diagnosed, taken and told."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class System(TextChoices):
    """Whose codes they are. Facilities here use ICD-10 still, so the system stands beside each code."""

    ICD10 = "icd10", _("ICD-10")
    ICD11 = "icd11", _("ICD-11")


class Certainty(TextChoices):
    """How sure the physician is."""

    CONFIRMED = "confirmed", _("confirmed")
    PROVISIONAL = "provisional", _("provisional")
    DOCUMENTS = "documents", _("from other people's documents")
    HISTORY = "history", _("in the past, as told by the person")


class AllergyKind(TextChoices):
    """Something was found, or it was asked and there is none."""

    KNOWN = "known", _("does not tolerate")
    NONE = "none", _("asked: no allergies known")


class Severity(TextChoices):
    """How bad the reaction was."""

    MILD = "mild", _("mild")
    SEVERE = "severe", _("severe")
    LIFE = "life", _("dangerous to life")


class BodySystem(TextChoices):
    """The parts of an examination."""

    GENERAL = "general", _("general state")
    SKIN = "skin", _("skin")
    HEAD = "head", _("head, face, neck")
    SENSES = "senses", _("eyes, ears, nose, throat")
    MOUTH = "mouth", _("mouth and teeth")
    CHEST = "chest", _("chest, heart, lungs")
    ABDOMEN = "abdomen", _("abdomen")
    PELVIS = "pelvis", _("urinary organs, genitals")
    LIMBS = "limbs", _("bones, joints, muscles")
    NERVES = "nerves", _("nervous system")


class Examined(TextChoices):
    """What came of looking at a part. What was not looked at is not the same as nothing found."""

    NOT_EXAMINED = "", _("not examined")
    NOTHING = "nothing", _("nothing found")
    FOUND = "found", _("something found")
    DECLINED = "declined", _("the person preferred not to")


class Mental(TextChoices):
    """The parts of the mental state."""

    APPEARANCE = "appearance", _("appearance and behaviour")
    SPEECH = "speech", _("speech")
    MOOD = "mood", _("mood")
    ANXIETY = "anxiety", _("anxiety, tension")
    SLEEP = "sleep", _("sleep and nightmares")
    REMEMBERING = "remembering", _("intrusive memories")
    AVOIDANCE = "avoidance", _("avoidance")
    DISSOCIATION = "dissociation", _("dissociation")
    THINKING = "thinking", _("thinking and perception")
    ATTENTION = "attention", _("attention and memory")
    BODY = "body", _("appetite, energy, body")
    SUBSTANCES = "substances", _("alcohol, tablets, drugs")


class Trouble(TextChoices):
    """How much a part of the mental state is affected."""

    NOT_ASKED = "", _("not asked")
    NONE = "none", _("no problems")
    SOME = "some", _("some problems")
    MUCH = "much", _("severe problems")


class Housing(TextChoices):
    """Where the person lives."""

    OWN = "own", _("own home")
    RENTED = "rented", _("rented")
    RELATIVES = "relatives", _("with relatives")
    SHELTER = "shelter", _("in a shelter or institution")
    NONE = "none", _("no fixed place")


class Income(TextChoices):
    """What the household lives on."""

    WAGES = "wages", _("wages")
    FARM = "farm", _("own farm or trade")
    ABROAD = "abroad", _("money from relatives abroad")
    PENSION = "pension", _("pension or benefit")
    HELP = "help", _("help from others")
    NONE = "none", _("no income")


class Schooling(TextChoices):
    """The highest schooling finished; for a child, whether it goes to school."""

    NONE = "none", _("none")
    BASIC = "basic", _("basic")
    SECONDARY = "secondary", _("secondary")
    VOCATIONAL = "vocational", _("vocational")
    HIGHER = "higher", _("higher")
    AT_SCHOOL = "at_school", _("in school now")
    OUT_OF_SCHOOL = "out_of_school", _("child out of school")


class Work(TextChoices):
    """Whether and how the person works."""

    REGULAR = "regular", _("regular work")
    CASUAL = "casual", _("casual work")
    NONE = "none", _("no work")
    UNABLE = "unable", _("cannot work because of health")
    HOME = "home", _("housework")
    STUDIES = "studies", _("student")
    RETIRED = "retired", _("retired")


class Ability(TextChoices):
    """The six domains of the Washington Group short set, in labels of our own."""

    SEEING = "seeing", _("seeing, even with glasses")
    HEARING = "hearing", _("hearing, even with a hearing aid")
    WALKING = "walking", _("walking, climbing steps")
    REMEMBERING = "remembering", _("remembering, concentrating")
    SELF_CARE = "self_care", _("washing, dressing")
    COMMUNICATING = "communicating", _("understanding and being understood")


DIFFICULTY = ((1, _("no difficulty")), (2, _("some difficulty")), (3, _("a lot of difficulty")), (4, _("cannot at all")))


class Complaint(TextChoices):
    """Where a complaint to the authorities stands."""

    NONE = "none", _("no complaint made")
    UNDECIDED = "undecided", _("the person has not decided")
    NOT_WISHED = "not_wished", _("the person does not wish to complain")
    PREPARED = "prepared", _("being prepared")
    FILED = "filed", _("filed, no answer yet")
    REFUSED = "refused", _("criminal case refused")
    OPENED = "opened", _("criminal case opened")
    SUSPENDED = "suspended", _("suspended or ended")
    COURT = "court", _("in court")
    DECIDED = "decided", _("decided by a court")
    INTERNATIONAL = "international", _("before an international body")


class MarkKind(TextChoices):
    """What is seen at a place of the body."""

    SCAR = "scar", _("scar")
    BRUISE = "bruise", _("bruise")
    WOUND = "wound", _("wound")
    BURN = "burn", _("burn")
    SWELLING = "swelling", _("swelling")
    DEFORMITY = "deformity", _("deformity")
    PAIN = "pain", _("pain, tender to touch")
    NUMBNESS = "numbness", _("numbness, weakness")
    MISSING = "missing", _("missing tooth, nail or part")
    OTHER = "other", _("something else")
