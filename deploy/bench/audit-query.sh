# Questions about ten million events of the audit trail, asked of the service's own parts under the
# flags that the suite gives it: opening until the first answer, the last 100 events of a principal
# and the count of an hour, warm, and the peak of the heap. Medians of 50 questions and of rounds.
# The log takes some 7 GB for the time of the run; fewer events with AICO_BENCH_EVENTS. Sourced by
# run, which sets $root and finds the JDK.
set -euo pipefail

rounds=${AICO_BENCH_ROUNDS:-3}
events=${AICO_BENCH_EVENTS:-10000000}
jdk=$(find_jdk)
work=$(mktemp -d "${AICO_BENCH_DISK:-/var/tmp}/aico-bench-query.XXXXXX")
trap 'rm -rf "$work"' EXIT

echo "building audit-service with its tests" >&2
(cd "$root" && ./mvnw -B -q -DquickBuild -pl audit-service -am package -DskipTests \
  dependency:build-classpath -Dmdep.outputFile=target/test-class-path >&2)

/usr/bin/python3 - "$root/audit-service" "$jdk/bin/java" "$work" "$rounds" "$events" <<'PY'
import json, os, statistics, subprocess, sys, time

module, java, work, rounds, events = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5]
with open(f"{module}/target/test-class-path") as f:
    class_path = f"{module}/target/test-classes:{module}/target/classes:{f.read().strip()}"
main = ["--enable-native-access=ALL-UNNAMED", "-cp", class_path, "aico.audit.storage.QueryBench"]
# What the suite gives its services.
service = ["-XX:+UseSerialGC", "-Xms8m", "-Xmx48m", "-Xss256k", "-XX:TieredStopAtLevel=1"]

start = time.monotonic()
subprocess.run([java, "-Xmx512m", *main, "make", work, events], check=True)
print(f"made the log and its index in {time.monotonic() - start:.0f} s", file=sys.stderr)
index_bytes = sum(os.path.getsize(f"{work}/index/{f}") for f in os.listdir(f"{work}/index"))
names = ("open_ms", "last100_ms", "count_ms", "heap_mb")
got = {name: [] for name in names}
for round_ in range(rounds):
    line = subprocess.run([java, *service, *main, "ask", work, events], check=True,
                          stdout=subprocess.PIPE, text=True).stdout
    for name, value in zip(names, line.split()):
        got[name].append(float(value))
    print(f"round {round_ + 1}: {line.strip()}", file=sys.stderr)
ratios = {name: statistics.median(values) for name, values in got.items()}
targets = {"open_ms": {"max": 1000}, "last100_ms": {"max": 50}, "count_ms": {"max": 50},
           "heap_mb": {"max": 128}}
holds = all(ratios[k] <= t["max"] for k, t in targets.items())
print(json.dumps({"bench": "audit-query", "ratios": ratios, "targets": targets, "holds": holds,
                  "events": int(events), "index_bytes_per_event": round(index_bytes / int(events), 1)}))
PY
