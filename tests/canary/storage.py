"""Looks through a whole storage account, as a backup or an operator with read access would see it."""

from __future__ import annotations

from azure.data.tables import TableServiceClient
from azure.storage.queue import QueueServiceClient

from tests.canary.scan import Hit, Scanner

PEEKED = 32
"""As many messages as one look shows; a canary run leaves fewer."""


def scan_storage(scanner: Scanner, connection: str) -> list[Hit]:
    """Everything in the account's tables and queues that stands outside its owner. ``connection``: its string."""
    hits: list[Hit] = []
    with TableServiceClient.from_connection_string(connection) as tables:
        for table in tables.list_tables():
            with tables.get_table_client(table.name) as client:
                hits += scanner.rows(table.name, client.list_entities())
    with QueueServiceClient.from_connection_string(connection) as queues:
        for queue in queues.list_queues():
            with queues.get_queue_client(queue.name) as client:
                hits += scanner.messages(queue.name, [str(message.content) for message in client.peek_messages(PEEKED)])
    return hits
