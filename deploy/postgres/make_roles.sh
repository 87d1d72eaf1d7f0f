#!/bin/sh
# Run once, when the cluster is made: the owner, who migrates; the app and the public site, who may only what
# the owner grants them.
# The passwords are read by psql itself from the secret files, so that no process list shows them.
set -eu
SECRETS="${SECRETS:-/run/secrets}"
export SECRETS
psql -v ON_ERROR_STOP=1 --no-psqlrc --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\set owner_password `cat "$SECRETS/owner_password"`
\set app_password `cat "$SECRETS/app_password"`
\set public_password `cat "$SECRETS/public_password"`
CREATE ROLE portal_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'owner_password';
CREATE ROLE portal_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'app_password';
CREATE ROLE portal_public LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'public_password';
CREATE DATABASE portal OWNER portal_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE ALL ON DATABASE portal FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE portal TO portal_app;
GRANT CONNECT ON DATABASE portal TO portal_public;
SQL
