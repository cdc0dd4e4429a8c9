"""Python `httpx-sse`: it leaves reconnecting to its user, so this does it with Last-Event-ID and the announced time."""

import json
import sys
import time

import httpx
from httpx_sse import connect_sse

last_event_id = ""
retry = 1000
while True:
    headers = {"Last-Event-ID": last_event_id} if last_event_id else {}
    try:
        with httpx.Client(trust_env=False, timeout=None) as client:
            with connect_sse(client, "GET", sys.argv[1], headers=headers) as source:
                for event in source.iter_sse():
                    if event.retry is not None:
                        retry = event.retry
                    if event.id:
                        last_event_id = event.id
                    if event.data:
                        line = {"lastEventId": last_event_id, "message": json.loads(event.data)}
                        print(json.dumps(line), flush=True)
        print("the body ended cleanly", file=sys.stderr)
        sys.exit(1)
    except httpx.TransportError as error:
        print(f"error {error}", file=sys.stderr)
    time.sleep(retry / 1000)
