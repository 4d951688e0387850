# shellcheck shell=bash
# A function shared by tests/run and tests/benchmarks/run: the node packages of the tests. To be sourced after app/setup.sh.

: "${root:?}" "${log:?}"

# need_node_modules FOLDER: those of a folder with a lock file. npm ci deletes node_modules first, so it runs only when the lock
# file has changed.
need_node_modules() {
    local tests=$root/$1
    has_program nodejs || fail "found node $(node --version), allowed: 18 or later"
    cmp -s "$tests/package-lock.json" "$tests/node_modules/.installed-lock.json" && return
    say "installing the node packages of $1"
    log_to npm
    npm --prefix "$tests" ci >>"$log" 2>&1 || fail_with_log "npm ci failed in $tests"
    cp "$tests/package-lock.json" "$tests/node_modules/.installed-lock.json"
}
