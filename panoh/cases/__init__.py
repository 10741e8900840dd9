"""Cases: request, admission, triage, assessment, programme, sessions, assistance, review, closure, follow-up, tasks."""
