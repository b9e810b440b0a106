# The whole suite: seconds from `up` to healthy, memory at rest, memory while unlocking.
# Sourced by run, which sets $root. No peer: the targets are absolute.
set -euo pipefail

. "$here/suite.bash"
launch_suite up

/usr/bin/python3 - "$root/aico" "$work/password" <<'PY'
import json, subprocess, sys, threading, time

aico, password = sys.argv[1:]

def run(*args):
    done = subprocess.run([aico, *args], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"aico {' '.join(args)}: exit {done.returncode}: {done.stderr}")
    return done.stdout

def status():
    return json.loads(run("status", "--json"))

def rss_kib(pids):
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/status") as f:
            total += next(int(l.split()[1]) for l in f if l.startswith("VmRSS:"))
    return total

times = []
for round_ in range(3):
    run("down")
    start = time.monotonic()
    run("up")
    times.append(time.monotonic() - start)
    print(f"up {round_ + 1}: {times[-1]:.2f} s", file=sys.stderr)

print("30 s idle", file=sys.stderr)
time.sleep(30)
services = status()["services"]
for s in services:
    print(f"{s['name']:16} {s['pss_bytes'] / 1e6:7.1f} MB PSS", file=sys.stderr)
pss_mb = sum(s["pss_bytes"] for s in services) / 1e6

pids, peak, stop = [s["pid"] for s in services], 0, threading.Event()

def sample():
    global peak
    while not stop.is_set():
        peak = max(peak, rss_kib(pids))
        time.sleep(0.02)

sampler = threading.Thread(target=sample)
sampler.start()
run("unlock", "--password-file", password)
stop.set()
sampler.join()

seconds = sorted(times)[1]
ratios = {"seconds": round(seconds, 2), "pss_mb": round(pss_mb, 1), "peak_mb": round(peak * 1024 / 1e6, 1)}
targets = {"seconds": {"max": 10}, "pss_mb": {"max": 600}}
holds = all(ratios[k] <= t["max"] for k, t in targets.items())
print(json.dumps({"bench": "up", "ratios": ratios, "targets": targets, "holds": holds}))
PY
