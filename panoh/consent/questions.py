"""What is asked of a person in one talk, as one would say it: for what, for whom, what a no means (the purposes of FIELD 7.3).

The questions of a talk have the Unit itself as their recipient. What is passed on is asked for each recipient by name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.consent.enums import ConsentPurpose, DataKind


@dataclass(frozen=True, slots=True)
class Question:
    """The question, what stands below it, and what would be passed on."""

    asks: Any
    means: Any
    kinds: Sequence[Any] = ()


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

TO_OTHERS: dict[ConsentPurpose, Question] = {
    ConsentPurpose.REFERRAL: Question(
        _("May we send this about you to: %(whom)s?"),
        _("They get nothing else. If you say no, nothing is sent, and we look with you for another way."),
    ),
    ConsentPurpose.TEAM: Question(
        _("May this organisation help you together with us and read this about you: %(whom)s?"),
        _("They read nothing else. If you say no, they read nothing, and we go on helping you."),
    ),
    ConsentPurpose.LEGAL: Question(
        _("May these lawyers read this about you: %(whom)s?"),
        _("They read nothing else and keep it secret. If you say no, they read nothing, and we go on helping you."),
    ),
    ConsentPurpose.AUTHORITIES: Question(
        _("May we hand this about you to: %(whom)s?"),
        _("What was handed over cannot be recalled. If you say no, nothing is handed over, and you get the same help."),
    ),
}


def question_of(purpose: str, whom: str, kinds: Sequence[DataKind]) -> Question | None:
    """How one asks for this purpose, in the language that is on; None where nothing is worded.

    `whom`: a recipient by name, or empty for the Unit itself. `kinds`: what would be passed on; none given, everything that can be.
    """
    if purpose not in ConsentPurpose.values:
        return None
    if not whom:
        return QUESTIONS.get(ConsentPurpose(purpose))
    asked = TO_OTHERS.get(ConsentPurpose(purpose))
    return asked and Question(str(asked.asks) % {"whom": whom}, asked.means, [kind.label for kind in kinds or DataKind])
