#!/bin/sh
# Egypt sends one document to Morocco, and Morocco opens and acknowledges it, with curl and openssl. Node serves only to verify ES256.
# Explained in journey-with-curl.md. With `npm start` running, in the same folder:  sh docs/journey-with-curl.sh [FILE]
set -eu
umask 077
endpoints=${EXCHANGE_ENDPOINTS:-.rehearsal/endpoints.json}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# The first text field of that name in the JSON on standard input.
field() {
  found=$(grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4)
  [ -n "$found" ] || fail "the answer has no $1"
  printf '%s' "$found"
}

# curl, that fails with the whole refusal.
ask() {
  : >"$work/answer"
  status=$(curl -sS -o "$work/answer" -w '%{http_code}' "$@") || fail 'the line broke'
  case $status in
    2??) cat "$work/answer" ;;
    *) fail "refused with $status: $(cat "$work/answer")" ;;
  esac
}

# Tokens and assertions stand in files (-H @FILE): whoever lists processes sees no secret.
ask_json() {
  who=$1 body=$2
  shift 2
  printf '%s' "$body" >"$work/body"
  ask -H "@$work/$who" -H 'content-type: application/json' --data-binary "@$work/body" "$@"
}

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
sha256() { openssl dgst -sha256 -r "$1" | cut -d ' ' -f 1; }

# statement FILE [COUNTRY]: the payload of a compact JWS, once its signature holds. The directory holds by the key in its own header (compare
# its fingerprint with the operator), everything else by a key that the directory gives for that country.
statement() {
  node -e '
    const { readFileSync } = require("node:fs");
    const { verify } = require("node:crypto");
    const [file, directory, country] = process.argv.slice(1);
    const [head, payload, signature] = readFileSync(file, "utf8").trim().split(".");
    const { alg, kid, jwk } = JSON.parse(Buffer.from(head, "base64url"));
    const members = country ? JSON.parse(readFileSync(directory, "utf8")).members : [];
    const keys = country ? members.find((one) => one.country === country).signingKeys : [{ kid, jwk }];
    const key = { key: keys.find((one) => one.kid === kid)?.jwk, format: "jwk", dsaEncoding: "ieee-p1363" };
    if (alg !== "ES256" || !key.key || !verify("sha256", `${head}.${payload}`, key, Buffer.from(signature, "base64url"))) {
      throw new Error("the signature does not hold");
    }
    process.stdout.write(Buffer.from(payload, "base64url"));
  ' "$1" "$work/directory.json" "${2:-}"
}

# What the directory says of a country: desk, issuer, clientId, scope.
member() { tr '{' '\n' <"$work/directory.json" | sed -n "/\"country\":\"$1\"/,/\"signingKeys\"/p"; }

# sign_in COUNTRY PERSON: authorization code with PKCE, through the provider's form. Leaves the header with the token in the file COUNTRY.
sign_in() {
  redirect=http://localhost:8976/callback
  curl -sS "$(member "$1" | field issuer)/.well-known/openid-configuration" >"$work/provider"
  tr '{' '\n' <"$endpoints" | grep "\"username\":\"$2\"" | field password >"$work/password"
  client=$(member "$1" | field clientId)
  state=$(openssl rand 16 | base64url)
  openssl rand 32 | base64url >"$work/verifier"
  challenge=$(openssl dgst -sha256 -binary "$work/verifier" | base64url)
  jar="$work/cookies-$1"
  form=$(curl -sS -L -c "$jar" -b "$jar" -o "$work/page" -w '%{url_effective}' -G "$(field authorization_endpoint <"$work/provider")" \
    -d response_type=code -d code_challenge_method=S256 -d "code_challenge=$challenge" -d "state=$state" \
    --data-urlencode "client_id=$client" --data-urlencode "redirect_uri=$redirect" --data-urlencode "scope=$(member "$1" | field scope)")
  grep -q '<form' "$work/page" || fail 'the provider showed no form'
  next=$(curl -sS -c "$jar" -b "$jar" -o "$work/page" -w '%{redirect_url}' \
    --data-urlencode "username=$2" --data-urlencode "password@$work/password" "$form")
  for hop in 1 2 3 4 5; do
    case $next in "$redirect?"*) break ;; '') fail 'user name or password refused' ;; esac
    next=$(curl -sS -c "$jar" -b "$jar" -o "$work/page" -w '%{redirect_url}' "$next")
  done
  case "$next&" in "$redirect?"*"state=$state&"*) ;; *) fail 'the provider answered another question' ;; esac
  printf '%s' "$next" | sed 's/.*[?&]code=\([^&]*\).*/\1/' >"$work/code"
  ask -d grant_type=authorization_code --data-urlencode "client_id=$client" --data-urlencode "redirect_uri=$redirect" \
    --data-urlencode "code@$work/code" --data-urlencode "code_verifier@$work/verifier" \
    "$(field token_endpoint <"$work/provider")" >"$work/tokens"
  printf 'authorization: Bearer %s' "$(field access_token <"$work/tokens")" >"$work/$1"
  say "Signed in for $1: $2"
}

# Egypt's word to Morocco that this person may ask about this dispatch.
assert_person() {
  assertion=$(ask_json EG '{}' "$egypt/dispatches/$dispatch/assertions" | field assertion)
  printf 'liaison-assertion: %s' "$assertion" >"$work/assertion"
}

# wait_for STATE COMMAND...: asks until the dispatch is in that state.
wait_for() {
  wanted=$1
  shift
  for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    "$@" >"$work/$wanted"
    if grep -q "\"state\":\"$wanted\"" "$work/$wanted"; then return; fi
    sleep 1
  done
  fail "the dispatch did not become $wanted"
}

