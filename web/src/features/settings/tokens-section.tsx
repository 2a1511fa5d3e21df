import { Alert, Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Trash2 } from "lucide-react";
import { useState } from "react";

import { Copyable } from "@/components/ui/copyable";
import { notifyDone, notifyProblem } from "@/components/ui/notify";
import { Section } from "@/components/ui/page";
import { Rich } from "@/components/ui/rich";
import { EmptyState, ErrorState, ListSkeleton } from "@/components/ui/states";
import { When } from "@/components/ui/when";
import { asProblem } from "@/lib/problem";
import type { Role, TokenView } from "@/lib/types";
import { shared, wordOf } from "@/lib/words";

import { createToken, deleteToken, tokensQuery } from "./api";
import classes from "./settings.module.css";
import { t } from "./words";

const roles = ["viewer", "operator", "owner"] as const satisfies readonly Role[];

export function TokensSection() {
  const { data, error, isPending, refetch } = useQuery(tokensQuery);
  return (
    <Section title={t("tokens")}>
      <Stack gap="md">
        <NewToken />
        {isPending ? (
          <div className="card">
            <ListSkeleton rows={2} label={t("loading_tokens")} />
          </div>
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : data.length === 0 ? (
          <div className="card">
            <EmptyState icon={KeyRound} title={t("no_tokens")}>
              {t("no_tokens_what")}
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
            label={t("new_token")}
            description={t("new_token_help")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={create.error ? asProblem(create.error).message : undefined}
            maxLength={80}
            required
            withAsterisk={false}
            style={{ flex: 1, minWidth: 200 }}
          />
          <NativeSelect
            label={t("may")}
            value={role}
            onChange={(event) => setRole(roles.find((r) => r === event.currentTarget.value) ?? "viewer")}
            data={roles.map((value) => ({ value, label: t(`may_do.${value}`) }))}
          />
          <Button type="submit" loading={create.isPending}>
            {t("create")}
          </Button>
        </Group>
      </form>
      {create.data && (
        <Alert color="green" mt="md" role="status" title={t("copy_now")}>
          <Text mb={4}>{t("copy_now_why")}</Text>
          <Copyable value={create.data.token} what={t("token")} />
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
      notifyDone(t("ended", { name: token.name }));
      await client.invalidateQueries({ queryKey: ["tokens"] });
    },
    onError: notifyProblem,
  });
  return (
    <li className={classes.item}>
      <div className={classes.grow}>
        {token.name}
        <div className="quiet">
          <Rich
            say={t}
            text="token_facts"
            values={{ role: wordOf("role", token.role) }}
            parts={{
              made: <When at={token.created_at} />,
              used: <When at={token.last_used_at} none={t("never")} />,
            }}
          />
        </div>
      </div>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<Trash2 size={14} aria-hidden />}
        aria-label={t("delete_named", { name: token.name })}
        onClick={() => setAsking(true)}
      >
        {t("delete")}
      </Button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t("delete_ask", { name: token.name })}
        centered
        closeButtonProps={{ "aria-label": shared("close") }}
      >
        <Stack gap="sm">
          <Text>{t("delete_what")}</Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
              {shared("cancel")}
            </Button>
            <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
              {t("delete")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </li>
  );
}
