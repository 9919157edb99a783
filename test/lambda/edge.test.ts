import * as z from 'zod';
import { Refusal } from '../../domain/refusal.ts';
import { httpHandler, type Route } from '../../lambda/http/edge.ts';
import { type LogLine, world } from '../../lambda/world.ts';
import { httpEvent } from '../support/desk/test-desk.ts';

const schema = z.strictObject({ name: z.string() });
const secret = 'EG-2026-SECRET';

function edge(act: Route['act'] = async (request) => ({ status: 200, body: request.body(schema) })) {
  const log: LogLine[] = [];
  const handler = httpHandler({ 'POST /x': { maxBodyBytes: 100, act } }, { ...world, log: (line) => log.push(line) });
  const ask = async (raw: Readonly<Record<string, unknown>>, routeKey = 'POST /x') => {
    const answer = await handler(httpEvent(routeKey, { raw }));
    return { ...answer, json: JSON.parse(answer.body) };
  };
  return { ask, log, handler };
}

describe('a request is refused', () => {
  test.each([
    ['one byte too large, whatever is in it', { body: 'x'.repeat(101) }, 413, 'BodyTooLarge'],
    ['too large in bytes, though not in letters', { body: 'ب'.repeat(51) }, 413, 'BodyTooLarge'],
    ['too large in base64', { body: Buffer.alloc(102).toString('base64'), isBase64Encoded: true }, 413, 'BodyTooLarge'],
    ['that is no JSON', { body: '{' }, 400, 'InvalidInput'],
    ['with unknown fields', { body: JSON.stringify({ name: 'x', other: 1 }) }, 400, 'InvalidInput'],
    ['with a prototype for a field', { body: '{"name":"x","__proto__":{"a":1}}' }, 400, 'InvalidInput'],
    ['without a body where there has to be one', {}, 400, 'InvalidInput'],
    ['with nothing for a body', { body: 'null' }, 400, 'InvalidInput'],
  ])('%s', async (_what, raw, status, code) => {
    const { statusCode, json } = await edge().ask(raw);
    expect([statusCode, json.code]).toEqual([status, code]);
    expect(Object.keys(json.sentence)).toEqual(['ar', 'fr', 'en']);
  });

  test.each(['GET /x', '$default', '__proto__', 'constructor'])('on a route that is none: %s', async (routeKey) => {
    expect((await edge().ask({}, routeKey)).json.code).toBe('NotFound');
  });

  test.each([null, 'hello', {}, { version: '1.0' }])('where the event is none of an HTTP API: %j', async (event) => {
    expect((await edge().handler(event)).statusCode).toBe(400);
  });
});

test('a body of exactly the limit is taken, also in base64', async () => {
  const body = JSON.stringify({ name: 'x'.repeat(89) });
  expect(body).toHaveLength(100);
  expect((await edge().ask({ body })).statusCode).toBe(200);
  expect((await edge().ask({ body: Buffer.from(body).toString('base64'), isBase64Encoded: true })).json.name).toBe('x'.repeat(89));
});

test('something unexpected is a bare 500, and the log names the error and its place but not its message', async () => {
  const cause = Object.assign(new Error(secret), { name: 'Inner' });
  const { ask, log } = edge(async () => {
    throw new TypeError(`cannot read ${secret}`, { cause });
  });
  const { statusCode, json } = await ask({});
  expect([statusCode, json]).toEqual([500, { code: 'Internal' }]);
  expect(log).toMatchObject([{ event: 'Request', route: 'POST /x', status: 500, code: 'Internal' }]);
  expect(String(log[0]?.fault)).toMatch(/^TypeError < Inner at .*edge\.test/);
  expect(JSON.stringify(log)).not.toContain(secret);
});

test('neither refusals nor the log quote what was sent', async () => {
  const { ask, log } = edge();
  const { body } = await ask({ body: JSON.stringify({ [secret]: secret, name: 7 }) });
  expect(body + JSON.stringify(log)).not.toContain(secret);
});

test('every answer forbids caching, sniffing and framing', async () => {
  const answers = [await edge().ask({ body: '{"name":"x"}' }), await edge().ask({ body: '{' })];
  for (const { headers } of answers) {
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'content-type': 'application/json; charset=utf-8',
    });
  }
});

test('header names count in any case', async () => {
  const { ask } = edge(async ({ headers }) => ({ status: 200, body: headers }));
  expect((await ask({ headers: { 'Liaison-Assertion': 'x' } })).json).toEqual({ 'liaison-assertion': 'x' });
});

test('a refusal keeps its status and code', async () => {
  const { ask } = edge(async () => {
    throw new Refusal('AlreadyArrived', 'document 2');
  });
  expect((await ask({})).json).toMatchObject({ code: 'AlreadyArrived', detail: 'document 2' });
});
