"""The few places that bypass row-level security (docs/adr/0025-rows-on-postgresql.md). What is under it: test_row_access.py."""

import ast
import re
from pathlib import Path

import panoh

SOURCE = Path(panoh.__file__).parent

# Who bypasses it, and why that is nobody's look at a person. A new line is a decision.
PLACES = {
    "audit/trail.py: acted": "an act: what it begins with was read under policies, its checks judge it, and its traces reach others",
    "cases/actions/calling.py: verify_code_word": "a caller's word: the policy is asked, and of the case nothing is answered",
    "audit/undo.py: intact": "whether somebody wrote over one's own act: yes or no comes out",
    "cases/before_create.py: _probable": "whether somebody is known already: ids alone come out",
    "cases/actions/dangers.py: check_has_none": "a danger in a case that whoever closes an account does not see: an id comes out, which opens to who may know of it",
    "cases/queries/cases.py: codes_of": "the code of a case, for who is told that they see it no more",
    "cases/queries/danger.py: case_left_lately": "who tells of a danger in a case that was theirs until yesterday; nothing of it is shown",
    "cases/receivers.py: on_records_joining": "a danger of a record that whoever joins two does not see: yes or no comes out",
    "cases/queries/danger.py: told_of_by": "who has a danger that somebody told of at a call whose request they do not see",
    "cases/queries/reported.py: get_reported": "a danger that the account told of, whoever sees it now: who has it comes out, and its end",
    "cases/queries/reported.py: codes_written_on": "the code as which the account wrote of a danger",
    "cases/queries/reported.py: taken_of": "of dangers that the account told of, whether somebody has each",
    "cases/actions/reported.py: tell_of_try": "the dangers of a call that whoever calls back may not see: nothing of them comes out",
    "hotline/queries/reported.py: known_as": "by which code of their own whoever told of a danger knows it",
    "cases/queries/danger.py: left_to_nobody": "a danger that whoever takes a case over does not see yet: that there is one, and its id, comes out",
    "cases/queries/emergency_access.py: count_emergency_accesses": "a count",
    "cases/queries/ending.py: death_of": "that somebody died, whichever case it was written in",
    "cases/finding.py: answer_again": "a caller's safety, as above it",
    "cases/finding.py: answer_caller": "a caller's safety: the policy chooses the rows, the answer names no case",
    "hotline/queries/calls.py: whom_to_reach": "of a danger that rings, whose task it is: an account or a role comes out",
    "hotline/queries/calls.py: colleagues_to_call": "of a danger that rings or a dispatch that is late: accounts come out",
    "hotline/queries/calls.py: is_danger_open": "of a danger that rings, whether it has no end yet: yes or no comes out",
    "hotline/actions/callbacks.py: give_back_dispatches": "the dispatches of an account that is closed, by whoever may close it",
    "hotline/actions/callbacks.py: end_visits": "the trips of an account that is closed, by whoever may close it",
    "hotline/queries/handover.py: _open_dangers": "calls that their officer sees: of which of them a danger is open, and who has it",
    "hotline/queries/calls.py: sent_after_end": "a danger that the reader sees: whether its call was sent after its sender's access ended",
    "hotline/queries/handover.py: _in_danger": "calls that their officer sees: of which of them a danger is open",
    "cases/policy.py: tied_accounts": "to whom nothing of a person is handed: ids of accounts come out",
    "cases/policy.py: opens_in_emergency": "one case by its code, to be opened with a reason and recorded",
    "intake/actions/answering.py: enter": "whoever holds the receipt has no account",
    "intake/actions/answering.py: read_answers": "whoever holds the receipt has no account",
    "people/search.py: feed": "the name index of the house",
    "referrals/actions/replies.py: answer": "whoever holds link and code has no account",
    "referrals/actions/replies.py: come_back": "whoever holds link and code has no account",
    "referrals/actions/replies.py: enter": "whoever holds link and code has no account",
    "referrals/queries/gaps.py: count_gaps": "a count",
    "referrals/queries/gaps.py: count_reasons": "a count",
    "referrals/spending.py: spent": "sums of an agreement, for who keeps the money and sees no case; and a count",
    "reporting/counting.py: count": "a count",
    "reporting/counting.py: count_group": "a count",
    "reporting/fact_refresh.py: fold": "the recount of the figures",
    "reporting/queries/studies.py: studies_in": "texts that the person agreed to hand out",
    "reporting/queries/studies.py: take_studies": "texts that the person agreed to hand out",
    "data_protection/former.py: _left": "whether a case or a task still hangs by somebody who left",
    "data_protection/queries/erasures.py: erasure_of": "whether somebody asked for the same already",
    "data_protection/queries/erasures.py: get_case": "a case by its code, to be erased: nothing of it opens with that",
    "data_protection/queries/erasures.py: hold_about": "whether something stands in the way of erasing",
    "data_protection/queries/erasures.py: anonymised": "a case that lost its name",
    "data_protection/queries/erasures.py: stays_of": "what stays of a case that lost its name: codes and counts",
    "data_protection/queries/retention.py: erasure_about": "whether somebody asked for the same already",
    "data_protection/queries/retention.py: files_due": "whose time is over: codes and days",
    "data_protection/queries/retention.py: requests_due": "whose time is over: codes and days",
}


def places() -> set[str]:
    """Every function of ours that bypasses row-level security, or is bypassed as a whole."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and function.name != "bypass_rls":
                called = [
                    node for node in ast.walk(function) if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("bypass_rls")
                ]
                inner = [
                    node for sub in ast.walk(function) if isinstance(sub, ast.FunctionDef) and sub is not function for node in ast.walk(sub)
                ]
                if any(node not in inner for node in called):
                    found.add(f"{path.relative_to(SOURCE)}: {function.name}")
    return found


def test_each_place_that_bypasses_row_level_security_is_a_decision() -> None:
    assert places() == set(PLACES)


def test_only_commands_begin_as_the_house_itself() -> None:
    said = re.compile(r"rls\.WHOLE\b|row_level_security import .*\bWHOLE\b|\brls_scope\(WHOLE\)")
    named = {str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py") if said.search(path.read_text(encoding="utf-8"))}

    assert named == {"core/db/row_level_security.py", "cli/django_ready.py"}
