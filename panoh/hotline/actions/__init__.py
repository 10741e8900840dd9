"""What is done at the hotline."""

from panoh.hotline.actions.alerts import see_to
from panoh.hotline.actions.callbacks import (
    acknowledge_dispatch,
    arrive,
    back_safely,
    begin_visit,
    call_off,
    cannot_go,
    check_nobody_goes,
    end_dispatch,
    end_visit,
    must_say_why_off,
    open_dispatch,
    record_attempt,
    send_worker,
)
from panoh.hotline.actions.calls import (
    CallBack,
    count_short_call,
    forget_old_marks,
    forget_old_words,
    forget_words,
    record_call,
    send_call_on,
)
from panoh.hotline.actions.capture import end_phone_pins, set_phone_pin, take_capture
from panoh.hotline.actions.cover import set_cover
from panoh.hotline.actions.escalation import raise_late_dispatches, raise_open_shifts, raise_overdue_visits, raise_unconfirmed_numbers
from panoh.hotline.actions.lines import change_number, change_route, confirm_number, settle_lines
from panoh.hotline.actions.notifications import tell_alerts
from panoh.hotline.actions.past_calls import import_calls
from panoh.hotline.actions.rota import (
    answer_swap,
    ask_swap,
    copy_week,
    decide_swap,
    drop_shift,
    end_shift,
    give_shifts,
    plan_shift,
    read_note,
    shifts_to_give,
    take_swap_back,
    take_up_shift,
)
from panoh.hotline.actions.sent_dangers import report_from_there
from panoh.hotline.queries.callbacks import is_danger
from panoh.hotline.windows import is_outside, next_window

__all__ = [
    "CallBack",
    "acknowledge_dispatch",
    "answer_swap",
    "arrive",
    "ask_swap",
    "back_safely",
    "begin_visit",
    "call_off",
    "cannot_go",
    "change_number",
    "change_route",
    "check_nobody_goes",
    "confirm_number",
    "copy_week",
    "count_short_call",
    "decide_swap",
    "drop_shift",
    "end_dispatch",
    "end_phone_pins",
    "end_shift",
    "end_visit",
    "forget_old_marks",
    "forget_old_words",
    "forget_words",
    "give_shifts",
    "import_calls",
    "is_danger",
    "is_outside",
    "must_say_why_off",
    "next_window",
    "open_dispatch",
    "plan_shift",
    "raise_late_dispatches",
    "raise_open_shifts",
    "raise_overdue_visits",
    "raise_unconfirmed_numbers",
    "read_note",
    "record_attempt",
    "record_call",
    "report_from_there",
    "see_to",
    "send_call_on",
    "send_worker",
    "set_cover",
    "set_phone_pin",
    "settle_lines",
    "shifts_to_give",
    "take_capture",
    "take_swap_back",
    "take_up_shift",
    "tell_alerts",
]
