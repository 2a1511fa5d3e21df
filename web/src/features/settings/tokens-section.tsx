import { Button, Checkbox, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Trash2 } from "lucide-react";
import { useState } from "react";

import { OnlyFor } from "@/components/only-for";
import { ConfirmDialog, ProblemAlert } from "@/components/ui/confirm-dialog";
import { notifyDone } from "@/components/ui/notify";
import { Section } from "@/components/ui/page";
import { Rich } from "@/components/ui/rich";
import { ShownOnce } from "@/components/ui/shown-once";
import { EmptyState, ErrorState, ListSkeleton } from "@/components/ui/states";
import { When } from "@/components/ui/when";
import { dateIn, span } from "@/lib/dates";
import { asProblem } from "@/lib/problem";
import { useZone } from "@/lib/session";
import type { Role, TokenView } from "@/lib/types";
import { useNow } from "@/lib/use-now";
import { roleNames, wordOf } from "@/lib/words";

import { createToken, deleteToken, tokensQuery } from "./api";
import classes from "./settings.module.css";
import { type Subject, subjects } from "./subjects";
import { t } from "./words";

export function TokensSection() {
  return (
    <OnlyFor who="owner">
      <Tokens />
    </OnlyFor>
  );
}

function Tokens() {
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
  const [until, setUntil] = useState("");
  const [parts, setParts] = useState<Subject[]>([]);
  const zone = useZone();
  const now = useNow();
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: createToken,
    onSuccess: async () => {
      setName("");
      await client.invalidateQueries({ queryKey: ["tokens"] });
    },
  });
  const problem = create.error ? asProblem(create.error) : undefined;
  const make = (event: React.SubmitEvent) => {
    event.preventDefault();
    if (!name.trim()) return;
    create.mutate({
      name: name.trim(),
      role,
      subjects: parts,
      expires_at: span(undefined, until || undefined, zone).to,
    });
  };
  return (
    <div className={`card ${classes.box}`}>
      <form onSubmit={make}>
        <Stack gap="sm">
          <TextInput
            label={t("new_token")}
            description={t("new_token_help")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={problem?.fields.name}
            maxLength={80}
            required
            withAsterisk={false}
          />
          <Group align="flex-end" gap="xs">
            <NativeSelect
              label={t("may")}
              value={role}
              onChange={(event) => setRole(roleNames.find((r) => r === event.currentTarget.value) ?? "viewer")}
              data={roleNames.map((value) => ({ value, label: t(`may_do.${value}`) }))}
            />
            <TextInput
              type="date"
              label={t("until")}
              description={t("until_help")}
              value={until}
              min={dateIn(zone, now)}
              onChange={(event) => setUntil(event.currentTarget.value)}
              error={problem?.fields.expires_at}
            />
          </Group>
          <Parts chosen={parts} onChange={setParts} />
          {problem && !problem.fields.name && <ProblemAlert error={problem} />}
          <div>
            <Button type="submit" loading={create.isPending}>
              {t("create")}
            </Button>
          </div>
          {create.data && (
            <ShownOnce value={create.data.token} what={t("token")}>
              {t("shown_why")}
            </ShownOnce>
          )}
        </Stack>
      </form>
    </div>
  );
}

function Parts({ chosen, onChange }: { chosen: Subject[]; onChange: (parts: Subject[]) => void }) {
  return (
    <details className={classes.choice}>
      <summary>
        {t("parts")}: {chosen.length === 0 ? t("all_parts") : chosen.join(", ")}
      </summary>
      <Text size="xs" className="quiet" mt={4}>
        {t("parts_help")}
      </Text>
      <div role="group" aria-label={t("parts")} className={classes.parts}>
        {subjects.map((subject) => (
          <Checkbox
            key={subject}
            size="xs"
            label={<span className="mono">{subject}</span>}
            checked={chosen.includes(subject)}
            onChange={(event) =>
              onChange(event.currentTarget.checked ? [...chosen, subject] : chosen.filter((other) => other !== subject))
            }
          />
        ))}
      </div>
    </details>
  );
}

function Ends({ at }: { at: string | undefined }) {
  const now = useNow();
  if (!at) return t("never_ends");
  const text = Date.parse(at) < now ? "ended_already" : "ends";
  return <Rich say={t} text={text} parts={{ when: <When at={at} /> }} />;
}

function TokenRow({ token }: { token: TokenView }) {
  return (
    <li className={classes.item}>
      <div className={classes.grow}>
        {token.name}
        <div className="quiet">
          <Rich
            say={t}
            text={token.created_by ? "token_facts" : "token_facts_machine"}
            values={{ role: wordOf("role", token.role), by: token.created_by }}
            parts={{
              made: <When at={token.created_at} />,
              used: <When at={token.last_used_at} none={t("never")} />,
              ends: <Ends at={token.expires_at} />,
            }}
          />
        </div>
        {token.subjects.length > 0 && (
          <div className="quiet">{t("only_for", { subjects: token.subjects.join(", ") })}</div>
        )}
      </div>
      <DeleteToken token={token} />
    </li>
  );
}

function DeleteToken({ token }: { token: TokenView }) {
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteToken(token.id),
    onSuccess: async () => {
      setAsking(false);
      notifyDone(t("ended", { name: token.name }));
      await client.invalidateQueries({ queryKey: ["tokens"] });
    },
  });
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<Trash2 size={14} aria-hidden />}
        aria-label={t("delete_named", { name: token.name })}
        onClick={() => setAsking(true)}
      >
        {t("delete")}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t("delete_ask", { name: token.name })}
        confirm={t("delete")}
        danger
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      >
        {t("delete_what")}
      </ConfirmDialog>
    </>
  );
}
