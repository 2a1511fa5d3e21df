import { api, unwrap } from "@/lib/api";

export interface Credentials {
  email: string;
  password: string;
}

export const signIn = (body: Credentials) => unwrap(api.POST("/api/v1/session", { body }));

export interface FirstOwner extends Credentials {
  token: string;
  name: string;
}

export const setUp = (body: FirstOwner) => unwrap(api.POST("/api/v1/setup", { body }));
