import { describe, expect, it } from 'vitest';
import { ProblemError, advice, problemOf } from './problem';

const answer = (status: number, body: string, type = 'application/problem+json') =>
  new Response(body, { status, headers: { 'Content-Type': type } });

describe('what the API refused', () => {
  it('is read from its problem', async () => {
    const body = { code: 'OUT_OF_BOUNDS', detail: 'ttl: too long', fields: [{ field: 'ttl', message: 'too long' }] };
    const problem = await ProblemError.of(answer(400, JSON.stringify(body)));
    expect(problem).toMatchObject({ status: 400, code: body.code, message: body.detail, fields: body.fields });
    expect(problem.passing).toBe(false);
  });

  it('is told by its status where something else answered', async () => {
    for (const strange of [answer(502, '<html>', 'text/html'), answer(502, '{"code":')]) {
      const problem = await ProblemError.of(strange);
      expect(problem.message).toBe('The server answered with status 502.');
      expect(problem.passing).toBe(true);
    }
    expect((await ProblemError.of(answer(401, '', 'text/plain'))).code).toBe('UNAUTHENTICATED');
  });

  it('passes where waiting helps', () => {
    expect([429, 502, 503].map((status) => ProblemError.from(status, {}).passing)).toEqual([true, true, true]);
    expect([400, 401, 403, 404, 409, 500].some((status) => ProblemError.from(status, {}).passing)).toBe(false);
    expect(ProblemError.unreachable().passing).toBe(true);
  });

  it('always comes with what to do', () => {
    expect(advice(ProblemError.unreachable())).toContain('./mayfly status');
    expect(advice(ProblemError.from(401, {}))).toBe('Sign in again.');
    expect(advice(ProblemError.from(429, { code: 'RATE_LIMITED' }))).toContain('Wait');
    expect(advice(ProblemError.from(418, { code: 'SOMETHING_NEW' as never }))).not.toBe('');
  });

  it('is told apart from what broke here', () => {
    expect(problemOf(new TypeError('Failed to fetch')).code).toBe('UNREACHABLE');
    expect(problemOf(new Error('boom'))).toMatchObject({ code: 'INTERNAL', message: 'boom' });
    expect(problemOf('odd').message).toBe('Something failed.');
  });
});
