"""The pandera contracts at both doors of the judging: records in, judged records out.

In come frames; out go true and false columns for each rule, and the checks that ran. Nothing is
changed or coerced, and no value of a cell reaches an error. A rule is a row of `RULES` in
`assessments`, and a record in `canary` that breaks it.
"""
