#!/bin/sh
# Starts the nginx that keeps files (nginx.conf of this folder) in EDGE, with SECRET filled in, and turns its log over once a
# day: yesterday's is kept beside it for whoever reads late, and older ones are gone, because they hold addresses.
set -eu

edge=${EDGE:-/srv/edge}
configuration=${CONFIGURATION:-/etc/vitrine/nginx.conf}

mkdir -p "$edge/temp"
(umask 077 && sed "s/default nginx; # SECRET/default ${VITRINE_EDGE_SECRET:?set it, letters and digits};/" "$configuration" > "$edge/nginx.conf")

(
    while sleep "${TURN_SECONDS:-86400}"; do
        mv "$edge/access.log" "$edge/access.log.1"
        nginx -p "$edge" -c nginx.conf -s reopen
    done
) &

exec nginx -p "$edge" -c nginx.conf -g 'daemon off;'
