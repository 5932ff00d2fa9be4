"""`chairside serve` with a certificate: tablets get TLS and nothing else, or nothing starts."""

import os
import re
import signal
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from service.cli.web import Certificate, CertificateRefused

pytestmark = pytest.mark.slow

ADDRESS = re.compile(r"(https?)://127\.0\.0\.1:(\d+)")


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def certificate(authority: trustme.CA, tmp_path: Path) -> Certificate:
    found = Certificate(tmp_path / "ward.pem", tmp_path / "ward.key")
    leaf = authority.issue_cert("127.0.0.1")
    found.chain.write_bytes(b"".join(each.bytes() for each in leaf.cert_chain_pems))
    found.key.write_bytes(leaf.private_key_pem.bytes())
    return found


@pytest.fixture
def served(certificate: Certificate, tmp_path: Path) -> Iterator[tuple[str, str]]:
    command = [sys.executable, "-P", "-m", "service", "serve", "--config", "demo", "--port", "0"]
    command += ["--store", str(tmp_path / "ward.sqlite")]
    command += ["--tls-cert", str(certificate.chain), "--tls-key", str(certificate.key)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            found = next(filter(None, map(ADDRESS.search, process.stdout)))
            yield found[1], found[2]
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def test_a_ward_with_a_certificate_speaks_tls_alone(
    served: tuple[str, str], authority: trustme.CA
) -> None:
    scheme, port = served
    trusts = ssl.create_default_context()
    authority.configure_trust(trusts)

    with urllib.request.urlopen(f"https://127.0.0.1:{port}/", context=trusts) as page:
        assert b"tablet.js" in page.read()
    assert scheme == "https"
    with pytest.raises((urllib.error.URLError, ConnectionError)):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/")
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib.request.urlopen(f"https://127.0.0.1:{port}/", context=ssl.create_default_context())


def test_a_certificate_with_another_key_is_refused_before_anything_starts(
    certificate: Certificate, authority: trustme.CA
) -> None:
    certificate.check()
    certificate.key.write_bytes(authority.issue_cert("other").private_key_pem.bytes())

    with pytest.raises(CertificateRefused, match="--tls-key"):
        certificate.check()


def test_a_certificate_that_is_not_there_is_refused(tmp_path: Path) -> None:
    missing = Certificate(tmp_path / "no.pem", tmp_path / "no.key")

    with pytest.raises(CertificateRefused, match="No such file"):
        missing.check()
