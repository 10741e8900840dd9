"""Case studies in the sample: one that its person approved, one that is being written. Both name nobody."""

from panoh.cases.models import Case
from panoh.consent import actions as consents
from panoh.consent.enums import ConsentPurpose
from panoh.core.clock import today
from panoh.demo.staff import SPOKEN, Staff
from panoh.reporting.actions import approve_study, show_study, write_study
from panoh.reporting.enums import ApprovedHow

APPROVED = (
    "Мужчина средних лет из юга страны обратился на горячую линию. По его словам, несколько лет назад его несколько дней держали без сна "
    "и били по спине. После этого он не мог работать и просыпался от любого стука.\n"
    "Врач, психолог и социальный работник встречались с ним полгода. Организация оплатила обследование и лекарства, психолог учил его "
    "успокаивать дыхание.\n"
    "Сейчас он спит, снова работает и говорит, что стал прежним."
)
DRAFT = (
    "Женщина с севера страны потеряла мужа, который, по её словам, умер после жестокого обращения. Психолог встречается с ней каждую "
    "неделю, юрист помогает с бумагами для детей."
)


def make_studies(staff: Staff, cases: dict[str, Case]) -> None:
    """For the application of this year."""
    first = cases["first"]
    consents.give_consent(first.person, by=staff.coordinator, purpose=ConsentPurpose.CASE_STUDY, **SPOKEN)
    year = today().year
    study = write_study(first, by=staff.social_worker, year=year, language="ru", title="Снова спать без страха", words=APPROVED)
    show_study(study, by=staff.social_worker)
    approve_study(study, by=staff.social_worker, how=ApprovedHow.SPOKEN, approved_on=today())
    write_study(cases["widow"], by=staff.coordinator, year=year, language="ru", title="Опора для детей", words=DRAFT)
