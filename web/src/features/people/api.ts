import { queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api";
import type { Role } from "@/lib/types";

export const membersQuery = queryOptions({
  queryKey: ["members"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/users", { signal }))).items,
});

export const setRole = ({ id, role }: { id: string; role: Role }) =>
  unwrap(api.PUT("/api/v1/users/{id}/role", { params: { path: { id } }, body: { role } }));

export const removeMember = (id: string) => unwrap(api.DELETE("/api/v1/users/{id}", { params: { path: { id } } }));

export const invitationsQuery = queryOptions({
  queryKey: ["invitations"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/invitations", { signal }))).items,
});

export const invite = (body: { email: string; role: Role }) => unwrap(api.POST("/api/v1/invitations", { body }));

export const withdraw = (id: string) => unwrap(api.DELETE("/api/v1/invitations/{id}", { params: { path: { id } } }));

/** One's own signed-in browsers. */
export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/sessions", { signal }))).items,
});

export const endSession = (id: string) => unwrap(api.DELETE("/api/v1/sessions/{id}", { params: { path: { id } } }));

export const endOtherSessions = () => unwrap(api.DELETE("/api/v1/sessions"));

export const rename = (name: string) => unwrap(api.PUT("/api/v1/session/name", { body: { name } }));

export const changePassword = (body: { old_password: string; password: string }) =>
  unwrap(api.PUT("/api/v1/session/password", { body }));
