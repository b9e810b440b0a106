# The bus against libzmq with CURVE, alternating: sockets of the factory (CURVE, ZAP handler and
# guard; like the peer's, the publisher waits rather than drops), and the connector as shipped.
# rtt_connector asks for what only takes power away: no token, no decision. records_512B hands the
# channel batches of 256; outbox and sync are the sender's, its receiver acknowledges from memory.
# Sourced by run, which sets $root and finds the JDK.
set -euo pipefail

for tool in cc /usr/bin/python3; do
  command -v "$tool" >/dev/null || { echo "bus: missing $tool: apt-get install gcc libzmq3-dev python3" >&2; exit 1; }
done
[ -f /usr/include/zmq.h ] || { echo "bus: missing zmq.h: apt-get install libzmq3-dev" >&2; exit 1; }
jdk=$(find_jdk)
work=$(mktemp -d /tmp/aico-bench-bus.XXXXXX)
trap 'rm -rf "$work"' EXIT

cc -O2 -o "$work/libzmq_peer" "$here/libzmq_peer.c" -lzmq
echo "building bus/zmq and bus/connector with their tests" >&2
(cd "$root" && ./mvnw -B -q -DquickBuild -pl bus/zmq,bus/connector -am package -DskipTests \
  dependency:build-classpath -Dmdep.outputFile=target/test-class-path >&2)

/usr/bin/python3 - "$root" "$jdk/bin/java" "$work/libzmq_peer" <<'PY'
import json, subprocess, sys

root, java, peer = sys.argv[1:]
ROUNDS = 3
# What the suite gives its services; the program around the connector's service also packages it.
flags = ["-XX:+UseSerialGC", "-Xms8m", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"]

def number(command, folder):
    done = subprocess.run([str(a) for a in command], cwd=folder, stdout=subprocess.PIPE, text=True, timeout=600)
    if done.returncode:
        sys.exit(f"bus: {command[0]}: exit status {done.returncode}: {done.stdout}")
    return float(done.stdout.split()[-1])

def program(module, name, heap):
    folder = f"{root}/bus/{module}"
    with open(f"{folder}/target/test-class-path") as f:
        class_path = f"{folder}/target/test-classes:{folder}/target/classes:{f.read().strip()}"
    return lambda *args: number([java, *flags, heap, "-cp", class_path, name, *args], folder)

sockets = program("zmq", "aico.bus.zmq.socket.SocketBench", "-Xmx40m")
connector = program("connector", "aico.bus.connector.it.ConnectorBench", "-Xmx512m")
libzmq = lambda *args: number([peer, *args], root)

def median(values):
    return sorted(values)[len(values) // 2]

def ratio(key, unit, ours, theirs):
    pairs = []
    for i in range(ROUNDS):
        a, b = ours(), theirs()
        pairs.append(a / b)
        print(f"{key} {i + 1}: ours {a:,.0f} {unit}, libzmq {b:,.0f} {unit}", file=sys.stderr)
    return round(median(pairs), 3)

ratios = {
    "events_4KiB": ratio("events_4KiB", "/s", lambda: sockets("events", 4096, 300_000), lambda: libzmq("events", 4096, 300_000)),
    "rtt_p50": ratio("rtt_p50", "us", lambda: sockets("rtt", 512, 50_000), lambda: libzmq("rtt", 512, 50_000)),
    "rtt_connector": ratio("rtt_connector", "us", lambda: connector("rtt", 20_000), lambda: libzmq("rtt", 512, 50_000)),
    "records_512B": ratio("records_512B", "/s", lambda: connector("records", 500_000), lambda: libzmq("events", 512, 500_000)),
}
targets = {"events_4KiB": {"min": 0.6}, "rtt_p50": {"max": 3}, "records_512B": {"min": 0.4}}
holds = all(t.get("min", 0) <= ratios[k] <= t.get("max", float("inf")) for k, t in targets.items())
print(json.dumps({"bench": "bus", "ratios": ratios, "targets": targets, "holds": holds}))
PY
