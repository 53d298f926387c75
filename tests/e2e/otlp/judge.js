// usage: node judge.js FILE — every line is an ExportTraceServiceRequest as OTLP/HTTP JSON, judged by the protobuf classes of
// the official @opentelemetry/otlp-transformer and by the rules JSON has beyond them: ids in hex, 64-bit numbers as
// decimal strings, enums as numbers, attributes as a list of key and one-of value; and by the GenAI conventions. Prints
// {"requests","spans","orphans","faults"}; exit 1 with faults.
'use strict';
const fs = require('fs');
const { opentelemetry } = require('@opentelemetry/otlp-transformer/build/src/generated/root');
const Request = opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
const IDS = { traceId: 32, spanId: 16, parentSpanId: 16 };
const LONGS = new Set(['startTimeUnixNano', 'endTimeUnixNano', 'intValue']);
const VALUES = ['stringValue', 'boolValue', 'intValue', 'doubleValue', 'arrayValue', 'kvlistValue', 'bytesValue'];
const faults = [];
const fault = (where, what) => faults.push(`${where}: ${what}`);

// The JSON rules; ids become bytes, as the schema wants them.
function walk(value, where) {
  if (Array.isArray(value)) return value.forEach((one, i) => walk(one, `${where}[${i}]`));
  if (value === null || typeof value !== 'object') return;
  for (const [key, inner] of Object.entries(value)) {
    const at = `${where}.${key}`;
    if (key.includes('_')) fault(at, 'not lowerCamelCase');
    if (key in IDS) {
      if (typeof inner !== 'string' || !new RegExp(`^[0-9a-f]{${IDS[key]}}$`).test(inner) || /^0+$/.test(inner)) fault(at, `not ${IDS[key]} hex digits`);
      value[key] = Buffer.from(String(inner), 'hex');
      continue;
    }
    if (LONGS.has(key) && (typeof inner !== 'string' || !/^-?\d+$/.test(inner))) fault(at, 'not a decimal string');
    if (key === 'kind' && !Number.isInteger(inner)) fault(at, 'enum is not a number');
    if (key === 'attributes') {
      const names = inner.map((attribute) => attribute.key);
      if (new Set(names).size !== names.length) fault(at, 'a key twice');
      for (const attribute of inner) {
        if (VALUES.filter((name) => name in attribute.value).length !== 1) fault(`${at} ${attribute.key}`, 'not exactly one value');
      }
    }
    walk(inner, at);
  }
}

// What the schema does not know is dropped by receivers.
function unknown(sent, known, where) {
  if (Buffer.isBuffer(sent) || sent === null || typeof sent !== 'object') return;
  for (const [key, inner] of Object.entries(sent)) {
    const empty = inner === '' || inner === 0 || inner === false || (typeof inner === 'object' && Object.keys(inner).length === 0);
    if (!known || !(key in known)) { if (!empty) fault(`${where}.${key}`, 'unknown to OTLP'); } else unknown(inner, known[key], `${where}.${key}`);
  }
}

let requests = 0;
const spans = [];
for (const line of fs.readFileSync(process.argv[2], 'utf8').split('\n')) {
  if (line === '') continue;
  requests += 1;
  const sent = JSON.parse(line);
  const resource = sent.resourceSpans[0].resource.attributes.map((attribute) => attribute.key);
  for (const name of ['service.name', 'service.version']) if (!resource.includes(name)) fault('resource', `${name} is missing`);
  spans.push(...JSON.parse(line).resourceSpans.flatMap((part) => part.scopeSpans).flatMap((part) => part.spans));
  walk(sent, 'request');
  const message = Request.fromObject(sent);
  const wrong = Request.verify(message);
  if (wrong) fault('request', wrong);
  unknown(sent, Request.toObject(Request.decode(Request.encode(message).finish()), { longs: String, bytes: Array }), 'request');
}
const ids = new Set(spans.map((span) => span.traceId + span.spanId));
if (ids.size !== spans.length) fault('spans', 'an id twice');
for (const span of spans) {
  const attributes = Object.fromEntries(span.attributes.map(({ key, value }) => [key, value]));
  const where = `span ${span.name}`;
  if (BigInt(span.startTimeUnixNano) < 1700000000000000000n || BigInt(span.endTimeUnixNano) < BigInt(span.startTimeUnixNano)) fault(where, 'times');
  if (span.status.code === 2 && !attributes['error.type']) fault(where, 'error.type is missing');
  const operation = attributes['gen_ai.operation.name']?.stringValue;
  if (operation === 'chat') {
    for (const name of ['gen_ai.provider.name', 'gen_ai.request.model']) if (!attributes[name]) fault(where, `${name} is missing`);
    if (span.name !== `chat ${attributes['gen_ai.request.model']?.stringValue}` || span.kind !== 3) fault(where, 'name or kind');
    const reasons = attributes['gen_ai.response.finish_reasons'];
    if (reasons && !reasons.arrayValue) fault(where, 'finish_reasons is no list');
  }
  if (operation === 'execute_tool' && span.name !== `execute_tool ${attributes['gen_ai.tool.name']?.stringValue}`) fault(where, 'name');
}
const orphans = spans.filter((span) => span.parentSpanId && !ids.has(span.traceId + span.parentSpanId)).length;
console.log(JSON.stringify({ requests, spans: spans.length, orphans, names: [...new Set(spans.map((span) => span.name))].sort(), faults: faults.slice(0, 20) }));
process.exit(faults.length === 0 ? 0 : 1);
