// usage: node validate.mjs SDL OPERATIONS.jsonl — judges each {"features","query","variables"} by graphql-js against the
// newest schema or, for "recorded", the one of an older instance. Exit 1 when any is invalid.
import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate, getVariableValues, specifiedRules } from 'graphql';
import { makeSchema } from './src/schema.mjs';

const [, , sdl, operations] = process.argv;
const text = readFileSync(sdl, 'utf8');
const schemas = {
  newest: buildSchema(text),
  recorded: makeSchema(text, { features: 'recorded', searchByText: false }),
};
let bad = 0;
const seen = new Map();
for (const line of readFileSync(operations, 'utf8').trim().split('\n')) {
  const { features, query, variables } = JSON.parse(line);
  const schema = schemas[features];
  const document = parse(query);
  const errors = [...validate(schema, document, specifiedRules)];
  for (const definition of document.definitions.filter((d) => d.kind === 'OperationDefinition')) {
    const coerced = getVariableValues(schema, definition.variableDefinitions ?? [], variables);
    errors.push(...(coerced.errors ?? []));
    seen.set(`${features} ${definition.name.value}`, (seen.get(`${features} ${definition.name.value}`) ?? 0) + 1);
  }
  if (errors.length > 0) {
    bad += 1;
    console.log(features, errors[0].message, query.slice(0, 200));
  }
}
console.log(`${bad} invalid of ${[...seen.values()].reduce((a, b) => a + b, 0)} operations:`, [...seen.keys()].sort().join(', '));
process.exit(bad === 0 && seen.size > 0 ? 0 : 1);
