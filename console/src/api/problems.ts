/** Why a call failed: a problem document of the platform (RFC 9457), or what kept it from answering. */
export type Problem =
  | {
      kind: "refused";
      type: string;
      title: string;
      status: number;
      detail: string;
      fields: Field[];
      requestId: string | null;
    }
  | { kind: "unreadable"; status: number }
  | { kind: "no-answer" }
  | { kind: "signed-out" };

/** One part of a request that was not accepted: its JSON pointer or the name of a parameter, and what is wrong. */
export interface Field {
  pointer: string;
  detail: string;
}

export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, cause?: unknown) {
    super(problem.kind === "refused" ? problem.title : problem.kind, { cause });
    this.name = "ProblemError";
    this.problem = problem;
  }
}

/** Returns the problem that a refusal has in its body. */
export function problemIn(response: Response, body: unknown): Problem {
  if (response.status === 401) {
    return { kind: "signed-out" };
  }
  if (!isRecord(body) || typeof body.title !== "string") {
    return { kind: "unreadable", status: response.status };
  }
  return {
    kind: "refused",
    type: text(body.type),
    title: body.title,
    status: response.status,
    detail: text(body.detail),
    fields: (Array.isArray(body.errors) ? body.errors : []).filter(isRecord).map(fieldOf),
    requestId: response.headers.get("x-request-id"),
  };
}

/** Returns whether the same call may succeed if it is made again a moment later. */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof ProblemError)) {
    return false;
  }
  const { problem } = error;
  return problem.kind === "no-answer" || ("status" in problem && [429, 502, 503, 504].includes(problem.status));
}

function fieldOf(field: Record<string, unknown>): Field {
  return { pointer: text(field.pointer), detail: text(field.detail) };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
