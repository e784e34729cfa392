"""The messages of a night: who is written to, when, and what each message says.

In come a night and its shares; out go drafts, each of one page, with that page's records and no
others. Nothing is sent here. An occasion to send is a row of `OCCASIONS` in `occasions`, a notice
a row of `NOTICES` in `notices`, a list of a message a function in `lists`.
"""
