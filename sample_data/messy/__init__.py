"""The messy samples: every trap that is not a broken file, each with what must come of it.

The expectations were written from the rules, beside each record, and are computed by nothing.
All are judged as at Thursday 16 July 2015.
"""
