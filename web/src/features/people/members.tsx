import { Button, NativeSelect, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { UserMinus } from "lucide-react";
import { useState } from "react";

import { Badge } from "@/components/ui/badge";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { notifyDone, notifyProblem } from "@/components/ui/notify";
import { ErrorState, ListSkeleton } from "@/components/ui/states";
import { sessionQuery } from "@/lib/queries";
import { useSession } from "@/lib/session";
import type { Role, UserView } from "@/lib/types";
import { roleNames, wordOf } from "@/lib/words";

import { membersQuery, removeMember, setRole } from "./api";
import classes from "./people.module.css";
import { t } from "./words";

export function Members() {
  const { data, error, isPending, refetch } = useQuery(membersQuery);
  const { user } = useSession();
  if (isPending) {
    return (
      <div className="card">
        <ListSkeleton rows={3} label={t("loading_members")} />
      </div>
    );
  }
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <ul className={`card ${classes.list}`} aria-label={t("members")}>
      {data.map((member) => (
        <Member key={member.id} member={member} you={member.id === user.id} />
      ))}
    </ul>
  );
}

function Member({ member, you }: { member: UserView; you: boolean }) {
  return (
    <li className={classes.item}>
      <div className={classes.grow}>
        {member.name || member.email} {you && <Badge tone="blue">{t("you")}</Badge>}
        <div className="quiet">{member.email}</div>
      </div>
      <RoleSelect member={member} you={you} />
      <Remove member={member} />
    </li>
  );
}

/** Changes at once what a member may do. One's own role is asked about first: it cannot be taken back alone. */
function RoleSelect({ member, you }: { member: UserView; you: boolean }) {
  const client = useQueryClient();
  const [asked, setAsked] = useState<Role>();
  const change = useMutation({
    mutationFn: setRole,
    onSuccess: async ({ name, email, role }) => {
      setAsked(undefined);
      notifyDone(t("role_is", { name: name || email, role: wordOf("role", role) }));
      await client.invalidateQueries({ queryKey: ["members"] });
      if (you) await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
    onError: (error) => (you ? undefined : notifyProblem(error)),
  });
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={t("role_of", { name: member.name || member.email })}
        value={member.role}
        disabled={change.isPending}
        onChange={(event) => {
          const role = roleNames.find((r) => r === event.currentTarget.value);
          if (!role || role === member.role) return;
          change.reset();
          if (you) setAsked(role);
          else change.mutate({ id: member.id, role });
        }}
        data={roleNames.map((value) => ({ value, label: wordOf("role", value) }))}
      />
      <ConfirmDialog
        opened={asked !== undefined}
        title={t("own_role")}
        confirm={t("own_role_do")}
        danger
        busy={change.isPending}
        error={change.error}
        onConfirm={() => asked && change.mutate({ id: member.id, role: asked })}
        onClose={() => setAsked(undefined)}
      >
        {asked && t("own_role_what", { role: wordOf("role", asked) })}
      </ConfirmDialog>
    </>
  );
}

function Remove({ member }: { member: UserView }) {
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const name = member.name || member.email;
  const remove = useMutation({
    mutationFn: () => removeMember(member.id),
    onSuccess: async () => {
      setAsking(false);
      notifyDone(t("removed", { name }));
      await client.invalidateQueries({ queryKey: ["members"] });
    },
  });
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<UserMinus size={14} aria-hidden />}
        aria-label={t("remove_named", { name })}
        onClick={() => {
          remove.reset();
          setAsking(true);
        }}
      >
        {t("remove")}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t("remove_ask", { name })}
        confirm={t("remove")}
        danger
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      >
        <Text>{t("remove_what")}</Text>
      </ConfirmDialog>
    </>
  );
}
