# How soon power that is taken away is gone, in the whole suite, without a peer: the targets are
# absolute.
# `revoke`: from the request of `aico integrator remove` to the frame that ends that integrator's
# stream, at a subscriber on libzmq. `lock`: from that of `aico lock` to the vault unmounted and its
# gocryptfs gone, while a program has a file in it open. Sent by a process that is connected: the
# command itself takes a JVM's start more. Sourced by run, which sets $root and finds the JDK.
set -euo pipefail

rounds=${AICO_BENCH_ROUNDS:-11}
/usr/bin/python3 -c 'import zmq' 2>/dev/null \
  || { echo "cutoff: missing python3-zmq: apt-get install python3-zmq" >&2; exit 1; }
jdk=$(find_jdk)
. "$here/suite.bash"
launch_suite cutoff

echo "building cli with its tests" >&2
(cd "$root" && ./mvnw -B -q -DquickBuild -pl cli -am package -DskipTests \
  dependency:build-classpath -Dmdep.outputFile=target/test-class-path >&2)

/usr/bin/python3 - "$root" "$jdk/bin/java" "$work" "$AICO_HOME" "$rounds" <<'PY'
import json, os, statistics, subprocess, sys, time
import zmq

root, java, work, home, rounds = *sys.argv[1:5], int(sys.argv[5])
aico, cli = f"{root}/aico", f"{root}/cli/target"
LIMIT_S = 60
with open(f"{cli}/test-class-path") as f:
    class_path = f"{cli}/test-classes:{cli}/classes:{f.read().strip()}"
requests = subprocess.Popen(
    [java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
     "-cp", class_path, "aico.cli.app.CutoffRequests", home],
    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

def run(*args):
    done = subprocess.run([aico, *args], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"cutoff: aico {' '.join(args)}: exit {done.returncode}: {done.stderr}")
    return done.stdout

def until(done):
    """The time, in milliseconds since 1970, at which that holds."""
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        if done():
            return time.time() * 1000
        time.sleep(0.001)
    sys.exit("cutoff: no end within a minute")

def took(request, done):
    """Milliseconds from the request until that holds, and until it was answered."""
    requests.stdin.write(request + "\n")
    requests.stdin.flush()
    start = requests.stdout.readline()
    end = until(done)
    answered = requests.stdout.readline()
    if not answered:
        sys.exit(f"cutoff: {request}: exit status {requests.wait()}")
    return end - int(start), int(answered) - int(start)

def revoke(round_):
    folder = f"{work}/reader-{round_}"
    run("integrator", "add", f"reader-{round_}", "--out", folder)
    with open(f"{folder}/integrator.json") as f:
        credential = json.load(f)
    socket = zmq.Context.instance().socket(zmq.DEALER)
    socket.curve_publickey = credential["public_key_z85"].encode()
    socket.curve_secretkey = credential["secret_key_z85"].encode()
    socket.curve_serverkey = credential["server_key_z85"].encode()
    socket.connect(credential["stream"])
    socket.send_multipart([b"open", b'{"v": 1, "from": "latest", "credit": 1000}'])

    def heard(kind):
        return bool(socket.poll(0)) and socket.recv_multipart()[0] == kind

    until(lambda: heard(b"heartbeat"))
    ms = took(f"remove reader-{round_}", lambda: heard(b"revoked"))
    socket.close(0)
    return ms

def is_mounted():
    with open("/proc/self/mountinfo") as f:
        return any(f" {home}/" in line for line in f)

def gocryptfs():
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline") as f:
                words = f.read().split("\0")
        except OSError:
            continue
        if "gocryptfs" in os.path.basename(words[0]) and any(w.startswith(home) for w in words):
            found.append(pid)
    return found

READER = "import sys, time\nf = open(sys.argv[1])\nprint(f.read(1), flush=True)\nwhile True: time.sleep(1)"

def lock():
    file = run("vault", "path", "home", "--mounted").strip() + "/read"
    with open(file, "w") as f:
        f.write("x" * 4096)
    pids = gocryptfs()
    if not is_mounted() or not pids:
        sys.exit("cutoff: the vault is not mounted")
    reader = subprocess.Popen(["/usr/bin/python3", "-c", READER, file], stdout=subprocess.PIPE)
    reader.stdout.read(1)
    ms = took(
        "lock", lambda: not is_mounted() and not any(os.path.exists(f"/proc/{pid}") for pid in pids))
    reader.kill()
    reader.wait()
    run("unlock", "--password-file", f"{work}/password")
    until(is_mounted)
    return ms

got = {"revoke": [], "lock": []}
for round_ in range(rounds):
    for name, ms in (("revoke", revoke(round_)), ("lock", lock())):
        got[name].append(ms)
        print(f"{name} {round_ + 1}: {ms[0]:.0f} ms, answered after {ms[1]}", file=sys.stderr)
requests.stdin.close()
requests.wait()

ms = {}
for name, values in got.items():
    for which, of in ((name, [v[0] for v in values]), (f"{name}_answered", [v[1] for v in values])):
        ms[which] = {"median": round(statistics.median(of)), "max": round(max(of))}
ratios = {f"{name}_s": round(ms[name]["max"] / 1000, 3) for name in got}
targets = {name: {"max": 1} for name in ratios}
holds = all(ratios[k] <= t["max"] for k, t in targets.items())
print(json.dumps({"bench": "cutoff", "ratios": ratios, "targets": targets, "holds": holds, "ms": ms}))
PY
