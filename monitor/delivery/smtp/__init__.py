"""Mail through the authority's relay, within a time limit and with a reason for every failure.

In come letters; out go outcomes, one for each. A refused letter never stops the others, a password
never travels in the clear, and no text of a server reaches a log. How each kind of failure is
treated is a row of `_OPENING` or `_HANDING_OVER` in `faults`.
"""
