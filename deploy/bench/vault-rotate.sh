# `aico vault rotate`, verification and all, against `cp -a` between two stock gocryptfs mounts of
# the same files on the same disk; alternating, medians of bytes per second. Sourced by run, which
# sets $root and $here.
set -euo pipefail

rounds=${AICO_BENCH_ROUNDS:-5}
. "$here/suite.bash"
launch_suite vault-rotate

for side in from to; do
  mkdir -p "$work/$side/cipher" "$work/$side/mnt"
  gocryptfs -init -q "$work/$side/cipher" <"$work/password" >/dev/null
  gocryptfs -q -nosyslog "$work/$side/cipher" "$work/$side/mnt" <"$work/password" >/dev/null
done
end_stock() {
  for side in from to; do
    mountpoint -q "$work/$side/mnt" && fusermount3 -u "$work/$side/mnt"
  done
  remove_suite
}
trap end_stock EXIT

/usr/bin/python3 - "$root/aico" "$("$root/aico" vault path home)" "$work/from/mnt" "$work/to/mnt" "$rounds" <<'PY'
import json, os, shutil, statistics, subprocess, sys, time

aico, ours, stock, target = sys.argv[1:5]
rounds = int(sys.argv[5])
MIB, BIG_FILES, SMALL_FILES, SMALL_BYTES = 1 << 20, 29, 3000, 32 << 10

def fill(folder):
    os.mkdir(f"{folder}/tree")
    for i in range(BIG_FILES):
        with open(f"{folder}/tree/big{i}", "wb") as f:
            for _ in range(32):
                f.write(os.urandom(MIB))
    for i in range(SMALL_FILES):
        os.makedirs(f"{folder}/tree/{i % 30}", exist_ok=True)
        with open(f"{folder}/tree/{i % 30}/{i}", "wb") as f:
            f.write(os.urandom(SMALL_BYTES))

BYTES = BIG_FILES * 32 * MIB + SMALL_FILES * SMALL_BYTES
fill(ours)
fill(stock)

def drop_caches():
    os.sync()
    try:
        with open("/proc/sys/vm/drop_caches", "w") as f:
            f.write("3")
    except OSError:
        pass  # A container may not; both sides then read from memory.

def rotate():
    subprocess.run([aico, "vault", "rotate", "home"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

def copy():
    subprocess.run(["cp", "-a", f"{stock}/tree", f"{target}/tree"], check=True)

seconds = {rotate: [], copy: []}
for round_ in range(rounds):
    for work in ((rotate, copy) if round_ % 2 == 0 else (copy, rotate)):
        drop_caches()
        start = time.monotonic()
        work()
        seconds[work].append(time.monotonic() - start)
        if work is copy:
            shutil.rmtree(f"{target}/tree")
a, b = (BYTES / MIB / statistics.median(seconds[work]) for work in (rotate, copy))
print(f"MiB/s: rotate {a:.0f}, cp -a {b:.0f}", file=sys.stderr)
ratios = {"rotate": round(a / b, 3)}
targets = {"rotate": {"min": 0.6}}
holds = all(ratios[k] >= t["min"] for k, t in targets.items())
print(json.dumps({"bench": "vault-rotate", "ratios": ratios, "targets": targets, "holds": holds}))
PY
