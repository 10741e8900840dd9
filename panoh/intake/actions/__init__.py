"""What is done with messages from outside: taken in, answered, read with the receipt."""

from panoh.intake.actions.answering import Asker, NoReceipt, answer_asker, enter, read_answers, read_attachment, read_thread
from panoh.intake.actions.taking import plain_text, take_in

__all__ = ["Asker", "NoReceipt", "answer_asker", "enter", "plain_text", "read_answers", "read_attachment", "read_thread", "take_in"]
