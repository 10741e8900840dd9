"""A sealed case of the sample: two members open it with the password of the demo, the coordinator sees its code."""

from panoh.accounts import own_key
from panoh.accounts.sample import SAMPLE_PASSWORD
from panoh.cases.models import Case
from panoh.data_protection.enums import SealedFor
from panoh.data_protection.sealing import seal_case
from panoh.demo.staff import Staff


def make_sealed(staff: Staff, case: Case) -> None:
    """Seals a case to its physician and its psychologist."""
    members = (staff.physician, staff.psychologist)
    for member in members:
        own_key.make_pair(member, SAMPLE_PASSWORD)
    seal_case(case, by=staff.coordinator, to={member.id for member in members}, why=SealedFor.THREAT)
