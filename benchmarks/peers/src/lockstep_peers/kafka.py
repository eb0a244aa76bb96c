"""How the peers reach Kafka: with the user, the password and the authority that the environment names.

The variables are KAFKA_BOOTSTRAP_SERVERS, KAFKA_USER, KAFKA_PASSWORD and KAFKA_CA_FILE.
"""

import os
import ssl

from faststream.security import SASLScram512


def bootstrap_servers() -> str:
    """Return Kafka's addresses."""
    return os.environ["KAFKA_BOOTSTRAP_SERVERS"]


def security() -> SASLScram512:
    """Return the user, the password and the context of TLS for a broker of FastStream."""
    context = ssl.create_default_context(cafile=os.environ["KAFKA_CA_FILE"])
    return SASLScram512(os.environ["KAFKA_USER"], os.environ["KAFKA_PASSWORD"], context)


def java_properties() -> dict[str, str]:
    """Return the same for a producer of Kafka's own library."""
    module = "org.apache.kafka.common.security.scram.ScramLoginModule"
    user, password = os.environ["KAFKA_USER"], os.environ["KAFKA_PASSWORD"]
    return {
        "bootstrap.servers": bootstrap_servers(),
        "security.protocol": "SASL_SSL",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.jaas.config": f'{module} required username="{user}" password="{password}";',
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": os.environ["KAFKA_CA_FILE"],
    }
