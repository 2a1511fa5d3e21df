import { Alert, Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Trash2 } from "lucide-react";
import { useState } from "react";

import { Copyable } from "@/components/ui/copyable";
import { notifyDone, notifyProblem } from "@/components/ui/notify";
import { Section } from "@/components/ui/page";
import { EmptyState, ErrorState, ListSkeleton } from "@/components/ui/states";
import { When } from "@/components/ui/when";
import { asProblem } from "@/lib/problem";
import type { Role, TokenView } from "@/lib/types";
import { sentenceCase } from "@/lib/words";

import { createToken, deleteToken, tokensQuery } from "./api";
import classes from "./settings.module.css";

const roles: { value: Role; label: string }[] = [
  { value: "viewer", label: "Look" },
  { value: "operator", label: "Operate" },
  { value: "owner", label: "Do everything" },
];

export function TokensSection() {
  const { data, error, isPending, refetch } = useQuery(tokensQuery);
  return (
    <Section title="API tokens">
      <Stack gap="md">
        <NewToken />
        {isPending ? (
          <div className="card">
            <ListSkeleton rows={2} label="Loading the tokens" />
          </div>
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : data.length === 0 ? (
          <div className="card">
            <EmptyState icon={KeyRound} title="No tokens yet">
              A token lets a script or the command line speak to the hub as you.
            </EmptyState>
          </div>
        ) : (
          <ul className={`card ${classes.list}`}>
            {data.map((token) => (
              <TokenRow key={token.id} token={token} />
            ))}
          </ul>
        )}
      </Stack>
    </Section>
  );
}

function NewToken() {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("operator");
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: createToken,
    onSuccess: async () => {
      setName("");
      await client.invalidateQueries({ queryKey: ["tokens"] });
    },
  });
  return (
    <div className={`card ${classes.box}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) create.mutate({ name: name.trim(), role });
        }}
      >
        <Group align="flex-end" gap="xs">
          <TextInput
            label="New token"
            description="What it is for, so that it can be told from the others"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={create.error ? asProblem(create.error).message : undefined}
            maxLength={80}
            required
            withAsterisk={false}
            style={{ flex: 1, minWidth: 200 }}
          />
          <NativeSelect
            label="May"
            value={role}
            onChange={(event) => setRole(roles.find((r) => r.value === event.currentTarget.value)?.value ?? "viewer")}
            data={roles}
          />
          <Button type="submit" loading={create.isPending}>
            Create
          </Button>
        </Group>
      </form>
      {create.data && (
        <Alert color="green" mt="md" role="status" title="Copy it now">
          <Text mb={4}>It is shown this once; the hub keeps only its hash.</Text>
          <Copyable value={create.data.token} what="token" />
        </Alert>
      )}
    </div>
  );
}

function TokenRow({ token }: { token: TokenView }) {
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteToken(token.id),
    onSuccess: async () => {
      setAsking(false);
      notifyDone(`${token.name} no longer works`);
      await client.invalidateQueries({ queryKey: ["tokens"] });
    },
    onError: notifyProblem,
  });
  return (
    <li className={classes.item}>
      <div className={classes.grow}>
        {token.name}
        <div className="quiet">
          {sentenceCase(token.role)}, made <When at={token.created_at} />, used{" "}
          <When at={token.last_used_at} none="never" />
        </div>
      </div>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<Trash2 size={14} aria-hidden />}
        aria-label={`Delete ${token.name}`}
        onClick={() => setAsking(true)}
      >
        Delete
      </Button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${token.name}?`}
        centered
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Stack gap="sm">
          <Text>Whatever uses it is refused from then on.</Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
              Cancel
            </Button>
            <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
              Delete
            </Button>
          </Group>
        </Stack>
      </Modal>
    </li>
  );
}
