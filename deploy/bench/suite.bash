# A home of its own for a benchmark, launched, with all of it removed at the end.
# Sourced by benchmarks; sets $work, $AICO_HOME, $AICO_PORT_BASE and the file $work/password.
launch_suite() {
  work=$(mktemp -d "/tmp/aico-bench-$1.XXXXXX")
  chmod 755 "$work"
  export AICO_HOME="$work/home" AICO_PORT_BASE="${AICO_BENCH_PORT_BASE:-18400}"
  trap remove_suite EXIT
  printf 'a password for the benchmark\n' >"$work/password"
  echo "first launch in $AICO_HOME" >&2
  "$root/aico" up --password-file "$work/password" --recovery-kit "$work/kit" >/dev/null
}

remove_suite() {
  mountpoint -q "$work/stock/mnt" 2>/dev/null && fusermount3 -u "$work/stock/mnt"
  "$root/aico" down >/dev/null 2>&1 || true
  for folder in "$AICO_HOME"/services/*; do
    [ -d "$folder" ] || continue
    user=$(stat -c %U "$folder")
    case "$user" in aico-*) userdel "$user" 2>/dev/null || true ;; esac
  done
  rm -rf "$work"
}
