"""What happens to requests and cases, each with the sentence that the person concerned reads."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """Everything that is recorded of a request or a case."""

    REQUEST_RECEIVED = "cases.request_received"
    REQUEST_TRIAGED = "cases.request_triaged"
    REQUEST_DECLINED = "cases.request_declined"
    REQUEST_SENT_ELSEWHERE = "cases.request_sent_elsewhere"
    REQUEST_TAKEN_BACK = "cases.request_taken_back"
    REQUEST_REOPENED = "cases.request_reopened"
    CASE_ADMITTED = "cases.case_admitted"
    REGISTER_ADMITTED = "cases.register_admitted"
    CASE_REOPENED = "cases.case_reopened"
    CASE_HELD = "cases.case_held"
    CASE_RESUMED = "cases.case_resumed"
    CASE_CORRECTED = "cases.case_corrected"
    URGENCY_CHANGED = "cases.urgency_changed"
    CASE_SHARED = "cases.case_shared"
    SHARE_ENDED = "cases.share_ended"
    SHARE_FOLLOWED = "cases.share_followed"
    WORKER_ASSIGNED = "cases.worker_assigned"
    ASSIGNMENT_ENDED = "cases.assignment_ended"
    TASK_OPENED = "cases.task_opened"
    TASK_FINISHED = "cases.task_finished"
    TASK_POSTPONED = "cases.task_postponed"
    TASK_REASSIGNED = "cases.task_reassigned"
    FOUND_OPENED = "cases.found_opened"
    WORD_COMPARED = "cases.word_compared"
    ALARM_RAISED = "cases.alarm_raised"
    REQUEST_JOINED = "cases.request_joined"
    RISK_RAISED = "cases.risk_raised"
    DANGER_ENDED = "cases.danger_ended"
    DANGER_TAKEN_ON = "cases.danger_taken_on"
    DANGER_JOINED = "cases.danger_joined"
    DANGER_SEPARATED = "cases.danger_separated"


class DoorEvent(StrEnum):
    """A case closed to somebody who is tied to the person, or opened in an emergency."""

    BLOCK_SET = "cases.block_set"
    BLOCK_LIFTED = "cases.block_lifted"
    EMERGENCY_OPENED = "cases.emergency_opened"
    EMERGENCY_REFUSED = "cases.emergency_refused"
    EMERGENCY_READ = "cases.emergency_read"
    EMERGENCY_ENDED = "cases.emergency_ended"
    EMERGENCY_TOLD = "cases.emergency_told"
    EMERGENCY_JUDGED = "cases.emergency_judged"


class CueEvent(StrEnum):
    """A worker's private picture for a case: neither which picture nor which case."""

    CUE_GIVEN = "cases.cue_given"
    CUE_TAKEN_AWAY = "cases.cue_taken_away"
    CUES_ENDED = "cases.cues_ended"


class RefusalEvent(StrEnum):
    """A correction that the person asked for and did not get."""

    CORRECTION_REFUSED = "cases.correction_refused"
    REFUSAL_LOOKED_AT = "cases.refusal_looked_at"


class WorkloadEvent(StrEnum):
    """Everything that is recorded of many cases or tasks at once."""

    TASKS_CHANGED = "cases.tasks_changed"
    CASES_HANDED_OVER = "cases.cases_handed_over"
    HAND_OVER_SETTLED = "cases.hand_over_settled"


class BulkOperationEvent(StrEnum):
    """Everything that is recorded of one thing done to many cases."""

    BULK_OPERATION_BEGUN = "cases.bulk_operation_begun"
    BULK_OPERATION_ENDED = "cases.bulk_operation_ended"
    PART_LEFT = "cases.part_left"
    GOING_BACK = "cases.bulk_operation_going_back"
    BULK_OPERATION_TAKEN_BACK = "cases.bulk_operation_taken_back"


class QuestionEvent(StrEnum):
    """Everything that is recorded of the Unit's own questions."""

    QUESTION_ADDED = "cases.question_added"
    QUESTION_CHANGED = "cases.question_changed"
    QUESTION_RETIRED = "cases.question_retired"
    QUESTION_COUNTED = "cases.question_counted"
    OWN_ANSWERED = "cases.own_answered"


