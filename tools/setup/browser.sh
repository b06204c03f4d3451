# shellcheck shell=bash
# Chromium, for the tests of the portal alone.

# browser_find -> MAYFLY_CHROMIUM, empty when there is none
browser_find() {
  local name
  if [[ -n ${MAYFLY_CHROMIUM:-} ]]; then
    [[ -x $MAYFLY_CHROMIUM ]] || die "MAYFLY_CHROMIUM is $MAYFLY_CHROMIUM, which is not a program; correct it or unset it."
    return
  fi
  for name in chromium google-chrome-stable google-chrome chromium-browser; do
    # What Ubuntu calls chromium is a snap, which sees no folder but a person's own.
    if MAYFLY_CHROMIUM=$(command -v "$name") && [[ $(readlink -f "$MAYFLY_CHROMIUM") != */snap* ]] \
      && ! grep -qsa -m1 /snap/bin/chromium "$MAYFLY_CHROMIUM"; then
      return
    fi
  done
  MAYFLY_CHROMIUM=
  for name in "$MAYFLY_CACHE"/tools/browser/chromium-*/chrome-linux*/chrome; do
    if [[ -x $name ]]; then MAYFLY_CHROMIUM=$name; fi
  done
}

browser_get() {
  if command -v apt-cache >/dev/null && can_be_root && apt_has chromium && ! browser_is_snap; then
    attempt "Installing the package chromium" apt_install chromium
  else
    attempt "Downloading Chromium, as Playwright packs it" browser_download
  fi
  browser_find
  [[ -n $MAYFLY_CHROMIUM ]] \
    || die "No Chromium for the tests of the portal: ${step_reason:-it could not be installed} (log: $step_log); install one and set MAYFLY_CHROMIUM."
}

browser_is_snap() { LC_ALL=C apt-cache show chromium 2>/dev/null | grep -qi 'snap'; }

browser_download() {
  lock browser
  room 2 "$MAYFLY_CACHE"
  can_be_root
  PLAYWRIGHT_BROWSERS_PATH=$MAYFLY_CACHE/tools/browser "$node/npx" --yes playwright@1.62.0 install --with-deps chromium
}
