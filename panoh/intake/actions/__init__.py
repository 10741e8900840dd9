"""What is done with messages from outside: taken in, answered, done as asked, read with the receipt."""

from panoh.intake.actions.answering import Asker, NoReceipt, answer_asker, enter, read_answers, read_attachment, read_thread
from panoh.intake.actions.asking import in_their_language, note_erasure, pass_complaint_on, take_back, tell_file, tell_put_right, weigh
from panoh.intake.actions.taking import plain_text, take_in

__all__ = [
    "Asker",
    "NoReceipt",
    "answer_asker",
    "enter",
    "in_their_language",
    "note_erasure",
    "pass_complaint_on",
    "plain_text",
    "read_answers",
    "read_attachment",
    "read_thread",
    "take_back",
    "take_in",
    "tell_file",
    "tell_put_right",
    "weigh",
]
