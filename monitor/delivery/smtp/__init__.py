"""Mail through the authority's relay, with a time limit and a reason for every failure.

In come letters; out go outcomes, one for each recipient. A refusal is never an exception of the
whole, and no server's text reaches a log. How a kind of failure is treated is a row in `faults`.
"""
