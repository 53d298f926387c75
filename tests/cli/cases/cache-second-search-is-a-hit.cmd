0
# own store
tilores load --sample -q 2>/dev/null >/dev/null
for p in "email:dburnemrick0@example.com" "email:DBURNEMRICK0@example.com" "entity:7f1bc6b2-819d-8acb-af19-79c0de55cf80"; do tilores search $p -o json | grep -o "\"cache\":\"[a-z0-9]*\"" | tr a-z A-Z; done; tilores cache verify -o csv; tilores cache clear --yes -q >/dev/null; tilores search email:dburnemrick0@example.com --cached-only >/dev/null 2>&1; echo $?
