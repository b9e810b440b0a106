# Mounting against stock gocryptfs with its default scrypt, alternating: from the request on the bus
# (its token, its decision and its records included) to the first byte read of a file in the vault.
# `first` is the first mount after an unlock, in which the 256 MiB derivation of the wrapping key
# takes place; `later` is any further one. Sourced by run, which sets $root and finds the JDK.
set -euo pipefail

rounds=${AICO_BENCH_ROUNDS:-11}
jdk=$(find_jdk)
. "$here/suite.bash"
launch_suite vault-mount

echo "building cli with its tests" >&2
(cd "$root" && ./mvnw -B -q -DquickBuild -pl cli -am package -DskipTests \
  dependency:build-classpath -Dmdep.outputFile=target/test-class-path >&2)

mkdir -p "$work/stock/cipher" "$work/stock/mnt"
gocryptfs -init -q "$work/stock/cipher" <"$work/password" >/dev/null
gocryptfs -q -nosyslog "$work/stock/cipher" "$work/stock/mnt" <"$work/password" >/dev/null
echo byte >"$work/stock/mnt/first"
fusermount3 -u "$work/stock/mnt"
echo byte >"$("$root/aico" vault path home)/first"

"$jdk/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
  -cp "$root/cli/target/test-classes:$root/cli/target/classes:$(cat "$root/cli/target/test-class-path")" \
  aico.cli.app.MountTimer "$AICO_HOME" "$work/password" home first \
  "$work/stock/cipher" "$work/stock/mnt" "$rounds" >"$work/medians"

/usr/bin/python3 - "$work/medians" <<'PY'
import json, sys

with open(sys.argv[1]) as f:
    ms = json.load(f)
ratios = {name: round(ms[f"{name}_ms"] / ms["stock_ms"], 3) for name in ("first", "later")}
targets = {"first": {"max": 2.5}, "later": {"max": 0.5}}
holds = all(ratios[k] <= t["max"] for k, t in targets.items())
print(json.dumps({"bench": "vault-mount", "ratios": ratios, "targets": targets, "holds": holds, "ms": ms}))
PY