class CareEvent(StrEnum):
    """Everything that is recorded from the assessment to the follow-up."""

    ASSESSMENT_DONE = "cases.assessment_done"
    CAPACITIES_RATED = "cases.capacities_rated"
    PROGRAMME_DRAFTED = "cases.programme_drafted"
    PROGRAMME_CHANGED = "cases.programme_changed"
    PROGRAMME_AGREED = "cases.programme_agreed"
    PROGRAMME_RETURNED = "cases.programme_returned"
    PROGRAMME_APPROVED = "cases.programme_approved"
    SESSION_PLANNED = "cases.session_planned"
    SESSION_RECORDED = "cases.session_recorded"
    SESSION_MOVED = "cases.session_moved"
    HELP_GIVEN = "cases.help_given"
    REVIEW_HELD = "cases.review_held"
    CASE_CLOSED = "cases.case_closed"
    TASKS_DROPPED = "cases.tasks_dropped"
    FOLLOW_UP_DONE = "cases.follow_up_done"
    CASE_ENDED = "cases.case_ended"
    CARE_CORRECTED = "cases.care_corrected"


class EndingEvent(StrEnum):
    """Everything that is recorded of lost contact, of how help ends, and of a death."""

    CONTACT_TRIED = "cases.contact_tried"
    CONTACT_QUIET = "cases.contact_quiet"
    CLOSING_PROPOSED = "cases.closing_proposed"
    CLOSING_DECIDED = "cases.closing_decided"
    SAFETY_PLAN_WRITTEN = "cases.safety_plan_written"
    FEEDBACK_GIVEN = "cases.feedback_given"
    DEATH_RECORDED = "cases.death_recorded"
    DEATH_TAKEN_BACK = "cases.death_taken_back"


class StepEvent(StrEnum):
    """Everything that is recorded of how a case follows the guidance."""

    STEP_DONE = "cases.step_done"
    STEP_SKIPPED = "cases.step_skipped"
    STEP_DECLINED = "cases.step_declined"
    STEP_TAKEN_UP = "cases.step_taken_up"
    STEP_RAISED = "cases.step_raised"
    HAPPENING_NOTED = "cases.happening_noted"
    GUIDANCE_MOVED = "cases.guidance_moved"


class MoneyEvent(StrEnum):
    """Everything that is recorded of money."""

    MONEY_GIVEN = "cases.money_given"
    MONEY_ASKED = "cases.money_asked"
    MONEY_ABOVE = "cases.money_above"
    MONEY_DECIDED = "cases.money_decided"
    RECEIPT_KEPT = "cases.receipt_kept"
    RECEIPT_TAKEN_OUT = "cases.receipt_taken_out"


class GroupEvent(StrEnum):
    """Everything that is recorded of meetings of several people, and of who reads notes."""

    GROUP_RECORDED = "cases.group_recorded"
    NOTES_READER_NAMED = "cases.notes_reader_named"
    NOTES_READER_ENDED = "cases.notes_reader_ended"


class ProgrammeEvent(StrEnum):
    """What is recorded around the programme: the conference, how its goals ended, why it is looked at early."""

    CONFERENCE_HELD = "cases.conference_held"
    GOALS_CONCLUDED = "cases.goals_concluded"
    REVIEW_CAUSED = "cases.review_caused"
    COPY_NOTED = "cases.copy_noted"


