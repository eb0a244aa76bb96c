import { QueryClient } from "@tanstack/react-query";
import { mayPass } from "./problems";

const RETRIES_MAX = 2;

/** Returns the cache of answers. A read is repeated only if it may pass a moment later. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: "always", // a browser that believes to be offline may still reach a platform on this machine
        staleTime: 15_000,
        retry: (failures, error) => failures < RETRIES_MAX && mayPass(error),
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}
