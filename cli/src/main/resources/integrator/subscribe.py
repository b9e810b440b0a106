#!/usr/bin/python3
"""Follows the audit trail: prints one CloudEvent (JSON) per line, the past first, then live.

Needs only libzmq's Python binding (Debian: python3-zmq) and libsodium, which libzmq itself uses.
The credential (integrator.json) and the log's public key (audit.pub) stand beside this file.

Each printed event is acknowledged, and the next run goes on behind the last acknowledged one and
those that --class and --severity passed over. One run at a time: a second one ends the first. The
log's signed checkpoints are verified, and each against the one before: a log that was cut back or
rewritten since is a fork, and ends this with exit code 1. Both signed checkpoints are kept as
evidence; as long as they stand there, so does every later run.

exit codes: 0 done - 1 fork, bad signature, revoked, refused - 2 usage - 5 not reachable
"""

import argparse
import base64
import ctypes
import ctypes.util
import hashlib
import json
import os
import re
import sys
import time

import zmq

CREDIT = 1000  # events under way at once
ACK_EVERY = 250  # events between acknowledgements while catching up
SILENCE_S = 10  # heartbeats come every second
FIRST_CONTACT_S = 30  # a wrong or removed credential is never answered
CHECKPOINT_WAIT_S = 10  # with --count: how long to wait for a checkpoint to verify
ROOT_BYTES = 32
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)")


class Failure(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def say(line):
    print("subscribe: " + line, file=sys.stderr, flush=True)


# --- checkpoints ---------------------------------------------------------------------------------


class Verifier:
    """Checks notes (C2SP signed-note) with the key of audit.pub: name+hex+base64(0x01 || key)."""

    def __init__(self, vkey):
        try:
            self.name, _, encoded = vkey.strip().split("+", 2)
            raw = base64.b64decode(encoded, validate=True)
        except ValueError:
            raise Failure(2, "audit.pub: no verifier key")
        if len(raw) != 33 or raw[0] != 1:
            raise Failure(2, "audit.pub: no Ed25519 key")
        self.key = raw[1:]
        hashed = hashlib.sha256(self.name.encode() + b"\n" + raw).digest()
        self.key_id = hashed[:4]
        self.sodium = load_sodium()

    def open(self, note):
        """The size and root of a checkpoint, or Failure."""
        text, found, signatures = note.rpartition("\n\n")
        if not found:
            raise Failure(1, "checkpoint: no signature")
        text += "\n"
        if not any(self.signed(line, text) for line in signatures.splitlines()):
            raise Failure(1, "checkpoint: not signed by " + self.name)
        lines = text.split("\n")
        if len(lines) < 4 or lines[0] != self.name:
            raise Failure(1, "checkpoint: of another log")
        root = base64.b64decode(lines[2], validate=True)
        if not lines[1].isdigit() or len(root) != ROOT_BYTES:
            raise Failure(1, "checkpoint: malformed")
        return int(lines[1]), root

    def signed(self, line, text):
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != "\u2014" or parts[1] != self.name:
            return False
        raw = base64.b64decode(parts[2], validate=True)
        if raw[:4] != self.key_id or len(raw) != 4 + 64:
            return False
        message = text.encode()
        return (
            self.sodium.crypto_sign_verify_detached(
                raw[4:], message, ctypes.c_ulonglong(len(message)), self.key
            )
            == 0
        )


def load_sodium():
    for name in ("libsodium.so.23", ctypes.util.find_library("sodium")):
        try:
            if name:
                return ctypes.CDLL(name)
        except OSError:
            pass
    raise Failure(2, "libsodium is missing (Debian: libsodium23)")


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def consistent(first, second, first_root, second_root, proof):
    """Whether the second tree extends the first: RFC 9162, section 2.1.4.2."""
    if first == second:
        return not proof and first_root == second_root
    if first == 0:
        return not proof and first_root == hashlib.sha256(b"").digest()
    if first > second or not proof:
        return False
    path = list(proof)
    if first & (first - 1) == 0:
        path.insert(0, first_root)
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return fr == first_root and sr == second_root and sn == 0


class Memory:
    """The last verified size and root, and the note that says so, in a file replaced whole."""

    def __init__(self, path):
        self.path = path
        self.size, self.root, self.note = 0, hashlib.sha256(b"").digest(), None
        self.evidence = path + ".fork"
        if os.path.exists(self.evidence):
            raise Failure(
                1, "FORK: found before, see %s; move it away once you know why" % self.evidence
            )
        try:
            with open(path) as file:
                saved = json.load(file)
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:
            raise Failure(2, "%s: cannot be read: %s" % (path, error))
        if not isinstance(saved, dict) or saved.get("version") != 1:
            raise Failure(2, "%s: version: expected: 1" % path)
        try:
            self.size = int(saved["size"])
            self.root = base64.b64decode(saved["root"], validate=True)
            self.note = saved.get("note")
        except (KeyError, ValueError, TypeError):
            raise Failure(2, "%s: size, root: damaged" % path)

    def save(self, size, root, note):
        self.size, self.root, self.note = size, root, note
        encoded = base64.b64encode(root).decode()
        replace(self.path, {"version": 1, "size": size, "root": encoded, "note": note})

    def keep_evidence(self, what, shown):
        replace(self.evidence, {"version": 1, "fork": what, "seen": self.note, "shown": shown})


def replace(path, content):
    draft = path + ".new"
    with open(draft, "w") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)


