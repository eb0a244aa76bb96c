import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { ProblemError } from "./problems";

/**
 * Returns a mutation for a call that writes.
 *
 * `send` gets the input and an idempotency key. The key stays the same until the platform has answered for good. So a
 * call that is made again after a lost answer happens once. When it is done, the answers below `stale` are read again.
 */
export function useCommand<Input, Body>(
  send: (input: Input, key: string) => Promise<Body>,
  stale: readonly QueryKey[] = [],
) {
  const queries = useQueryClient();
  const attempt = useRef<{ input: string; key: string } | null>(null);
  return useMutation({
    mutationFn: async (input: Input) => {
      const written = JSON.stringify(input);
      if (attempt.current?.input !== written) {
        attempt.current = { input: written, key: crypto.randomUUID() };
      }
      try {
        const body = await send(input, attempt.current.key);
        attempt.current = null;
        return body;
      } catch (error) {
        if (isFinal(error)) {
          attempt.current = null;
        }
        throw error;
      }
    },
    onSuccess: () => Promise.all(stale.map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}

/** Returns whether the platform refused the call, so that another try is another call. */
export function isFinal(error: unknown): boolean {
  if (!(error instanceof ProblemError) || error.problem.kind !== "refused") {
    return false;
  }
  const { status, type } = error.problem;
  return status >= 400 && status < 500 && status !== 429 && !type.endsWith(":idempotency-key-in-progress");
}
