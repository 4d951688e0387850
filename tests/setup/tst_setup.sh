#!/usr/bin/env bash
# app/setup.sh, with stand-ins for the programs that install and build: what it calls, what it prints, and in which order.
#   tst_setup.sh ROOT_OF_THE_TREE
# shellcheck disable=SC2016,SC2317 # texts of the stand-ins; conditions that expect() calls
set -euo pipefail

source=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
failures=0

# expect TEXT CONDITION...: reports a condition that is false.
expect() {
    local text=$1
    shift
    "$@" && return
    printf 'FAILED: %s: %s\n' "$name" "$text"
    sed 's/^/    /' "$tree/stderr" | head -n 40
    failures=$((failures + 1))
}
printed() { grep -qE -- "$1" "$tree/stderr"; }
called() { grep -qE -- "$1" "$tree/calls"; }
not() { ! "$@"; }
lines() { (($(wc -l <"$tree/stderr") <= $1)); }
# before A B: the first line of the output that matches A comes before the first that matches B.
before() { [[ $(grep -nEm1 -- "$1" "$tree/stderr" | cut -d: -f1) -lt $(grep -nEm1 -- "$2" "$tree/stderr" | cut -d: -f1) ]]; }

# begin NAME: a new tree with a stand-in for each program; `program NAME <<…` replaces one.
begin() {
    name=$1
    tree=$folder/$name
    mkdir -p "$tree/app" "$tree/bin" "$tree/lists"
    cp "$source/app/setup.sh" "$source/app/packages.txt" "$tree/app/"
    : >"$tree/calls"
    program dpkg-query <<<'exit 0'
    program sudo <<<'echo "[sudo] password for you:" >&2; [[ $1 == true ]] || "$@"'
    program sleep <<<'exit 0'
    program cmake <<<'echo "-- Configuring done"'
    program apt-get <<<'exit 0'
    chmod -R a+rwX "$tree"
}
program() {
    { printf '#!/bin/bash\nprintf "%%s\\n" "%s $*" >>"%s/calls"\n' "$1" "$tree"; cat; } >"$tree/bin/$1"
    chmod 755 "$tree/bin/$1"
}

# run COMMANDS: with setup.sh sourced, as an ordinary user, so that sudo is needed. Without a sudo to become one, as this user.
run() {
    local as=()
    ((EUID != 0)) || as=(setpriv --reuid 12345 --regid 12345 --clear-groups)
    status=0
    "${as[@]}" env PATH="$tree/bin:$PATH" bash -c "set -euo pipefail; root=$tree; . $tree/app/setup.sh; $1" \
        </dev/null >"$tree/stdout" 2>"$tree/stderr" || status=$?
    expect 'nothing on stdout, which belongs to the program' test ! -s "$tree/stdout"
}

begin says_why_before_sudo_asks
run 'need_packages build'
expect 'exit 0' test "$status" = 0
expect 'the reason comes first' before 'sudo may ask for your password' 'password for you'
expect 'the packages come first' before '^  g\+\+ +compiles C\+\+20$' 'password for you'
expect 'it says that it takes time' printed 'takes some minutes'

begin installs_all_scopes_in_one_round
program node <<<'exit 1'
program npm <<<'exit 0'
run 'need_packages build test bench node'
expect 'exit 0' test "$status" = 0
expect 'one call' test "$(grep -c 'apt-get .* install ' "$tree/calls")" -le 2 # the second after an update
expect 'node, too' called 'apt-get .* install .* nodejs'
expect 'no npm, which is there' not called 'apt-get .* install .* npm( |$)'
expect 'none twice' test -z "$(grep -m1 'apt-get .* install ' "$tree/calls" | sed 's/.* install //' | tr ' ' '\n' | sort | uniq -d)"

begin wants_nothing_that_is_installed
program dpkg-query <<<"sed -nE 's/^([a-z0-9+.-]+) .*/\\1 installed/p' '$tree/app/packages.txt'"
run 'need_packages build'
expect 'exit 0' test "$status" = 0
expect 'no word' lines 0
expect 'no apt-get' not called apt-get

begin waits_for_the_lock
program apt-get <<<'n=$(grep -c ^apt-get "$0.calls" 2>/dev/null); echo apt-get >>"$0.calls"
((n < 3)) || exit 0
echo "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 17 (apt-get)"; exit 100'
run 'install_packages cmake'
expect 'exit 0' test "$status" = 0
expect 'it says so once' test "$(grep -c 'another program is using apt-get' "$tree/stderr")" = 1
expect 'it slept' called '^sleep 5'

begin gives_up_waiting
program apt-get <<<'echo "E: Could not get lock /var/lib/dpkg/lock-frontend"; exit 100'
run 'install_packages cmake'
expect 'exit 1' test "$status" = 1
expect 'it waited ten minutes at most' test "$(grep -c '^sleep 5' "$tree/calls")" -le 360

begin keeps_noise_in_the_log
program apt-get <<<'for i in $(seq 500); do echo "Unpacking package $i"; echo "pmstatus:p$i:$((i / 5)).0:Unpacking" >&3; done'
run 'install_packages cmake'
expect 'exit 0' test "$status" = 0
expect 'few lines' lines 20
expect 'with progress' printed 'installing: 7[0-9] of 100 %'
expect 'all in the log' test "$(grep -c '^Unpacking' "$tree/build/packages.log")" -ge 500

begin lets_scripts_of_packages_write
program apt-get <<<'python3 -c "import fcntl, os; fcntl.fcntl(3, fcntl.F_SETFL, os.O_NONBLOCK)"
for i in $(seq 30000); do echo "pmstatus:p:$((i % 100)).0:Configuring" >&3; printf "a long line of the script of a package, number %s\n" $i || exit 7; done 2>/dev/null'
run 'install_packages cmake'
expect 'exit 0' test "$status" = 0

begin names_the_log_of_a_failed_installation
program apt-get <<<'echo "E: Unable to locate package cmake"; exit 100'
run 'install_packages cmake'
expect 'exit 1' test "$status" = 1
expect 'the cause' printed 'E: Unable to locate package cmake'
expect 'the log' printed "whole output is in $tree/build/packages.log"

begin says_what_to_do_without_sudo
program sudo <<<'exit 1'
run 'need_packages build'
expect 'exit 1' test "$status" = 1
expect 'the command' printed 'without root run: apt-get install --no-install-recommends .*cmake'
expect 'no apt-get' not called apt-get

begin shows_the_progress_of_a_build
program ninja <<<'for i in $(seq 244); do echo "[$i/244] Building CXX object $i.o"; done'
run 'build_preset release signalbox'
expect 'exit 0' test "$status" = 0
expect 'few lines' lines 10
expect 'a line in the middle' printed 'building 122 of 244$'
expect 'a line at the end' printed 'building 244 of 244$'
expect 'it says that it takes time' printed 'takes some minutes'

begin shows_what_failed_in_a_build
program ninja <<<'echo "[1/3] Building a.o"
echo "FAILED: b.o"; echo "b.cpp:7: error: no such thing"; echo "[2/3] Building c.o"; echo "ninja: build stopped"; exit 1'
run 'build_preset release signalbox'
expect 'exit 1' test "$status" = 1
expect 'the error' printed '^b.cpp:7: error: no such thing'
expect 'not the other steps' not printed '^\[2/3\]'
expect 'the log' printed "whole output is in $tree/build/build-release.log"

begin shows_why_configuring_failed
program cmake <<<'echo "CMake Error: no Qt"; exit 1'
run 'build_preset release'
expect 'exit 1' test "$status" = 1
expect 'the cause' printed '^CMake Error: no Qt'

exit $((failures > 0))
