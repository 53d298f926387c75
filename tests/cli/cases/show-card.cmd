0
tilores show client:8148853 --as-of 2026-11-01
