0
# a model that would be asked and is gone in 10 days; one that is gone in 40 days is not told yet
model() { printf '{"models":[{"name":"old-one","provider":"ollama","default":true,"context":1000,"price":{},"retires_on":"%s","replaced_by":"new-one"}]}\n' "$(date -u -d "$1" +%F)" > models.json; }
printf '[llm]\ncatalogue = "%s/models.json"\n' "$PWD" > c.toml
export OLLAMA_BASE_URL=http://127.0.0.1:9/v1
model '+10 days'; tilores health --config c.toml --check models -o json | sed -E 's/[0-9]{4}-[0-9]{2}-[0-9]{2}/DAY/g' | grep -o 'old-one retires[^";]*'
model '+40 days'; tilores health --config c.toml --check models -o json | grep -c 'old-one retires'
tilores health --config c.toml --check models -o json | grep -o '"fix":"[^"]' | head -1
