# Detection: what one event costs with all default rules, profiles and detectors, from the leaf's
# bytes on (the thread's own time), and on made-up homes of seeds that nothing was tuned by, how many
# alerts are right (precision) and how many attacks are found (recall). Sourced by run, which sets
# $root and finds the JDK.
set -euo pipefail

homes=${AICO_BENCH_HOMES:-40}
first=${AICO_BENCH_SEED:-900001}
rounds=${AICO_BENCH_ROUNDS:-5}
jdk=$(find_jdk)
work=$(mktemp -d "${TMPDIR:-/tmp}/aico-bench-detect.XXXXXX")
trap 'rm -rf "$work"' EXIT

echo "building audit-service with its tests" >&2
(cd "$root" && ./mvnw -B -q -DquickBuild -pl audit-service -am package -DskipTests \
  dependency:build-classpath -Dmdep.outputFile=target/test-class-path >&2)

/usr/bin/python3 - "$root/audit-service" "$jdk/bin/java" "$work" "$first" "$homes" "$rounds" <<'PY'
import json, subprocess, sys

module, java, work, first, homes, rounds = sys.argv[1:]
with open(f"{module}/target/test-class-path") as f:
    class_path = f"{module}/target/test-classes:{module}/target/classes:{f.read().strip()}"
# What the suite gives its services, with room for the made-up homes.
flags = ["-XX:+UseSerialGC", "-Xmx512m", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"]
command = [java, *flags, "-cp", class_path, "aico.audit.detect.DetectBench", work, first, homes, rounds]
done = subprocess.run(command, cwd=module, stdout=subprocess.PIPE, text=True, timeout=1800)
if done.returncode:
    sys.exit(f"detect: exit status {done.returncode}: {done.stdout}")
got = json.loads(done.stdout.splitlines()[-1])
ratios = {name: got[name] for name in ("us_per_event", "precision", "recall")}
targets = {"us_per_event": {"max": 10}, "precision": {"min": 0.95}, "recall": {"min": 0.95}}
holds = all(t.get("min", 0) <= ratios[k] <= t.get("max", 1e9) for k, t in targets.items())
print(json.dumps({"bench": "detect", "ratios": ratios, "targets": targets, "holds": holds,
                  "homes": int(homes), "first_seed": int(first), "alerts": got["alerts"],
                  "attacks": got["attacks"], "timed_events": got["timed_events"]}))
PY
