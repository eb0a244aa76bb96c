"""The certificates of a stack's Kafka: an authority of its own, and the node's certificate.

The node shows its certificate to clients. It also shows it to itself, on the listeners that take nothing else. So who
can read the node's file may do everything. The authority signs one certificate and forgets its key: nobody can sign
another one. A new node's certificate has a new authority.
"""

import ipaddress
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from lockstep_local.files import PRIVATE, private_folder, replace

NODE = "node"
"""The principal that Kafka sees in the node's certificate."""

VALID = timedelta(days=3650)
RENEWED_BEFORE = timedelta(days=60)
CLOCK_SKEW = timedelta(hours=1)


def ca_file(folder: Path) -> Path:
    """Return the file with the certificate of the authority, which clients need."""
    return folder / "ca.pem"


def node_file(folder: Path) -> Path:
    """Return the file with the node's key and certificate."""
    return folder / "node.pem"


def ensure(folder: Path, hosts: Sequence[str], *, now: datetime | None = None) -> None:
    """Make the certificates for a node with these names, unless there are some that stay valid for a while."""
    now = now or datetime.now(UTC)
    node = node_file(private_folder(folder))
    if node.exists() and ca_file(folder).exists():
        certificate = x509.load_pem_x509_certificate(node.read_bytes())
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        if certificate.not_valid_after_utc > now + RENEWED_BEFORE and list(names) == _names(hosts):
            return
    authority_key, node_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = _certificate("Lockstep's Kafka", authority_key, now).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    authority = authority.add_extension(_usage(signs_certificates=True), critical=True)
    signed_authority = authority.issuer_name(_name("Lockstep's Kafka")).sign(authority_key, hashes.SHA256())
    certificate = (
        _certificate(NODE, node_key, now)
        .issuer_name(signed_authority.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False
        )
        .add_extension(x509.SubjectAlternativeName(_names(hosts)), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    key = node_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem = serialization.Encoding.PEM
    replace(node, (key + certificate.public_bytes(pem)).decode(), mode=PRIVATE)
    replace(ca_file(folder), signed_authority.public_bytes(pem).decode())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _names(hosts: Sequence[str]) -> list[x509.GeneralName]:
    return [_host(host) for host in hosts]


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _certificate(name: str, key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SKEW)
        .not_valid_after(now + VALID)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
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
