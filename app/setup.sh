# shellcheck shell=bash
# What app/run and tests/run share: finding and installing what is missing, and building one at a time. To be sourced,
# with $root set to the top of the tree. All talk goes to stderr: stdout belongs to the program.

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

fail() {
    say "$*"
    exit 1
}

# Prints the packages of the scopes given that are not installed.
missing_packages() {
    local package scope installed
    installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' 2>/dev/null | sed -n 's/ installed$//p' || true)
    while read -r package scope _; do
        [[ -z $package || $package == \#* || " $* " != *" $scope "* ]] && continue
        grep -qxF "$package" <<<"$installed" || printf '%s\n' "$package"
    done <"$root/app/packages.txt"
}

as_root() {
    if ((EUID == 0)); then
        "$@"
    else
        sudo "$@"
    fi
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 \
        install -y --no-install-recommends "${wanted[@]}" >&2
}

# install_packages PACKAGE...: says what and why, then does it.
install_packages() {
    local wanted=("$@") package
    command -v apt-get >/dev/null ||
        fail "missing: ${wanted[*]}. This is no Debian (there is no apt-get); install what corresponds to them"
    ((EUID == 0)) || { command -v sudo >/dev/null && sudo true; } ||
        fail "installing needs root, or sudo. As root: apt-get install --no-install-recommends ${wanted[*]}"
    say "installing ${#wanted[@]} Debian package(s):"
    for package in "${wanted[@]}"; do
        printf '  %-22s %s\n' "$package" "$(sed -n "/^$package /{s/.*# //p;q}" "$root/app/packages.txt")" >&2
    done
    # Old lists name packages that are gone from the servers, so the lists are fetched anew when the first try fails.
    if compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null && apt_install; then
        return
    fi
    as_root apt-get update >&2 || fail "apt-get update failed; see above"
    apt_install || fail "installing failed; see above. Wanted: ${wanted[*]}"
}

# need_packages SCOPE...
need_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

# One build at a time in a folder. The lock is not for the program that is started afterwards (see unlock_build).
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

# Whether build/PRESET was configured, here and with the presets as they are now.
is_configured() {
    local folder=$root/build/$1
    [[ -f $folder/build.ninja && ! $root/CMakePresets.json -nt $folder/build.ninja ]] &&
        grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"
}

# build_preset PRESET [TARGET...]: configures when that was not done yet, then builds; ninja configures again by itself
# when a CMake file has changed.
build_preset() {
    local preset=$1
    shift
    cd "$root"
    if ! is_configured "$preset"; then
        say "configuring build/$preset"
        cmake --preset "$preset" --fresh >&2
    fi
    ninja -C "build/$preset" "$@" >&2
}
