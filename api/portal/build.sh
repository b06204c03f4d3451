#!/bin/sh
# What Maven calls: it says what to do where there is no Node at all.
set -eu
if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
  echo "portal: the portal is built with Node 20.19 or later and npm, and there is none on PATH; ./mayfly setup gets one" >&2
  exit 1
fi
exec node build.mjs "$@"
