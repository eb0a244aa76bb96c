"""Apache Kafka in KRaft mode: one node that is broker and controller, on the loopback address.

The settings that decide about durability are Kafka's defaults. Replication is one, because there is one node.

It has three listeners, all with TLS. Clients need a password on theirs, and have the rights that they were given. The
other two take the node's own certificate alone, which may do everything: one for the controller, and one for the
broker and for the tool that sets the passwords.
"""

import base64
import contextlib
import shutil
import socket
import ssl
import struct
import subprocess
import tempfile
import uuid
from pathlib import Path
from subprocess import Popen

from chassis.operations.kafka_access import KafkaAccess, read_password

from lockstep_local import certificates, ports
from lockstep_local.cache import one_at_a_time
from lockstep_local.failure import StackError
from lockstep_local.files import PRIVATE, PRIVATE_UMASK, private_folder, replace
from lockstep_local.kafka_jars import is_downloaded
from lockstep_local.kafka_java import base_archive, class_archive, java_command, make_base_archive
from lockstep_local.passwords import password_file
from lockstep_local.waiting import wait_until_ready

__all__ = [
    "access",
    "bootstrap_servers",
    "ca_file",
    "command",
    "is_downloaded",
    "is_ready",
    "node_access",
    "node_certificate",
    "node_port",
    "passwords_folder",
    "prepare",
    "prepare_archive",
    "start_kafka",
    "stop",
    "wait_ready",
]

READY_TIMEOUT_SECONDS = 60.0
STOP_TIMEOUT_SECONDS = 30.0
METADATA_API = 3
METADATA_VERSION = 1
RESPONSE_TIMEOUT_SECONDS = 2.0

PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller_port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=NODE
listeners=CLIENTS://{host}:{port},NODE://{host}:{node_port},CONTROLLER://{host}:{controller_port}
listener.security.protocol.map=CLIENTS:SASL_SSL,NODE:SSL,CONTROLLER:SSL
sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.clients.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.node.ssl.client.auth=required
listener.name.controller.ssl.client.auth=required
ssl.keystore.type=PEM
ssl.keystore.location={certificates}/node.pem
ssl.truststore.type=PEM
ssl.truststore.location={certificates}/ca.pem
ssl.principal.mapping.rules=RULE:^CN=([^,]+)$/$1/
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
allow.everyone.if.no.acl.found=false
super.users=User:node;User:admin
log.dirs={logs}
# only contracts/topics.py defines topics
auto.create.topics.enable=false
# one node
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
# a group of one consumer has no other member to wait for
group.initial.rebalance.delay.ms=0
# a killed broker may register again only when its last session has expired, by default after 9 s
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
"""


def bootstrap_servers(port: int) -> str:
    """Return the address by which clients find the node on `port`."""
    return f"{ports.LOOPBACK}:{port}"


def ca_file(folder: Path) -> Path:
    """Return the file with the authority that signed the node's certificate."""
    return certificates.ca_file(_certificates(folder))


def node_certificate(folder: Path) -> Path:
    """Return the file with the node's key and certificate."""
    return certificates.node_file(_certificates(folder))


def _certificates(folder: Path) -> Path:
    return folder / "certificates"


def node_port(folder: Path) -> int:
    """Return the port on which the node takes its own certificate. The node must be prepared."""
    listeners = (folder / "server.properties").read_text()
    return int(listeners.split("NODE://")[1].split(",")[0].rsplit(":", 1)[1])


def access(folder: Path, port: int, user: str) -> KafkaAccess:
    """Return how a user reaches the node that listens on `port`."""
    password = read_password(password_file(passwords_folder(folder), user))
    return KafkaAccess(bootstrap_servers(port), user, password, ca_file(folder))


def node_access(folder: Path) -> KafkaAccess:
    """Return how the node reaches itself. It may do everything, also before any password was set."""
    return KafkaAccess(
        bootstrap_servers(node_port(folder)), ca_file=ca_file(folder), certificate_file=node_certificate(folder)
    )


def passwords_folder(folder: Path) -> Path:
    """Return the folder with the passwords of a node's users. It is beside the node's."""
    return folder.with_name("passwords")


