# shellcheck shell=bash
# Functions shared by the run scripts: install missing packages, configure, build. To be sourced with $root set to the top
# of the tree. All messages go to stderr, because stdout belongs to the program that is started.

: "${root:?}"

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

fail() {
    say "$*"
    exit 1
}

# missing_packages SCOPE...: prints the packages of these scopes that are not installed.
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

# install_packages PACKAGE...: prints each package with its purpose, then installs all of them.
install_packages() {
    local wanted=("$@") package
    command -v apt-get >/dev/null ||
        fail "missing: ${wanted[*]}. There is no apt-get here; install the packages of your system that correspond to these"
    ((EUID == 0)) || { command -v sudo >/dev/null && sudo true; } ||
        fail "installing needs root, or sudo. As root: apt-get install --no-install-recommends ${wanted[*]}"
    say "installing ${#wanted[@]} Debian package(s):"
    for package in "${wanted[@]}"; do
        printf '  %-22s %s\n' "$package" "$(sed -n "/^$package /{s/.*# //p;q}" "$root/app/packages.txt")" >&2
    done
    # Outdated lists name versions that the servers no longer have, so the lists are updated when the first attempt fails.
    if compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null && apt_install; then
        return
    fi
    as_root apt-get update >&2 || fail "apt-get update failed; see above"
    apt_install || fail "installing failed; see above. Wanted: ${wanted[*]}"
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
    local preset=$1
    shift
    cd "$root" || return
    if ! is_configured "$preset"; then
        say "configuring build/$preset"
        cmake --preset "$preset" --fresh >&2
    fi
    ninja -C "build/$preset" "$@" >&2
}
