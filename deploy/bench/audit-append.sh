# Durable events of 600 bytes per second into the audit trail: through CURVE, the outboxes of 1, 8
# and 64 producers, and the shipped audit-service, each event counted when its producer has heard
# that it is synced. Against the rate at which the same disk syncs appends of 600 bytes one by one,
# and against SQLite with synchronous=FULL and one event per transaction, with WAL or without,
# whichever is faster. Alternating, medians. Sourced by run, which sets $root and finds the JDK.
set -euo pipefail

rounds=${AICO_BENCH_ROUNDS:-3}
/usr/bin/python3 -c 'import sqlite3' 2>/dev/null \
  || { echo "audit-append: missing python3 with sqlite3: apt-get install python3" >&2; exit 1; }
jdk=$(find_jdk)
# Syncs are measured, so this is not a memory file system where the sources' disk is none.
work=$(mktemp -d "${AICO_BENCH_DISK:-/var/tmp}/aico-bench-append.XXXXXX")
trap 'rm -rf "$work"' EXIT

echo "building audit-service with its tests" >&2
(cd "$root" && ./mvnw -B -q -DquickBuild -pl audit-service -am package -DskipTests \
  dependency:build-classpath -Dmdep.outputFile=target/test-class-path >&2)

/usr/bin/python3 - "$root/audit-service" "$jdk/bin/java" "$work" "$rounds" <<'PY'
import json, os, shutil, sqlite3, statistics, subprocess, sys, time

module, java, work, rounds = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
EVENT = b"x" * 600
SECONDS = 3
EVENTS = {1: 150_000, 8: 300_000, 64: 300_000}
with open(f"{module}/target/test-class-path") as f:
    class_path = f"{module}/target/test-classes:{module}/target/classes:{f.read().strip()}"
# What the suite gives its services; here it packs all the producers.
flags = ["-XX:+UseSerialGC", "-Xmx1g", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"]

def fresh(name):
    folder = f"{work}/{name}"
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder)
    return folder

def rate(once):
    """Calls per second."""
    count, start = 0, time.monotonic()
    while time.monotonic() - start < SECONDS:
        once()
        count += 1
    return count / (time.monotonic() - start)

def sync():
    file = os.open(f"{fresh('sync')}/file", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    def once():
        os.write(file, EVENT)
        os.fdatasync(file)
    try:
        return rate(once)
    finally:
        os.close(file)

def sqlite(journal):
    base = sqlite3.connect(f"{fresh('sqlite')}/events.db", isolation_level=None)
    base.execute(f"PRAGMA journal_mode={journal}")
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE TABLE events (sequence INTEGER PRIMARY KEY, event BLOB NOT NULL)")
    try:
        # Without BEGIN each statement is a transaction.
        return rate(lambda: base.execute("INSERT INTO events (event) VALUES (?)", (EVENT,)))
    finally:
        base.close()

def ours(producers):
    command = [java, *flags, "-cp", class_path, "aico.audit.app.AppendBench",
               fresh("home"), str(producers), str(EVENTS[producers])]
    done = subprocess.run(command, cwd=module, stdout=subprocess.PIPE, text=True, timeout=900)
    if done.returncode:
        sys.exit(f"audit-append: exit status {done.returncode}: {done.stdout}")
    return float(done.stdout.split()[-1])

measures = {"sync": sync, "sqlite_wal": lambda: sqlite("WAL"), "sqlite_delete": lambda: sqlite("DELETE"),
            **{f"producers_{n}": lambda n=n: ours(n) for n in EVENTS}}
got = {name: [] for name in measures}
for round_ in range(rounds):
    for name, measure in measures.items():
        got[name].append(measure())
        print(f"{name} {round_ + 1}: {got[name][-1]:,.0f} events/s", file=sys.stderr)
per_second = {name: round(statistics.median(values)) for name, values in got.items()}
peer = max(("sqlite_wal", "sqlite_delete"), key=per_second.get)
ratios = {"vs_sync": round(per_second["producers_64"] / per_second["sync"], 2),
          "vs_sqlite": round(per_second["producers_64"] / per_second[peer], 2)}
targets = {"vs_sync": {"min": 10}, "vs_sqlite": {"min": 3}}
holds = all(ratios[k] >= t["min"] for k, t in targets.items())
print(json.dumps({"bench": "audit-append", "ratios": ratios, "targets": targets, "holds": holds,
                  "sqlite": peer, "per_second": per_second}))
PY
