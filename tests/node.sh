# shellcheck shell=bash
# Functions shared by tests/run and tests/benchmarks/run: node and the packages of the integration tests. To be sourced
# after app/setup.sh.

: "${root:?}"

has_node() {
    command -v node >/dev/null && node -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)'
}

need_node() {
    local wanted=()
    has_node || wanted+=(nodejs)
    command -v npm >/dev/null || wanted+=(npm)
    ((${#wanted[@]} == 0)) || install_packages "${wanted[@]}"
    has_node || fail "found node $(node --version), allowed: 18 or later"
}

# npm ci deletes node_modules first, so it runs only when the lock file has changed.
need_node_modules() {
    local tests=$root/tests/integration
    cmp -s "$tests/package-lock.json" "$tests/node_modules/.installed-lock.json" && return
    say "installing the node packages of the integration tests (the WebSocket client ws)"
    npm --prefix "$tests" ci >&2 || fail "npm ci failed in $tests; see above"
    cp "$tests/package-lock.json" "$tests/node_modules/.installed-lock.json"
}
