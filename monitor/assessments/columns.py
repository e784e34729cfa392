"""The columns of the record, the same whatever the source, and the codes they may hold."""

from __future__ import annotations

TEXT_COLUMNS = (
    *("assessment_id", "child_id", "team", "worker", "family_id"),
    *("timescale", "state", "child_seen"),
)

DATE_COLUMNS = (
    *("referral_date", "start_date", "deadline"),
    *("authorised_date", "submitted_date", "case_closed_date"),
)

#: The canonical columns in the order in which they are published.
CANONICAL_COLUMNS = (
    *("assessment_id", "child_id", "team", "worker", "family_id"),
    *("referral_date", "start_date", "deadline", "timescale", "authorised_date"),
    *("submitted_date", "state", "child_seen", "case_closed_date"),
)

STATES = ("open", "awaiting_authorisation", "authorised", "cancelled")

CHILD_SEEN = ("yes", "no", "not_recorded", "not_applicable")

#: The columns for which a database may hold several values, of which none can be chosen.
SEVERAL_VALUES = ("team", "worker", "referral_date", "deadline", "case_closed_date")

NO_TEAM = "No team recorded"

#: The page that teams share which the configuration does not name.
UNKNOWN_TEAMS = "Not in the configuration"
