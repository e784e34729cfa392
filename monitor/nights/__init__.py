"""What an officer asks for: run a night, send, explain, export, verify, forget.

In comes an order (settings, folders, date); out goes what a command prints. `run_night` in `night`
lists the steps of a night, top to bottom. No figure is computed here, and no sentence for a page
is written here. A further request is a module here and a command in `commands/`.
"""
