# Sourced by ./aico and ./mvnw: finds a JDK of version 25 or newer, since the default `java` of a
# machine is often older than a JDK that stands beside it. Runs no java: a JDK tells its version in
# its `release` file.
#
#   find_jdk     prints the home of the first suitable JDK, or explains on standard error and fails
#   jdk_build    prints the exact build of the JDK in $1, which keys everything cached for it

AICO_JDK_MIN=25

# The value of key $2 in the release file of the JDK in $1.
jdk_release_value() {
  [ -r "$1/release" ] || return 1
  sed -n "s/^$2=\"\\(.*\\)\"\$/\\1/p" "$1/release" | head -n 1
}

jdk_build() {
  local build
  build=$(jdk_release_value "$1" JAVA_RUNTIME_VERSION) || return 1
  [ -n "$build" ] || build=$(jdk_release_value "$1" JAVA_VERSION)
  printf '%s\n' "$build"
}

# Is $1 the home of a JDK (with a compiler, not only a runtime) that is new enough?
jdk_suits() {
  local version major
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  version=$(jdk_release_value "$1" JAVA_VERSION) || return 1
  major=${version%%[!0-9]*}
  [ -n "$major" ] && [ "$major" -ge "$AICO_JDK_MIN" ]
}

# The home of the `java` that PATH finds, symbolic links followed.
jdk_of_path() {
  local java
  java=$(command -v java) || return 1
  java=$(jdk_real_path "$java") || return 1
  dirname "$(dirname "$java")"
}

# The file behind a chain of symbolic links (macOS has no `readlink -f` before 12.3).
jdk_real_path() {
  local path=$1 target hops=0
  while [ -L "$path" ] && [ "$hops" -lt 40 ]; do
    target=$(readlink "$path") || return 1
    case $target in
      /*) path=$target ;;
      *) path=$(dirname "$path")/$target ;;
    esac
    hops=$((hops + 1))
  done
  printf '%s/%s\n' "$(cd "$(dirname "$path")" && pwd -P)" "$(basename "$path")"
}

find_jdk() {
  local home candidate
  if [ -n "${JAVA_HOME:-}" ] && jdk_suits "$JAVA_HOME"; then
    printf '%s\n' "$JAVA_HOME"
    return 0
  fi
  if home=$(jdk_of_path) && jdk_suits "$home"; then
    printf '%s\n' "$home"
    return 0
  fi
  for candidate in \
    "${AICO_JVM_DIR:-/usr/lib/jvm}"/* \
    "${SDKMAN_DIR:-${HOME:-/nonexistent}/.sdkman}"/candidates/java/* \
    "${HOME:-/nonexistent}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if jdk_suits "$candidate"; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  {
    echo "aico: no JDK $AICO_JDK_MIN or newer found."
    echo "Looked at JAVA_HOME (${JAVA_HOME:-not set}), the java on PATH, ${AICO_JVM_DIR:-/usr/lib/jvm}, sdkman and ~/.jdks."
    echo "Install one (a package such as openjdk-25-jdk-headless or temurin-25-jdk), or set JAVA_HOME to it."
  } >&2
  return 1
}
