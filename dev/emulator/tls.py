"""A local certificate authority for loopback names, good enough for Python 3.13's strict verification.

Files of a folder: ``ca.pem`` (give this one to clients), ``ca-key.pem`` and, per set of names, ``leaf-….pem`` (key and
chain). They are made once and used again by every emulator of the stack; processes that start together share them.
"""

from __future__ import annotations

import fcntl
import hashlib
import ipaddress
import os
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
CA_DAYS = 3650
LEAF_DAYS = 820  # browsers refuse leaves of a private authority beyond 825 days
RENEW_BEFORE = timedelta(days=30)


@dataclass(frozen=True)
class LocalCa:
    """Paths of the authority's certificate and of a leaf with its key for the wanted names."""

    ca_pem: Path
    leaf_pem: Path

    def server_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.leaf_pem)
        return context

    def client_context(self) -> ssl.SSLContext:
        """Trusts this authority and no other, whatever the environment says."""
        return ssl.create_default_context(cafile=str(self.ca_pem))


def local_ca(folder: Path, names: Sequence[str] = ()) -> LocalCa:
    """The authority in ``folder`` and a leaf for loopback and ``names`` (hosts or addresses); made where missing."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = (*LOCAL_NAMES, *sorted(set(names) - set(LOCAL_NAMES)))
    with _locked(folder / ".lock"):
        ca_pem, ca_key = folder / "ca.pem", folder / "ca-key.pem"
        if not _is_good(ca_pem) or not ca_key.exists():
            _make_ca(ca_pem, ca_key)
        authority = hashlib.sha256(ca_pem.read_bytes() + "\n".join(wanted).encode()).hexdigest()[:16]
        leaf_pem = folder / f"leaf-{authority}.pem"
        if not _is_good(leaf_pem):
            _make_leaf(leaf_pem, ca_pem, ca_key, wanted)
    return LocalCa(ca_pem, leaf_pem)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _is_good(path: Path) -> bool:
    if not path.exists():
        return False
    return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc > datetime.now(UTC) + RENEW_BEFORE


def _write(path: Path, content: bytes) -> None:
    """In place at once and for the owner only: a reader never sees half a file."""
    beside = path.with_suffix(".new")
    with os.fdopen(os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
    beside.replace(path)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))  # clocks of tests stand a little behind
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _make_ca(ca_pem: Path, ca_key: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    # A name of its own per authority: two with one name and different keys confuse trust stores.
    mark = hashlib.sha256(_key_pem(key)).hexdigest()[:8]
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Local development CA {mark}")])
    certificate = (
        _builder(name, name, key.public_key(), CA_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(ca_key, _key_pem(key))
    _write(ca_pem, certificate.public_bytes(serialization.Encoding.PEM))
    ca_pem.chmod(0o644)


def _make_leaf(leaf_pem: Path, ca_pem: Path, ca_key: Path, names: Sequence[str]) -> None:
    authority = x509.load_pem_x509_certificate(ca_pem.read_bytes())
    signer = serialization.load_pem_private_key(ca_key.read_bytes(), password=None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError("the local authority's key is an elliptic curve key")
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        _builder(subject, authority.subject, key.public_key(), LEAF_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(
                authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
            ),
            critical=False,
        )
        .sign(signer, hashes.SHA256())
    )
    _write(leaf_pem, certificate.public_bytes(serialization.Encoding.PEM) + _key_pem(key))


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