# --- the stream ----------------------------------------------------------------------------------


class Subscriber:
    def __init__(self, credential, verifier, memory, start, count, wanted, confirms):
        self.confirms = confirms
        self.credential, self.verifier, self.memory = credential, verifier, memory
        self.start, self.count = start, count
        self.wanted = wanted  # class and severity, where not everything is
        self.next = None  # the sequence to go on from after a break
        self.printed, self.unacknowledged = 0, 0
        self.last = None  # the last printed sequence
        self.proving = None  # the checkpoint a proof was asked for: size, root, note
        self.verified = False
        self.reached = False

    def connect(self):
        socket = zmq.Context.instance().socket(zmq.DEALER)
        socket.curve_publickey = self.credential["public_key_z85"].encode()
        socket.curve_secretkey = self.credential["secret_key_z85"].encode()
        socket.curve_serverkey = self.credential["server_key_z85"].encode()
        socket.linger = 1000
        socket.connect(self.credential["stream"])
        return socket

    def run(self):
        while True:
            self.socket = self.connect()
            try:
                self.proving = None
                start = self.start if self.next is None else self.next
                opening = {"v": 1, "from": start, "credit": CREDIT, "batch": True}
                self.send("open", json.dumps({**opening, **self.wanted}))
                if self.follow():
                    return
            finally:
                self.socket.close()
            say("nothing heard for %d s: connecting again" % SILENCE_S)

    def follow(self):
        """True when all that was asked for is done; False when the line went silent."""
        done_at = None
        while True:
            if self.count is not None and self.printed >= self.count:
                self.acknowledge()
                done_at = done_at or time.monotonic()
                waited = time.monotonic() - done_at
                if self.verified or waited > CHECKPOINT_WAIT_S:
                    if not self.verified:
                        say("no checkpoint came to verify")
                    return True
            patience = SILENCE_S if self.reached else FIRST_CONTACT_S
            if not self.socket.poll(1000 if done_at else patience * 1000):
                if done_at:
                    continue
                if not self.reached:
                    raise Failure(5, "no answer: is the suite up, the integrator still listed?")
                self.acknowledge()
                return False
            self.reached = True
            self.handle(self.socket.recv_multipart())

    def handle(self, frames):
        kind = frames[0]
        if kind == b"event":
            self.event(int(frames[1]), frames[2])
        elif kind == b"events":
            for number, leaf in enumerate(frames[2].split(b"\n"), int(frames[1])):
                self.event(number, leaf)
        elif kind == b"caught_up":
            self.acknowledge()
        elif kind == b"pruned":
            said = json.loads(frames[1])
            say("events %d to %d are no longer in the log" % (said["first"], said["last"]))
            self.next = max(self.next or 0, said["last"] + 1)
        elif kind == b"heartbeat":
            self.acknowledge()
            self.checkpoint(json.loads(frames[1]).get("checkpoint", ""))
        elif kind == b"proof":
            self.proof(json.loads(frames[1]))
        elif kind == b"erase":
            said = json.loads(frames[1])
            say(
                "ERASED: forget the names in events up to %d that have %s in opened or sealed"
                % (said["up_to"], said["subject"])
            )
            if self.confirms:
                self.send("erased", said["subject"])
        elif kind == b"error":
            said = json.loads(frames[1])
            code = 2 if said.get("field") in ("class", "severity") else 1
            raise Failure(code, "refused: %s" % said.get("message", said.get("code")))
        elif kind == b"revoked":
            raise Failure(1, "this integrator was removed, or has another credential now")
        elif kind == b"replaced":
            raise Failure(1, "another subscriber has opened the stream with this credential")
        elif kind == b"unsupported_version":
            raise Failure(1, "the service speaks another version of the stream")
        # Anything else is of a newer service, for a newer subscriber.

    def event(self, sequence, leaf):
        if self.count is not None and self.printed >= self.count:
            return
        due = self.next if self.next is not None else sequence
        if sequence < due or (sequence > due and not self.wanted):
            raise Failure(1, "event %d came where %d was due" % (sequence, due))
        sys.stdout.buffer.write(leaf + b"\n")
        self.printed += 1
        self.last, self.next = sequence, sequence + 1
        self.unacknowledged += 1
        if self.unacknowledged >= ACK_EVERY:
            self.acknowledge()

    def acknowledge(self):
        """Only what has left this process is acknowledged."""
        sys.stdout.buffer.flush()
        if self.unacknowledged:
            self.send("ack", str(self.last))
            self.unacknowledged = 0

    def checkpoint(self, note):
        if not note or self.proving:
            return
        size, root = self.verifier.open(note)
        if size < self.memory.size:
            self.fork("the log has %d events, it had %d" % (size, self.memory.size), note)
        if size == self.memory.size:
            if root != self.memory.root:
                self.fork("another root over the same %d events" % size, note)
            self.verified = True
        elif self.memory.size == 0:
            self.memory.save(size, root, note)
            self.verified = True
        else:
            self.proving = (size, root, note)
            self.send("proof", json.dumps({"from": self.memory.size, "to": size}))

    def proof(self, said):
        if not self.proving:
            return
        size, root, note = self.proving
        hashes = [base64.b64decode(h, validate=True) for h in said["hashes"]]
        if not consistent(self.memory.size, size, self.memory.root, root, hashes):
            what = "%d events do not extend the %d seen before" % (size, self.memory.size)
            self.fork(what, note)
        self.memory.save(size, root, note)
        self.proving, self.verified = None, True

    def fork(self, what, shown):
        self.memory.keep_evidence(what, shown)
        raise Failure(
            1,
            "FORK: %s. The log was cut back or rewritten; both signed checkpoints are in %s"
            % (what, self.memory.evidence),
        )

    def send(self, *frames):
        self.socket.send_multipart([frame.encode() for frame in frames])


