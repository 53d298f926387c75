#!/usr/bin/env python3
"""A Tilores-like service that answers each search the same after a fixed time, however many come at once; token and schema
come at once.
  slow_service.py DELAY_MS              prints its port, then serves until it is ended (loopback only)
  slow_service.py --print search|schema prints that answer"""
import asyncio, json, sys

SCALARS = {"FIRST_NAME": "String", "LAST_NAME": "String", "EMAIL": "String", "PHONE_EXTERNAL": "String", "CLIENT_ID": "String"}


def named(name, kind="SCALAR"):
    return {"kind": kind, "name": name}


def kind_of(kind, name, fields):
    return {"kind": kind, "name": name, "inputFields" if kind == "INPUT_OBJECT" else "fields": [
        {"name": field, "args": [], "type": of if isinstance(of, dict) else named(of)} for field, of in fields.items()]}


SCHEMA = {"data": {"__schema": {"queryType": {"name": "Query"}, "mutationType": None, "types": [
    kind_of("OBJECT", "Query", {"search": named("SearchOutput", "OBJECT"), "entity": named("EntityOutput", "OBJECT"), "entityByRecord": named("EntityOutput", "OBJECT")}),
    kind_of("OBJECT", "SearchOutput", {"entities": named("Entity", "OBJECT")}), kind_of("OBJECT", "EntityOutput", {"entity": named("Entity", "OBJECT")}),
    kind_of("OBJECT", "Entity", {"id": "ID", "hits": "Hits", "records": named("Record", "OBJECT")}), kind_of("OBJECT", "Record", {"id": "ID", **SCALARS}),
    kind_of("INPUT_OBJECT", "SearchInput", {"parameters": named("SearchParams", "INPUT_OBJECT")}), kind_of("INPUT_OBJECT", "EntityInput", {"id": "ID"}),
    kind_of("INPUT_OBJECT", "EntityByRecordInput", {"id": "ID"}), kind_of("INPUT_OBJECT", "SearchParams", SCALARS)]}}}
FOUND = {"data": {"search": {"entities": [{"id": "ent-0001", "hits": {}, "records": [
    {"id": "rec-1", "FIRST_NAME": "Ada", "LAST_NAME": "Example", "EMAIL": "ada@example.com", "PHONE_EXTERNAL": "+12125550101"}]}]}}}


if sys.argv[1] == "--print":
    print(json.dumps({"search": FOUND, "schema": SCHEMA}[sys.argv[2]]))
    sys.exit()
delay = float(sys.argv[1]) / 1000


def answer(body):
    text = json.dumps(body).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(text) + text


ANSWERS = {"search": answer(FOUND), "schema": answer(SCHEMA), "token": answer({"access_token": "t", "token_type": "Bearer", "expires_in": 3600})}


class Connection(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.buffer = transport, b""

    def data_received(self, data):
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end].lower()
            at = head.find(b"content-length:")
            size = int(head[at + 15:].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self.buffer) < end + 4 + size:
                return
            body, self.buffer = self.buffer[end + 4:end + 4 + size], self.buffer[end + 4 + size:]
            if b"/oauth2/token" in head.split(b"\r\n", 1)[0]:
                self.transport.write(ANSWERS["token"])
            elif b"__schema" in body:
                self.transport.write(ANSWERS["schema"])
            else:
                loop.call_later(delay, self.transport.write, ANSWERS["search"])


loop = asyncio.new_event_loop()
server = loop.run_until_complete(loop.create_server(Connection, "127.0.0.1", 0, backlog=1024))
print(server.sockets[0].getsockname()[1], flush=True)
loop.run_forever()
