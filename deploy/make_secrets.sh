#!/bin/sh
# Writes every secret that docker-compose.yml names to a folder, each made at random, none overwritten.
# The certificate and its key are the deployer's: copy them there as tls_certificate.pem and tls_key.pem.
set -eu
folder="${1:-secrets}"
umask 077
mkdir -p "$folder"
chmod 700 "$folder"

keep() { # keep NAME VALUE: containers read these as other users, so only the folder is closed
    [ -s "$folder/$1" ] || printf '%s' "$2" > "$folder/$1"
    chmod 444 "$folder/$1"
}
random() { head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n'; }

keep postgres_password "$(random)"
keep owner_password "$(random)"
keep app_password "$(random)"
keep public_password "$(random)"
keep redis_password "$(random)"
keep secret_key "$(random)$(random)"
keep database_url "postgresql://portal_app:$(cat "$folder/app_password")@postgres:5432/portal"
keep database_owner_url "postgresql://portal_owner:$(cat "$folder/owner_password")@postgres:5432/portal"
keep database_public_url "postgresql://portal_public:$(cat "$folder/public_password")@postgres:5432/portal"
keep redis_url "redis://:$(cat "$folder/redis_password")@redis:6379/0"
echo "Secrets are in $folder; add tls_certificate.pem and tls_key.pem."
