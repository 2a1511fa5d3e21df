import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArchiveRestore, Trash2 } from "lucide-react";
import { useState } from "react";

import { DocumentMarks } from "@/components/document-marks";
import { OrderName } from "@/components/order-name";
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
import { VoidedBy } from "@/components/voided-by";
import { useMayOperate } from "@/lib/session";
import type { DocumentView } from "@/lib/types";
import { type DocumentPath, documentWord, shared, within } from "@/lib/words";

import { documentQuery, restoreDocument, voidDocument } from "./api";
import { DocumentLines } from "./document-lines";
import { PrintMenu } from "./print-menu";
import { t } from "./words";

interface DocumentDrawerProps {
  kind: DocumentPath;
  id: string;
  onClose: () => void;
}

export function DocumentDrawer({ kind, id, onClose }: DocumentDrawerProps) {
  const { data, error, isPending, refetch } = useQuery(documentQuery(kind, id));
  return (
    <SidePanel
      label={t("document")}
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
        <ListSkeleton label={t("loading_document")} />
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
        {document.edited && <Badge tone="amber">{t("edited")}</Badge>}
      </Group>
      <Group gap="xs">
        {mayOperate && <VoidOrRestore document={document} kind={kind} />}
        {kind === "invoices" && <PrintMenu invoice={document.id} />}
      </Group>
      <Facts
        of={[
          [
            t("order"),
            <OrderName
              key="o"
              order={document.order_id}
              number={document.order_number}
              channelId={document.order_ref}
              both
            />,
          ],
          [shared("connection"), <ConnectionName key="c" channel={document.channel} name={document.connection_name} />],
          [t("buyer"), document.buyer],
          [t("courier"), document.courier],
          [
            t("tracking_number"),
            document.tracking && <Copyable value={document.tracking} what={within(t("tracking_number"))} />,
          ],
          [t("method"), document.method],
          [t("written"), <When key="w" at={document.created_at} />],
          [t("voided"), document.voided && <VoidedBy document={document} />],
        ]}
      />
      <Section title={t("lines")}>
        <DocumentLines document={document} />
      </Section>
    </Stack>
  );
}

function VoidOrRestore({ document, kind }: { document: DocumentView; kind: DocumentPath }) {
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const word = within(documentWord(document.kind));
  const { number } = document;
  const act = useMutation({
    mutationFn: (reason: string) => (document.voided ? restoreDocument : voidDocument)(kind, document.id, reason),
    onSuccess: async () => {
      notifyDone(document.voided ? t("is_back", { number }) : t("is_in_bin", { number }));
      setAsking(false);
      await Promise.all(
        [["documents", "head"], ["documents", "one"], ["orders"], ["logs"], ["status"]].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      );
    },
  });
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={document.voided ? <ArchiveRestore size={15} aria-hidden /> : <Trash2 size={15} aria-hidden />}
        onClick={() => {
          act.reset();
          setAsking(true);
        }}
      >
        {document.voided ? t("restore") : t("void")}
      </Button>
      {asking && (
        <ReasonDialog
          title={document.voided ? t("restore_it", { document: word }) : t("void_it", { document: word })}
          confirm={document.voided ? t("restore") : t("void")}
          busy={act.isPending}
          error={act.error}
          onConfirm={(reason) => act.mutate(reason)}
          onClose={() => setAsking(false)}
        >
          <Text>{document.voided ? t("restore_what", { number }) : t("void_what", { number })}</Text>
        </ReasonDialog>
      )}
    </>
  );
}
