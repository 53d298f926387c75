0
printf "client_id\n8148853\n" | tilores batch --op credit -q --as-of 2026-11-01
