0
tilores credit client:8148853 --as-of 2026-11-01 -o csv
