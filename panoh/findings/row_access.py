"""To whom the database shows findings and reports (docs/adr/0025)."""

from panoh.core.db.row_access import TO_READERS, USER, Guarded, RoomAccess, Unguarded, guard
from panoh.findings import models

ROW_ACCESS = RoomAccess(
    guarded=(
        # What goes with a person through all their cases, whichever it was written in (policy.py).
        *guard(("person",), models.Allergy, models.Diagnosis, models.Medicine),
        Guarded(models.AllegedEvent, ("person",), also=TO_READERS),
        Guarded(models.BodyMark, ("person",), also=TO_READERS),
        *guard(("person",), models.MedicalPart, models.MentalPart, models.SocialPart, models.LegalPart),
        *guard(("case", "person"), models.Narrative),
        # What a second reader and an author of a report read, though the case is not theirs.
        Guarded(models.Report, ("case", "person"), also=TO_READERS),
        Guarded(models.ReportSection, ("person",), also=TO_READERS),
        Guarded(models.ReportFinding, ("person",), also=TO_READERS),
        Guarded(models.Delivery, ("person",), also=TO_READERS),
        Guarded(models.Photograph, ("person",), also=TO_READERS),
    ),
    unguarded=(
        Unguarded(models.ReportAuthor, "which of the staff wrote a report, by ids: it names no person and no case"),
        Unguarded(models.Exhibit, "which mark or photograph a finding speaks of, by ids: what they show stands in themselves alone"),
    ),
    lists={
        "read_persons": (
            f"SELECT person_id FROM findings_report WHERE second_reader_id = {USER}",
            f"SELECT r.person_id FROM findings_report r JOIN findings_reportauthor a ON a.report_id = r.id WHERE a.user_id = {USER}",
        ),
        "named_cases": ("SELECT case_id FROM findings_report WHERE person_id IN (SELECT panoh_read_persons())",),
        "named_persons": ("SELECT panoh_read_persons()",),
    },
)
