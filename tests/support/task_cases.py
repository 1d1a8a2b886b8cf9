"""One valid call of each task on the demo company of seed 7, by its tool."""

from __future__ import annotations

from types import MappingProxyType

CASES = MappingProxyType(
    {
        "ashby_find": {"name": "Priya Raman"},
        "ashby_candidate_dossier": {"candidate": "Priya Raman"},
        "ashby_job_pipeline": {"job": "Staff Engineer"},
        "ashby_my_day": {"user": "Mara Lindqvist", "day": "2026-11-02", "days": 14},
        "ashby_debrief": {"candidate": "Priya Raman"},
        "ashby_compare": {"candidates": ["Priya Raman", "Kavya Banerjee"], "job": "Account Executive"},
        "ashby_advance": {"candidate": "Priya Raman", "stage": "Offer", "note": "Both interviewers agreed."},
        "ashby_reject": {
            "candidate": ["Priya Raman"], "reason": "Timing", "template": "Kind rejection", "note": "Thanked.",
        },
        "ashby_schedule": {
            "candidate": "Priya Raman", "interviewers": ["Mara Lindqvist"], "start": "2030-01-15T10:00:00+01:00",
            "interview": "Case Study",
        },
        "ashby_leave_feedback": {
            "candidate": "Priya Raman", "user": "Mara Lindqvist",
            "answers": {"Overall recommendation": "Yes", "Strengths": "Calm under questions."},
        },
        "ashby_offer_status": {},
        "ashby_hiring_report": {"job": "Staff Engineer", "since": "2026-06-01"},
        "ashby_stale": {"job": "Staff Engineer"},
    }
)  # fmt: skip
WRITING = ("ashby_advance", "ashby_reject", "ashby_schedule", "ashby_leave_feedback")