SENTENCES: dict[StrEnum, Promise] = {
    EndingEvent.CONTACT_TRIED: _("An attempt was made to reach the person"),
    EndingEvent.CONTACT_QUIET: _("There was no contact for a long time, and the coordinator was asked to check"),
    EndingEvent.CLOSING_PROPOSED: _("Closure of the case was proposed"),
    EndingEvent.CLOSING_DECIDED: _("A proposed closure was decided"),
    EndingEvent.SAFETY_PLAN_WRITTEN: _("A safety plan was recorded"),
    EndingEvent.FEEDBACK_GIVEN: _("The person's opinion of the help was recorded"),
    EndingEvent.DEATH_RECORDED: _("The death of the person was recorded"),
    EndingEvent.DEATH_TAKEN_BACK: _("The record of a death was withdrawn"),
    MoneyEvent.MONEY_GIVEN: _("The cost of the help was recorded"),
    MoneyEvent.MONEY_ASKED: _("Money was requested"),
    MoneyEvent.MONEY_ABOVE: _("Help that cost more than was approved was passed to the coordinator to decide"),
    MoneyEvent.MONEY_DECIDED: _("Requested money was decided"),
    MoneyEvent.RECEIPT_KEPT: _("The photograph of a receipt was saved"),
    MoneyEvent.RECEIPT_TAKEN_OUT: _("The photograph of a receipt was removed"),
    GroupEvent.GROUP_RECORDED: _("A group session was recorded"),
    GroupEvent.NOTES_READER_NAMED: _("Another psychologist was given access to process notes"),
    GroupEvent.NOTES_READER_ENDED: _("A psychologist no longer reads process notes"),
    Event.REQUEST_RECEIVED: _("A request for help was recorded"),
    Event.REQUEST_TRIAGED: _("The request was triaged and its urgency set"),
    Event.REQUEST_DECLINED: _("The request was declined, with a reason"),
    Event.REQUEST_SENT_ELSEWHERE: _("The request was passed to a service that fits better"),
    Event.REQUEST_TAKEN_BACK: _("The request was withdrawn by the person"),
    Event.REQUEST_REOPENED: _("The request was reopened"),
    Event.CASE_ADMITTED: _("The person was admitted and a file was opened"),
    Event.REGISTER_ADMITTED: _("The file was imported from a register"),
    Event.CASE_REOPENED: _("Help began again: a new episode was opened"),
    Event.CASE_HELD: _("The case was put on hold, with a reason"),
    Event.CASE_RESUMED: _("Work on the case was continued"),
    Event.CASE_CORRECTED: _("A fact of the case was corrected, with a reason"),
    Event.URGENCY_CHANGED: _("The urgency was changed"),
    Event.CASE_SHARED: _("The case was shared with another organisation"),
    Event.SHARE_ENDED: _("Access of another organisation to the case ended"),
    Event.SHARE_FOLLOWED: _("Access of another organisation to the case was adjusted to the person's new consent"),
    Event.WORKER_ASSIGNED: _("A worker was assigned"),
    Event.ASSIGNMENT_ENDED: _("A worker left the case"),
    Event.TASK_OPENED: _("A task was recorded"),
    Event.TASK_FINISHED: _("A task was done"),
    Event.TASK_POSTPONED: _("A task was postponed"),
    Event.TASK_REASSIGNED: _("A task was handed over"),
    Event.FOUND_OPENED: _("The file was opened from a search"),
    Event.WORD_COMPARED: _("A spoken word was compared with the code word"),
    Event.ALARM_RAISED: _("The danger word was said, and the coordinator was told"),
    Event.REQUEST_JOINED: _("A request was joined to the file of the person"),
    DoorEvent.BLOCK_SET: _("Access to the file was restricted for a member of staff who knows the person"),
    DoorEvent.BLOCK_LIFTED: _("The access restriction for a member of staff who knew the person was lifted"),
    DoorEvent.EMERGENCY_OPENED: _("The file was opened by emergency access, with the reason"),
    DoorEvent.EMERGENCY_REFUSED: _("Someone tried emergency access, and no file opened"),
    DoorEvent.EMERGENCY_READ: _("A page of the file was read by emergency access"),
    DoorEvent.EMERGENCY_ENDED: _("Emergency access to the file ended"),
    DoorEvent.EMERGENCY_TOLD: _("A notice of an emergency access was sent"),
    DoorEvent.EMERGENCY_JUDGED: _("Someone else checked an emergency access"),
    CueEvent.CUE_GIVEN: _("A worker gave a picture to one of their cases, visible to them only"),
    CueEvent.CUE_TAKEN_AWAY: _("A worker removed such a picture"),
    CueEvent.CUES_ENDED: _("Such pictures were removed when the work on the cases ended"),
    RefusalEvent.CORRECTION_REFUSED: _("The person asked for a correction, and the entry was left unchanged, with a reason"),
    RefusalEvent.REFUSAL_LOOKED_AT: _("Someone else checked a correction that was not made"),
    QuestionEvent.QUESTION_ADDED: _("The Unit added an additional question to a form"),
    QuestionEvent.QUESTION_CHANGED: _("The Unit changed an additional question"),
    QuestionEvent.QUESTION_RETIRED: _("The Unit removed or restored an additional question"),
    QuestionEvent.QUESTION_COUNTED: _("The Unit decided whether answers to an additional question are counted"),
    QuestionEvent.OWN_ANSWERED: _("The additional questions of the Unit were answered"),
    BulkOperationEvent.BULK_OPERATION_BEGUN: _("A change to many files was started"),
    BulkOperationEvent.BULK_OPERATION_ENDED: _("A change to many files was completed"),
    BulkOperationEvent.PART_LEFT: _("A file was left unchanged while many were changed"),
    BulkOperationEvent.GOING_BACK: _("Undoing a change to many files was started"),
    BulkOperationEvent.BULK_OPERATION_TAKEN_BACK: _("A change to many files was undone"),
    WorkloadEvent.TASKS_CHANGED: _("Several tasks were done, postponed or handed over together"),
    WorkloadEvent.CASES_HANDED_OVER: _("A worker handed the work over to a colleague of the same discipline"),
    WorkloadEvent.HAND_OVER_SETTLED: _("The remaining tasks went to the colleague who took over"),
    Event.RISK_RAISED: _("A danger to life was noticed, and someone was asked to act"),
    Event.DANGER_ENDED: _("What came of a danger to life was recorded"),
    Event.DANGER_TAKEN_ON: _("A named worker took on a danger to life"),
    Event.DANGER_JOINED: _("Two reports of one danger were joined"),
    Event.DANGER_SEPARATED: _("Two reports of danger that had been joined were separated"),
    CareEvent.ASSESSMENT_DONE: _("An assessment was recorded"),
    CareEvent.CAPACITIES_RATED: _("The seven capacities were rated"),
    CareEvent.PROGRAMME_DRAFTED: _("A programme was drawn up"),
    CareEvent.PROGRAMME_CHANGED: _("The programme was changed"),
    CareEvent.PROGRAMME_AGREED: _("The programme was agreed with the person"),
    CareEvent.PROGRAMME_RETURNED: _("The programme was returned with a comment"),
    CareEvent.PROGRAMME_APPROVED: _("The programme was approved"),
    CareEvent.SESSION_PLANNED: _("A session was planned"),
    CareEvent.SESSION_RECORDED: _("A session was recorded"),
    CareEvent.SESSION_MOVED: _("A session was moved to another day or hour"),
    CareEvent.HELP_GIVEN: _("Help was recorded"),
    CareEvent.REVIEW_HELD: _("A review was recorded"),
    CareEvent.CASE_CLOSED: _("The case was closed, with a reason"),
    CareEvent.TASKS_DROPPED: _("Open tasks were cancelled when the case was closed"),
    CareEvent.FOLLOW_UP_DONE: _("A follow-up was recorded"),
    CareEvent.CASE_ENDED: _("The case was closed for good"),
    CareEvent.CARE_CORRECTED: _("An entry was corrected, with a reason"),
    StepEvent.STEP_DONE: _("A step of the guidance was done"),
    StepEvent.STEP_SKIPPED: _("A step of the guidance was skipped, with a reason"),
    StepEvent.STEP_DECLINED: _("The person did not want a step, and it was skipped"),
    StepEvent.STEP_TAKEN_UP: _("A step of the guidance was reopened"),
    StepEvent.STEP_RAISED: _("Others who can help were told about something overdue"),
    StepEvent.HAPPENING_NOTED: _("An event was recorded, so that help comes in time"),
    StepEvent.GUIDANCE_MOVED: _("The case was moved to another version of the guidance"),
    ProgrammeEvent.CONFERENCE_HELD: _("A case conference was recorded"),
    ProgrammeEvent.GOALS_CONCLUDED: _("The outcome of goals of the programme was recorded"),
    ProgrammeEvent.COPY_NOTED: _("It was recorded whether the person has a copy of the programme"),
    ProgrammeEvent.REVIEW_CAUSED: _("Something happened, so the review of the programme was moved to an earlier date"),
}
