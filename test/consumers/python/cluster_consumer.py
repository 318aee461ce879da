"""Reads the messages of a case system from the topic of its cluster and prints a line of JSON for each.

The file given as --config holds settings of librdkafka, a line each: bootstrap.servers=..., group.id=..., and how
the client authenticates itself.
"""

import argparse
import hashlib
import json
import time

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition


def main():
    options = parse_options()
    inbox = Inbox()
    consumer = Consumer(settings(options.config))
    consumer.subscribe([options.topic])
    last = time.monotonic()
    try:
        while inbox.taken < options.messages and time.monotonic() < last + options.idle:
            record = consumer.poll(0.5)
            if record is None:
                continue
            if record.error():
                raise KafkaException(record.error())
            last = time.monotonic()
            # Others may share the topic; their messages are none of our business.
            if options.destination in (None, header(record, "nahtlos_destination")):
                inbox.take(record)
            commit(consumer, record)
    finally:
        consumer.close()


class Inbox:
    """What the case system has taken. In a real one this is a table, written in the transaction of the work itself."""

    def __init__(self):
        self._known = set()

    @property
    def taken(self):
        return len(self._known)

    def take(self, record):
        """Works on a message once, however often its record comes."""
        message_id = header(record, "nahtlos_message_id")
        if message_id in self._known:
            return
        # Here the XML would be handed to the case system: record.value(), byte for byte.
        print(json.dumps(line(record, message_id)), flush=True)
        self._known.add(message_id)


def commit(consumer, record):
    """Only after the work: what was not worked on before a crash comes again.

    A commit for each message is the simplest; one for every hundred is faster, and brings up to that many again.
    """
    following = TopicPartition(record.topic(), record.partition(), record.offset() + 1)
    try:
        consumer.commit(offsets=[following], asynchronous=False)
    except KafkaException as lost:
        # Another member has the partition now and gets the record again; it knows its id.
        moved = (
            KafkaError.ILLEGAL_GENERATION,
            KafkaError.UNKNOWN_MEMBER_ID,
            KafkaError.REBALANCE_IN_PROGRESS,
            KafkaError._ASSIGNMENT_LOST,
        )
        if lost.args[0].code() not in moved:
            raise


def settings(file):
    with open(file, encoding="utf-8") as lines:
        pairs = [line.strip().split("=", 1) for line in lines if "=" in line and not line.startswith("#")]
    return {
        **dict(pairs),
        # Nahtlos writes in transactions: without this, messages of aborted ones would be read too.
        "isolation.level": "read_committed",
        "enable.auto.commit": False,
        # A new group begins with what is there, not with what comes next.
        "auto.offset.reset": "earliest",
    }


def header(record, name):
    values = [value for key, value in record.headers() or [] if key == name]
    return values[-1].decode("utf-8") if values else ""


def line(record, message_id):
    return {
        "topic": record.topic(),
        "partition": record.partition(),
        "offset": record.offset(),
        "key": record.key().decode("utf-8"),
        "messageId": message_id,
        "type": header(record, "nahtlos_message_type"),
        "caseId": header(record, "nahtlos_case_id"),
        "test": header(record, "nahtlos_test") == "true",
        "size": len(record.value()),
        "sha256": hashlib.sha256(record.value()).hexdigest(),
    }


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", required=True, metavar="FILE")
    parser.add_argument("--topic", required=True, metavar="NAME")
    parser.add_argument("--destination", metavar="ID", help="take the messages of this destination alone")
    parser.add_argument("--messages", type=int, default=2**63, metavar="N", help="end after so many")
    parser.add_argument("--idle", type=float, default=31_536_000, metavar="SECONDS", help="end after nothing came for so long")
    return parser.parse_args()


if __name__ == "__main__":
    main()
