"""What readers see, as plain values in which every sum and every choice has been made.

In come a night and the settings; out go view models for templates, tables for files, drafts for
messages. Pure: no clock, file, socket or template, and nothing is judged. `parts` make up
`sections`, which make up `pages`, `messages`, `files` and what is `explained`; each says at its
door how it grows.
"""
