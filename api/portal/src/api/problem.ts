import type { ErrorCode, Problem } from './types';

/** What the API refused or failed at, or that it could not be reached. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: ErrorCode | 'UNREACHABLE';
  readonly fields: readonly { readonly field: string; readonly message: string }[];
  readonly instance: string;

  private constructor(
    status: number,
    code: ErrorCode | 'UNREACHABLE',
    detail: string,
    fields: Problem['fields'] = [],
    instance = '',
  ) {
    super(detail);
    this.name = 'ProblemError';
    this.status = status;
    this.code = code;
    this.fields = fields;
    this.instance = instance;
  }

  static unreachable(): ProblemError {
    return new ProblemError(0, 'UNREACHABLE', 'The server does not answer.');
  }

  /** From an answer that is no success; what is no problem in the sense of RFC 9457 is told by its status alone. */
  static async of(response: Response): Promise<ProblemError> {
    let problem: Partial<Problem> = {};
    try {
      if (response.headers.get('Content-Type')?.startsWith('application/problem+json') === true) {
        problem = (await response.json()) as Partial<Problem>;
      }
    } catch {
      // The answer broke off; its status is all there is.
    }
    return ProblemError.from(response.status, problem);
  }

  static from(status: number, problem: Partial<Problem>): ProblemError {
    return new ProblemError(
      status,
      problem.code ?? (status === 401 ? 'UNAUTHENTICATED' : 'INTERNAL'),
      problem.detail ?? `The server answered with status ${status}.`,
      problem.fields ?? [],
      problem.instance ?? '',
    );
  }

  /** Whether the same call may succeed in a moment without anybody changing it. */
  get passing(): boolean {
    return this.code === 'UNREACHABLE' || this.status === 429 || this.status === 502 || this.status === 503;
  }
}

const ADVICE: Partial<Record<ErrorCode | 'UNREACHABLE', string>> = {
  UNREACHABLE: 'Look whether Mayfly runs (./mayfly status). This page goes on by itself as soon as it answers.',
  UNAUTHENTICATED: 'Sign in again.',
  FORBIDDEN: 'Sign in as somebody who may do this, or ask an operator.',
  NOT_FOUND: 'Check the address. What belongs to others is not shown.',
  WRONG_PHASE: 'Look at its present phase; it may have moved on while you were reading.',
  ALREADY_DECIDED: 'Somebody was faster. Nothing is left to do here.',
  ENDING: 'Nothing can start in it any more. Ask for a new workspace.',
  TOO_LARGE: 'Choose a smaller file.',
  OUT_OF_BOUNDS: 'Correct the field and try again.',
  INVALID_REQUEST: 'Correct the field and try again.',
  RATE_LIMITED: 'Wait a moment, then try again.',
  NO_HOST: 'An operator has to start a worker on a host that offers what the template needs.',
  HOST_EXHAUSTED: 'Try again when other workspaces have ended, or tell an operator.',
  LIMIT_NOT_ENFORCEABLE: 'An operator has to mend the host: ./mayfly doctor says how.',
  TEMPLATE_BROKEN: 'An operator has to mend the template.',
  MISCONFIGURED: 'An operator has to mend the configuration; the log says more.',
  PROVIDER_DENIED: 'An operator has to mend rights at the provider. Mayfly keeps trying.',
  PROVIDER_FAILED: 'Mayfly keeps trying. If it lasts, tell an operator.',
  STILL_THERE: 'Mayfly keeps trying to remove it. If it lasts, tell an operator.',
  LOST: 'Ask for a new workspace.',
  UNAVAILABLE: 'Try again in a moment. Nothing that was accepted is lost.',
  INTERNAL: 'This is a defect. Tell an operator; the log says more under the number below.',
};

/** What to do about it, in a sentence. */
export function advice(problem: ProblemError): string {
  if (problem.code === 'INTERNAL' && problem.status === 0) {
    return 'This is a defect of this page. Load it again; if that does not help, tell an operator what you did.';
  }
  return ADVICE[problem.code] ?? 'Try again, or tell an operator.';
}

export function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  return error instanceof TypeError
    ? ProblemError.unreachable()
    : ProblemError.from(0, { code: 'INTERNAL', detail: error instanceof Error ? error.message : 'Something failed.' });
}
