import { Alert, Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { asProblem } from "@/lib/problem";
import { sessionQuery } from "@/lib/queries";

import { setUp } from "./api";
import { Entrance } from "./entrance";

const route = getRouteApi("/welcome");
const shortest = 10;

/** The first owner comes in by a one-time link. */
export function WelcomePage() {
  const { token } = route.useSearch();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const become = useMutation({
    mutationKey: ["session"],
    mutationFn: setUp,
    onSuccess: async () => {
      // Whether the hub signs us in at once or not, asking tells.
      client.clear();
      const session = await client.fetchQuery(sessionQuery);
      await navigate({ to: session ? "/status" : "/sign-in" });
    },
  });
  const problem = become.error ? asProblem(become.error) : undefined;
  const short = password.length > 0 && password.length < shortest;

  if (!token) {
    return (
      <Entrance title="Welcome to Tillbridge">
        <Text>
          This page needs the one-time link that the program wrote to its log when it started. Open that link, or{" "}
          <Link to="/sign-in">sign in</Link> if you have been here before.
        </Text>
      </Entrance>
    );
  }
  return (
    <Entrance title="Welcome to Tillbridge">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!short) become.mutate({ token, email: email.trim(), name: name.trim(), password });
        }}
      >
        <Stack gap="sm">
          <Text className="quiet">You are the first here, so you become the owner.</Text>
          {problem && (
            <Alert color="red" role="alert" title={problem.title}>
              {problem.detail || "The link works once and not for ever. Start the program again for a new one."}
            </Alert>
          )}
          <TextInput
            label="Your name"
            autoComplete="name"
            required
            withAsterisk={false}
            autoFocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={problem?.fields.name}
          />
          <TextInput
            label="Email"
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={problem?.fields.email}
          />
          <PasswordInput
            label="Password"
            description={`At least ${shortest} characters`}
            autoComplete="new-password"
            required
            withAsterisk={false}
            minLength={shortest}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={short ? `${shortest - password.length} more to go` : problem?.fields.password}
            visibilityToggleButtonProps={{ "aria-label": "Show or hide the password" }}
          />
          <Button type="submit" loading={become.isPending} mt="xs" fullWidth>
            Become the owner
          </Button>
        </Stack>
      </form>
    </Entrance>
  );
}
