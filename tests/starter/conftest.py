"""What the tests of this folder share: records that count as validated."""

from __future__ import annotations

from tests.support.plainly import validated_plainly

__all__ = ["validated_plainly"]
