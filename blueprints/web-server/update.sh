#!/bin/bash
# Brings the website to the newest commit of its branch: into a folder of its own, which then takes the place of the old one at once.
# Whatever fails leaves the old one in its place, and this script with an exit code that is not 0.
set -euo pipefail
. /etc/website
export HOME=/root GIT_TERMINAL_PROMPT=0
cd /srv/website

say() { echo "$(date --utc +%FT%TZ) $*" | tee --append /var/log/website.log; }
point() { ln --symbolic "$1" next && mv --no-target-directory next current; }
answers() { curl --fail --silent --show-error --insecure --output /dev/null --max-time 10 --retry 3 --retry-all-errors \
  --resolve "$HOST:443:127.0.0.1" "https://$HOST/$DIRECTORY/"; }

# The role of the instance proves who asks. Links would lead out of the folder: they become plain files.
website() { git -c credential.helper='!aws codecommit credential-helper $@' -c credential.UseHttpPath=true -c core.symlinks=false "$@"; }

exec 9>/run/website.lock
flock 9 # two updates at a time would take each other's place
work=$(mktemp --directory)
trap 'code=$?; rm --recursive --force "$work" next; [ "$code" = 0 ] || say "update failed ($code)"' EXIT

newest=$(website ls-remote --exit-code -- "$REPOSITORY" "refs/heads/$BRANCH" | cut --fields 1)
old=$(readlink current || true)
if [ "$old" = "releases/$newest" ] || [ "$newest" = "$(cat refused 2>/dev/null)" ]; then exit 0; fi
website clone --quiet --depth 1 --single-branch --branch "$BRANCH" -- "$REPOSITORY" "$work/site"
commit=$(git -C "$work/site" rev-parse HEAD)
new=releases/$commit
[ "$old" != "$new" ] || exit 0

rm --recursive --force "$work/site/.git" "$new"
chmod --recursive u=rwX,go=rX "$work/site"
mkdir --parents releases
mv "$work/site" "$new"
point "$new"
if ! answers; then
  if [ -n "$old" ]; then point "$old"; else rm current; fi
  rm --recursive --force "$new"
  echo "$commit" > refused # not tried again: people would see it for a moment each time
  say "commit $commit does not answer at /$DIRECTORY/; still served: $old"
  exit 1
fi
say "commit $commit is served"
# The old one stays, to go back to by hand.
find releases -mindepth 1 -maxdepth 1 ! -path "$new" ! -path "$old" -exec rm --recursive --force {} +
