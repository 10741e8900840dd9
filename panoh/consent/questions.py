"""What is asked of a person in one talk, as one would say it: for what, for whom, what a no means (the purposes of FIELD 7.3).

A question here has the Unit itself as its recipient. What is passed on to somebody by name is asked for each of them.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.consent.enums import ConsentPurpose


@dataclass(frozen=True, slots=True)
class Question:
    """The question, and what stands below it."""

    asks: Any
    means: Any


QUESTIONS: dict[ConsentPurpose, Question] = {
    ConsentPurpose.SERVICES: Question(
        _("May we help you and open a file about you?"),
        _("We record what you tell us and what we do. If you say no, we open no file and still tell you where to find help."),
    ),
    ConsentPurpose.STORAGE: Question(
        _("May we keep this on our computer?"),
        _("It is encrypted, and only those who work with you may read it. If you say no, we look for another way to help you."),
    ),
    ConsentPurpose.TEAM: Question(
        _("May those who work with you here share what you tell?"),
        _("Each sees what they need, so that you do not have to tell it again. If you say no, each asks you separately."),
    ),
    ConsentPurpose.FOLLOW_UP: Question(
        _("May we contact you after our help has ended?"),
        _("We ask how you are, in the way that is safe for you. If you say no, we do not contact you."),
    ),
    ConsentPurpose.STATISTICS: Question(
        _("May we count you in our statistics?"),
        _("Numbers only, without your name. If you say no, you get the same help."),
    ),
    ConsentPurpose.INTERPRETER: Question(
        _("May an interpreter be present?"),
        _("The interpreter hears what is said and has to keep it secret. If you say no, we look for someone who speaks your language."),
    ),
    ConsentPurpose.CONTACT_FAMILY: Question(
        _("May we contact your family?"),
        _("Only those you name, and only about what you allow. If you say no, we do not contact them."),
    ),
    ConsentPurpose.PHOTOGRAPHS: Question(
        _("May we take photographs?"),
        _("They are for your file; before anyone else gets them we ask you again. If you say no, we take none."),
    ),
    ConsentPurpose.SUPERVISION: Question(
        _("May we discuss our work with you with an experienced colleague?"),
        _("Without your name. If you say no, we do not."),
    ),
    ConsentPurpose.CASE_STUDY: Question(
        _("May we describe your case so that nobody recognises you?"),
        _("For reports, without name and place. If you say no, you get the same help."),
    ),
    ConsentPurpose.RESEARCH: Question(
        _("May what you told be used in research?"),
        _("Without your name. If you say no, you get the same help."),
    ),
}
FIRST = (ConsentPurpose.SERVICES, ConsentPurpose.STORAGE, ConsentPurpose.TEAM, ConsentPurpose.FOLLOW_UP, ConsentPurpose.STATISTICS)
FURTHER = tuple(purpose for purpose in QUESTIONS if purpose not in FIRST)
