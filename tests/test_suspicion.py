"""What makes a night suspicious, and what does not."""

from __future__ import annotations

import dataclasses

import pytest

from monitor.figures import service_figures
from monitor.model import STATUS_CODES, Figures
from monitor.suspicion import alarms
from tests.making import judge_rows
