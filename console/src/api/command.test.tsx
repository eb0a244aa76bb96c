import { QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, test } from "vitest";
import { useCommand } from "./command";
import { ProblemError } from "./problems";
import { createQueryClient } from "./query-client";

const refused = (status: number, type: string) =>
  new ProblemError({ kind: "refused", type, title: "t", status, detail: "d", fields: [], requestId: null });

test("a call has one key until the platform has answered for good, and another call has another", async () => {
  const outcomes = [
    new ProblemError({ kind: "no-answer" }),
    refused(503, "urn:x"),
    refused(409, "urn:lockstep:problem:idempotency-key-in-progress"),
    "done",
    refused(409, "urn:lockstep:problem:conflict"),
    "done",
  ];
  const keys: string[] = [];
  const send = async (_: string, key: string) => {
    keys.push(key);
    const outcome = outcomes.shift();
    if (outcome instanceof Error) {
      throw outcome;
    }
  };
  const client = createQueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(() => useCommand(send), { wrapper });
  for (let turn = 0; turn < 6; turn += 1) {
    await act(() => result.current.mutateAsync("same").catch(() => {}));
  }
  expect(new Set(keys.slice(0, 4)).size).toBe(1);
  expect(new Set(keys).size).toBe(3);
  await act(() => result.current.mutateAsync("other").catch(() => {}));
  expect(new Set(keys).size).toBe(4);
});
