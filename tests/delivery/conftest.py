"""Certificates of a made-up authority, made once: keys take time."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import trustme

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Certificates:
    """What a server shows in different states of care, and what a client would trust."""

    #: The file of the authority that issued all but `strange`.
    ca_file: Path
    good: ssl.SSLContext
    elsewhere: ssl.SSLContext
    expired: ssl.SSLContext
    strange: ssl.SSLContext


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Make the certificates of a whole session."""
    ours, theirs = trustme.CA(), trustme.CA()
    ca_file = tmp_path_factory.mktemp("ca") / "council-ca.pem"
    ours.cert_pem.write_to_path(str(ca_file))
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    return Certificates(
        ca_file=ca_file,
        good=_shown(ours.issue_cert("127.0.0.1")),
        elsewhere=_shown(ours.issue_cert("relay.elsewhere.example")),
        expired=_shown(ours.issue_cert("127.0.0.1", not_after=long_ago)),
        strange=_shown(theirs.issue_cert("127.0.0.1")),
    )


def _shown(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context