def prepare_archive() -> None:
    """Make the class data archives unless they exist: start a node on an empty folder, and stop it.

    This takes some ten seconds once per machine, and saves two or three at every start.
    """
    archive = class_archive()
    if archive.exists():
        return
    with one_at_a_time(base_archive()), tempfile.TemporaryDirectory(prefix=".archive-", dir=archive.parent) as scratch:
        if archive.exists() or not make_base_archive(Path(scratch)):
            return
        folder, made = Path(scratch) / "kafka", Path(scratch) / "classes.jsa"
        port = ports.find_free()
        prepare(folder, port, *_free_besides(port))
        java = java_command(archive_option=f"-XX:SharedArchiveFile={base_archive()}")
        node = ["kafka.Kafka", str(folder / "server.properties")]
        process = _run([*java, f"-XX:ArchiveClassesAtExit={made}", *node], folder)
        try:
            wait_ready(process, folder)
        finally:
            stop(process)
        with contextlib.suppress(FileNotFoundError):
            made.rename(archive)


def prepare(folder: Path, port: int, controller_port: int, node_port: int) -> None:
    """Write the node's configuration and certificates, and format its storage unless it is formatted."""
    logs = folder / "logs"
    private_folder(folder)
    certificates.ensure(_certificates(folder), [ports.LOOPBACK, "localhost"])
    values = {
        "host": ports.LOOPBACK,
        "port": port,
        "controller_port": controller_port,
        "node_port": node_port,
        "certificates": _certificates(folder),
        "logs": logs,
    }
    replace(folder / "server.properties", PROPERTIES.format_map(values), mode=PRIVATE)
    if (logs / "meta.properties").exists():
        return
    shutil.rmtree(logs, ignore_errors=True)  # what an interrupted formatting left
    cluster_id = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
    arguments = [
        "kafka.tools.StorageTool",
        "format",
        f"--cluster-id={cluster_id}",  # one word: an id may begin with a dash
        f"--config={folder / 'server.properties'}",
    ]
    done = subprocess.run(  # noqa: S603
        [*java_command(), *arguments], capture_output=True, text=True, check=False, umask=PRIVATE_UMASK
    )
    if done.returncode != 0:
        raise StackError(f"Kafka could not format its data folder {logs}:\n{done.stdout}{done.stderr}")


def command(folder: Path) -> list[str]:
    """Return the command line of the node on a prepared folder. It stays in the foreground. SIGTERM stops it."""
    return [*java_command(), "kafka.Kafka", str(folder / "server.properties")]


def _run(arguments: list[str], folder: Path) -> Popen[bytes]:
    with folder.with_suffix(".log").open("ab") as log:
        return Popen(  # noqa: S603
            arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )


def start_kafka(folder: Path, port: int) -> Popen[bytes]:
    """Start a node on 127.0.0.1:port. Its data is in `folder`, which is made when missing, its log in `<folder>.log`.

    Stop it with `kafka.stop(process)`. It can be killed and started again on the same folder and port.
    """
    prepare_archive()
    prepare(folder, port, *_free_besides(port))
    return _run(command(folder), folder)


def _free_besides(port: int) -> tuple[int, int]:
    """Return two more free ports."""
    controller_port = ports.find_free([port])
    return controller_port, ports.find_free([port, controller_port])


def stop(process: Popen[bytes]) -> None:
    """Stop a node cleanly. Kill it if it does not stop in STOP_TIMEOUT_SECONDS."""
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def is_ready(folder: Path) -> bool:
    """Return whether the node serves metadata that names a live broker. Only then can topics be created.

    An open port is not enough, because the listener accepts connections before the broker is registered.
    """
    context = ssl.create_default_context(cafile=ca_file(folder))
    context.load_cert_chain(node_certificate(folder))
    request = struct.pack("!hhih", METADATA_API, METADATA_VERSION, 1, -1) + struct.pack("!i", 0)
    try:
        address = (ports.LOOPBACK, node_port(folder))
        with (
            socket.create_connection(address, timeout=RESPONSE_TIMEOUT_SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=ports.LOOPBACK) as connection,
        ):
            connection.sendall(struct.pack("!i", len(request)) + request)
            # size, correlation id, number of brokers
            answer = connection.makefile("rb").read(12)
    except OSError:
        return False
    return len(answer) == 12 and struct.unpack("!iii", answer)[2] > 0  # noqa: PLR2004


def wait_ready(
    process: Popen[bytes],
    folder: Path,
    *,
    timeout_seconds: float = READY_TIMEOUT_SECONDS,
) -> None:
    """Return when the node that `start_kafka` started can create topics. Raises StackError if it cannot."""
    log = folder.with_suffix(".log")
    wait_until_ready("Kafka", lambda: is_ready(folder), process, log, timeout_seconds=timeout_seconds)
