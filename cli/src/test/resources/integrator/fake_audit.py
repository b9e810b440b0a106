#!/usr/bin/python3
"""A log in small that serves one audit.stream, honestly or not: fake_audit.py DIR HOW.

Writes the subscriber's files into DIR and prints 'ready'. HOW: honest, cut (fewer events than
before), rewritten (other events of the same number), forged (signed by another key), refused
(an error), revoked, replaced, old (another version), filtered (every second event), pruned (the first events gone), regrown (more events, but not on the old ones).
"""

import base64
import ctypes
import hashlib
import json
import os
import sys

import zmq
import zmq.utils.z85

ORIGIN = "fake.example/log"
sodium = ctypes.CDLL("libsodium.so.23")


def root(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = split(len(leaves))
    return hashlib.sha256(b"\x01" + root(leaves[:k]) + root(leaves[k:])).digest()


def split(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def consistency(m, leaves, whole=True):
    """RFC 6962, section 2.1.2."""
    if m == len(leaves):
        return [] if whole else [root(leaves)]
    k = split(len(leaves))
    if m <= k:
        return consistency(m, leaves[:k], whole) + [root(leaves[k:])]
    return consistency(m - k, leaves[k:], False) + [root(leaves[:k])]


def checkpoint(leaves, public, secret):
    text = "%s\n%d\n%s\ntime 2026-11-23T10:00:00Z\n" % (
        ORIGIN,
        len(leaves),
        base64.b64encode(root(leaves)).decode(),
    )
    signature = ctypes.create_string_buffer(64)
    message = text.encode()
    sodium.crypto_sign_detached(
        signature, None, message, ctypes.c_ulonglong(len(message)), secret
    )
    key_id = hashlib.sha256(ORIGIN.encode() + b"\n\x01" + public).digest()[:4]
    signed = base64.b64encode(key_id + signature.raw).decode()
    return text + "\n\u2014 %s %s\n" % (ORIGIN, signed)


def sign_keys(seed):
    public, secret = ctypes.create_string_buffer(32), ctypes.create_string_buffer(64)
    sodium.crypto_sign_seed_keypair(public, secret, bytes([seed]) * 32)
    return public.raw, secret.raw


def main():
    folder, how = sys.argv[1:]
    public, secret = sign_keys(1)
    key_id = hashlib.sha256(ORIGIN.encode() + b"\n\x01" + public).digest()[:4]
    with open(os.path.join(folder, "audit.pub"), "w") as file:
        vkey = base64.b64encode(b"\x01" + public).decode()
        file.write("%s+%s+%s\n" % (ORIGIN, key_id.hex(), vkey))

    count = {"cut": 3, "regrown": 12, "grown": 12}.get(how, 7)
    word = "other" if how in ("rewritten", "regrown") else "event"
    leaves = [json.dumps({word: i}).encode() for i in range(count)]
    if how == "forged":
        public, secret = sign_keys(2)
    note = checkpoint(leaves, public, secret)

    socket = zmq.Context.instance().socket(zmq.ROUTER)
    server_public, server_secret = zmq.curve_keypair()
    client_public, client_secret = zmq.curve_keypair()
    socket.curve_server = True
    socket.curve_secretkey = server_secret
    port = socket.bind_to_random_port("tcp://127.0.0.1")
    with open(os.path.join(folder, "integrator.json"), "w") as file:
        json.dump(
            {
                "version": 1,
                "stream": "tcp://127.0.0.1:%d" % port,
                "server_key": zmq.utils.z85.decode(server_public).hex(),
                "server_key_z85": server_public.decode(),
                "public_key_z85": client_public.decode(),
                "secret_key": zmq.utils.z85.decode(client_secret).hex(),
                "secret_key_z85": client_secret.decode(),
            },
            file,
        )
    print("ready", flush=True)

    acknowledged = 0
    while True:
        peer, kind, *rest = socket.recv_multipart()

        def tell(*frames):
            socket.send_multipart([peer] + [f if type(f) is bytes else f.encode() for f in frames])

        if kind == b"open":
            start = json.loads(rest[0])["from"]
            if start == "2026-11-01T12:00:00Z":
                start = 4
            start = {"cursor": acknowledged, "earliest": 0, "latest": count}.get(start, start)
            if how == "refused":
                tell("error", json.dumps({"code": "usage", "message": "from: no", "field": "from"}))
            elif how == "revoked":
                tell("revoked", "{}")
            elif how == "replaced":
                tell("replaced", "{}")
            elif how == "filtered":
                asked = json.loads(rest[0])
                assert (asked["class"], asked["severity"]) == ("vault.*", "medium"), asked
                for i in range(start, count, 2):
                    tell("event", str(i), leaves[i])
                tell("heartbeat", json.dumps({"head": count, "checkpoint": note}))
            elif how == "pruned":
                tell("pruned", json.dumps({"first": start, "last": 3}))
                for i in range(4, count):
                    tell("event", str(i), leaves[i])
                tell("heartbeat", json.dumps({"head": count, "checkpoint": note}))
            elif how == "old":
                tell("unsupported_version", "{}")
            else:
                # One alone, the others together, as who says batch takes them.
                batch = json.loads(rest[0]).get("batch", False)
                for i in range(start, min(start + 1, count) if batch else count):
                    tell("event", str(i), leaves[i])
                if batch and start + 1 < count:
                    tell("events", str(start + 1), b"\n".join(leaves[start + 1 :]))
                tell("caught_up", json.dumps({"head": count}))
                tell("heartbeat", json.dumps({"head": count, "checkpoint": note}))
        elif kind == b"ack":
            acknowledged = int(rest[0]) + 1
            print("ack %d" % acknowledged, flush=True)
        elif kind == b"proof":
            asked = json.loads(rest[0])
            hashes = consistency(asked["from"], leaves[: asked["to"]])
            asked["hashes"] = [base64.b64encode(h).decode() for h in hashes]
            tell("proof", json.dumps(asked))


main()
