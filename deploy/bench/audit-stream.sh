# Replay of the audit trail to a subscriber on libzmq: events of 600 bytes through the shipped
# audit-service's stream, CURVE, credit and acknowledgements on, to a Python subscriber that counts
# them; against a plain CURVE stream of libzmq, PUSH to PULL, of as many messages of the same size,
# between two Python processes. Alternating, medians. Sourced by run, which sets $root and finds
# the JDK.
set -euo pipefail

rounds=${AICO_BENCH_ROUNDS:-5}
events=${AICO_BENCH_EVENTS:-300000}
/usr/bin/python3 -c 'import zmq' 2>/dev/null \
  || { echo "audit-stream: missing python3-zmq: apt-get install python3-zmq" >&2; exit 1; }
jdk=$(find_jdk)
work=$(mktemp -d "${AICO_BENCH_DISK:-/var/tmp}/aico-bench-stream.XXXXXX")
trap 'rm -rf "$work"' EXIT

echo "building audit-service with its tests" >&2
(cd "$root" && ./mvnw -B -q -DquickBuild -pl audit-service -am package -DskipTests \
  dependency:build-classpath -Dmdep.outputFile=target/test-class-path >&2)

/usr/bin/python3 - "$root/audit-service" "$jdk/bin/java" "$work" "$rounds" "$events" <<'PY'
import json, statistics, subprocess, sys, time
import zmq
from zmq.utils import z85

module, java, work, rounds, events = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
with open(f"{module}/target/test-class-path") as f:
    class_path = f"{module}/target/test-classes:{module}/target/classes:{f.read().strip()}"
service = subprocess.Popen(
    [java, "-Xmx256m", "--enable-native-access=ALL-UNNAMED", "-cp", class_path,
     "aico.audit.app.StreamBench", work, str(events)],
    cwd=module, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
line = service.stdout.readline().split()
if len(line) != 4:
    sys.exit(f"audit-stream: exit status {service.wait()}")
endpoint, server, public, secret = line[0], *(z85.encode(bytes.fromhex(key)) for key in line[1:])
context = zmq.Context()

def replay(batch):
    """Events per second, from the first to the last."""
    socket = context.socket(zmq.DEALER)
    socket.curve_publickey, socket.curve_secretkey, socket.curve_serverkey = public, secret, server
    socket.connect(endpoint)
    opening = {"v": 1, "from": "earliest", "credit": 1000}
    socket.send_multipart([b"open", json.dumps({**opening, "batch": True} if batch else opening).encode()])
    next_, start, acknowledged = 0, None, 0
    while next_ < events:
        kind, *rest = socket.recv_multipart()
        if kind == b"event" or kind == b"events":
            leaves = rest[1].split(b"\n") if kind == b"events" else [rest[1]]
            assert int(rest[0]) == next_
            start = start or time.monotonic()
            next_ += len(leaves)
            if next_ - acknowledged >= 64:
                socket.send_multipart([b"ack", b"%d" % (next_ - 1)])
                acknowledged = next_
    took = time.monotonic() - start
    socket.close(0)
    return events / took

SENDER = """
import sys, zmq
endpoint, server, public, secret, size, count = sys.argv[1:]
socket = zmq.Context().socket(zmq.PUSH)
socket.curve_publickey, socket.curve_secretkey, socket.curve_serverkey = public.encode(), secret.encode(), server.encode()
socket.connect(endpoint)
message = b"x" * int(size)
for _ in range(int(count)):
    socket.send(message)
"""

def plain(size):
    socket = context.socket(zmq.PULL)
    their_public, their_secret = zmq.curve_keypair()
    socket.curve_server, socket.curve_secretkey = True, their_secret
    port = socket.bind_to_random_port("tcp://127.0.0.1")
    sender = subprocess.Popen(["/usr/bin/python3", "-c", SENDER, f"tcp://127.0.0.1:{port}",
                               their_public.decode(), public.decode(), secret.decode(), str(size), str(events)])
    socket.recv()
    start = time.monotonic()
    for _ in range(events - 1):
        socket.recv()
    took = time.monotonic() - start
    sender.wait()
    socket.close(0)
    return (events - 1) / took

# A leaf is its record with the log's four attributes in front.
leaf_bytes = 600 + 150
got = {"batched": [], "single": [], "plain": []}
replay(True)
for round_ in range(rounds):
    for name, measure in (("plain", lambda: plain(leaf_bytes)), ("batched", lambda: replay(True)), ("single", lambda: replay(False))):
        got[name].append(measure())
        print(f"{name} {round_ + 1}: {got[name][-1]:,.0f} events/s", file=sys.stderr)
service.stdin.close()
service.wait()
per_second = {name: round(statistics.median(values)) for name, values in got.items()}
ratios = {"replay": round(per_second["batched"] / per_second["plain"], 2)}
targets = {"replay": {"min": 0.5}}
print(json.dumps({"bench": "audit-stream", "ratios": ratios, "targets": targets,
                  "holds": ratios["replay"] >= 0.5, "per_second": per_second}))
PY
