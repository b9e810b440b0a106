# One derivation of a master key, the whole process: the production class in a JVM against the
# `argon2` command with the same parameters, alternating.
# Sourced by run, which sets $root and finds the JDK.
set -euo pipefail

for tool in argon2 /usr/bin/python3; do
  command -v "$tool" >/dev/null || { echo "kdf: missing $tool: apt-get install argon2 python3" >&2; exit 1; }
done
"$root/aico" --version >&2
jdk=$(find_jdk)
# An AOT cache needs jars, not folders of classes.
class_path=$(echo "$root"/key-service/target/key-service-*.jar):$(echo "$root"/bus/crypto/target/bus-crypto-*.jar)
work=$(mktemp -d /tmp/aico-bench-kdf.XXXXXX)
trap 'rm -rf "$work"' EXIT
flags="-Xint -XX:+UseSerialGC -Xms8m -Xmx16m -Xss256k -XX:-UsePerfData --enable-native-access=ALL-UNNAMED"

/usr/bin/python3 - "$jdk/bin/java" "$flags" "$class_path" "$work" <<'PY'
import json, os, subprocess, sys, time

java, flags, class_path, work = sys.argv[1:]
salt = "00112233445566778899aabbccddeeff"
cache = work + "/derive.aot"
subprocess.run(
    [java, *flags.split(), "-XX:AOTCacheOutput=" + cache, "-cp", class_path, "aico.key.crypto.DeriveOnce", salt],
    input=b"training", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
ours = [java, *flags.split(), "-XX:AOTCache=" + cache, "-cp", class_path, "aico.key.crypto.DeriveOnce", salt]
peer = ["argon2", salt, "-id", "-t", "3", "-k", str(1 << 20), "-p", "4", "-l", "32", "-r"]

def run(command):
    """Seconds, peak KiB and output of one process."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    child.stdin.write(b"correct horse battery staple")
    child.stdin.close()
    out = child.stdout.read().decode().strip()
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{command[0]}: exit status {status}")
    return time.monotonic() - start, usage.ru_maxrss, out

def median(values):
    return sorted(values)[len(values) // 2]

run(ours), run(peer)
rounds = []
for i in range(5):
    a, b = run(ours), run(peer)
    if a[2] != b[2]:
        sys.exit(f"the keys differ: {a[2]} {b[2]}")
    rounds.append((a, b))
    print(f"round {i + 1}: ours {a[0]:.2f} s {a[1] // 1024} MiB, argon2 {b[0]:.2f} s {b[1] // 1024} MiB", file=sys.stderr)

ratios = {
    "time": round(median([a[0] / b[0] for a, b in rounds]), 3),
    "memory": round(median([a[1] / b[1] for a, b in rounds]), 3),
}
targets = {"time": {"max": 1.1}, "memory": {"max": 1.1}}
holds = all(ratios[k] <= t["max"] for k, t in targets.items())
print(json.dumps({"bench": "kdf", "ratios": ratios, "targets": targets, "holds": holds}))
PY
