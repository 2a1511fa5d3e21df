import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArchiveRestore, Trash2 } from "lucide-react";
import { useState } from "react";

import { DocumentMarks } from "@/components/document-marks";
import { Badge } from "@/components/ui/badge";
import { ConnectionName } from "@/components/ui/channel-icon";
import { Copyable } from "@/components/ui/copyable";
import { Facts } from "@/components/ui/facts";
import { notifyDone } from "@/components/ui/notify";
import { Section } from "@/components/ui/page";
import { ReasonDialog } from "@/components/ui/reason-dialog";
import { SidePanel } from "@/components/ui/side-panel";
import { ErrorState, ListSkeleton } from "@/components/ui/states";
import { When } from "@/components/ui/when";
import { useMayOperate } from "@/lib/session";
import type { DocumentView } from "@/lib/types";
import { type DocumentPath, documentWord } from "@/lib/words";

import { documentQuery, restoreDocument, voidDocument } from "./api";
import { DocumentLines } from "./document-lines";

interface DocumentDrawerProps {
  kind: DocumentPath;
  id: string;
  onClose: () => void;
}

export function DocumentDrawer({ kind, id, onClose }: DocumentDrawerProps) {
  const { data, error, isPending, refetch } = useQuery(documentQuery(kind, id));
  return (
    <SidePanel
      label="Document"
      of={id}
      onClose={onClose}
      title={
        data && (
          <h2 style={{ margin: 0, fontSize: "1rem", fontWeight: 650 }}>
            {documentWord(data.kind)} <span className="mono">{data.number}</span>
          </h2>
        )
      }
    >
      {isPending ? (
        <ListSkeleton label="Loading the document" />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Details document={data} kind={kind} />
      )}
    </SidePanel>
  );
}

function Details({ document, kind }: { document: DocumentView; kind: DocumentPath }) {
  const mayOperate = useMayOperate();
  return (
    <Stack gap="md">
      <Group gap="xs">
        <DocumentMarks document={document} />
        {document.edited && <Badge tone="amber">Edited by a person</Badge>}
      </Group>
      {mayOperate && <VoidOrRestore document={document} kind={kind} />}
      <Facts
        of={[
          [
            "Order",
            <Copyable key="o" value={document.order_ref} what="order number">
              <Link to="/orders/$id" params={{ id: document.order_id }} className="mono">
                {document.order_ref}
              </Link>
            </Copyable>,
          ],
          ["Connection", <ConnectionName key="c" channel={document.channel} name={document.connection_name} />],
          ["Buyer", document.buyer],
          ["Courier", document.courier],
          ["Tracking number", document.tracking && <Copyable value={document.tracking} what="tracking number" />],
          ["Method", document.method],
          ["Written", <When key="w" at={document.created_at} />],
          [
            "Voided",
            document.voided && (
              <>
                <When at={document.voided_at} /> {document.voided_by_person ? "by a person" : "by the hub"}
              </>
            ),
          ],
        ]}
      />
      <Section title="Lines and totals">
        <DocumentLines document={document} />
      </Section>
    </Stack>
  );
}

function VoidOrRestore({ document, kind }: { document: DocumentView; kind: DocumentPath }) {
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const word = documentWord(document.kind).toLowerCase();
  const act = useMutation({
    mutationFn: (reason: string) => (document.voided ? restoreDocument : voidDocument)(kind, document.id, reason),
    onSuccess: async () => {
      notifyDone(document.voided ? `${document.number} is back` : `${document.number} is in the recycle bin`);
      setAsking(false);
      await Promise.all(
        [["documents", "head"], ["documents", "one"], ["orders"], ["logs"], ["status"]].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      );
    },
  });
  return (
    <Group>
      <Button
        size="xs"
        variant="default"
        leftSection={document.voided ? <ArchiveRestore size={15} aria-hidden /> : <Trash2 size={15} aria-hidden />}
        onClick={() => {
          act.reset();
          setAsking(true);
        }}
      >
        {document.voided ? "Restore" : "Void"}
      </Button>
      {asking && (
        <ReasonDialog
          title={document.voided ? `Restore the ${word}` : `Void the ${word}`}
          confirm={document.voided ? "Restore" : "Void"}
          busy={act.isPending}
          error={act.error}
          onConfirm={(reason) => act.mutate(reason)}
          onClose={() => setAsking(false)}
        >
          <Text>
            {document.voided
              ? `${document.number} leaves the recycle bin and counts again.`
              : `${document.number} goes to the recycle bin. What a person voids stays voided; the hub reports it and does not write it again.`}
          </Text>
        </ReasonDialog>
      )}
    </Group>
  );
}
