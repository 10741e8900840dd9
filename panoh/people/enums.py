"""Sex, precision of dates, kinship, and what is known of a relative."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sex(TextChoices):
    """As the person states it."""

    FEMALE = "female", _("female")
    MALE = "male", _("male")
    UNSTATED = "unstated", _("not stated")


class Precision(TextChoices):
    """How exactly a date is known."""

    DAY = "day", _("exact date")
    MONTH = "month", _("month and year")
    YEAR = "year", _("year only")
    ABOUT = "about", _("about")
    UNKNOWN = "unknown", _("unknown")


class PersonField(TextChoices):
    """What can be corrected about a person."""

    FAMILY_NAME = "family_name", _("family name")
    GIVEN_NAME = "given_name", _("given name")
    PATRONYMIC = "patronymic", _("patronymic")
    OTHER_NAMES = "other_names", _("other names")
    BIRTH_DATE = "birth_date", _("date of birth")
    DOCUMENT = "document", _("document")
    ADDRESS = "address", _("address")
    SEX = "sex", _("sex")
    REGION = "region", _("region")
    PLACE = "place", _("place")
    LANGUAGE = "language", _("language")


class Relation(TextChoices):
    """What this person is to the other: 'mother' means she is the other's mother."""

    WIFE = "wife", _("wife")
    HUSBAND = "husband", _("husband")
    MOTHER = "mother", _("mother")
    FATHER = "father", _("father")
    SISTER = "sister", _("sister")
    BROTHER = "brother", _("brother")
    DAUGHTER = "daughter", _("daughter")
    SON = "son", _("son")
    GRANDMOTHER = "grandmother", _("grandmother")
    GRANDFATHER = "grandfather", _("grandfather")
    GRANDCHILD = "grandchild", _("grandchild")
    DAUGHTER_IN_LAW = "daughter_in_law", _("daughter-in-law")
    SON_IN_LAW = "son_in_law", _("son-in-law")
    MOTHER_IN_LAW = "mother_in_law", _("mother-in-law")
    FATHER_IN_LAW = "father_in_law", _("father-in-law")
    AUNT = "aunt", _("aunt")
    UNCLE = "uncle", _("uncle")
    NIECE = "niece", _("niece")
    NEPHEW = "nephew", _("nephew")
    COUSIN = "cousin", _("cousin")
    GUARDIAN = "guardian", _("legal representative")
    WARD = "ward", _("under guardianship")
    OTHER = "other", _("other relative")


class OtherStatus(TextChoices):
    """What is known of the relative at the other end of a tie."""

    IN_CARE = "in_care", _("has a case here")
    NOT_IN_CARE = "not_in_care", _("known, has no case here")
    DEAD = "dead", _("has died")
    DETAINED = "detained", _("is detained")
    UNREACHABLE = "unreachable", _("out of reach")
    UNKNOWN = "unknown", _("unknown to the Unit")


class Channel(TextChoices):
    """By which way a person may be reached."""

    CALL = "call", _("call")
    SMS = "sms", _("text message")
    MESSENGER = "messenger", _("messenger")
    IN_PERSON = "in_person", _("in person")
    THROUGH_OTHER = "through_other", _("through someone they trust")
    NEVER = "never", _("never contact; the person comes")


class DistinctReason(TextChoices):
    """Why two records that look alike are of two people."""

    NAMESAKE = "namesake", _("a namesake: born in a different year or place")
    RELATIVE = "relative", _("a relative with the same name or number")
    KNOWN = "known", _("both known to me")
    REGISTER = "register", _("decided when a register was imported")
    OTHER = "other", _("another reason")


class CandidateState(TextChoices):
    """Whether two records that may be of one person were looked at."""

    OPEN = "open", _("not checked yet")
    SAME = "same", _("one person")
    NOT_SAME = "not_same", _("two people")


class Likeness(TextChoices):
    """What speaks for, or against, two records being of one person; what each weighs: people.likeness."""

    NAME_SAME = "name_same", _("the names are the same")
    NAME_ALIKE = "name_alike", _("the names are alike")
    NAME_PART = "name_part", _("a part of the names is the same")
    NAMESAKES = "namesakes", _("many have this name")
    NUMBER = "number", _("the same telephone or document")
    BIRTH_SAME = "birth_same", _("born in the same year")
    BIRTH_NEAR = "birth_near", _("born about the same year")
    BIRTH_FAR = "birth_far", _("born in different years")
    GENERATION = "generation", _("a generation between them")
    SEX_SAME = "sex_same", _("the same sex")
    SEX_OTHER = "sex_other", _("another sex")
    PLACE_SAME = "place_same", _("from the same district")
    REGION_SAME = "region_same", _("from the same region")
    REGION_OTHER = "region_other", _("from different regions")
    RELATIVE_SAME = "relative_same", _("the same relative")
    RELATED = "related", _("recorded as relatives of each other")
    BY_HAND = "by_hand", _("pointed out by a colleague")
