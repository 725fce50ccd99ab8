#!/bin/sh
# Installs from Debian's packages what the tests need from the system, or says what to install.
set -eu

# A command and the packages that bring it. fabric-ca is built with cgo, for its SQLite; printed documents are read back
# by poppler's tools; the verification page is tested in Chromium, and tried in Firefox
# and in WebKit, which needs a screen that nobody sees.
missing=
for pair in 'gcc:gcc libc6-dev' 'pdftoppm:poppler-utils' 'chromium:chromium' 'firefox-esr:firefox-esr' \
  'WebKitWebDriver:webkit2gtk-driver' 'Xvfb:xvfb'; do
  command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done
# The S3-compatible server that the gateway's tests start comes from PyPI, into an environment of its own.
python3 -c 'import ensurepip, venv' >/dev/null 2>&1 || missing="$missing python3-venv"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
  echo "the tests need these packages: install them with: sudo apt-get install$missing" >&2
  exit 1
fi
echo "installing$missing" >&2
apt-get update -qq >&2
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2
