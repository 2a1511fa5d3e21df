import { Stack } from "@mantine/core";

import { ConnectForm } from "@/components/connect-form";
import { Rich } from "@/components/ui/rich";
import { useIsOwner } from "@/lib/session";

import classes from "./status.module.css";
import { t } from "./words";

/** Nothing is connected yet: three steps to the first filled page. */
export function FirstStart() {
  const owner = useIsOwner();
  return (
    <ol className={classes.path}>
      <li className={`card ${classes.stage}`} aria-current="step">
        <h2>{t("connect")}</h2>
        <p>
          <Rich say={t} text="sandbox_what" parts={{ code: <code /> }} />
        </p>
        {owner ? (
          <Stack gap="sm">
            <p>{t("connect_what")}</p>
            <ConnectForm />
          </Stack>
        ) : (
          <p>{t("ask_owner")}</p>
        )}
      </li>
      <li className={`card ${classes.stage}`}>
        <h2>{t("policy")}</h2>
        <p>{t("policy_what")}</p>
      </li>
      <li className={`card ${classes.stage}`}>
        <h2>{t("watch")}</h2>
        <p>{t("watch_what")}</p>
      </li>
    </ol>
  );
}
