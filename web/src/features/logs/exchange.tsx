import { Tabs } from "@mantine/core";

import { Badge } from "@/components/ui/badge";
import { Facts } from "@/components/ui/facts";
import { RawView } from "@/components/ui/raw-view";
import { took } from "@/lib/dates";
import type { ExchangeView } from "@/lib/types";
import { codeTone } from "@/lib/words";

import classes from "./exchange.module.css";
import { t } from "./words";

/** What was said to the channel and what it answered, call by call. Secrets and buyers' data are already taken out. */
export function Exchanges({ exchanges }: { exchanges: ExchangeView[] }) {
  if (exchanges.length === 0) {
    return <p className="quiet">{t("no_exchange")}</p>;
  }
  return exchanges.map((exchange, i) => <Exchange key={`${exchange.started_at}-${i}`} exchange={exchange} />);
}

function Exchange({ exchange }: { exchange: ExchangeView }) {
  return (
    <div className={classes.exchange}>
      <div className={classes.line}>
        <span className={`mono ${classes.method}`}>{exchange.method}</span>
        <span className={`mono ${classes.url}`}>{exchange.url}</span>
        {exchange.status > 0 ? (
          <Badge tone={exchange.status < 300 ? "green" : codeTone(exchange.status)}>{exchange.status}</Badge>
        ) : (
          <Badge tone="red">{t("no_answer")}</Badge>
        )}
        <span className="quiet">{took(exchange.took_ms)}</span>
      </div>
      {exchange.error && <p className={classes.error}>{exchange.error}</p>}
      <Tabs defaultValue="response" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="response">{t("response")}</Tabs.Tab>
          <Tabs.Tab value="request">{t("request")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="response" pt="xs">
          <Side headers={exchange.response_headers} body={exchange.response_body} label={t("response_body")} />
        </Tabs.Panel>
        <Tabs.Panel value="request" pt="xs">
          <Side headers={exchange.request_headers} body={exchange.request_body} label={t("request_body")} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

function Side({ headers, body, label }: { headers: Record<string, string>; body: string; label: string }) {
  const names = Object.entries(headers);
  return (
    <div className={classes.side}>
      {names.length > 0 && (
        <details>
          <summary className="quiet">{t("headers", { count: names.length })}</summary>
          <Facts
            of={names.map(([name, value]) => [
              name,
              <span key={name} className="mono">
                {value}
              </span>,
            ])}
          />
        </details>
      )}
      {body ? <RawView raw={body} label={label} /> : <p className="quiet">{t("no_body")}</p>}
    </div>
  );
}
