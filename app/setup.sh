# shellcheck shell=bash
# Functions shared by the run scripts: install missing packages, configure, build. To be sourced with $root set to the top
# of the tree. All messages go to stderr, because stdout belongs to the program that is started.

: "${root:?}"

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

fail() {
    say "$*"
    exit 1
}

log=/dev/null

# log_to NAME: sends the output of the following steps to build/NAME.log, which messages of errors refer to.
log_to() {
    mkdir -p "$root/build"
    log=$root/build/$1.log
    : >"$log"
}

# progress TEXT: shows the lines "DONE TOTAL [UNIT]" of stdin as "TEXT DONE of TOTAL UNIT": on a terminal in one line that
# is overwritten, else as a line at the start and at each further quarter.
progress() {
    local text=$1 finished total unit shown=-1 written=
    while read -r finished total unit; do
        if [[ -t 2 ]]; then
            printf '\r%s: %s %s of %s ' "${0##*/}" "$text" "$finished" "$total${unit:+ $unit}" >&2
            written=1
        elif ((total > 0 && finished * 4 / total > shown)); then
            shown=$((finished * 4 / total))
            say "$text $finished of $total${unit:+ $unit}"
        fi
    done
    [[ -z $written ]] || printf '\n' >&2
}

# missing_packages SCOPE...: prints the packages of these scopes that are not installed. Those of scope node are wanted
# only where their program is missing.
missing_packages() {
    local package scope installed
    installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' 2>/dev/null | sed -n 's/ installed$//p' || true)
    while read -r package scope _; do
        [[ -z $package || $package == \#* || " $* " != *" $scope "* ]] && continue
        [[ $scope == node ]] && has_program "$package" && continue
        grep -qxF "$package" <<<"$installed" || printf '%s\n' "$package"
    done <"$root/app/packages.txt" | sort -u
}

has_program() {
    case $1 in
    nodejs) command -v node >/dev/null && node -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)' ;;
    *) command -v "$1" >/dev/null ;;
    esac
}

as_root() {
    if ((EUID == 0)); then
        "$@"
    else
        sudo "$@"
    fi
}

# apt_get TEXT ARGUMENT...: runs apt-get with the arguments. Its progress is shown with the text, its output goes to the log.
# Waits up to ten minutes for another apt-get: DPkg::Lock::Timeout does not apply to the lock of the package lists.
apt_get() {
    local text=$1 waited=0 status output=$root/build/apt.out fifo=$root/build/apt.status keep reader
    shift
    while :; do
        rm -f "$fifo"
        mkfifo "$fifo"
        exec {keep}<>"$fifo" # until apt-get has ended, the reader gets no end of file
        { apt_progress | progress "$text"; } <"$fifo" {keep}>&- &
        reader=$!
        status=0
        # The progress has a descriptor of its own, opened behind sudo, which passes none on: apt-get makes it non-blocking,
        # and what dpkg's scripts write to stdout would fail.
        # shellcheck disable=SC2016 # the inner shell expands them
        as_root env LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive sh -c 'exec apt-get "$@" 3>"$0"' "$fifo" \
            -o DPkg::Lock::Timeout=600 -o APT::Status-Fd=3 -o Dpkg::Use-Pty=0 "$@" \
            </dev/null >"$output" 2>&1 {keep}>&- || status=$?
        exec {keep}>&-
        wait "$reader"
        cat "$output" >>"$log"
        ((status != 0 && waited < 600)) || break
        grep -qE 'Could not get lock|Unable to lock' "$output" || break
        ((waited)) || say "another program is using apt-get, waiting up to ten minutes for it"
        sleep 5
        waited=$((waited + 5))
    done
    rm -f "$output" "$fifo"
    return "$status"
}

# Turns the status lines of apt-get, "dlstatus:number:percent:text" and "pmstatus:package:percent:text", into
# "percent 100%": downloads are the first half, unpacking and configuring the second.
apt_progress() {
    awk -F: '/^dlstatus:/ { print int($3 / 2), "100 %"; fflush() } /^pmstatus:/ { print int(50 + $3 / 2), "100 %"; fflush() }'
}

# fail_with_log TEXT: the first failed step of a build and what follows, or the end of the log, then the message.
fail_with_log() {
    if grep -q '^FAILED: ' "$log"; then
        sed -n '/^FAILED: /,$p' "$log" | grep -vE '^\[[0-9]+/[0-9]+\] ' | head -n 100 >&2
    else
        tail -n 20 "$log" >&2
    fi
    fail "$1; the whole output is in $log"
}

# install_packages PACKAGE...: prints each package with its purpose, then installs all of them.
install_packages() {
    local wanted=("$@") package install=(install -y --no-install-recommends)
    say "needs ${#wanted[@]} Debian package(s) that are not installed:"
    for package in "${wanted[@]}"; do
        printf '  %-36s %s\n' "$package" "$(sed -n "/^$package /{s/.*# //p;q}" "$root/app/packages.txt")" >&2
    done
    command -v apt-get >/dev/null ||
        fail "there is no apt-get here; install the packages of your system that correspond to these"
    if ((EUID != 0)); then
        command -v sudo >/dev/null ||
            fail "installing needs root, and there is no sudo. As root: apt-get install --no-install-recommends ${wanted[*]}"
        say "installing them needs root, so sudo may ask for your password; it runs apt-get and nothing else"
        sudo true || fail "without root run: apt-get install --no-install-recommends ${wanted[*]}"
    fi
    log_to packages
    say "installing them now, which takes some minutes"
    # Outdated lists name versions that the servers no longer have, so the lists are updated when the first attempt fails.
    if compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null && apt_get "installing:" "${install[@]}" "${wanted[@]}"; then
        return
    fi
    apt_get "updating the package lists:" update || fail_with_log "apt-get update failed"
    apt_get "installing:" "${install[@]}" "${wanted[@]}" || fail_with_log "installing failed. Wanted: ${wanted[*]}"
}

# need_packages SCOPE...: installs the packages of these scopes that are missing.
need_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

# lock_build PRESET: allows one build at a time in build/PRESET. Call unlock_build before starting a program that is to
# run longer than the build, because it would inherit the lock.
lock_build() {
    mkdir -p "$root/build"
    exec {build_lock}>"$root/build/.lock-$1"
    if ! flock -n "$build_lock"; then
        say "another build is running, waiting for it"
        flock "$build_lock"
    fi
}

unlock_build() {
    exec {build_lock}>&-
}

# is_configured PRESET: whether build/PRESET was configured in this tree, and after the last change of the presets.
is_configured() {
    local folder=$root/build/$1
    [[ -f $folder/build.ninja && ! $root/CMakePresets.json -nt $folder/build.ninja ]] &&
        grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"
}

# build_preset PRESET [TARGET...]: configures if needed, then builds. When a CMake file has changed, ninja itself configures
# again.
build_preset() {
    local preset=$1 status
    shift
    cd "$root" || return
    log_to "build-$preset"
    if ! is_configured "$preset"; then
        say "configuring build/$preset"
        cmake --preset "$preset" --fresh >>"$log" 2>&1 || fail_with_log "configuring build/$preset failed"
        say "building build/$preset, which takes some minutes the first time"
    fi
    set +e
    NINJA_STATUS='[%f/%t] ' ninja -C "build/$preset" "$@" 2>&1 | tee -a "$log" |
        sed -un 's/^\[\([1-9][0-9]*\)\/\([0-9]*\)\] .*/\1 \2/p' | progress "building"
    status=${PIPESTATUS[0]}
    set -e
    ((status == 0)) || fail_with_log "building build/$preset failed"
}