show_deposit() { ask -H "@$work/assertion" "$morocco/deposits/$dispatch"; }
show_dispatch() { ask -H "@$work/$1" "$2/dispatches/$dispatch"; }

# --- the document
document=${1:-$work/request.txt}
[ $# -gt 0 ] || say 'Please hear the witness.' >"$document"
[ -f "$document" ] || fail "no file $document"
name=$(basename "$document")
case $name in *[\"\\]*) fail 'a name without quotation marks and backslashes, please' ;; esac
size=$(wc -c <"$document" | tr -d ' ')
hash=$(sha256 "$document")

# --- 1. the directory
[ -f "$endpoints" ] || fail "no $endpoints: start the rehearsal with npm start"
ask "$(field directory <"$endpoints")" >"$work/directory.jws"
statement "$work/directory.jws" >"$work/directory.json"
egypt=$(member EG | field desk)
morocco=$(member MA | field desk)
limit=$(grep -o '"singlePutMaxBytes":[0-9]*' "$work/directory.json" | cut -d : -f 2)
[ "$size" -le "$limit" ] || fail "at most $limit bytes here: larger documents travel in parts"

# --- 2. Egypt's magistrate signs in and has the manifest signed
sign_in EG liaison.eg
draft=$(printf '{"to":"MA","case":"EG-2026-000123","legalBasis":{"instrument":"riyadh-1983"},"urgency":"routine",%s}' \
  "\"documents\":[{\"number\":1,\"name\":\"$name\",\"sizeBytes\":$size,\"sha256\":\"$hash\"}]")
ask_json EG "$draft" "$egypt/dispatches" >"$work/signed"
dispatch=$(field dispatchId <"$work/signed")
field manifest <"$work/signed" >"$work/manifest.jws"
statement "$work/manifest.jws" EG >"$work/manifest.json"
say "Dispatch $dispatch: manifest signed by EG"

# --- 3. Morocco's desk takes the manifest; it is its own credential
printf 'accept: application/json' >"$work/anybody"
ask_json anybody "{\"manifest\":\"$(cat "$work/manifest.jws")\"}" "$morocco/deposits" >"$work/accepted"
field receipt <"$work/accepted" >"$work/receipt.jws"
say "Receipt of MA: $(statement "$work/receipt.jws" MA | field event)"

# --- 4. the upload link, and the bytes, with exactly the headers that were signed
assert_person
ask_json assertion '{}' "$morocco/deposits/$dispatch/documents/1/links" >"$work/link"
{
  printf 'url = "%s"\n' "$(field url <"$work/link")"
  sed 's/.*"headers":{\([^}]*\)}.*/\1/' "$work/link" | tr ',' '\n' | sed 's/^"\(.*\)":"\(.*\)"$/header = "\1: \2"/'
} >"$work/put.conf"
ask -K "$work/put.conf" -T "$document"
say "Put $size bytes into the drop box of MA"

# --- 5. the arrival receipt
wait_for available show_deposit
say 'Arrived'

# --- 6. Morocco's magistrate finds it in the inbox
sign_in MA liaison.ma
ask -H "@$work/MA" "$morocco/dispatches?box=in" >"$work/inbox"
entry=$(tr '{' '\n' <"$work/inbox" | grep "\"dispatchId\":\"$dispatch\"") || fail 'the inbox does not show the dispatch'
say "Inbox of MA: $dispatch $(printf '%s' "$entry" | field case) $(printf '%s' "$entry" | field state)"

# --- 7. a one-time token buys one link, for one version of one document
token=$(ask_json MA '{}' "$morocco/dispatches/$dispatch/documents/1/token" | field token)
ask_json MA "{\"token\":\"$token\"}" "$morocco/dispatches/$dispatch/documents/1/link" >"$work/download"
printf 'url = "%s"\n' "$(field url <"$work/download")" >"$work/get.conf"
ask -K "$work/get.conf" >"$work/received"
promised=$(field sha256 <"$work/manifest.json")
[ "$(sha256 "$work/received")" = "$promised" ] || fail 'the bytes are not those of the manifest'
[ "$promised" = "$hash" ] || fail 'the manifest is not about the bytes that were sent'
say "Opened: SHA-256 $promised, as in the manifest"

# --- 8. the read stands in CloudTrail and becomes a receipt; then a person takes note
wait_for opened show_dispatch MA "$morocco"
ask_json MA '{"fileNumber":"MA-77"}' "$morocco/dispatches/$dispatch/acknowledgement" >"$work/acknowledgement"
field receipt <"$work/acknowledgement" >"$work/receipt.jws"
say "Acknowledged: $(statement "$work/receipt.jws" MA | field by)"

# --- 9. Egypt fetches every receipt, verifies it, and keeps it at home
assert_person
show_deposit >"$work/deposit"
sed 's/.*"receipts":\[\([^]]*\)\].*/\1/' "$work/deposit" | tr -d '"' | tr ',' '\n' >"$work/receipts"
of_manifest=$(sha256 "$work/manifest.jws")
while read -r receipt || [ -n "$receipt" ]; do
  printf '%s' "$receipt" >"$work/receipt.jws"
  statement "$work/receipt.jws" MA >"$work/receipt.json"
  [ "$(field manifestSha256 <"$work/receipt.json")" = "$of_manifest" ] || fail 'a receipt for another manifest'
  ask_json EG "{\"receipt\":\"$receipt\"}" "$egypt/dispatches/$dispatch/receipts" >"$work/stored"
  say "Receipt kept by EG: $(field event <"$work/receipt.json") $(field issuedAt <"$work/receipt.json")"
done <"$work/receipts"
show_dispatch EG "$egypt" >"$work/outbox"
say "State in the outbox of EG: $(field state <"$work/outbox")"
