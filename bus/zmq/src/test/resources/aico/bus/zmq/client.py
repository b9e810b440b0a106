#!/usr/bin/python3
"""A client written from bus/PROTOCOL.md alone: one request, one subscription, one trail of records.

usage: client.py STATE_FOLDER
"""

import hashlib
import json
import os
import struct
import sys

import zmq
from zmq.utils import z85

state = sys.argv[1]
with open(os.path.join(state, "bundle.json"), encoding="utf-8") as file:
    bundle = json.load(file)
with open(os.path.join(state, "curve.key"), encoding="ascii") as file:
    magic, digits = file.read().split("\n")[:2]
assert magic == "aico-curve-key 1"
secret = z85.encode(bytes.fromhex(digits))
context = zmq.Context()


def connect(kind, topic):
    entry = bundle["topics"][topic]
    socket = context.socket(kind)
    socket.linger = 0
    socket.rcvtimeo = 10_000
    socket.curve_secretkey = secret
    socket.curve_publickey = zmq.curve_public(secret)
    socket.curve_serverkey = z85.encode(bytes.fromhex(entry["server_key"]))
    if kind == zmq.SUB:
        socket.subscribe(b"")
    socket.connect(entry["endpoint"])
    return socket


# Requests.
socket = connect(zmq.DEALER, "vault.requests")
correlation = os.urandom(16)
header = struct.pack(">BBH16sI", 1, 1, 0, correlation, 5_000)
socket.send_multipart([header, b"vault.mount", b'{"name":"home"}', b"", b""])
reply = socket.recv_multipart()
assert len(reply) == 5, reply
version, kind, zero, echoed, deadline = struct.unpack(">BBH16sI", reply[0])
assert (version, kind, zero, echoed, deadline) == (1, 2, 0, correlation, 0), reply
assert reply[1] == b"vault.mount"
print(json.dumps({"reply": json.loads(reply[2]), "token": reply[3].decode(), "sealed": reply[4].hex()}))

header = struct.pack(">BBH16sI", 1, 1, 0, os.urandom(16), 5_000)
socket.send_multipart([header, b"vault.mount", b'{"name":"home","x":1}', b"", b""])
reply = socket.recv_multipart()
assert reply[0][1] == 3, reply
print(json.dumps({"error": json.loads(reply[2])}))

# Events.
socket = connect(zmq.SUB, "vault.events")
while True:
    event_type, header, body = socket.recv_multipart()
    version, incarnation, sequence = struct.unpack(">B16sQ", header[:25])
    assert version == 1
    if event_type != b"heartbeat":
        print(json.dumps({"event": event_type.decode(), "sequence": sequence, "body": json.loads(body)}))
        break

# Records.
socket = connect(zmq.DEALER, "vault.records")
records = [b"first", b"second", b""]
incarnation = os.urandom(16)
head = bytes(32)
for record in records:
    head = hashlib.sha256(head + record).digest()
prefix = struct.pack(">BBH16s", 1, 1, 0, incarnation)
socket.send(prefix + struct.pack(">Q32sQ32s", 0, bytes(32), len(records), head))
welcome = socket.recv()
assert welcome[:20] == struct.pack(">BBH16s", 1, 2, 0, incarnation)
acknowledged, credit = struct.unpack(">QI", welcome[20:])
assert acknowledged == 0 and credit >= 262_144
header = struct.pack(">BBH16sQI", 1, 3, 0, incarnation, 1, len(records))
socket.send_multipart([header, b"".join(struct.pack(">I", len(r)) + r for r in records)])
ack = socket.recv()
assert ack[:20] == struct.pack(">BBH16s", 1, 4, 0, incarnation)
print(json.dumps({"acknowledged": struct.unpack(">Q", ack[20:28])[0], "head": head.hex()}))