def read_credential(path):
    try:
        with open(path) as file:
            credential = json.load(file)
    except (OSError, ValueError) as error:
        raise Failure(2, "%s: cannot be read: %s" % (path, error))
    if credential.get("version") != 1:
        raise Failure(2, "%s: version: expected: 1" % path)
    return credential


def main():
    here = os.path.dirname(os.path.realpath(__file__))
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--from",
        dest="start",
        metavar="WHERE",
        default="cursor",
        help="a sequence number, a time (2026-11-01T12:00:00Z), earliest, latest, or cursor (behind"
        " the last acknowledged; default)",
    )
    parser.add_argument(
        "--class",
        dest="kind",
        metavar="CLASS",
        help="only these: an OCSF class (3002, authentication), a code (vault.mounted), or all of a"
        " kind (vault.*)",
    )
    parser.add_argument(
        "--severity",
        metavar="LEVEL",
        help="at least: informational, low, medium, high, critical",
    )
    parser.add_argument(
        "--confirm-erasures",
        action="store_true",
        help="say of each erasure that is told here that what you keep of these events is forgotten;"
        " give it only where that is so",
    )
    parser.add_argument("--count", type=int, metavar="N", help="end after N events")
    parser.add_argument(
        "--state",
        metavar="FILE",
        default=os.path.join(here, "last-checkpoint.json"),
        help="keeps the last verified size and root (default: beside this file)",
    )
    options = parser.parse_args()
    start = options.start
    if start.isdigit():
        start = int(start)
    elif start not in ("cursor", "earliest", "latest") and not TIME.fullmatch(start):
        parser.error("--from: a number, a time such as 2026-11-01T12:00:00Z, earliest, latest, cursor")
    wanted = {}
    if options.kind is not None:
        wanted["class"] = int(options.kind) if options.kind.isdigit() else options.kind
    if options.severity is not None:
        wanted["severity"] = options.severity
    if options.count is not None and options.count < 1:
        parser.error("--count: at least 1")
    try:
        with open(os.path.join(here, "audit.pub")) as file:
            verifier = Verifier(file.read())
        credential = read_credential(os.path.join(here, "integrator.json"))
        memory = Memory(options.state)
        Subscriber(
            credential, verifier, memory, start, options.count, wanted, options.confirm_erasures
        ).run()
    except Failure as failure:
        sys.stdout.flush()
        say(str(failure))
        return failure.code
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            # The reader has gone; nothing unprinted was acknowledged.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        say(str(error))
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
