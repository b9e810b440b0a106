# Files in our vault against the same in stock gocryptfs, mounted by hand with -allow_other on a
# folder beside it on the same disk; alternating, medians. `sequential`: 512 MiB written, synced and
# read; `small_files`: 3,000 files of 4 KiB written and read; `pgbench`: transactions per second of
# PostgreSQL with its data in the vault. As root, as a server has it. Sourced by run, which sets $root.
set -euo pipefail

rounds=${AICO_BENCH_ROUNDS:-5}
[ "$(id -u)" = 0 ] || { echo "vault-io: run this as root: it makes a database user's vault" >&2; exit 1; }
if ! compgen -G '/usr/lib/postgresql/*/bin/pgbench' >/dev/null; then
  echo "vault-io: installing postgresql (apt-get install postgresql)" >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null
fi
. "$here/suite.bash"
launch_suite vault-io

mkdir -p "$work/stock/cipher" "$work/stock/mnt"
gocryptfs -init -q "$work/stock/cipher" <"$work/password" >/dev/null
gocryptfs -q -nosyslog -allow_other "$work/stock/cipher" "$work/stock/mnt" <"$work/password" >/dev/null

/usr/bin/python3 - "$("$root/aico" vault path home)" "$work/stock/mnt" "$rounds" <<'PY'
import glob, json, os, shutil, statistics, subprocess, sys, time

ours, stock, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
MIB, SEQUENTIAL_MIB, SMALL_FILES, PG_SECONDS = 1 << 20, 512, 3000, 10
chunk, small = os.urandom(MIB), os.urandom(4096)

def drop_caches():
    os.sync()
    try:
        with open("/proc/sys/vm/drop_caches", "w") as f:
            f.write("3")
    except OSError:
        pass  # A container may not; both sides then read from memory.

def sequential(folder):
    path = f"{folder}/sequential"
    start = time.monotonic()
    with open(path, "wb", buffering=0) as f:
        for _ in range(SEQUENTIAL_MIB):
            f.write(chunk)
        os.fsync(f.fileno())
    with open(path, "rb", buffering=0) as f:
        while f.read(MIB):
            pass
    seconds = time.monotonic() - start
    os.remove(path)
    return 2 * SEQUENTIAL_MIB / seconds

def small_files(folder):
    base = f"{folder}/small"
    os.mkdir(base)
    start = time.monotonic()
    for i in range(SMALL_FILES):
        with open(f"{base}/{i}", "wb", buffering=0) as f:
            f.write(small)
    for i in range(SMALL_FILES):
        with open(f"{base}/{i}", "rb", buffering=0) as f:
            f.read()
    seconds = time.monotonic() - start
    shutil.rmtree(base)
    return 2 * SMALL_FILES / seconds

# The vault belongs to root, and PostgreSQL does not run as root: within a user namespace of its
# own it is another user there and root outside, on both sides alike.
programs = os.path.dirname(sorted(glob.glob("/usr/lib/postgresql/*/bin/pgbench"))[-1])

def as_other(*command):
    line = ["unshare", "--user", "--map-user=1000", "--map-group=1000", *command]
    done = subprocess.run(line, capture_output=True, text=True, cwd="/", timeout=300)
    if done.returncode:
        sys.exit(f"vault-io: {' '.join(command)}: {done.stdout[-600:]} {done.stderr[-600:]}")
    return done.stdout

def database(folder, port):
    data = f"{folder}/pg"
    as_other(f"{programs}/initdb", "-U", "bench", "-A", "trust", "-D", data)
    start_database(folder, port)
    as_other(f"{programs}/createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "bench", "bench")
    as_other(f"{programs}/pgbench", "-i", "-q", "-s", "5", "-h", "127.0.0.1", "-p", str(port), "-U", "bench", "bench")

def start_database(folder, port):
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
    as_other(f"{programs}/pg_ctl", "-w", "-D", f"{folder}/pg", "-o", options, "-l", f"{folder}/pg.log", "start")

def stop_database(folder):
    as_other(f"{programs}/pg_ctl", "-w", "-m", "fast", "-D", f"{folder}/pg", "stop")

def pgbench(folder):
    out = as_other(f"{programs}/pgbench", "-c", "2", "-T", str(PG_SECONDS), "-h", "127.0.0.1",
                   "-p", str(ports[folder]), "-U", "bench", "bench")
    return float(next(l for l in out.splitlines() if l.startswith("tps")).split()[2])

base = int(os.environ["AICO_PORT_BASE"])
ports = {ours: base + 60, stock: base + 61}

def measure(name, work):
    got = {ours: [], stock: []}
    work(ours), work(stock)
    for round_ in range(rounds):
        for folder in ((ours, stock) if round_ % 2 == 0 else (stock, ours)):
            drop_caches()
            got[folder].append(work(folder))
    a, b = statistics.median(got[ours]), statistics.median(got[stock])
    print(f"{name}: ours {a:.0f}, stock {b:.0f}", file=sys.stderr)
    return round(a / b, 3)

ratios = {"sequential": measure("sequential MiB/s", sequential),
          "small_files": measure("small files/s", small_files)}
try:
    for folder in (ours, stock):
        database(folder, ports[folder])
    ratios["pgbench"] = measure("pgbench tps", pgbench)
finally:
    for folder in (ours, stock):
        if os.path.exists(f"{folder}/pg/postmaster.pid"):
            stop_database(folder)
targets = {name: {"min": 0.97} for name in ratios}
holds = all(ratios[k] >= t["min"] for k, t in targets.items())
print(json.dumps({"bench": "vault-io", "ratios": ratios, "targets": targets, "holds": holds}))
PY
