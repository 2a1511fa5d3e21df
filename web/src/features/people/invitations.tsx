import { Button, Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link2Off, UserPlus } from "lucide-react";
import { useState } from "react";

import { ProblemAlert } from "@/components/ui/confirm-dialog";
import { notifyDone, notifyProblem } from "@/components/ui/notify";
import { Rich } from "@/components/ui/rich";
import { ShownOnce } from "@/components/ui/shown-once";
import { EmptyState, ErrorState, ListSkeleton } from "@/components/ui/states";
import { When } from "@/components/ui/when";
import { asProblem } from "@/lib/problem";
import type { InvitationView, Role } from "@/lib/types";
import { roleNames, wordOf } from "@/lib/words";

import { invitationsQuery, invite, withdraw } from "./api";
import classes from "./people.module.css";
import { t } from "./words";

export function Invitations() {
  const { data, error, isPending, refetch } = useQuery(invitationsQuery);
  return (
    <Stack gap="md">
      <NewInvitation />
      {isPending ? (
        <div className="card">
          <ListSkeleton rows={1} label={t("loading_invitations")} />
        </div>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data.length === 0 ? (
        <div className={`card ${classes.list}`}>
          <EmptyState icon={UserPlus} title={t("no_invitations")}>
            {t("no_invitations_what")}
          </EmptyState>
        </div>
      ) : (
        <ul className={`card ${classes.list}`} aria-label={t("invitations")}>
          {data.map((invitation) => (
            <Invitation key={invitation.id} invitation={invitation} />
          ))}
        </ul>
      )}
    </Stack>
  );
}

function NewInvitation() {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("operator");
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: invite,
    onSuccess: async () => {
      setEmail("");
      await client.invalidateQueries({ queryKey: ["invitations"] });
    },
  });
  const problem = make.error ? asProblem(make.error) : undefined;
  return (
    <div className={`card ${classes.box}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (email.trim()) make.mutate({ email: email.trim(), role });
        }}
      >
        <Stack gap="sm">
          <Group align="flex-end" gap="xs">
            <TextInput
              type="email"
              label={t("invite_whom")}
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
              error={problem?.fields.email}
              autoComplete="off"
              maxLength={200}
              required
              withAsterisk={false}
              className={classes.first}
            />
            <NativeSelect
              label={t("as")}
              value={role}
              onChange={(event) => setRole(roleNames.find((r) => r === event.currentTarget.value) ?? "viewer")}
              data={roleNames.map((value) => ({ value, label: t(`may_do.${value}`) }))}
            />
            <Button type="submit" loading={make.isPending}>
              {t("invite")}
            </Button>
          </Group>
          {problem && !problem.fields.email && <ProblemAlert error={problem} />}
          {make.data && (
            <ShownOnce value={make.data.link} what={t("link")}>
              {make.data.mailed
                ? t("link_mailed", { email: make.data.email })
                : t("link_give", { email: make.data.email })}
            </ShownOnce>
          )}
        </Stack>
      </form>
    </div>
  );
}

function Invitation({ invitation }: { invitation: InvitationView }) {
  const client = useQueryClient();
  const whom = invitation.email || t("whoever");
  const takeBack = useMutation({
    mutationFn: () => withdraw(invitation.id),
    onSuccess: async () => {
      notifyDone(t("taken_back", { whom }));
      await client.invalidateQueries({ queryKey: ["invitations"] });
    },
    onError: notifyProblem,
  });
  return (
    <li className={classes.item}>
      <div className={classes.grow}>
        {whom}
        <div className="quiet">
          <Rich
            say={t}
            text="invitation_facts"
            values={{ role: wordOf("role", invitation.role), by: invitation.invited_by }}
            parts={{ ends: <When at={invitation.expires_at} /> }}
          />
        </div>
      </div>
      <Button
        size="xs"
        variant="default"
        leftSection={<Link2Off size={14} aria-hidden />}
        aria-label={t("take_back_named", { whom })}
        loading={takeBack.isPending}
        onClick={() => takeBack.mutate()}
      >
        {t("take_back")}
      </Button>
    </li>
  );
}
