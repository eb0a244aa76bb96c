import { createContext, useContext } from "react";
import type { SignIn } from "./sign-in";

export const SignInContext = createContext<SignIn | null>(null);

/** Returns how to sign in and out. */
export function useSignIn(): SignIn {
  const signIn = useContext(SignInContext);
  if (signIn === null) {
    throw new Error("there is no SignInContext above this part");
  }
  return signIn;
}
