# shellcheck shell=bash
# What the scripts beside it share that start a PostgreSQL and a Redis of their own; to be sourced.

# The folder of initdb and postgres: in PATH, or where Debian keeps its newest.
postgres_binaries() {
  local found folder
  if found=$(command -v initdb) && command -v postgres >/dev/null; then
    dirname "$(readlink -f "$found")"
    return
  fi
  # shellcheck disable=SC2012 # Debian names them by numbers
  for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV); do
    if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then
      echo "$folder"
      return
    fi
  done
  return 1
}

redis_binary() {
  command -v redis-server || command -v valkey-server
}

# PostgreSQL refuses to run as root: prefixes a command in `as`, and names its user in `user`.
as=()
if [ "$(id -u)" = 0 ]; then
  user=nobody
  if id postgres >/dev/null 2>&1; then user=postgres; fi
  # shellcheck disable=SC2034 # for those who source this
  as=(runuser -u "$user" --)
fi

is_open() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# The first of so many ports in a row at which nobody listens.
free_port() {
  local port more
  for _ in $(seq 100); do
    port=$((20000 + RANDOM % 12000))
    for ((more = 0; more < $1; more++)); do
      if is_open $((port + more)); then continue 2; fi
    done
    echo "$port"
    return
  done
  return 1
}
