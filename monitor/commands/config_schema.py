"""`config-schema`: the JSON Schema of the configuration, for editors."""

from __future__ import annotations

import json

import click

from monitor.commands import Answer


@click.command("config-schema")
def config_schema() -> Answer:
    """Print the JSON Schema of the configuration."""
    from monitor.delivery import CHANNELS
    from monitor.extracts import READERS
    from monitor.settings.reading import settings_schema

    return Answer(json.dumps(settings_schema(READERS, CHANNELS), indent=2))
